"""Finds in a text the law that no longer holds, and says what stands in its place (S2-33, L-07, L-13). Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache

from garant.law.standards import Replaced


@dataclass(frozen=True, slots=True)
class Cited:
    """A place in a text, from `start` up to `end`, that quotes a replaced law; `quoted` is the text there."""

    start: int
    end: int
    quoted: str
    rule: Replaced


def cited(text: str, rules: Iterable[Replaced], on: date) -> tuple[Cited, ...]:
    """Where a text cites what was replaced by a day, in the order of the text. Capitals, accents, kinds of blank and of
    apostrophe do not matter; of two terms at one place the longer one counts."""
    plain = _plain(text)
    found = [
        Cited(m.start(), m.end(), text[m.start() : m.end()], rule)
        for rule in rules
        if rule.since <= on
        for term in rule.terms
        for m in _pattern(term).finditer(plain)
    ]
    kept: list[Cited] = []
    for one in sorted(found, key=lambda c: (c.start, -c.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def renewed(text: str, found: Iterable[Cited], language: str) -> str:
    """The text with each citation replaced by what holds today: a proposal, which a person reads before it is used."""
    for one in sorted(found, key=lambda c: -c.start):
        text = f"{text[: one.start]}{one.rule.by.get(language) or one.rule.by['fr']}{text[one.end :]}"
    return text


def _plain(text: str) -> str:
    """The same text, sign for sign, in small letters without accents."""
    return "".join(_sign(sign) for sign in text)


@cache
def _sign(sign: str) -> str:
    if sign in "’ʼ":
        return "'"
    if sign.isspace():
        return " "
    small = unicodedata.normalize("NFKD", sign).casefold()[:1] if sign not in "°º" else "°"
    return small or sign


@cache
def _pattern(term: str) -> re.Pattern[str]:
    """A term as a pattern: "#" is any number, and there may be several blanks for one, or none ("NS48")."""
    words = re.escape(_plain(term)).replace("\\ ", r"\s*").replace(r"\#", r"(?:\d[\d .\-/]*\d|\d)")
    return re.compile(rf"(?<!\w){words}(?!\w)")
