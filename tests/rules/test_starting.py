"""A register starts from a sector's profile and from the maps: sensible, complete in form, confirmed line by line."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from garant.law.packs import read_law
from garant.law.profiles import read_profiles
from garant.law.vocabulary import read_lexicon
from garant.rules import starting
from garant.rules.processing import Register
from garant.rules.register import Activity, Column, Person, Recipient, StoreMap, Table
from garant.rules.registers import read_register, unresolved
from garant.rules.registers.references import Known

PROFILES = read_profiles()
ALICE = {"garant": "register/1", "organisation": {"name": "Chez Alice", "contact": "alice@x.example", "place": "FR"}}


def drafted(sections: dict[str, Any]) -> Register:
    return read_register(starting.add(ALICE, sections))


@pytest.mark.parametrize("sector", list(PROFILES.sectors))
def test_every_profile_is_a_whole_register_whose_categories_a_pack_knows(sector: str) -> None:
    names = {ask: f"Nom de {ask}" for ask in PROFILES.sectors[sector].asks}
    register = drafted(starting.from_sector(PROFILES, sector, names=names))
    assert unresolved(register) == ()
    assert tuple(register.activities) == PROFILES.sectors[sector].activities
    words = read_law("FR", date(2026, 11, 23)).words
    for activity in register.activities.values():
        assert activity.durations
        for purpose in activity.purposes.values():
            assert purpose.basis
            assert purpose.interest or purpose.basis != "legitimate-interest"
        for item in activity.items.values():
            assert item.category in words
            assert item.purposes
            assert item.why
            assert item.used_by


def test_alice_keeps_the_lines_that_are_hers_and_the_others_go_with_what_hung_on_them() -> None:
    without = {"fidelite", "clients.purposes.livraison", "clients.items.retours"}
    register = drafted(starting.from_sector(PROFILES, "shop", without=without))
    assert "fidelite" not in register.activities
    clients = register.activities["clients"]
    assert list(clients.purposes) == ["commandes", "facturation", "retours", "apres-vente"]
    assert "retours" not in clients.items
    assert "telephone" not in clients.items  # it served the delivery alone
    assert clients.items["adresse"].purposes == ("facturation",)


def test_only_recipients_that_alice_names_are_declared() -> None:
    register = drafted(
        starting.from_sector(PROFILES, "shop", names={"comptable": "Cabinet Lenoir", "encaissement": " "})
    )
    assert list(register.recipients) == ["comptable"]
    assert register.recipients["comptable"].name == "Cabinet Lenoir"
    assert register.activities["comptabilite"].recipients == ("comptable",)
    assert register.activities["clients"].recipients == ()


def test_the_lines_to_confirm_are_all_that_would_be_declared() -> None:
    found = [line.path for line in starting.lines(PROFILES, "craftsman")]
    register = drafted(starting.from_sector(PROFILES, "craftsman"))
    declared = [
        path
        for key, activity in register.activities.items()
        for path in (
            key,
            *(f"{key}.purposes.{p}" for p in activity.purposes),
            *(f"{key}.items.{i}" for i in activity.items),
        )
    ]
    assert found == declared


def test_what_the_map_knows_is_not_asked_again() -> None:
    shop = StoreMap(
        store="boutique",
        persons={"client": Person("client", "clients", ("id",), {"email": ("courriel",)})},
        tables={
            "clients": Table(
                "clients",
                "clients",
                {
                    "courriel": Column("courriel", "contact.email"),
                    "segment": Column("segment", "preference.interest", origin="inferred"),
                    "vendeur": Column("vendeur", "none"),
                    "divers": Column("divers", "note.text", review=True),
                },
            ),
            "lettres": Table("lettres", "lettre", {"courriel": Column("courriel", "contact.email")}),
        },
        activities={
            "clients": Activity("clients", {"fr": "Clients"}, {"fr": "Servir"}, ("contract",), ("hebergeur",)),
            "lettre": Activity("lettre", {"fr": "Lettre"}, {"fr": "Écrire"}, ("consent",)),
        },
        recipients={"hebergeur": Recipient("hebergeur", "Nuage", "processor")},
    )
    register = drafted(starting.from_maps([shop], declared={"lettre"}))
    assert list(register.activities) == ["clients"]  # the letter is declared already
    clients = register.activities["clients"]
    assert {key: (item.category, item.sources, item.kept) for key, item in clients.items.items()} == {
        "contact-email": ("contact.email", ("form",), ("boutique",)),
        "preference-interest": ("preference.interest", ("inferred",), ("boutique",)),
    }
    assert clients.recipients == ("hebergeur",)
    assert register.recipients["hebergeur"].role == "processor"


def test_a_draft_never_replaces_what_is_declared() -> None:
    mine = starting.add(ALICE, {"activities": {"clients": {"name": {"fr": "Mes clients"}, "purposes": {}}}})
    both = starting.add(mine, starting.from_sector(PROFILES, "shop"))
    assert both["activities"]["clients"]["name"] == {"fr": "Mes clients"}
    assert "comptabilite" in both["activities"]


def test_in_another_country_no_french_rule_is_named_and_the_lengths_stay() -> None:
    found = starting.known_rules(starting.from_sector(PROFILES, "it-services"), ())
    register = drafted(found)
    lasting = [d for a in register.activities.values() for d in a.durations]
    assert {d.rule for d in lasting} == {""}
    assert max(d.years for d in lasting) == 10
    again = drafted(starting.known_rules(starting.from_sector(PROFILES, "it-services"), {"RET-05"}))
    assert {d.rule for a in again.activities.values() for d in a.durations} == {"", "RET-05"}


# ── one activity, not two ──────────────────────────────────────────────────────────────────────────────────────────

KINDS = {key: texts["kinds"] for key, texts in read_lexicon().activities.items()}


def proposed(*activities: str) -> StoreMap:
    """A map as `store propose` writes it: the file of customers, the accounts, the newsletter."""
    texts = read_lexicon().activities
    columns = {
        "customers": {"courriel": Column("courriel", "contact.email"), "ville": Column("ville", "contact.zone")},
        "accounting": {"montant": Column("montant", "transaction.amount", origin="observed")},
        "newsletter": {"courriel": Column("courriel", "contact.email")},
    }
    made = {
        key: Activity(
            key, texts[key]["name"], texts[key]["purpose"], (texts[key]["basis"],), duty=texts[key].get("duty")
        )
        for key in activities
    }
    return StoreMap(
        store="boutique",
        persons={"client": Person("client", "clients", ("id",), {"email": ("courriel",)})},
        tables={key: Table(key, key, columns[key]) for key in activities},
        activities=made,
        recipients={},
    )


@pytest.mark.parametrize(
    ("sector", "pairs"),
    [
        ("shop", {"clients": "customers", "comptabilite": "accounting", "lettre": "newsletter"}),
        ("web-shop", {"clients": "customers", "comptabilite": "accounting", "lettre": "newsletter"}),
        ("association", {"adherents": "customers", "comptabilite": "accounting", "lettre": "newsletter"}),
        ("publisher", {"abonnes": "customers", "comptabilite": "accounting", "lettre": "newsletter"}),
        ("craftsman", {"chantiers": "customers", "comptabilite": "accounting"}),
    ],
)
def test_the_activity_that_a_map_speaks_of_is_known_for_that_of_the_trade(sector: str, pairs: dict[str, str]) -> None:
    maps = starting.from_maps([proposed("customers", "accounting", "newsletter")], declared=())
    assert starting.same(starting.from_sector(PROFILES, sector), maps, KINDS) == pairs


def test_alice_is_offered_one_file_of_customers_with_what_both_know_of_it() -> None:
    """It bears the name by which the map's tables know it, so that they stay tied to it."""
    maps = starting.from_maps([proposed("customers", "accounting")], declared=())
    sector = starting.from_sector(PROFILES, "shop")
    lines = starting.together(sector, maps, starting.same(sector, maps, KINDS))
    assert maps["activities"] == {}
    register = drafted(lines)
    assert unresolved(register, Known(stores=("boutique",))) == ()
    assert list(register.activities) == ["customers", "accounting", "fidelite", "lettre", "impayes", "droits"]
    customers = register.activities["customers"]
    assert customers.name["fr"] == "Gestion des clients"
    assert list(customers.purposes) == ["commandes", "livraison", "facturation", "retours", "apres-vente"]
    assert (customers.items["courriel"].kept, customers.items["courriel"].required) == (("boutique",), True)
    assert (customers.items["contact-zone"].kept, customers.items["contact-zone"].purposes) == (("boutique",), ())
    assert register.activities["accounting"].purposes["comptes"].duty == "accounting"


def test_what_is_like_nothing_of_the_trade_stays_beside_it() -> None:
    maps = starting.from_maps([proposed("newsletter")], declared=())
    sector = starting.from_sector(PROFILES, "shop", without={"lettre"})
    assert starting.same(sector, maps, KINDS) == {}
