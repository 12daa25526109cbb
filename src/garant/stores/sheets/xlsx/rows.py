"""A row of a sheet in new words: emptied, or with other values in some cells. Row numbers never change.

A row that goes is emptied where it stands and the rows below stay where they are: formulas, merged cells, tables,
filters, defined names and charts point at cells by their numbers, in forms (indirect references, macros, other
workbooks) that nobody could follow to the end. What the row said of a person is gone all the same, and a spreadsheet
shows an empty line, which its owner may delete with the program that knows all of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from garant.stores.sheets.header import letters, place_of
from garant.stores.sheets.values import Value, parse_date, parse_number, said, serial
from garant.stores.sheets.xlsx.sheet import CELL, FORMULA, ROW, SHOWN, STYLE, TYPE, Sheet
from garant.stores.sheets.xlsx.words import decoded, encoded, text_of

TYPE_MARK = re.compile(rb' t="\w+"')
SPANNING = re.compile(rb'\bt="(?:shared|array|dataTable)"')
SPANS = re.compile(rb'\bref="([A-Z]+\d+)(?::([A-Z]+\d+))?"')
FEW = 100
"""Of more texts that went, only results that are such a text as a whole are looked for."""
RESULT = re.compile(rb'<c r="[A-Z]+\d+"[^>]*\bt="str"[^>]*>(.*?)</c>', re.DOTALL)
REFERENCE = re.compile(r"(?:'[^']+'!|\w+!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?")


@dataclass(slots=True)
class Removed:
    """What an edit took out: cells' names, numbers of shared strings, texts, and whether formulas went."""

    cells: set[str] = field(default_factory=set)
    rows: set[int] = field(default_factory=set)
    """Rows that were emptied as a whole."""
    emptied: set[str] = field(default_factory=set)
    strings: set[int] = field(default_factory=set)
    texts: set[str] = field(default_factory=set)
    """What cells said that held their own text: typed into them, or computed."""
    formulas: set[str] = field(default_factory=set)

    def cell(self, name: str, attributes: bytes, inner: bytes, value: Value) -> None:
        self.cells.add(name)
        if value in (None, ""):
            self.emptied.add(name)
        kind, shown = TYPE.search(attributes), SHOWN.search(inner)
        if kind and kind[1] == b"s" and shown:
            self.strings.add(int(shown[1]))
        elif kind and kind[1] in {b"str", b"inlineStr"}:
            self.texts.add(decoded(shown[1]) if shown else text_of(inner))
        if FORMULA.search(inner) and not spanning(inner):
            self.formulas.add(name)


def spanning(inner: bytes) -> bytes:
    """The formula of a cell from which other cells take theirs; it stays, and only what it computed goes."""
    found = FORMULA.search(inner)
    if found is None or not SPANNING.search(found[1]):
        return b""
    span = SPANS.search(found[1])
    return found[0] if span and span[2] and span[1] != span[2] else b""


def edited(sheet: Sheet, start: int, end: int, values: Mapping[int, Value] | None, removed: Removed) -> bytes:
    """A row's bytes with new values by column's place; None empties the whole row."""
    raw = sheet.raw
    head = ROW.match(raw, start, end)
    assert head is not None, "an index of rows points at rows"
    if head[1].endswith(b"/"):  # a row without any cell, which is no record
        return raw[start:end]
    todo = dict(values or {})
    row = _number_of(sheet, start)
    if values is None:
        removed.rows.add(row)
    found: list[bytes] = [raw[start : head.end()]]
    for cell in CELL.finditer(raw, head.end(), end):
        place = place_of(cell[1].decode())
        for early in sorted(other for other in todo if other < place):
            found.append(_cell(sheet, early, row, b"", b"", todo.pop(early)))
        if values is not None and place not in todo:
            found.append(cell[0])
            continue
        name = f"{cell[1].decode()}{row}"
        value = todo.pop(place, None)
        removed.cell(name, cell[3], cell[4] or b"", value)
        found.append(_cell(sheet, place, row, cell[3], cell[4] or b"", value))
    found += [_cell(sheet, place, row, b"", b"", value) for place, value in sorted(todo.items())]
    return b"".join(found) + raw[raw.rfind(b"</row>", start, end) : end]


def _number_of(sheet: Sheet, start: int) -> int:
    cell = CELL.search(sheet.raw, start)
    assert cell is not None, "a record has a cell"
    return int(cell[2])


def _cell(sheet: Sheet, place: int, row: int, attributes: bytes, inner: bytes, value: Value) -> bytes:
    """One cell in its old style. Without a value nothing but its style is left, and a formula that others share."""
    style = STYLE.search(attributes)
    name = f'<c r="{letters(place)}{row}"'.encode()
    mark = name + (b' s="' + style[1] + b'"' if style else b"")
    if value is None or value == "":
        formula = spanning(inner)
        if formula:
            return name + TYPE_MARK.sub(b"", attributes) + b">" + formula + b"</c>"
        return mark + b"/>" if style else b""
    number = _number(sheet, attributes, inner, said(value), style)
    if number:
        return mark + b"><v>" + number.encode() + b"</v></c>"
    text = encoded(said(value))
    return mark + b' t="inlineStr"><is><t xml:space="preserve">' + text + b"</t></is></c>"


def _number(sheet: Sheet, attributes: bytes, inner: bytes, text: str, style: re.Match[bytes] | None) -> str:
    """The new value as a number, where the old one was a number or a day."""
    kind = TYPE.search(attributes)
    if not inner or (kind is not None and kind[1] != b"n"):
        return ""
    day = parse_date(text)
    if style and int(style[1]) in sheet.dated:
        return serial(day, sheet.epoch) if isinstance(day, date) else ""
    number = parse_number(text)
    return format(number, "f") if number is not None and not text.startswith("0") else ""


def references(inner: bytes) -> list[str]:
    """The cells that a formula speaks of."""
    found = FORMULA.search(inner)
    return REFERENCE.findall(decoded(found[2])) if found and found[2] else []


def says(text: str, gone: frozenset[str]) -> bool:
    """Whether a text is one of those that went, or one of few of them stands in it."""
    return text in gone or (len(gone) <= FEW and any(word in text for word in gone))


def computed(raw: bytes | memoryview, gone: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where formulas show, as last computed, a text that went: these results go too, and are computed again."""
    for cell in RESULT.finditer(raw):
        shown = SHOWN.search(cell[1])
        if shown and b"<f" in cell[1] and says(decoded(shown[1]), gone):
            yield cell.start(1) + shown.start(), cell.start(1) + shown.end()
