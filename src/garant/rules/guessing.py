"""Guesses what a column holds and what a table is for, from their names and from counts over a sample.

A guess bears its confidence and what it rests on; it never decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from garant.law.vocabulary import Lexicon, Phrase
from garant.rules.patterns import PATTERN_CATEGORIES
from garant.rules.profile import ColumnProfile

MOSTLY = 0.9
"""So large a part of a column's values must meet a pattern for it to speak."""
FEW = 20
"""Fewer values than these say too little against a name."""
SURE = 0.6
"""Below, a guess is marked for review (D13)."""

KEY_WORDS = frozenset({"id", "ids", "key", "fk", "pk", "code", "no", "num", "numero", "ref", "uuid", "guid"})
_NUMBER_SIGN = re.compile(r"\b[nN]\s*[°º]|№")
_SPLIT = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+")


@dataclass(frozen=True, slots=True)
class Guess:
    """`category` with `confidence` (0 to 1). `why`: "name", "values", "type" or "key". `doubt`: a code, or ""."""

    category: str
    confidence: float
    why: tuple[str, ...]
    doubt: str = ""

    @property
    def review(self) -> bool:
        return self.confidence < SURE


def words(name: str) -> Phrase:
    """The words of a column's or table's name, in small letters, without accents, in the singular."""
    name = _NUMBER_SIGN.sub("numero ", name)
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return tuple(singular(word.lower()) for part in re.split(r"[^A-Za-z0-9]+", plain) for word in _SPLIT.findall(part))


def singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def best(name: Phrase, known: Mapping[Phrase, str]) -> tuple[str, float] | None:
    """What the longest known phrase in a name means, with the part of the name that it covers."""
    found: tuple[int, float, str] | None = None
    for phrase, meaning in known.items():
        covered = _met(tuple(singular(word) for word in phrase), name)
        if covered and (found is None or (covered, len("".join(phrase))) > found[:2]):
            found = (covered, len("".join(phrase)), meaning)
    return (found[2], found[0] / len(name)) if found else None


def _met(phrase: Phrase, name: Phrase) -> int:
    """How many words of a name a phrase covers; 0 if it does not stand in it."""
    size = len(phrase)
    if any(name[at : at + size] == phrase for at in range(len(name) - size + 1)):
        return size
    return 1 if size > 1 and "".join(phrase) in name else 0


def role(table: str, lexicon: Lexicon) -> str:
    """What a table is for, by its name: "customer", "staff", "accounting"…; "" if its name does not tell."""
    name = words(table.rpartition(".")[2])
    found = best(name, lexicon.roles)
    return found[0] if found and found[1] > 1 / 3 else ""


def category(column: ColumnProfile, lexicon: Lexicon) -> Guess:
    """What a column holds. Values that a checksum bears out are believed over the name."""
    by_values = _by_values(column)
    by_name = _by_name(column, lexicon)
    if by_values and by_name and by_values.category == by_name.category:
        return Guess(by_values.category, 0.98, ("name", "values"))
    if by_values and (by_name is None or by_values.confidence > by_name.confidence):
        return by_values
    if by_name is None:
        return _by_kind(column)
    if by_name.category in PATTERN_CATEGORIES.values() and column.kind == "text" and _denied(column, by_name.category):
        return Guess(by_name.category, 0.4, ("name",), "values-differ")
    return by_name


def _by_name(column: ColumnProfile, lexicon: Lexicon) -> Guess | None:
    name = tuple(word for word in words(column.name) if not word.isdigit()) or words(column.name)
    found = best(name, lexicon.categories)
    if found is None:
        return None
    meaning, covered = found
    confidence = 0.92 if covered == 1 else 0.5 + 0.4 * covered
    dated = meaning.startswith("date.") or meaning in {"identity.birth-date", "transaction.date"}
    if dated and column.kind not in {"date", "datetime"} and column.share("date") < MOSTLY:
        return None if column.kind != "text" or column.filled else Guess(meaning, 0.5, ("name",), "not-seen")
    if meaning == "note.text" and column.kind in {"integer", "number"}:
        return Guess("preference.interest", 0.7, ("name", "type"))  # a mark out of five, not a text
    if column.kind in {"date", "datetime"} and not dated and not meaning.startswith(("behaviour", "preference")):
        return None
    return Guess(meaning, confidence, ("name",))


def _by_values(column: ColumnProfile) -> Guess | None:
    if column.kind not in {"text", "other"}:
        return None
    for pattern, meaning in PATTERN_CATEGORIES.items():
        if column.filled >= FEW and column.share(pattern) >= MOSTLY:
            weak = pattern in {"phone", "url"}
            return Guess(meaning, 0.7 if weak else 0.95, ("values",))
    if column.filled >= FEW and column.share("sentence") >= 0.5:
        return Guess("note.text", 0.85, ("values",))
    return None


def _denied(column: ColumnProfile, meaning: str) -> bool:
    """Enough values were seen, and hardly any looks as the name says. Only forms that have one way to look count."""
    pattern = next(p for p, m in PATTERN_CATEGORIES.items() if m == meaning)
    return pattern in {"email", "ip"} and column.filled >= FEW and column.share(pattern) < 0.3


def _by_kind(column: ColumnProfile) -> Guess:
    if column.kind in {"date", "datetime"} or column.share("date") >= MOSTLY:
        return Guess("date", 0.65, ("type",))
    if column.filled == 0:
        return Guess("none", 0.3, (), "empty")
    return Guess("none", 0.4, (), "unknown")
