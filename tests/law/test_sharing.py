"""What is packaged about giving data to others: whole, typeset in French, and no more sure than its sources."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

from garant.errors import LawError
from garant.law import sharing
from garant.law.findings import read_measures
from garant.law.packs import read_law
from garant.law.purposes import read_purposes
from garant.law.sharing import Condition, SharingTerms, read_sharing
from garant.law.transfers import read_transfers
from garant.rules.functions import TRAINING
from garant.rules.processing import Role

TERMS = read_sharing()
TRANSFERS = read_transfers()
TODAY = date(2026, 11, 23)
WRONG = re.compile(r"[^\u00a0][;:?!»]|«[^\u00a0]|'")


def texts(terms: SharingTerms, language: str) -> Iterator[str]:
    """Every text of the terms in one language."""
    for each in fields(SharingTerms):
        value = getattr(terms, each.name)
        yield from _inside(value, language)


def _inside(value: object, language: str) -> Iterator[str]:
    if isinstance(value, dict) and set(value) == {"fr", "en"}:
        yield value[language]
    elif isinstance(value, dict):
        for inside in value.values():
            yield from _inside(inside, language)
    elif isinstance(value, tuple):
        for inside in value:
            yield from _inside(inside, language)
    elif is_dataclass(value) and not isinstance(value, type):
        for each in fields(value):
            yield from _inside(getattr(value, each.name), language)


def test_french_signs_keep_their_space_and_apostrophes_are_typographic() -> None:
    found = {text: WRONG.search(text) for text in texts(TERMS, "fr")}
    assert [(text, match[0]) for text, match in found.items() if match] == []
    assert len(found) > 100


def test_every_condition_is_asked_of_some_recipient() -> None:
    asked = {condition for kind in TERMS.kinds.values() for condition in kind.conditions}
    assert asked == set(get_args(Condition))


def test_the_recipients_of_the_simplified_standard_are_all_there() -> None:
    """R1 to R7: R2 to R4 work inside."""
    outside = {kind.code for kind in TERMS.kinds.values()} - {""}
    inside = {named.code for named in TERMS.inside.values()}
    assert (outside, inside) == ({"R1", "R4", "R5", "R6", "R7"}, {"R2", "R3", "R4"})
    hints = Role.__annotations__["kind"]
    assert all(kind in hints for kind in TERMS.inside)


def test_what_the_terms_name_exists() -> None:
    """Purposes in the catalogue, categories in the packs, clauses that cover one of the four."""
    purposes, words = read_purposes(), read_law("FR", TODAY).words
    named = {*TERMS.operations, *(p for kind in TERMS.kinds.values() for p in kind.purposes)}
    assert named - set(purposes) == set()
    assert {c for categories in TERMS.sets.values() for c in categories} - set(words) == set()
    four = {c.id for c in TERMS.clauses.values() if c.whose == "any"}
    assert four == {"protection", "audit", "purpose", "forwarding"}
    assert {c.covers for c in TERMS.clauses.values() if c.whose == "processor"} - {""} == four


def test_article_28_stands_whole() -> None:
    """The chapeau and (a) to (h)."""
    numbers = [c.number for c in TERMS.clauses.values() if c.whose == "processor"]
    assert numbers == ["28(3)", *(f"28(3)({letter})" for letter in "abcdefgh")]
    assert len(TERMS.annex) == 9


def test_a_citation_that_was_not_checked_says_so() -> None:
    assert TERMS.cite("gdpr/28/3/g", "fr") == "RGPD, art. 28(3)(g)"
    assert TERMS.cite("ns48/recipients", "en").endswith("no legal value since 25 May 2018 [2]")
    assert TERMS.cite("c-com/auditor", "fr").endswith("[K]")


@pytest.mark.parametrize(
    ("before", "after", "cause"),
    [
        ("conditions: [contract, unpaid]", "conditions: [contract, unpayed]", "should be one of: contract"),
        ("by_role: {processor: company", "by_role: {processor: shop", "should be one of: company"),
        ("source: gdpr/26\n", "source: gdpr/26/1\n", "There is no source “gdpr/26/1”"),
        ("lexicon: sharing/1\n", "lexicon: sharing/1\nlexikon: x\n", "The key “lexikon” is not known here."),
    ],
)
def test_a_wrong_word_is_told_with_file_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, after: str, cause: str
) -> None:
    for name in ("sharing.yaml", "clauses.yaml"):
        text = (sharing.FOLDER / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace(before, after), encoding="utf-8")
    monkeypatch.setattr(sharing, "FOLDER", tmp_path)
    with pytest.raises(LawError) as told:
        read_sharing.__wrapped__()
    assert cause in told.value.cause
    assert re.fullmatch(r"sharing\.yaml:\d+", told.value.place)


@pytest.mark.parametrize(
    ("country", "on", "adequate"),
    [
        ("CH", TODAY, True),
        ("Royaume-Uni", date(2021, 6, 27), False),
        ("United Kingdom", date(2021, 6, 28), True),
        ("BR", date(2026, 1, 25), False),
        ("Brésil", date(2026, 1, 26), True),
        ("US", date(2023, 7, 9), False),
        ("US", date(2023, 7, 10), True),
        ("MA", TODAY, False),
        ("Atlantide", TODAY, False),
    ],
)
def test_a_country_is_adequate_from_the_day_of_its_decision(country: str, on: date, adequate: bool) -> None:
    assert (TRANSFERS.decision(country, on) is not None) is adequate


def test_the_economic_area_is_no_transfer_and_partial_decisions_say_whom_they_are_for() -> None:
    assert len(TRANSFERS.union) == 30
    assert all(TRANSFERS.inside(country) for country in ("FR", "FR-974", "norvège", "NO", "Liechtenstein"))
    assert not any(TRANSFERS.inside(country) for country in ("CH", "GB", "MA", ""))
    partial = {a.country for a in TRANSFERS.adequacy if a.only}
    assert partial == {"CA", "US"}
    assert all(a.source.mark != "P" for a in TRANSFERS.adequacy)  # none was checked on an official text


def test_a_supplier_is_asked_about_measures_that_the_catalogue_knows() -> None:
    """So that an organisation can declare the same of itself, and be compared."""
    assert set(TERMS.questions) - set(read_measures()) == set()
    assert TRAINING in TERMS.questions
