"""The table of what Lormel collects: seven columns, nothing left blank, what is missing said."""

from __future__ import annotations

from datetime import date

from garant.law.information import read_information
from garant.law.packs import read_law
from garant.rules import exemption, information
from garant.rules.information import Row, Section
from tests.rules.declared import LORMEL, lormel

LAW = read_law("FR", date(2026, 11, 23))


def table(text: str = LORMEL) -> tuple[Section, ...]:
    return information.information(lormel(text), LAW, read_information())


def row(text: str = LORMEL, item: str = "email", activity: str = "customers") -> Row:
    return next(r for s in table(text) for r in s.rows if (r.activity, r.item) == (activity, item))


def test_a_name_stands_under_contact_information_with_the_other_items_of_its_kind() -> None:
    """S0-04: given the item "name", then its category is "Coordonnées".
    S0-05: given two items of one category, then both stand under it.
    S0-12: given only a name, then nothing is sensitive.
    """
    (section,) = table()

    assert section.name == {"fr": "Coordonnées", "en": "Contact information"}
    assert [(r.activity, r.item) for r in section.rows] == [
        ("customers", "name"),
        ("customers", "email"),
        ("letter", "email"),
    ]
    category = LAW.category("identity.name")
    assert getattr(category, "sensitivity", None) == "no"


def test_the_catalogue_offers_every_heading_of_a_questionnaire() -> None:
    """S0-11: given a new organisation, then the catalogue offers contact details and the other kinds of information."""
    words = read_information()

    assert {words.heading(c) for c in LAW.words if c in ("contact.email", "identity.name", "contact.phone")} == {
        "contact"
    }
    assert [n["fr"] for n in words.headings.values()][:3] == [
        "Coordonnées",
        "Identification",
        "Informations financières",
    ]
    assert words.heading("special.health") == "sensitive"
    assert words.heading("what.nobody.knows") == "other"
    assert list(words.columns) == ["category", "item", "collected", "reason", "used", "stored", "shared"]


def test_who_collects_and_who_uses_are_shown_once_each_and_a_missing_collector_is_told() -> None:
    """S0-06: given an item with no collector, then it is told "collecteur non renseigné".
    S0-13: given a role that collects and uses, then it is shown in both columns, once each.
    """
    email = row()
    assert [w["fr"] for w in email.collected] == ["Site web"]
    assert [w["fr"] for w in email.used] == ["Ventes", "Site web"]
    assert email.gaps == ()

    alone = row(LORMEL.replace("        collected_by: site\n", ""))
    assert alone.gaps == ("no-collector",)
    assert [w["fr"] for w in alone.collected] == ["Non renseigné"]
    assert read_information().words["no-collector"]["fr"] == "collecteur non renseigné"


def test_an_item_without_a_purpose_is_told_and_not_ready() -> None:
    """S0-07: given an item without purpose, then it is flagged "collecte sans finalité" and is not ready."""
    idle = row(item="email", activity="letter")

    assert "no-purpose" in idle.gaps
    assert not idle.ready
    assert [w["fr"] for w in idle.reasons] == ["collecte sans finalité"]
    assert row().ready
    assert [w["fr"] for w in row().reasons] == ["Traiter vos commandes", "Vous livrer"]


def test_who_uses_an_item_is_in_the_access_matrix() -> None:
    """S0-08: given users = the web site, then the access matrix lists it for that item."""
    matrix = information.access(lormel())

    assert matrix["site"] == (("customers", "name"), ("customers", "email"))
    assert matrix["sales"] == (("customers", "name"), ("customers", "email"))


def test_an_item_stands_in_the_section_of_where_it_is_kept() -> None:
    """S0-09: given an electronic file, then the item is in that section and not in the paper one."""
    paper, electronic = table(), table(LORMEL.replace("kind: paper", "kind: server"))

    assert [r.item for r in information.kept(paper, "paper")] == ["email"]
    assert information.kept(paper, "electronic") == ()
    assert [r.item for r in information.kept(electronic, "electronic")] == ["email"]
    assert information.kept(electronic, "paper") == ()
    assert [w["fr"] for w in row().stored] == ["Armoire du bureau"]


def test_what_is_shared_with_nobody_says_so() -> None:
    """S0-10: given no third party, then the cell reads "Aucun tiers", never blank."""
    assert [w["fr"] for w in row(item="name").shared] == ["Aucun tiers"]
    assert [w["fr"] for w in row().shared] == ["Colis Mistral"]


def test_the_plan_lists_every_collected_item_and_follows_each_answer() -> None:
    """S0-02: given a register, when the table is made, then it lists all collected items.
    S0-03: given a table, when one answer changes, then only the cells that rest on it differ.
    """
    before = {(r.activity, r.item): r for s in table() for r in s.rows}
    after = {(r.activity, r.item): r for s in table(LORMEL.replace("shared_with: [mistral]", "")) for r in s.rows}

    assert set(before) == {(a.id, i) for a in lormel().activities.values() for i in a.items}
    assert {key for key in before if before[key] != after[key]} == {("customers", "email")}
    assert [w["fr"] for w in after["customers", "email"].shared] == ["Aucun tiers"]


def test_a_file_of_customers_is_never_exempt_and_an_occasional_harmless_one_may_be() -> None:
    """Art. 30(5), all conditions together: fewer than 250 people, occasional, no likely risk, no special data."""
    small = LORMEL.replace("  size: small\n", "  size: small\n  staff: 12\n")
    once = small.replace("\n  letter:\n", "\n  letter:\n    occasional: true\n")
    health = once.replace("items: {email: contact.email}", "items: {email: special.health}")

    def exempt(text: str) -> dict[str, bool]:
        return {s.activity: s.exempt for s in exemption.standings(lormel(text), LAW)}

    assert exempt(small) == {"customers": False, "letter": False}
    assert exempt(once) == {"customers": False, "letter": True}
    assert exempt(health) == {"customers": False, "letter": False}
    assert exempt(LORMEL.replace("\n  letter:\n", "\n  letter:\n    occasional: true\n")) == {
        "customers": False,
        "letter": False,
    }, "an unknown staff exempts nobody"
    assert exemption.facts(lormel(health).activities["letter"], LAW) == ("special-data",)
