"""A rule of the packs as a jurist and a shopkeeper read it: no key and no code of its YAML stands there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import pytest

from garant.law.packs import packs_at, read_law
from garant.law.phrases import read_phrases, read_rule_phrases
from garant.rules.rule_words import RuleWords

TODAY = date(2026, 11, 29)
CODE = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)+")
"""What a code of a pack looks like: "last-contact", "prospecting.phone", "below_staff"."""
PLACES = ("FR", "BE", "MA", "CA", "CA-QC")


def teller(place: str, language: str) -> RuleWords:
    return RuleWords(read_law(place, TODAY), read_rule_phrases(), read_phrases(), language)


def told(place: str, kind: str, rule: str, language: str = "fr") -> list[tuple[str, str]]:
    (plain,) = (
        r.plain
        for pack in packs_at(place, TODAY)[-1:]
        for r in pack.records
        if (r.kind, r.id) == (kind, rule) and r.holds(TODAY)
    )
    return [(label, said.replace("\u00a0", " ")) for label, said in teller(place, language).lines(plain)]


def test_the_call_of_a_prospect_is_told_as_the_law_says_it() -> None:
    assert teller("FR", "fr").name("consents", "prospecting.phone", {}) == "Prospection par téléphone"
    assert told("FR", "consents", "prospecting.phone")[0] == ("Consentement qui suffit", "Exprès")


def test_a_retention_rule_says_for_whom_from_when_how_long_and_then() -> None:
    lines = dict(told("FR", "retention", "RET-02"))

    assert lines["S’applique à"] == "personnes : prospects ; finalité : Prospecter"
    assert (lines["Compté depuis"], lines["Durée"]) == ("le dernier contact", "3 ans")
    assert lines["Depuis le dernier de ces moments"].startswith("un clic dans un message ; une réponse")
    assert lines["Ensuite"] == "Demander une fois, puis effacer sans un oui"
    assert dict(told("FR", "retention", "RET-02", "en"))["Length"] == "3 years"


def test_a_right_says_on_which_bases_it_is_open_and_why_it_may_be_refused() -> None:
    lines = dict(told("MA", "rights", "erasure"))

    assert lines["Selon la base du traitement"].endswith("fermé : obligation légale")
    assert "Une loi nous oblige à les garder (code de commerce marocain, art. 22 [K])" in lines["Refus possibles"]


def codes(value: Any) -> Iterator[str]:
    """The keys and values of a record that are written for programs."""
    if isinstance(value, Mapping):
        if set(value) <= {"fr", "en"}:
            return
        for key, inside in value.items():
            yield from codes(str(key))
            yield from codes(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from codes(inside)
    elif isinstance(value, str) and CODE.fullmatch(value):
        yield value


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_no_key_and_no_code_of_a_pack_is_shown(place: str, language: str) -> None:
    """Given every rule of a place, then each of its codes is said in words."""
    says = teller(place, language)
    records = [r for pack in packs_at(place, TODAY) for r in pack.records]
    for r in records:
        if r.kind in ("territories", "authorities", "replaced"):
            continue
        raw = {*codes(r.plain), *codes(r.id)}
        lines = [("", says.name(r.kind, r.id, r.plain)), *says.lines(r.plain)]
        said = {part for line in lines for text in line for part in re.split(r" ; |; | : |: |, |[()\u00a0]", text)}
        assert raw & said == set(), (r.kind, r.id)
