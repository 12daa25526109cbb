"""Where the names of the columns stand: the first row of words as wide as the rows below it.

Titles, dates of issue and blank lines above it are met in most files that an office exports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from garant.rules.patterns import patterns
from garant.stores.sheets.values import Value, kind_of, said

LOOKED_AT = 60
"""So many filled rows are looked at; what stands above a header is shorter."""
LONGEST, DIGITS = 120, 6
"""A name is not longer, and does not hold so many digits: an address or a phone number may stand among words."""
YEAR = re.compile(r"(19|20)\d\d")


@dataclass(frozen=True, slots=True)
class Header:
    """`row`: its place among the rows given. `names`: column's place → its name. `problem`: why it cannot be used."""

    row: int
    names: tuple[str, ...]
    problem: str = ""


def find_header(rows: Sequence[Sequence[Value]]) -> Header:
    """The header among the first filled rows of a sheet. `row` is -1 where there is none."""
    filled = [sum(value not in (None, "") for value in row) for row in rows[:LOOKED_AT]]
    widest = max(filled, default=0)
    if widest == 0:
        return Header(-1, ())
    for place, row in enumerate(rows[:LOOKED_AT]):
        wide = filled[place] >= max(1, widest / 2) and (filled[place] > 1 or widest == 1)
        if wide and all(value in (None, "") or _is_name(value) for value in row):
            return Header(place, tuple(" ".join(said(value).split()) for value in row))
    return Header(-1, (), "no row holds the names of the columns")


def _is_name(value: Value) -> bool:
    """Words, or a year; never what a person's row holds, lest a first row without header became names of columns."""
    text = said(value)
    if YEAR.fullmatch(text):
        return True
    plain = len(text) <= LONGEST and "@" not in text and sum(map(str.isdigit, text)) < DIGITS
    return isinstance(value, str) and kind_of(value) == "text" and plain and not patterns(text)


def problem_of(names: Sequence[str], bearing: Sequence[bool]) -> str:
    """What is wrong with the names of a header. `bearing`: whether values stand in the column."""
    empty = [letters(place) for place, name in enumerate(names) if not name and place < len(bearing) and bearing[place]]
    empty += [letters(place) for place in range(len(names), len(bearing)) if bearing[place]]
    if empty:
        return f"values stand in column {', '.join(empty)}, which has no name in the header (is a cell merged there?)"
    places: dict[str, list[str]] = {}
    for place, name in enumerate(names):
        if name:
            places.setdefault(name.casefold(), []).append(letters(place))
    for same in places.values():
        if len(same) > 1:
            return f"columns {' and '.join(same)} have the same name"
    return ""


def letters(place: int) -> str:
    """A column's letters, from its place: 0 is A, 26 is AA."""
    text = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(65 + rest) + text
    return text


def place_of(name: str) -> int:
    """A column's place, from its letters."""
    place = 0
    for sign in name:
        place = place * 26 + ord(sign) - 64
    return place - 1
