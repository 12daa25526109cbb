"""By when somebody is told: at once where they give their data, within the month where another gave them."""

from __future__ import annotations

from datetime import date

import pytest

from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.law.provisions import NoRule
from garant.rules.collection import collection
from garant.rules.informing import ENTRIES, FORM_OF, HOW, OTHERS, WAYS, Due, informing
from garant.rules.processing import Form
from tests.rules.lormel import Data, declared

TODAY = date(2026, 11, 23)
FRANCE = read_law("FR", TODAY)


def due(entry: str, collected: date, first: date | None = None, place: str = "FR") -> Due:
    found = informing(entry, collected, read_law(place, TODAY), first=first)
    assert isinstance(found, Due)
    return found


@pytest.mark.parametrize("entry", sorted(set(ENTRIES) - OTHERS))
def test_who_gives_their_data_is_told_at_that_moment(entry: str) -> None:
    told = due(entry, TODAY)
    assert (told.by, told.at_once, told.source.id) == (TODAY, True, "gdpr/13/1")
    assert (told.late(TODAY), told.late(date(2026, 11, 24))) == (False, True)


@pytest.mark.parametrize(
    ("collected", "first", "by"),
    [
        (date(2026, 11, 2), None, date(2026, 12, 2)),
        (date(2026, 1, 31), None, date(2026, 2, 28)),
        (date(2026, 11, 2), date(2026, 11, 10), date(2026, 11, 10)),
        (date(2026, 11, 2), date(2027, 3, 1), date(2026, 12, 2)),
        (date(2026, 11, 2), date(2026, 10, 1), date(2026, 11, 2)),
    ],
)
def test_data_from_others_are_told_within_the_month_or_sooner_with_the_first_message(
    collected: date, first: date | None, by: date
) -> None:
    told = due("third-party", collected, first)
    assert (told.by, told.at_once, told.source.id) == (by, False, "gdpr/14/3")


def test_a_first_message_does_not_move_what_is_due_at_once() -> None:
    assert due("phone", TODAY, date(2026, 12, 1)).by == TODAY


def test_each_place_has_its_own_rule_or_none_is_known() -> None:
    assert due("email", TODAY, place="MA").source.id == "ma/09-08/5"
    assert due("email", TODAY, place="CA-QC").source.id == "qc/p-39.1/8"
    unknown = informing("third-party", TODAY, read_law("CA-ON", TODAY))
    assert unknown == NoRule("informing.indirect", "CA-ON")


def test_every_source_has_its_ways_and_a_phone_call_is_told_orally_first() -> None:
    assert {entry: set(ways) <= set(WAYS) for entry, ways in HOW.items()} == dict.fromkeys(ENTRIES, True)
    assert HOW["phone"][0] == "orally"
    assert set(FORM_OF) == set(ENTRIES) - OTHERS


# ── what is said ───────────────────────────────────────────────────────────────────────────────────────────────────


def said(entry: str, kind: str = "phone") -> list[str]:
    form = Form(
        "", {"fr": "Clients", "en": "Customers"}, FORM_OF.get(entry, "paper"), next(iter(declared().activities))
    )
    drawn = collection(declared(), form, FRANCE, read_phrases(), entry=entry)
    return [line["fr"] for line in drawn.notice]


def test_the_notice_of_data_from_others_says_that_they_do_not_come_from_the_person() -> None:
    lines = said("third-party")
    assert "Elles ne viennent pas de vous : un tiers nous les a données." in lines
    assert not any(line.startswith(("Obligatoire", "Facultatif")) for line in lines)
    assert not any("ne viennent pas de vous" in line for line in said("phone"))


def test_a_call_is_spoken_and_a_signed_agreement_is_read() -> None:
    activity = next(iter(declared().activities))
    for entry, spoken in (("phone", True), ("agreement", False), ("third-party", False)):
        form = Form("", {"fr": "Clients"}, FORM_OF.get(entry, "paper"), activity)
        assert collection(declared(), form, FRANCE, read_phrases(), entry=entry).spoken is spoken


def test_a_notice_says_how_long_and_leaves_the_texts_behind_it_to_the_register() -> None:
    """Claire reads it aloud on the phone: three years, and not by which reference of the authority."""

    def ruled(data: Data) -> None:
        next(iter(data["activities"].values()))["durations"] = [
            {"years": 3, "clock": "relationship-end", "rule": "RET-04"}
        ]

    register = declared(ruled)
    form = Form("", {"fr": "Clients"}, "paper", next(iter(register.activities)))
    (told,) = [
        line["fr"]
        for line in collection(register, form, FRANCE, read_phrases(), entry="phone").notice
        if "gardons" in line["fr"]
    ]
    assert told == "Nous les gardons ainsi : 3\u00a0ans à compter de la fin de la relation."
