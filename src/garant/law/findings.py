"""What `garant check` can find, as data: the words, article, weight and remedy of each rule; the catalogue of measures;
the words that say something sensitive of a person. Whether a rule is met is worked out in `rules/checks/`.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast, get_args

from garant.law.provisions import Words
from garant.law.reading import read_yaml
from garant.law.shape import LANGUAGES, Part
from garant.law.vocabulary import FOLDER

Severity = Literal["critical", "error", "warning", "information"]
SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""The gravest first."""
Effort = Literal["minutes", "hour", "day"]
Risk = Literal["integrity", "availability", "confidentiality"]
Section = Literal["paper", "electronic", "site"]


_WORD = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class FindingRule:
    """A rule of `garant check`. `sources`: ids of the law packs' sources, of which the first that a place knows is
    cited; none where no law asks, or where the finding says in "article" on what its pack rests. `text` and `remedy`
    name their places in braces ("{column}"). `known`: told only where the place's law knows one of the sources."""

    id: str
    severity: Severity
    sources: tuple[str, ...]
    effort: Effort
    text: Words
    remedy: Words
    known: bool = False


@dataclass(frozen=True, slots=True)
class MeasureKind:
    """A measure of the catalogue. `sections`: what asks for it. `number`: as a plan numbers it ("P1", "E7"), or ""."""

    id: str
    number: str
    sections: tuple[Section, ...]
    risks: tuple[Risk, ...]
    name: Words
    how: Words


@dataclass(frozen=True, slots=True)
class Findings:
    """The file `findings.yaml`. `words`: what else a person reads beside findings, by code."""

    rules: Mapping[str, FindingRule]
    words: Mapping[str, Words]


@cache
def read_findings() -> Findings:
    """The rules by id, in their order. Raises `LawError` with file and line if the file has not the right shape."""
    top = _part("findings.yaml").only(("lexicon", "words", "findings"))
    words = {code: part.words() for code, part in top["words"].pairs()}
    return Findings({code: _rule(code, part) for code, part in top["findings"].pairs()}, words)


@cache
def read_measures() -> Mapping[str, MeasureKind]:
    """The catalogue of measures by id, in its order."""
    return {
        code: _measure(code, part)
        for code, part in _part("measures.yaml").only(("lexicon", "measures"))["measures"].pairs()
    }


@dataclass(frozen=True, slots=True)
class Sensitive:
    """Words that say something sensitive. `words`: category → what finds them in a text made plain by `plainly`.

    `gates`: of each phrase one word; a text without any of them holds no phrase, which is quickly seen.
    """

    words: Mapping[str, re.Pattern[str]]
    gates: frozenset[str]

    def met(self, text: str) -> tuple[str, ...]:
        """The categories ("special.health") of which a text holds a word."""
        plain = plainly(text)
        if self._shut(plain):
            return ()
        return tuple(category for category, words in self.words.items() if words.search(plain))

    def may_meet(self, text: str) -> bool:
        """Whether a text holds a word of a phrase at all; of many values at once when each has its line."""
        return not self._shut(plainly(text))

    def _shut(self, plain: str) -> bool:
        return self.gates.isdisjoint(_WORD.findall(plain))


@cache
def read_sensitive() -> Sensitive:
    """The words of art. 9 and 10, in every language together."""
    top = _part("sensitive.yaml").only(("lexicon", "words"))["words"]
    found: dict[str, re.Pattern[str]] = {}
    gates: set[str] = set()
    for category, part in top.pairs():
        part.only(LANGUAGES)
        phrases = [plainly(item.text()) for language in LANGUAGES for item in part[language].items()]
        gates |= {max(_WORD.findall(phrase), key=len) for phrase in phrases}
        found[category] = re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, phrases), key=len, reverse=True))})\b")
    return Sensitive(found, frozenset(gates))


def plainly(text: str) -> str:
    """A text in small letters, without accents, its apostrophes straight: how words are compared."""
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text.replace("’", "'")).encode("ascii", "ignore").decode("ascii")
    return text.lower()


def _rule(code: str, part: Part) -> FindingRule:
    part.only(("severity", "effort", "text", "remedy"), ("source", "where"))
    text, remedy = part["text"].words(), part["remedy"].words()
    for words, key in ((text, "text"), (remedy, "remedy")):
        if len({_places(said) for said in words.values()}) > 1:
            raise part[key].refuse("The languages do not name the same places.", "Name in each what the other names.")
    return FindingRule(
        id=code,
        severity=cast(Severity, part["severity"].text(SEVERITIES)),
        sources=part.maybe("source", _sources, ()),
        effort=cast(Effort, part["effort"].text(get_args(Effort))),
        text=text,
        remedy=remedy,
        known=part.maybe("where", lambda where: where.text(("known",)), "") == "known",
    )


def _sources(part: Part) -> tuple[str, ...]:
    return part.texts() if isinstance(part.value, list) else (part.text(),)


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _measure(code: str, part: Part) -> MeasureKind:
    part.only(("for", "risks", "name", "how"), ("number",))
    return MeasureKind(
        id=code,
        number=part.maybe("number", Part.text, ""),
        sections=tuple(cast(Section, item.text(get_args(Section))) for item in part["for"].items()),
        risks=tuple(cast(Risk, item.text(get_args(Risk))) for item in part["risks"].items()),
        name=part["name"].words(),
        how=part["how"].words(),
    )


def _part(name: str) -> Part:
    return Part(read_yaml((FOLDER / name).read_bytes(), name))
