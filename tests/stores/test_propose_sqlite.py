"""The first map of a store: drafted from what SQLite knows, it applies unchanged and decides as the owner would."""

import sqlite3
from contextlib import closing
from pathlib import Path

import jsonschema
import pytest

from garant.actions.demo_shop import build
from garant.errors import MapError
from garant.law.reading import read_yaml
from garant.plugins import open_store
from garant.rules.plan import Always, DatedFrom, HasKept
from garant.rules.propose import propose, write
from garant.rules.register import Link
from tests.conftest import SHARED
from tests.rules.test_maps import schema
from tests.stores.proposals import TODAY, applied, declared, erasure, found, profile, without_foreign_keys

CHINOOK = SHARED / "data" / "chinook.sqlite"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("shop") / "boutique.sqlite", TODAY).path


@pytest.fixture
def chinook() -> str:
    return f"sqlite:///{CHINOOK}"


@pytest.mark.shared
def test_every_key_of_chinook_is_found_again_when_none_is_declared_and_none_is_invented(
    chinook: str, tmp_path: Path
) -> None:
    bare = profile(f"sqlite:///{without_foreign_keys(CHINOOK, tmp_path / 'bare.sqlite')}")

    assert declared(bare) == set()
    assert found(bare) == declared(profile(chinook))
    assert len(found(bare)) == 11


def test_every_key_of_the_demo_shop_is_found_again_when_none_is_declared_and_none_is_invented(
    shop: Path, tmp_path: Path
) -> None:
    whole = profile(f"sqlite:///{shop}")
    bare = profile(f"sqlite:///{without_foreign_keys(shop, tmp_path / 'bare.sqlite')}")

    assert found(bare) == declared(whole)
    assert len(found(bare)) == 10
    assert found(whole) == set(), "what is declared is not found a second time"


@pytest.mark.shared
def test_chinook_proposal_applies_and_keeps_what_an_invoice_must_say(chinook: str) -> None:
    """D13, E1: the buyer's name and address stay with the invoices, e-mail, phone, fax and company go."""
    _, map = applied(chinook)

    assert list(map.tables) == ["Customer", "Invoice", "InvoiceLine"]
    assert map.persons["customer"].identities == {"email": ("Email",), "phone": ("Phone", "Fax")}
    assert map.persons["customer"].customer_when == ("Invoice",)
    assert map.tables["Invoice"].link == Link("child", "Customer", ("CustomerId",), ())
    assert map.tables["Invoice"].date == "InvoiceDate"
    assert map.tables["InvoiceLine"].link == Link("child", "Invoice", ("InvoiceId",), ())
    assert map.tables["Customer"].columns["SupportRepId"].category == "none"
    assert map.undecided == ()

    cases = erasure(map)
    customer = cases["Customer"][0]
    assert customer.when == HasKept("Invoice", (0,))
    assert set(customer.holds) == {
        "FirstName", "LastName", "Address", "City", "State", "Country", "PostalCode",
    }  # fmt: skip
    assert set(customer.clear) == {"Email", "Phone", "Fax", "Company"}
    assert [c.row for c in cases["Customer"]][-1] == "delete", "a customer with no invoice goes altogether"
    invoice = cases["Invoice"][0]
    assert isinstance(invoice.when, DatedFrom)
    assert (invoice.row, invoice.clear, invoice.duty) == ("keep", (), "accounting")
    assert cases["Invoice"][-1].when == Always()
    assert cases["Invoice"][-1].row == "delete"


@pytest.mark.shared
def test_a_chinook_without_declared_keys_is_proposed_the_same_way(chinook: str, tmp_path: Path) -> None:
    text, bare = applied(f"sqlite:///{without_foreign_keys(CHINOOK, tmp_path / 'bare.sqlite')}")
    _, full = applied(chinook)

    assert bare.tables == full.tables
    assert "clé non déclarée : 100 % de 412 valeurs se retrouvent dans Customer" in text


def test_the_demo_shop_is_proposed_whole_with_its_doubts(shop: Path) -> None:
    text, map = applied(f"sqlite:///{shop}")

    assert {kind: p.table for kind, p in map.persons.items()} == {"customer": "clients", "subscriber": "newsletter"}
    links = {name: table.link.parent for name, table in map.tables.items() if table.link}
    assert links == {
        "adresses": "clients", "avis": "clients", "commandes": "clients", "connexions": "clients",
        "fidelite": "clients", "tickets_sav": "clients", "factures": "commandes", "lignes_commande": "commandes",
        "paiements": "factures",
    }  # fmt: skip
    activities = {name: table.activity for name, table in map.tables.items()}
    assert {name for name, a in activities.items() if a == "accounting"} == {
        "commandes", "factures", "lignes_commande", "paiements",
    }  # fmt: skip
    assert (activities["connexions"], activities["tickets_sav"]) == ("security", "support")
    assert map.tables["tickets_sav"].columns["employe_id"].category == "none"
    assert map.tables["paiements"].columns["iban"].category == "transaction.bank-account"
    assert map.tables["tickets_sav"].columns["message"].free_text
    assert map.tables["avis"].columns["note"].category == "preference.interest", "a mark is no text"
    assert "#   employes : les données d’autres personnes (le personnel)" in text
    assert "#   export_clients_2019 : des données de personnes (prenom, nom, mail, tel, ville) sans clé unique" in text
    with closing(sqlite3.connect(shop)) as base:
        ((doubles,),) = base.execute("SELECT count(*) - count(DISTINCT courriel) FROM clients")
    assert doubles > 1
    assert f"lignes dont l’adresse figure aussi sur une autre : {doubles} ;" in text, "two people, one address"
    assert all(case.row == "delete" for case in erasure(map)["newsletter"])


def test_a_proposal_in_english_says_the_same_and_fits_the_schema(shop: Path) -> None:
    french, first = applied(f"sqlite:///{shop}", "fr")
    english, second = applied(f"sqlite:///{shop}", "en")

    assert first == second
    assert "#   employes: data of other people (the staff)" in english
    assert "la base" not in english
    jsonschema.validate(read_yaml(french, "proposal.yaml").data, schema())


def test_no_value_of_the_store_stands_in_its_profile_or_its_proposal(shop: Path) -> None:
    text, _ = applied(f"sqlite:///{shop}")

    told = (text + repr(profile(f"sqlite:///{shop}"))).casefold()
    for value in ("alice", "fontanel", "boite.example", "bayonne", "delmas", "marchetti"):
        assert value not in told


def test_a_store_without_persons_is_refused_with_the_way_on(tmp_path: Path) -> None:
    path = tmp_path / "stock.sqlite"
    with sqlite3.connect(path) as base:
        base.execute("CREATE TABLE products (sku TEXT PRIMARY KEY, label TEXT, price INTEGER)")
    with pytest.raises(MapError) as refused:
        propose("stock", profile(f"sqlite:///{path}"))
    assert "No table looks like one of persons" in str(refused.value)
    assert "docs/reference/map.md" in refused.value.remedy


def test_a_manual_store_is_proposed_as_instructions_to_write() -> None:
    text = write(propose("archives", open_store("archives", "manual:").profile()), "fr")

    assert "manual: {fr:" in text
    assert "tables:" not in text
