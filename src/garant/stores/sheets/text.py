"""The bytes of a text file as text and back, the same bytes: encodings and separators met in France.

What mixes two encodings is refused with its line, because whatever is guessed would be wrong for one of them.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO

from garant.errors import StoreError

SEPARATORS = (";", "\t", "|", ",")
OTHER_ENDS = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What Python takes for a line's end, and no spreadsheet does."""
SEVERAL = re.compile(rb"[\xc2-\xf4][\x80-\xbf]")
"""What a letter of several bytes looks like in UTF-8."""
LOOKED_AT = 200
"""So many lines say what separates the fields."""
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
SAVE_AS = "Save it again as “CSV UTF-8” in the program that made it."


@dataclass(frozen=True, slots=True)
class Encoded:
    """A text with what is needed to write it back: its encoding and the mark before it."""

    text: str
    encoding: str
    mark: bytes

    def encode(self, text: str) -> bytes:
        return text.encode(self.encoding)


def decode(raw: bytes, place: str) -> Encoded:
    """The text of a file. Raises `StoreError` with the line where its bytes fit no encoding, or two."""
    for mark, encoding in MARKS:
        if raw.startswith(mark):
            return Encoded(_strict(raw[len(mark) :], encoding, place), encoding, mark)
    if b"\0" in raw[:4096]:
        encoding = "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be"
        return Encoded(_strict(raw, encoding, place), encoding, b"")
    try:
        return Encoded(raw.decode("utf-8"), "utf-8", b"")
    except UnicodeDecodeError:
        _one_encoding(raw, place)
    encoding = "iso-8859-15" if b"\xa4" in raw and not any(0x80 <= byte < 0xA0 for byte in set(raw)) else "cp1252"
    return Encoded(_strict(raw, encoding, place), encoding, b"")


def _strict(raw: bytes, encoding: str, place: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
    raise StoreError(f"line {line} holds bytes that are no text ({encoding}).", place=place, remedy=SAVE_AS)


def _one_encoding(raw: bytes, place: str) -> None:
    """Refuses a file of which some lines are UTF-8 and some are not."""
    if not SEVERAL.search(raw):
        return
    told: dict[bool, int] = {}
    for number, line in enumerate(raw.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            told.setdefault(True, number)
        except UnicodeDecodeError:
            told.setdefault(False, number)
        if len(told) == 2:
            raise StoreError(
                f"it mixes two encodings: line {told[True]} is UTF-8, line {told[False]} is not.",
                place=place,
                remedy=SAVE_AS,
            )


def lines_of(text: str) -> list[str]:
    """Lines with their ends, as they are: only \\r\\n, \\n and \\r end one."""
    return list(StringIO(text, newline="")) if OTHER_ENDS.search(text) else text.splitlines(keepends=True)


def separator(lines: Sequence[str]) -> str:
    """What separates the fields: what most lines agree about, and the more fields the better."""
    first = lines[:LOOKED_AT]
    scores: dict[str, tuple[int, int]] = {}
    for sign in SEPARATORS:
        try:
            counts = Counter(len(row) for row in csv.reader(first, delimiter=sign) if len(row) > 1)
        except csv.Error:
            continue
        if counts:
            (fields, rows), *_ = sorted(counts.items(), key=lambda one: (one[1], one[0]), reverse=True)
            scores[sign] = (rows, fields)
    return max(scores, key=lambda sign: scores[sign], default=";")
