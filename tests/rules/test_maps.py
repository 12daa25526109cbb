"""A map file is read as it was meant, or every mistake in it is told at once, with its line."""

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from garant.errors import MapError
from garant.law.reading import read_yaml
from garant.rules.maps import migrate, read_map, undeclared, write_map
from garant.rules.register import Column, Link, Person, StoreMap, Table

SHOP = """\
garant: map/1
store: shop
persons:
  customer:                                   # one row of this table is one person
    table: Customer
    key: CustomerId
    identities: {email: Email, phone: [Phone, Fax]}
tables:
  Customer:
    activity: customers
    columns:
      FirstName: {category: identity.name, also: accounting}   # an invoice names its buyer
      Email:     {category: contact.email}
      SupportRepId: {category: none}                           # points at an employee: not this person's data
  Invoice:
    of: customer via CustomerId               # a declared key; an undeclared one is written the same way
    activity: accounting
    date: InvoiceDate
    columns: {BillingAddress: {category: contact.address}, Total: {category: transaction.amount}}
  InvoiceLine: {of: Invoice via InvoiceId, activity: accounting}
"""

FULL = """\
garant: map/1
store: boutique
persons:
  client:
    table: clients
    key: id
    identities: {email: courriel, customer-number: numero}
    unique: [email, customer-number]
  abonnée: {table: lettre, key: [liste, courriel], identities: {email: courriel}, unique: []}
tables:
  clients:
    activity: clients
    words: {fr: Clients, en: Customers}
    columns:
      courriel: contact.email
      nom: {category: identity.name, also: [comptabilité], mask: effacé, words: Nom}
      segment: {category: profile.segment, origin: inferred, review: true}
  lettre: {activity: lettre, columns: {courriel: contact.email, ip: {category: technical.ip, origin: observed}}}
  adresses: {activity: clients, shared: client.adresse_id, columns: {rue: contact.address}}
  commandes: {activity: comptabilité, of: client via client_id, date: passée_le, key: [année, numero]}
  lignes: {activity: comptabilité, of: "commandes via année = année, commande = numero"}
  avis:
    activity: clients
    of: client via courriel = courriel
    erase: fields
    columns: {texte: {category: content.text, free_text: true}}
  relances: {activity: clients, of: client via client_id, review: true}
activities:
  clients:
    name: Fichier clients
    purpose: {fr: Vendre, en: To sell}
    basis: contract
    duration: 3 ans
    source: vous-même
    recipients: [brevo]
  lettre: {name: Lettre, purpose: Vous écrire, basis: consent}
  comptabilité: {name: Comptabilité, purpose: Tenir les comptes, basis: legal-obligation, duty: accounting}
recipients:
  brevo: {name: Brevo, role: processor, contact: dpo@brevo.example, country: FR, safeguard: contrat art. 28}
"""


def read(text: str) -> StoreMap:
    document = read_yaml(text, "shop.yaml", error=MapError)
    return read_map(document.data, document.place)


def refusal(text: str) -> str:
    with pytest.raises(MapError) as refused:
        read(text)
    return str(refused.value)


def schema() -> Any:
    return json.loads(files("garant.rules").joinpath("map.schema.json").read_text("utf-8"))


def valid(data: Any) -> bool:
    return bool(jsonschema.Draft202012Validator(schema()).is_valid(data))


LINK_FORM = "Write: PARENT via COLUMN, or PARENT via COLUMN = PARENT’S COLUMN (several with commas)."


def test_the_map_of_the_design_is_read_as_it_stands() -> None:
    map = read(SHOP)

    assert map.persons == {
        "customer": Person("customer", "Customer", ("CustomerId",), {"email": ("Email",), "phone": ("Phone", "Fax")})
    }
    assert map.tables["Customer"].columns["FirstName"] == Column("FirstName", "identity.name", also=("accounting",))
    assert map.tables["Customer"].columns["SupportRepId"].personal is False
    assert map.tables["Invoice"].link == Link("child", "Customer", ("CustomerId",), ())
    assert map.tables["Invoice"].date == "InvoiceDate"
    assert map.tables["InvoiceLine"] == Table(
        "InvoiceLine", "accounting", {}, Link("child", "Invoice", ("InvoiceId",), ())
    )
    assert map.root_of("InvoiceLine").kind == "customer"
    assert map.undecided == ()


def test_every_key_of_the_form_is_read() -> None:
    map = read(FULL)

    assert map.persons["client"].unique == {"email", "customer-number"}
    assert map.persons["abonnée"] == Person(
        "abonnée", "lettre", ("liste", "courriel"), {"email": ("courriel",)}, frozenset()
    )
    clients = map.tables["clients"]
    assert clients.words == {"fr": "Clients", "en": "Customers"}
    assert clients.columns["courriel"] == Column("courriel", "contact.email")
    assert clients.columns["nom"] == Column(
        "nom", "identity.name", also=("comptabilité",), mask="effacé", words={"fr": "Nom"}
    )
    assert clients.columns["segment"] == Column("segment", "profile.segment", origin="inferred", review=True)
    assert map.tables["adresses"].link == Link("shared", "clients", (), ("adresse_id",))
    assert map.tables["commandes"].key == ("année", "numero")
    assert map.tables["lignes"].link == Link("child", "commandes", ("année", "commande"), ("année", "numero"))
    assert map.tables["avis"].link == Link("child", "clients", ("courriel",), ("courriel",))
    assert (map.tables["avis"].erase, map.tables["avis"].columns["texte"].free_text) == ("fields", True)
    assert map.undecided == (("relances", ""), ("clients", "segment"))
    assert map.activities["clients"].purpose == {"fr": "Vendre", "en": "To sell"}
    assert map.activities["clients"].duration == {"fr": "3 ans"}
    assert map.activities["comptabilité"].duty == "accounting"
    assert map.recipients["brevo"].safeguard == "contrat art. 28"


@pytest.mark.parametrize("text", [SHOP, FULL])
def test_a_map_written_out_is_read_back_the_same_and_fits_the_schema(text: str) -> None:
    map = read(text)
    written = write_map(map)

    assert read_map(written) == map
    assert valid(written)
    assert valid(read_yaml(text, "shop.yaml").data)


def test_a_manual_store_has_instructions_and_no_tables() -> None:
    text = "garant: map/1\nstore: archives\nmanual: {fr: Demander à Alice., en: Ask Alice.}\n"

    assert read(text).instructions == {"fr": "Demander à Alice.", "en": "Ask Alice."}
    assert valid(write_map(read(text)))
    both = text + "tables: {T: {activity: a}}\n"
    assert "shop.yaml:3: A store that a person answers for has no tables." in refusal(both)
    assert not valid(read_yaml(both, "x").data)


def test_the_older_form_is_brought_to_the_present_one() -> None:
    old = """\
garant: map/0
store: shop
persons:
  customer: {table: Customer, key: CustomerId, email: Email, phone: [Phone, Fax]}
tables:
  Customer: {activity: customers, columns: {Email: contact.email}}
  Invoice: {person: customer, via: CustomerId, activity: accounting, date: InvoiceDate}
"""
    map = read(old)

    assert map.persons["customer"].identities == {"email": ("Email",), "phone": ("Phone", "Fax")}
    assert map.tables["Invoice"].link == Link("child", "Customer", ("CustomerId",), ())
    assert valid(migrate(read_yaml(old, "old.yaml").data))
    assert not valid(read_yaml(old, "old.yaml").data)


def test_every_mistake_is_told_at_once_with_its_line_and_what_to_do() -> None:
    text = """\
garant: map/1
store: shop
persons:
  customer: {table: Customer, identities: {}}
  staff: {table: Gone, key: id, identities: {email: mail}, unique: [phone]}
  twin: {table: Customer, key: id, identities: {email: mail}}
tables:
  Customer: {activity: customers, of: staff via x, colums: {}}
  Order: {activity: customers}
  Visit: {of: nobody via x, activity: customers}
  Call: {of: customer CustomerId, activity: customers}
  Fax: {shared: customer, activity: customers}
  A: {of: B via id, activity: customers}
  B: {of: C via id, activity: customers}
  C: {of: A via id, activity: customers}
  D: {of: A via id, shared: customer.d, erase: shred}
  E: {of: "customer via a = b, c", activity: customers, columns: {x: E Mail, y: {category: none, mask: q}, z: {}}}
activities:
  customers: {name: Clients, basis: habit}
recipients:
  brevo: {name: Brevo, role: friend, country: 33}
"""
    told = refusal(text).splitlines()

    assert told[0] == "shop.yaml:1: 23 things in this map are wrong:"
    assert [line.strip() for line in told[1:]] == [
        "shop.yaml:4: Nothing tells by what a customer is recognised. Add for example: identities: {email: Email}",
        "shop.yaml:4: “customer” lacks “key”. Add “key:”.",
        "shop.yaml:5: “phone” is unique but no identity. Name it under “identities” too.",
        "shop.yaml:8: The key “colums” is not known here. Did you mean “columns”?",
        "shop.yaml:8: The table of a person hangs on nobody. Leave “of” out.",
        "shop.yaml:9: Nothing tells how this table hangs on a person. Add for example: of: customer via COLUMN",
        "shop.yaml:10: “nobody” is neither a kind of person nor a table of this map. Add it, or correct the name.",
        f"shop.yaml:11: This link does not say by which column (“via”). {LINK_FORM}",
        (
            "shop.yaml:12: This link does not name a parent and its column. "
            "Write: PARENT.COLUMN, the column of the parent that points here."
        ),
        "shop.yaml:16: “shred” is not known as “erase”. One of: row, fields.",
        "shop.yaml:16: “D” lacks “activity”. Add “activity:”.",
        "shop.yaml:16: A table hangs by “of” or by “shared”, not by both. Keep one of them.",
        (
            "shop.yaml:17: “E Mail” is not the name of a category. "
            "Write small letters with dots between, like contact.email; or none."
        ),
        (
            "shop.yaml:17: A column that holds no personal data has nothing to keep or to mask. "
            "Leave “mask” out, or give a category."
        ),
        "shop.yaml:17: “z” lacks “category”. Add “category:”.",
        f"shop.yaml:17: This link gives the parent’s column for some columns only. {LINK_FORM}",
        "shop.yaml:19: “customers” lacks “purpose”. Add “purpose:”.",
        (
            "shop.yaml:19: “habit” is not known as “basis”. "
            "One of: consent, contract, legal-obligation, vital-interests, public-interest, legitimate-interest."
        ),
        "shop.yaml:21: “friend” is not known as “role”. One of: processor, controller, joint-controller, authority.",
        "shop.yaml:21: “country” should be a text. Put quotes around a number or a date.",
        "shop.yaml:5: “Gone” is not a table of this map. Add it under “tables”: Gone:",
        "shop.yaml:6: “Customer” is already the table of customer. One row is one person: keep one kind for a table.",
        (
            "shop.yaml:13: This table hangs on itself: A → B → C → A. Hang one of them on a person. "
            "Correct these lines and apply the map again."
        ),
    ]


def test_a_newer_form_and_a_file_that_is_no_map_are_refused_plainly() -> None:
    assert refusal("garant: map/7\nstore: x\n") == (
        "shop.yaml:1: This is not a map of the form map/1. Use a newer Garant."
    )
    assert refusal("- a\n- b\n") == "shop.yaml:1: This is not a map of the form map/1. Write: garant: map/1"
    assert refusal("garant: map/1\nstore: x\n").startswith("shop.yaml:1: 2 things in this map are wrong:")
    with pytest.raises(MapError) as refused:
        read_map({**read_yaml(SHOP, "x").data, "store": 12})
    assert refused.value.place == "store"


def test_activities_and_recipients_may_stand_in_another_map() -> None:
    shop, full = read(SHOP), read(FULL)

    assert undeclared([full]) == ()
    assert undeclared([shop]) == (
        (
            "shop: no map declares the activity “customers” (Customer). "
            "Declare it under “activities” with name, purpose and basis."
        ),
        (
            "shop: no map declares the activity “accounting” (Customer.FirstName, Invoice, InvoiceLine). "
            "Declare it under “activities” with name, purpose and basis."
        ),
    )
