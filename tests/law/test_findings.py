"""What the checks can find, the measures and the sensitive words, as files: complete, cited, in both languages."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

import garant.actions
import garant.rules
from garant.law.findings import FindingRule, plainly, read_findings, read_measures, read_sensitive
from garant.law.packs import read_law

FRANCE = read_law("FR", date(2026, 11, 23))
RULES = read_findings().rules
BUILT = (
    {f"{about}.{what}" for about in ("number", "code") for what in ("nir", "card")}
    | {f"measure.{section}" for section in ("paper", "electronic", "site")}
    | {"number.nir-suspect"}
)
"""Ids that the code puts together."""


def test_every_rule_is_used_and_every_id_in_use_is_a_rule() -> None:
    rooms = [Path(room.__file__).parent for room in (garant.rules, garant.actions) if room.__file__]
    code = "".join(file.read_text(encoding="utf-8") for room in rooms for file in room.rglob("*.py"))
    used = set(re.findall(r'"([a-z]+\.[a-z-]+)"', code)) | BUILT
    used |= {f"recipient.without-{what}" for what in ("contract", "arrangement")}
    assert set(RULES) - used == set()
    assert set(re.findall(r'Finding\(\s*"([a-z.-]+)"', code)) - set(RULES) == set()


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_a_rule_cites_what_the_french_packs_know(rule: FindingRule) -> None:
    assert [source for source in rule.sources if FRANCE.source_of(source) is None] == []


def test_french_words_have_french_typography() -> None:
    texts = [text["fr"] for rule in RULES.values() for text in (rule.text, rule.remedy)]
    texts += [word["fr"] for word in read_findings().words.values()]
    texts += [text["fr"] for m in read_measures().values() for text in (m.name, m.how)]
    assert [t for t in texts if "'" in t or re.search(r"(?<!https)(?<!http) [:;?!»]|« ", t)] == []


def test_every_risk_of_article_32_has_measures_and_each_section_its_own() -> None:
    """S1-76: integrity, availability, confidentiality."""
    kinds = read_measures().values()
    assert {risk for kind in kinds for risk in kind.risks} == {"integrity", "availability", "confidentiality"}
    paper = [kind.number for kind in kinds if "paper" in kind.sections]
    electronic = [kind.number for kind in kinds if "electronic" in kind.sections]
    assert (paper, electronic) == (["P1", "P2", "P3"], [f"E{n}" for n in range(1, 8)])


@pytest.mark.parametrize(
    ("text", "met"),
    [
        ("Cliente DIABÉTIQUE, prévoir du sucre", ("special.health",)),
        ("l’asthmatique du 3e", ("special.health",)),
        ("Il est d’origine maghrébine, dit-il", ("special.origin",)),
        ("syndiqué et musulman", ("special.belief", "special.union")),
        ("HIV positive since 2019", ("special.health",)),
        ("Enceinte connectée, cancer du zodiaque, régime forfaitaire", ()),
        ("A vendu son stock de diabétiquement bon", ()),
        ("", ()),
    ],
)
def test_a_sensitive_word_is_met_whole_in_any_writing(text: str, met: tuple[str, ...]) -> None:
    assert read_sensitive().met(text) == met


def test_plain_words_have_no_accents_capitals_or_curly_apostrophes() -> None:
    assert plainly("L’ÉTÉ à Nîmes") == "l'ete a nimes"
