"""Lines below a header that are nobody's: totals, sub-totals, a note at the foot. They are no records, and stay.

Who takes a person for a total would say that nothing is known of them. So a line is a total only by a formula that
adds up its own column, or by its first word and nothing but numbers beside it; and none of its cells is an address.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from garant.rules.patterns import patterns
from garant.stores.sheets.values import Value, kind_of, said

FOOT = 30
"""So many last lines may be a foot."""
TOTAL = re.compile(
    r"(grand[ -]|sous[ -]?|sub[ -]?)?(total|totaux|totals)\b(?!\s*-?(s\.?a\b|sas\b|sarl\b|[eé]nergies|direct))"
    r"|(somme|sum|moyenne|average|mean|nombre|count)\b",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"[*(©]|n\.?b\.?\b|notes?\b|source\b|page\b|fin\b|end\b|édit|extrait|fichier|mise? à jour|arrêté|imprimé|"
    r"confidenti|printed|updated|exported",
    re.IGNORECASE,
)
WORDY = 5
"""A lone text of so many words is a sentence: a row of a person that bears one cell alone bears a name."""
PERSONS = frozenset({"email", "phone", "iban", "nir", "card"})


def is_total(row: Sequence[Value]) -> bool:
    """Whether a line says by its words that it is one: "Total", and numbers beside."""
    filled = [value for value in row if value not in (None, "")]
    if not filled or not isinstance(filled[0], str) or not TOTAL.match(filled[0].strip()):
        return False
    return all(kind_of(value) in {"integer", "number"} for value in filled[1:]) and not names_somebody(row)


def is_bare_total(row: Sequence[Value], width: int) -> bool:
    """Whether a last line is one without a word for it: numbers with a decimal part and hardly anything else filled."""
    filled = [value for value in row if value not in (None, "")]
    few = 1 <= len(filled) <= width / 3
    return few and all(kind_of(value) == "number" for value in filled) and not names_somebody(row)


def is_note(row: Sequence[Value], width: int) -> bool:
    """Whether a last line is a sentence, or begins as notes do, and stands alone in a table of several columns."""
    filled = [value for value in row if value not in (None, "")]
    if width < 3 or len(filled) != 1 or not isinstance(filled[0], str):
        return False
    text = filled[0].strip()
    return bool(NOTE.match(text)) or len(text.split()) >= WORDY


def names_somebody(row: Sequence[Value]) -> bool:
    """Whether a cell holds what tells one person from another: such a line is never set aside."""
    return any(isinstance(value, str) and patterns(said(value)) & PERSONS for value in row)


def foot(count: int, row: Callable[[int], Sequence[Value]], width: int) -> int:
    """How many of the last records are no rows of data. `row`: a record by its place."""
    for back in range(1, min(FOOT, count) + 1):
        last = row(count - back)
        if not (is_total(last) or is_bare_total(last, width) or is_note(last, width)):
            return back - 1
    return 0  # so short a table that all of it looks like a foot has none
