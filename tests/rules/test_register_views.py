"""What answers and plans read of a register: activities and their purposes, durations and sources in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from garant.actions import declared
from garant.law.information import read_information
from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.law.purposes import read_purposes
from garant.rules.decisions import portable
from garant.rules.information import information
from garant.rules.processing import Duration, Register
from garant.rules.register import Activity, Column, StoreMap, Table
from garant.rules.registers.differences import Change, Difference, differences
from garant.rules.registers.views import duration_words, given, views
from tests.rules.declared import LORMEL, lormel

LAW = read_law("FR", date(2026, 11, 23))
EXAMPLES = Path(__file__).parent.parent.parent / "docs" / "examples"


def example(name: str) -> Register:
    text = (EXAMPLES / name / "register.yaml").read_text(encoding="utf-8")
    return declared.of_document(declared.document(text, "register.yaml"))


def small(register: Register) -> dict[str, Activity]:
    return dict(views(register, LAW, read_phrases()).activities)


def in_french(duration: Duration) -> str:
    return duration_words(duration, LAW, read_phrases())["fr"].replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("duration", "said"),
    [
        (
            Duration(years=3, clock="last-contact", rule="RET-02"),
            "3 ans à compter du dernier contact (CNIL, référentiel 2021-131 [2])",
        ),
        (Duration(years=1, clock="event"), "1 an à compter de leur enregistrement"),
        (Duration(months=13, clock="debit"), "13 mois à compter du débit"),
        (Duration(years=1, months=6, days=1), "1 an et 6 mois et 1 jour"),
        (
            Duration(years=10, clock="financial-year-end", phase="archive"),
            "10 ans à compter de la clôture de l’exercice, en archive",
        ),
        (Duration(criterion={"fr": "Tant que vous êtes membre"}), "Tant que vous êtes membre"),
        (Duration(indefinite=True), "Aucune fin n’est prévue"),
        (
            Duration(days=30, clock="delivery", categories=("contact.phone", "contact.email")),
            "30 jours à compter de la livraison, pour : Téléphone, Adresse e-mail",
        ),
    ],
)
def test_a_duration_is_said_as_people_read_it(duration: Duration, said: str) -> None:
    assert in_french(duration) == said


def test_every_clock_of_the_retention_rules_has_words() -> None:
    phrases = read_phrases()
    clocks = {rule.clock for rule in LAW.standards.retention.values() if rule.period}
    assert sorted(c for c in clocks if not phrases.knows(f"clock.{c}")) == []


def test_a_source_that_is_somebody_else_is_named() -> None:
    text = LORMEL.replace("sources: [form], collected_by", "sources: [third-party], given_by: [mistral], collected_by")
    orders = small(lormel(text))["customers.orders"]

    assert orders.source["fr"].replace("\u00a0", " ") == "Un tiers : Colis Mistral ; Formulaire"


def test_a_purpose_without_a_basis_has_no_view() -> None:
    text = LORMEL.replace("kind: sale.delivery, basis: contract", "kind: sale.delivery")

    assert sorted(small(lormel(text))) == ["customers", "customers.orders", "letter", "letter.letter"]


def test_a_whole_activity_says_each_purpose_with_its_basis_and_each_datum_on_its_own() -> None:
    """Art. 6(1), 13(1)(c): the first purpose does not speak for the others."""
    text = LORMEL.replace(
        "kind: sale.delivery, basis: contract}", "kind: sale.delivery, basis: legal-obligation, duty: accounting}"
    )
    whole = small(lormel(text))["customers"]

    assert whole.bases == ("contract", "legal-obligation")
    assert whole.purpose["fr"].replace("\u00a0", " ") == (
        "Traiter vos commandes (Contrat) ; Vous livrer (Obligation légale)"
    )
    assert whole.bases_of("identity.name") == ("contract",)
    assert whole.bases_of("contact.email") == ("contract", "legal-obligation")
    assert whole.bases_of("contact") == ("contract", "legal-obligation"), "a column may hold all of a kind"
    assert whole.bases_of("note.text") == whole.bases, "nobody said what it serves"
    assert whole.duty == "accounting", "a register kept before this was refused never loses a duty"


def test_prospecting_is_an_activity_of_its_own_beside_the_management_of_customers() -> None:
    """S1-02: given customers and prospects, then two activities are declared, prospecting apart from management.
    S1-03: given the management of customers, then it carries its own bases, durations and recipients.
    """
    register = example("publisher")
    found = small(register)

    assert {"clients", "prospection"} <= set(register.activities)
    kinds = {a: {p.kind.partition(".")[0] for p in x.purposes.values()} for a, x in register.activities.items()}
    assert "prospecting" in kinds["prospection"]
    assert "prospecting" not in kinds["clients"]
    assert "contract" in found["clients"].bases
    assert found["clients"].duration["fr"] != found["prospection"].duration["fr"]
    assert register.activities["prospection"].persons != register.activities["clients"].persons


def test_the_six_parts_of_managing_customers_can_each_be_chosen_with_their_own_basis() -> None:
    """S1-16: given the management of customers, then contracts, orders, deliveries, invoices, accounts and loyalty are
    six purposes to choose from, each with its basis and its durations.
    """
    parts = ("sale.contract", "sale.order", "sale.delivery", "sale.invoice", "sale.account", "loyalty")
    purposes = example("publisher").activities["clients"].purposes
    declared_kinds = {p.kind: p for p in purposes.values()}

    assert [kind for kind in parts if kind not in read_purposes()] == []
    assert [kind for kind in parts if declared_kinds[kind].basis is None] == []
    views_of = small(example("publisher"))
    assert all(views_of[f"clients.{declared_kinds[kind].id}"].duration for kind in parts)
    assert declared_kinds["accounting"].basis == "legal-obligation"


def test_supplying_the_service_rests_on_its_contract_and_can_be_carried_away() -> None:
    """S2-48: given the purpose "supplying the service", then its basis is art. 6(1)(b), it names its contract, and
    portability is offered.
    """
    register = example("it-services")
    purpose = register.activities["services"].purposes["developpement"]
    table = Table("files", "services.developpement", {"mail": Column("mail", "contact.email")})
    map = StoreMap("crm", {}, {"files": table}, small(register), {})

    assert (purpose.basis, bool(purpose.contract)) == ("contract", True)
    assert portable(map, "files", "mail", LAW) is None


def test_the_list_of_stored_data_is_the_inventory_of_the_activity() -> None:
    """S2-27: given name, address, e-mail, phone, fax and office details, then the list equals the inventory."""
    register = example("it-services")
    rows = [r for s in information(register, LAW, read_information()) for r in s.rows if r.activity == "services"]

    assert sorted(r.item for r in rows) == sorted(register.activities["services"].items)
    named = {"identity.name", "contact.address", "contact.email", "contact.phone", "contact.fax", "work.office"}
    assert named <= {r.category for r in rows}


def test_supplied_documents_images_and_sounds_have_their_kind_and_are_confidential() -> None:
    """S2-18: given files that a customer supplies, then their kind and their confidentiality are set."""
    items = example("it-services").activities["services"].items.values()
    supplied = {i.category: i.confidential for i in items if i.category.startswith("content.")}

    assert supplied == {"content.document": True, "content.image": True, "content.sound": True}
    assert [c for c in supplied if c not in LAW.words] == []


def test_two_registers_differ_field_by_field() -> None:
    after = lormel(
        LORMEL.replace("length: 12", "length: 14")
        .replace("sales: {fr: Ventes, en: Sales}}", "sales: Ventes, till: Caisse}")
        .replace("backups: {nightly: {of: cabinet, encrypted: true, days: 90}}\n", "")
    )

    assert differences(lormel(), lormel()) == ()
    assert set(differences(lormel(), after)) == {
        Difference("role", "till", "added"),
        Difference("backup", "nightly", "removed"),
        Difference("passwords", "", "changed", (Change(("length",), 12, 14),)),
        *(d for d in differences(lormel(), after) if d.entry == "sales"),
    }
    (sales,) = [d for d in differences(lormel(), after) if d.entry == "sales"]
    assert sales.what == "changed"


def test_a_recipient_is_given_the_categories_declared_for_it_and_no_others() -> None:
    """Art. 19. Given a carrier that gets the e-mail address of an activity and nothing else of it, when it is to be
    told of an erasure, then of that only; whoever the whole activity goes to, of all of it.
    """
    told = lormel()
    assert given(told, "customers", "mistral") == ("contact.email",)
    assert given(told, "customers.delivery", "mistral") == ("contact.email",)
    assert given(told, "letter", "mistral") == ()
    persons = "    persons: [customers]\n"
    whole = lormel(LORMEL.replace(persons, f"{persons}    recipients: [mistral]\n", 1))
    assert given(whole, "customers", "mistral") is None
