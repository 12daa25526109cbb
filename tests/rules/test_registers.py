"""A register file is read as it was meant, or every mistake in it is told at once, with its line."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.errors import RegisterError
from garant.law.reading import read_yaml
from garant.rules.contacts import Contact
from garant.rules.processing import Contract, Duration, Measure, Role, Service, Site
from garant.rules.registers import (
    entries,
    of_entries,
    read_entry,
    read_register,
    unresolved,
    write_entry,
    write_register,
)
from garant.rules.registers.document import SECTIONS, SINGLE, schema
from garant.rules.registers.references import Known
from tests.rules.declared import LORMEL, entries_of, lormel


def refusal(text: str) -> str:
    with pytest.raises(RegisterError) as refused:
        lormel(text)
    return str(refused.value)


def packaged() -> Any:
    return json.loads(files("garant.rules").joinpath("register.schema.json").read_text("utf-8"))


def plain(data: Any) -> Any:
    """As an editor sees it: JSON, dates as text."""
    return json.loads(json.dumps(data, default=str))


DECLARED = dict(SINGLE) | {kind: type_ for kind, (_, type_) in SECTIONS.items()}
VALIDATOR = jsonschema.Draft202012Validator(schema())


def test_lormels_register_is_read_as_it_was_written() -> None:
    read = lormel()

    assert read.organisation.sites == (Site("lormel.example"),)
    assert read.organisation.dpo == Contact("Claire Estève", email="dpo@lormel.example")
    assert read.services["boutique"] == Service("boutique", {"fr": "Boutique en ligne", "en": "Online shop"})
    assert read.roles["site"] == Role("site", {"fr": "Site web"})
    assert read.measures["locked-cabinet"] == Measure("locked-cabinet", "done")
    orders = read.activities["customers"].purposes["orders"]
    assert orders.durations == (Duration(years=3, clock="relationship-end", rule="RET-04"),)
    email = read.activities["customers"].items["email"]
    assert (email.sources, email.collected_by, email.required) == (("form",), ("site",), True)
    assert read.activities["letter"].items["email"].category == "contact.email"
    assert read.recipients["mistral"].contract == Contract(
        "C-12", signed=date(2024, 5, 1), clauses={"audit": date(2024, 5, 1), "return": None}
    )
    assert unresolved(read) == ()


def test_every_entry_is_read_and_written_alone() -> None:
    read = lormel()
    apart = {key: read_entry(*key, write_entry(key[0], value)) for key, value in entries(read).items()}

    assert of_entries(apart) == read
    assert ("organisation", "") in apart
    assert ("activity", "customers") in apart


@pytest.mark.parametrize("kind", sorted(DECLARED))
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_any_entry_written_out_is_read_back_the_same_and_fits_the_schema(kind: str, data: st.DataObject) -> None:
    value = data.draw(entries_of(DECLARED[kind]))
    code = "x" if kind in SECTIONS else ""
    written = write_entry(kind, value)

    assert read_entry(kind, code, written) == value
    VALIDATOR.evolve(schema={"$ref": f"#/$defs/{DECLARED[kind].__name__}", "$defs": schema()["$defs"]}).validate(
        plain(written)
    )


def test_a_whole_register_written_out_is_read_back_the_same() -> None:
    register = lormel()

    assert read_register(write_register(register)) == register
    VALIDATOR.validate(plain(write_register(register)))


def test_the_schema_beside_the_code_is_the_one_that_the_types_give() -> None:
    assert packaged() == schema()
    jsonschema.Draft202012Validator.check_schema(packaged())
    VALIDATOR.validate(plain(read_yaml(LORMEL, "lormel.yaml").data))


def test_every_mistake_is_told_at_once_with_its_line_and_what_to_do() -> None:
    text = """\
garant: register/1
organisation: {name: Lormel, place: FR, nature: secret, year_end: 31-12, contact: nobody}
activities:
  customers: {name: Clients}
  letter:
    name: Lettre
    purpose: {}
    purposes:
      write: {name: Écrire, kind: prospecting.newsletter, basis: habit, durations: [{clock: now}]}
    items:
      e.mail: contact.email
      phone: {category: Phone!, required: maybe, sources: [pigeon]}
recipients:
  brevo: {name: Brevo, role: friend, reviews: [{done: yesterday, result: good}], contract: [1]}
measures: {antivirus: maybe}
passwords: {length: "12"}
staff: {}
"""
    told = refusal(text)

    assert "lormel.yaml:2: “secret” is not known as “nature”. One of: private, public, association." in told
    assert "lormel.yaml:2: “contact” is not of its form. Write the address people write to about their data." in told
    assert "lormel.yaml:2: “year_end” is not of its form. A month and a day: 12-31." in told
    assert "lormel.yaml:4: The activity “customers” has no purpose." in told
    assert "lormel.yaml:7: The key “purpose” is not known here. Did you mean “purposes”?" in told
    assert "lormel.yaml:9: “habit” is not known as “basis”." in told
    assert "lormel.yaml:9: This duration has neither a length nor a criterion. Add for example: years: 3" in told
    assert "lormel.yaml:11: “e.mail” is no id." in told
    assert "lormel.yaml:12: “category” is not of its form." in told
    assert "lormel.yaml:12: “required” should be true or false." in told
    assert "lormel.yaml:12: “pigeon” is not known as “sources”." in told
    assert "lormel.yaml:14: “friend” is not known as “role”." in told
    assert "lormel.yaml:14: “done” should be a date. Write it as year-month-day: 2026-11-23." in told
    assert "lormel.yaml:14: “contract” should be a mapping (key: value)." in told
    assert "lormel.yaml:15: “maybe” is not known as “antivirus”. One of: done, planned, missing." in told
    assert "lormel.yaml:16: “length” should be a whole number." in told
    assert "lormel.yaml:17: The key “staff” is not known here." in told
    assert told.startswith("lormel.yaml:1: 17 things in this register are wrong:")
    assert told.endswith("Correct these lines and apply the register again.")


def test_a_length_below_nothing_is_told_as_such() -> None:
    """Not as something that ought to be a whole number: it is one."""
    told = refusal(LORMEL.replace("years: 3", "years: -3", 1))
    assert "“years” is less than nothing. Write a number without a minus sign: 3." in told


def test_an_organisation_without_a_privacy_contact_is_refused_and_the_missing_field_named() -> None:
    """S0-01: given a profile without privacy e-mail, when it is read, then the error names the missing field."""
    without = LORMEL.replace("  contact: donnees@lormel.example\n", "")

    assert refusal(without) == "lormel.yaml:2: “organisation” lacks “contact”. Add “contact:”."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("garant: register/2\n", "lormel.yaml:1: This is not a register of the form register/1. Use a newer Garant."),
        ("garant: map/1\n", "lormel.yaml:1: This is not a register of the form register/1. Write: garant: register/1"),
        ("- 1\n", "lormel.yaml:1: This is not a register of the form register/1. Write: garant: register/1"),
        (LORMEL + "---\na: 1\n", "There is a second document in this file. Keep one; remove the line “---”."),
        ("a: &a [x, x]\nb: *a\n", "lormel.yaml:1: Anchors (&) and aliases (*) are not read here. Write the value out."),
    ],
)
def test_a_file_that_is_no_register_is_refused_in_one_message(text: str, told: str) -> None:
    assert told in refusal(text)


@pytest.mark.parametrize(
    ("change", "path", "told"),
    [
        (("shared_with: [mistral]", "shared_with: [mistrl]"), "items", "Nothing declares the recipient “mistrl”."),
        (("used_by: [sales, site]", "used_by: [sale]"), "items", "Nothing declares the role “sale”."),
        (("purposes: [orders, delivery]", "purposes: [order]"), "items", "Nothing declares the purpose “order”."),
        (("kept: [cabinet]", "kept: [cellar]"), "items", "Nothing declares the place “cellar”."),
        (("owner: sales", "owner: nobody"), "devices", "Nothing declares the role “nobody”."),
        (("services: [boutique]", "services: [shop]"), "purposes", "Nothing declares the service “shop”."),
        (("activity: customers", "activity: sav"), "forms", "Nothing declares the activity “sav”."),
        (("of: cabinet", "of: attic"), "backups", "Nothing declares the place “attic”."),
        (("name: Colis Mistral", "name: boutique  LORMEL"), "recipients", "“mistral” is the organisation itself"),
        (("kind: sale.order", "kind: sale.ordr"), "purposes", "Nothing declares the kind of purpose “sale.ordr”."),
        (("category: contact.email", "category: contact.mail"), "items", "Nothing declares the category"),
    ],
)
def test_what_is_named_must_be_declared(change: tuple[str, str], path: str, told: str) -> None:
    assert change[0] in LORMEL
    known = Known(
        kinds=("sale.order", "sale.delivery", "prospecting.newsletter"), categories=("contact.email", "identity.name")
    )
    assert unresolved(lormel(), known) == ()

    found = unresolved(lormel(LORMEL.replace(*change)), known)

    assert len(found) == 1
    assert told in found[0].cause
    assert path in found[0].path


def test_data_may_be_kept_in_a_store_and_used_by_somebody_outside() -> None:
    text = LORMEL.replace("kept: [cabinet]", "kept: [shop]").replace("used_by: [sales, site]", "used_by: [mistral]")

    assert unresolved(lormel(text), Known(stores=("shop",))) == ()
    assert [each.cause for each in unresolved(lormel(text))] == ["Nothing declares the place “shop”."]


def test_an_unknown_kind_of_entry_is_refused() -> None:
    with pytest.raises(RegisterError, match="There is no kind of entry “machine”"):
        read_entry("machine", "x", {})
    with pytest.raises(RegisterError, match="“a b” is no id"):
        read_entry("role", "a b", "Ventes")


@pytest.mark.parametrize("what", ["uses", "recipients"])
def test_what_is_declared_is_not_said_to_be_none(what: str) -> None:
    """Given a list that holds something, when the register also says that there is none of it, then it is refused."""
    plain = {"name": "Clients", "purposes": {"p": {"name": "P", "kind": "sale.order"}}, what: ["scoring"]}
    with pytest.raises(RegisterError, match=f"“{what}” is said to be none, and stands here"):
        read_entry("activity", "clients", {**plain, "without": [what]})
