"""Looks for identifying values in everything that a workbook holds: cells of every sheet, and all of its other parts.

Cells are searched in their text and in their formulas, in hidden rows and sheets as in others. What is no text
(pictures, macros, embedded files) is listed as not searched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from garant.stores.port import Skipped
from garant.stores.sheets.grid import Found
from garant.stores.sheets.header import letters, place_of
from garant.stores.sheets.needles import Needles
from garant.stores.sheets.values import said
from garant.stores.sheets.xlsx.package import Package
from garant.stores.sheets.xlsx.sheet import CELL, FORMULA, SHOWN, TYPE, Sheet
from garant.stores.sheets.xlsx.strings import Strings
from garant.stores.sheets.xlsx.words import decoded, pieces

AT_ONCE = 500
"""Rows looked at together before any of them is looked at alone."""
TEXTS = (".xml", ".rels", ".vml", ".txt", ".json")
MACHINES = ("xl/printerSettings/", "xl/fonts/")
"""What a printer or a font needs says nothing of anybody."""
SHARED = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="s"[^>]*>(?:<f\b[^>]*?(?:/>|>[^<]*</f>))?<v>(\d+)</v>')


def hits(
    package: Package,
    sheets: Sequence[Sheet],
    strings: Strings,
    strings_part: str,
    needles: Needles,
    skipped: list[Skipped],
) -> Iterator[Found]:
    shared = strings.hits(needles)
    pointed: set[int] = set()
    for sheet in sheets:
        yield from _in_strings(sheet, shared, pointed)
        yield from _in_cells(sheet, needles)
        for number in _in_text(sheet.raw[: sheet.start], needles) | _in_text(sheet.raw[sheet.end :], needles):
            yield Found(number, place=f"{sheet.name}, beside its cells")
    for number in {person for one, persons in shared.items() if one not in pointed for person in persons}:
        yield Found(number, place=strings_part)
    done = {strings_part, *(sheet.part for sheet in sheets)}
    for name in package.names:
        if name not in done and not name.endswith("/"):
            yield from _in_part(package, name, needles, skipped)


def _in_strings(sheet: Sheet, shared: Mapping[int, set[int]], pointed: set[int]) -> Iterator[Found]:
    """Cells that point at a shared string in which a value stands."""
    if not shared:
        return
    if len(shared) <= AT_ONCE:
        numbers = b"|".join(str(one).encode() for one in shared)
        pattern = re.compile(SHARED.pattern.replace(rb"(\d+)</v>", b"(" + numbers + b")</v>"))
    else:
        pattern = SHARED
    for found in pattern.finditer(sheet.raw, sheet.start, sheet.end):
        one = int(found[3])
        for number in shared.get(one, ()):
            pointed.add(one)
            yield _found(sheet, number, found[1], int(found[2]))


def _in_cells(sheet: Sheet, needles: Needles) -> Iterator[Found]:
    """Cells that hold their own text or number, and formulas."""
    for start, end in sheet.spans(AT_ONCE):
        if not needles.may_be_in(sheet.raw[start:end]):
            continue
        for cell in CELL.finditer(sheet.raw, start, end):
            if not cell[4]:
                continue
            kind, formula = TYPE.search(cell[3]), FORMULA.search(cell[4])
            own = said(sheet.value(cell[3], cell[4])) if kind is None or kind[1] != b"s" else ""
            raw = SHOWN.search(cell[4])
            texts = {own, decoded(raw[1]) if raw and own else "", decoded(formula[2] or b"") if formula else ""} - {""}
            for number in {number for text in texts for number in needles.numbers(text)}:
                yield _found(sheet, number, cell[1], int(cell[2]))


def _found(sheet: Sheet, number: int, column: bytes, row: int) -> Found:
    record, place = sheet.record_of(row), place_of(column.decode())
    if record < 0:
        return Found(number, place=f"{sheet.name}, {'below' if row > sheet.head else 'above'} its data")
    name = sheet.names[place] if place < len(sheet.names) else ""
    return Found(number, sheet.name, record, name or letters(place))


def _in_part(package: Package, name: str, needles: Needles, skipped: list[Skipped]) -> Iterator[Found]:
    for number in needles.numbers(name):
        yield Found(number, place="the name of a part")  # which is not told: it says the value
    if name.lower().endswith(TEXTS):
        for number in _in_text(package.read(name), needles):
            yield Found(number, place=name)
    elif not name.startswith(MACHINES):
        skipped.append(Skipped(name, "", "type", "a part of the workbook that is no text"))


def _in_text(raw: bytes, needles: Needles) -> set[int]:
    if not needles.may_be_in(raw):
        return set()
    return {number for piece in pieces(raw) for number in needles.numbers(piece)}
