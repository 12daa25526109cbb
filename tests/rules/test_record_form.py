"""The record of processing goes into the CNIL's form and comes back: nothing of what the form holds is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from garant.errors import FormError
from garant.law.forms import read_form
from garant.law.packs import read_law
from garant.rules import record_form
from garant.rules.grids import Grid, Sheet
from garant.rules.processing import Duration, Register
from garant.rules.record_form import Held, Texts
from garant.rules.record_form.reading import day_of
from garant.rules.registers import read_register, write_register

FORM = read_form()
LAW = read_law("FR", date(2026, 11, 23))
SHOP: dict[str, Any] = {
    "garant": "register/1",
    "organisation": {
        "name": "Le Comptoir d’Auvrène",
        "contact": "donnees@auvrene.example",
        "place": "FR",
        "address": "4 rue du Port\n35400 Saint-Malo",
        "phone": "02 99 00 00 00",
        "dpo": {"name": "Nadia Ferrand", "email": "dpo@cabinet.example", "company": "Cabinet Ferrand"},
    },
    "roles": {"ventes": {"name": {"fr": "Ventes"}}},
    "measures": {"passwords": {"state": "done"}, "alarm": {"state": "missing"}},
    "recipients": {
        "hebergeur": {"name": "Nuage du Rhône", "role": "processor", "country": "FR"},
        "analyse": {
            "name": "Statix",
            "role": "controller",
            "country": "US",
            "safeguard": "scc",
            "document": "Contrat du 3 mars 2026",
        },
    },
    "activities": {
        "clients": {
            "name": {"fr": "Gestion des clients"},
            "created": date(2024, 5, 2),
            "reviewed": date(2026, 9, 1),
            "persons": ["customers"],
            "recipients": ["hebergeur", "analyse"],
            "purposes": {
                "commandes": {"name": {"fr": "Traiter les commandes"}, "kind": "sale.order", "basis": "contract"},
                "avis": {"name": {"fr": "Publier les avis"}, "kind": "relations.review"},
            },
            "items": {
                "nom": {"category": "identity.name", "purposes": ["commandes"], "used_by": ["ventes"]},
                "courriel": {"category": "contact.email", "name": {"fr": "Courriel (professionnel, personnel)"}},
                "allergies": {"category": "special.health", "name": {"fr": "Allergies"}},
            },
            "durations": [
                {"years": 3, "clock": "relationship-end", "rule": "RET-04"},
                {"years": 1, "clock": "collection", "categories": ["special"]},
            ],
        }
    },
}


def say(code: str) -> str:
    return LAW.say(code, "fr")


def lasting(duration: Duration) -> str:
    return duration.criterion.get("fr") or f"{duration.years} an(s), {duration.clock}"


TEXTS = Texts(say, lasting, measure=lambda code: f"mesure {code}", outside=lambda country: country == "US")


def shop() -> Register:
    return read_register(SHOP)


def held(register: Register) -> Held:
    return record_form.hold(register, FORM, TEXTS)


def grids(sheets: Sequence[Sheet]) -> list[Grid]:
    """As a spreadsheet would give them back: a cell that spans is one text."""
    return [Grid(s.name, tuple(tuple(cell.text for cell in row) for row in s.rows)) for s in sheets]


def filled(register: Register) -> list[Grid]:
    return grids(record_form.sheets(held(register), FORM))


def changed(found: Sequence[Grid], old: str, new: str) -> list[Grid]:
    """The same sheets, with a text that stands in them changed wherever it stands."""
    return [Grid(g.name, tuple(tuple(new if t == old else t for t in row) for row in g.rows)) for g in found]


def merged(register: Register, found: Sequence[Grid]) -> Mapping[str, Any]:
    after = record_form.read(found, FORM, "registre.ods")
    return record_form.merge(write_register(register), held(register), after, FORM, say)


def test_the_form_says_what_article_30_asks_of_the_shop() -> None:
    card = held(shop()).cards["clients"]
    assert card.purposes == ("Traiter les commandes", "Publier les avis")
    assert card.data["identity"] == ("Nom et prénom\nCourriel (professionnel, personnel)", "3 an(s), relationship-end")
    assert card.data["health"] == ("Allergies", "1 an(s), collection")
    assert card.recipients == (
        ("Service interne qui traite les données", "Ventes"),
        ("Sous-traitants", "Nuage du Rhône"),
        ("Partenaires institutionnels ou commerciaux", "Statix"),
    )
    assert card.security == (("Contrôle d’accès des utilisateurs", "mesure passwords"),)  # the missing alarm is none
    assert card.transfers == (("Statix", "US", "Clauses contractuelles types", "Contrat du 3 mars 2026"),)


def test_what_is_written_is_read_back_the_same() -> None:
    assert record_form.read(filled(shop()), FORM, "registre.ods") == held(shop())


def test_bringing_back_an_untouched_form_changes_nothing() -> None:
    assert merged(shop(), filled(shop())) == write_register(shop())


def test_a_duration_that_was_changed_is_kept_in_its_words_and_the_others_stay_years() -> None:
    found = changed(filled(shop()), "1 an(s), collection", "Le temps du régime")
    clients = merged(shop(), found)["activities"]["clients"]
    assert clients["durations"] == [
        {"years": 3, "clock": "relationship-end", "rule": "RET-04"},
        {"criterion": {"fr": "Le temps du régime"}, "categories": ["special.health"]},
    ]
    again = read_register(merged(shop(), found))
    assert held(again).cards["clients"].data["health"] == ("Allergies", "Le temps du régime")


def test_a_new_purpose_a_new_datum_and_a_new_supplier_are_added_and_ask_for_what_the_form_does_not_say() -> None:
    found = changed(filled(shop()), "Publier les avis", "Organiser un jeu")
    found = changed(found, "Allergies", "Allergies\nRégime")
    found = changed(found, "Nuage du Rhône", "Nuage de Loire")
    data = merged(shop(), found)
    clients = data["activities"]["clients"]
    assert list(clients["purposes"]) == ["commandes", "organiser-un-jeu"]
    assert clients["purposes"]["organiser-un-jeu"] == {"name": {"fr": "Organiser un jeu"}, "kind": "other"}
    assert clients["items"]["regime"] == {"category": "special.health", "name": {"fr": "Régime"}}
    assert clients["recipients"] == ["analyse", "nuage-de-loire"]
    assert data["recipients"]["nuage-de-loire"] == {"name": "Nuage de Loire", "role": "processor"}
    read_register(data)  # what came of it is a register


def test_a_form_that_somebody_else_filled_in_becomes_a_register() -> None:
    mine = replace(held(shop()), cards={"T-001": held(shop()).cards["clients"]})
    found = grids(record_form.sheets(mine, FORM))
    start = {"garant": "register/1", "organisation": {"name": "x", "contact": "y@z.example", "place": "FR"}}
    nothing = held(read_register(start))
    data = record_form.merge(start, nothing, record_form.read(found, FORM, "registre.ods"), FORM, say)
    register = read_register(data)
    assert register.organisation.name == "Le Comptoir d’Auvrène"
    assert register.organisation.address == "4 rue du Port\n35400 Saint-Malo"
    assert register.organisation.dpo is not None
    assert register.organisation.dpo.company == "Cabinet Ferrand"
    again = held(register).cards["T-001"]
    for name in ("name", "created", "updated", "purposes", "data", "recipients", "transfers"):
        assert getattr(again, name) == getattr(mine.cards["T-001"], name), name


def test_columns_may_stand_elsewhere_and_rows_may_be_added() -> None:
    listed, card = filled(shop())
    moved = Grid(listed.name, tuple(("", *row) if n > 6 else row for n, row in enumerate(listed.rows)))
    more = Grid(card.name, (("Notre registre",), (), *card.rows))
    assert record_form.read([moved, more], FORM, "registre.ods") == held(shop())


@pytest.mark.parametrize(
    ("old", "new", "cause"),
    [
        ("02/05/2024", "Ventes", "a date is expected here (31/12/2026): the columns may have shifted."),
        ("Description", "", "the heading “Description” is missing beside this section."),
        ("clients", "", "an activity needs both a name and a reference."),
    ],
)
def test_a_sheet_with_shifted_columns_is_told_with_its_cell(old: str, new: str, cause: str) -> None:
    found = changed(filled(shop()), old, new)
    with pytest.raises(FormError) as refused:
        record_form.read(found, FORM, "registre.ods")
    assert cause in str(refused.value)
    assert "Nothing was changed." in refused.value.remedy


def test_a_spreadsheet_that_lists_no_activity_is_refused() -> None:
    with pytest.raises(FormError) as refused:
        record_form.read([Grid("Feuille1", (("nom", "prénom"),))], FORM, "clients.ods")
    assert refused.value.cause == "No sheet lists the activities."
    assert refused.value.place == "clients.ods"


def test_two_activities_of_one_reference_are_told() -> None:
    listed, card = filled(shop())
    twice = Grid(listed.name, (*listed.rows, listed.rows[-1]))
    with pytest.raises(FormError, match="another activity bears the same reference"):
        record_form.read([twice, card], FORM, "registre.ods")


def test_an_emptied_cell_takes_its_data_away() -> None:
    clients = merged(shop(), changed(filled(shop()), "Allergies", ""))["activities"]["clients"]
    assert list(clients["items"]) == ["nom", "courriel"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", date(2026, 12, 31)),
        ("1.3.26", date(2026, 3, 1)),
        ("2026-12-31", date(2026, 12, 31)),
        ("31/02/2026", None),
        ("décembre 2026", None),
    ],
)
def test_a_date_is_read_as_french_spreadsheets_write_it(text: str, day: date | None) -> None:
    assert day_of(text) == day
