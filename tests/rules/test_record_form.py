"""The record of processing goes into the CNIL's form and comes back: nothing of what the form holds is lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garant.errors import FormError
from garant.law.forms import read_form
from garant.law.packs import read_law
from garant.rules import record_form
from garant.rules.grids import Grid, Sheet
from garant.rules.processing import Duration, Register
from garant.rules.record_form import Held, Texts
from garant.rules.record_form.cells import day_of
from garant.rules.registers import read_register, write_register
from garant.rules.registers.differences import differences, lost

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
        "hebergeur": {"name": "Nuage du Rhône", "role": "processor", "country": "FR", "safeguard": "Contrat"},
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


PAY = {"name": {"fr": "Paie"}, "purposes": {"paie": {"name": {"fr": "Payer"}, "kind": "work.pay"}}}
ITEM = {"category": "contact.email", "used_by": ["ventes"]}


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
    assert card.transfers == (
        ("Statix", "US", "Clauses contractuelles types", "Contrat du 3 mars 2026"),
    )  # France is inside


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


def outcome(found: Sequence[Grid]) -> str:
    """What comes of bringing sheets in: "refused", "the same", "lost" (refused unless it is said), or "changed"."""
    register = shop()
    try:
        data = merged(register, found)
    except FormError as refused:
        return "refused" if refused.place and refused.remedy else "refused without place or remedy"
    if data == write_register(register):
        return "the same"
    return "lost" if lost(differences(register, read_register(data))) else "changed"


def padded(grid: Grid) -> list[list[str]]:
    width = max(map(len, grid.rows))
    return [[*row, *[""] * (width - len(row))] for row in grid.rows]


def with_rows(found: Sequence[Grid], sheet: int, rows: Sequence[Sequence[str]]) -> list[Grid]:
    return [Grid(g.name, tuple(map(tuple, rows))) if n == sheet else g for n, g in enumerate(found)]


def columns_of(grid: Grid) -> Iterator[tuple[str, list[list[str]]]]:
    """The sheet after every single insertion, removal and exchange of columns."""
    rows = padded(grid)
    width = len(rows[0])
    for n in range(width + 1):
        yield f"a column before {n}", [[*row[:n], "", *row[n:]] for row in rows]
    for n in range(width):
        yield f"without column {n}", [[*row[:n], *row[n + 1 :]] for row in rows]
    for a, b in combinations(range(width), 2):
        order = [b if n == a else a if n == b else n for n in range(width)]
        yield f"columns {a} and {b} exchanged", [[row[n] for n in order] for row in rows]


@pytest.mark.parametrize("sheet", [0, 1])
def test_no_shifted_column_of_any_sheet_changes_the_register(sheet: int) -> None:
    """One column more, one less, two exchanged, wherever: it has no effect, or it is refused with sheet and cell."""
    found = filled(shop())
    for what, rows in columns_of(found[sheet]):
        assert outcome(with_rows(found, sheet, rows)) in ("the same", "refused"), what


@pytest.mark.parametrize("sheet", [0, 1])
def test_a_row_more_or_less_is_without_effect_or_refused_or_asks_for_remove(sheet: int) -> None:
    found = filled(shop())
    rows = found[sheet].rows
    for n in range(len(rows) + 1):
        assert outcome(with_rows(found, sheet, [*rows[:n], [], *rows[n:]])) == "the same", n
    for n in range(len(rows)):
        assert outcome(with_rows(found, sheet, [*rows[:n], *rows[n + 1 :]])) in ("the same", "refused", "lost"), n


@given(st.integers(0, 1), st.data())
@settings(max_examples=120, deadline=None)
def test_two_rows_that_change_places_are_without_effect_or_refused_or_ask_for_remove(
    sheet: int, data: st.DataObject
) -> None:
    found = filled(shop())
    rows = list(found[sheet].rows)
    a, b = data.draw(st.integers(0, len(rows) - 1)), data.draw(st.integers(0, len(rows) - 1))
    rows[a], rows[b] = rows[b], rows[a]
    assert outcome(with_rows(found, sheet, rows)) in ("the same", "refused", "lost")


def test_a_column_before_all_others_is_told_in_one_sentence() -> None:
    listed, card = filled(shop())
    shifted = Grid(card.name, tuple(("", *row) for row in card.rows))
    with pytest.raises(FormError) as refused:
        record_form.read([listed, shifted], FORM, "registre.ods")
    assert refused.value.place == "registre.ods, sheet “Fiche 1 clients”, cell A1"
    assert refused.value.cause == (
        "the labels of the form stand in column B, not in column A: a column was added or taken out."
    )


def test_a_sheet_that_is_gone_is_told() -> None:
    listed, card = filled(read_register(SHOP | {"activities": {**SHOP["activities"], "paie": PAY}}))[:2]
    with pytest.raises(FormError, match="no sheet of this file is that of this activity"):
        record_form.read([listed, card], FORM, "registre.ods")


def test_a_list_alone_changes_nothing_of_what_it_does_not_say() -> None:
    listed, _ = filled(shop())
    assert outcome([listed]) == "the same"
    assert merged(shop(), changed([listed], "Gestion des clients", "Clients"))["activities"]["clients"] == {
        **write_register(shop())["activities"]["clients"],
        "name": {"fr": "Clients"},
    }


SHORT = SHOP | {
    "roles": {"ventes": {"fr": "L’équipe", "en": "The team"}},
    "measures": {"passwords": "done"},
    "activities": {"clients": {**SHOP["activities"]["clients"], "items": {"nom": "identity.name", "mail": ITEM}}},
}
"""The same shop as the register writes entries that say one thing only."""


@pytest.mark.parametrize(
    ("old", "new", "used_by"),
    [
        ("L’équipe", "Le comptoir", ("le-comptoir",)),
        ("L’équipe", "", ()),
        ("Service interne qui traite les données", "", ()),
    ],
)
def test_short_entries_are_read_as_long_ones(old: str, new: str, used_by: tuple[str, ...]) -> None:
    """A team declared by its name alone is replaced, or taken away from the data."""
    register = read_register(SHORT)
    found = [Grid(g.name, tuple(r for r in g.rows if new or old not in r)) for g in filled(register)]
    after = read_register(merged(register, changed(found, old, new)))
    assert after.activities["clients"].items["mail"].used_by == used_by


def test_a_name_that_holds_a_comma_stays_whole_when_its_neighbour_changes() -> None:
    clients = SHOP["activities"]["clients"]
    items = {**clients["items"], "nom": {"category": "identity.name", "name": {"fr": "Nom, prénom"}, "required": True}}
    register = read_register(SHOP | {"activities": {"clients": {**clients, "items": items}}})
    found = changed(
        filled(register), "Nom, prénom\nCourriel (professionnel, personnel)", "Nom, prénom\nCourriel, Mobile"
    )
    kept = merged(register, found)["activities"]["clients"]["items"]
    assert kept["nom"] == {"category": "identity.name", "name": {"fr": "Nom, prénom"}, "required": True}
    assert [*kept] == ["nom", "allergies", "courriel", "mobile"]


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
