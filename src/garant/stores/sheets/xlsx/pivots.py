"""Pivot tables keep a copy of the rows that they count, a list of the values met, and what they last showed.

The copy of a sheet whose rows change is dropped, as a program does that saves no data with its pivot tables: no record
is left, the cache is marked to be built again when the workbook is opened, and values that nobody has any more are
taken from its lists and from the cells that show them. A copy of rows from elsewhere cannot be built again and stays.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from garant.errors import StoreError
from garant.stores.sheets.grid import Edit
from garant.stores.sheets.header import place_of
from garant.stores.sheets.values import Value, parse_date, said
from garant.stores.sheets.xlsx.package import SAVE_AGAIN, Package, Piece
from garant.stores.sheets.xlsx.sheet import CELL, STYLE, Sheet
from garant.stores.sheets.xlsx.styles import MAIN
from garant.stores.sheets.xlsx.words import decoded

ROOT = re.compile(rb"<pivotCache(?:Definition|Records)\b[^>]*?/?>")
RECORD_COUNT = re.compile(rb'\brecordCount="\d*"')
FIELD = re.compile(rb'<cacheField\b[^>]*?\bname="([^"]*)"[^>]*>.*?</cacheField>', re.DOTALL)
SHARED = re.compile(rb"<sharedItems\b[^>]*>.*?</sharedItems>|<sharedItems\b[^>]*/>", re.DOTALL)
BOUNDS = re.compile(rb' (?:min|max)(?:Value|Date)="[^"]*"')
ITEM = re.compile(rb'<([snd])\b([^>]*?)\bv="([^"]*)"')
CORNERS = re.compile(r"([A-Z]+)(\d+)(?::([A-Z]+)(\d+))?")
REBUILT = "a pivot table's copy of these rows is dropped, and built again when the workbook is opened"


@dataclass(frozen=True, slots=True)
class Cache:
    """`sheets`: the names of the sheets of this workbook that it copies; empty where it copies from elsewhere."""

    part: str
    records: tuple[str, ...]
    sheets: frozenset[str]


@dataclass(slots=True)
class Shown:
    """Where pivot tables on one sheet show something: corners, as columns and rows, and the values to take out."""

    areas: list[tuple[int, int, int, int]] = field(default_factory=list)
    values: set[str] = field(default_factory=set)

    def holds(self, column: int, row: int) -> bool:
        return any(left <= column <= right and top <= row <= bottom for left, top, right, bottom in self.areas)


class Pivots:
    """The pivot tables of one workbook."""

    def __init__(self, package: Package, part: str, sheets: Sequence[Sheet]) -> None:
        self.package, self.sheets = package, sheets
        links = package.relations(part).values()
        found = [link.target for link in links if link.kind == "pivotCacheDefinition" and link.target in package.names]
        self.caches = tuple(self._cache(part) for part in found) if found else ()

    def _cache(self, part: str) -> Cache:
        links = self.package.relations(part).values()
        records = tuple(link.target for link in links if link.kind == "pivotCacheRecords")
        sources = [*self.package.tree(part).iter(f"{MAIN}worksheetSource")]
        sources += self.package.tree(part).iter(f"{MAIN}rangeSet")
        here = [one for one in sources if not any(name.endswith("}id") for name in one.attrib)]
        named = {one.get("sheet", "") for one in here}
        every = frozenset(sheet.name for sheet in self.sheets)
        return Cache(part, records, frozenset() if not here else every if "" in named else frozenset(named))

    @property
    def from_elsewhere(self) -> bool:
        return any(not cache.sheets for cache in self.caches)

    def touched(self, edits: Mapping[str, Sequence[Edit]]) -> list[Cache]:
        """The caches that copy rows of a sheet in which something changes."""
        return [cache for cache in self.caches if cache.sheets & set(edits)]

    def rebuilt(self, edits: Mapping[str, Sequence[Edit]]) -> tuple[dict[str, list[Piece]], dict[str, Shown]]:
        """New words for the parts of touched caches, and what goes from the sheets on which they are shown."""
        parts: dict[str, list[Piece]] = {}
        shown: dict[str, Shown] = {}
        for cache in self.touched(edits):
            gone = {name: values for sheet in self.sheets for name, values in _vanishing(sheet, edits.get(sheet.name))}
            parts[cache.part] = [_definition(self.package.read(cache.part), gone)]
            for records in cache.records:
                parts[records] = [_records(self.package.read(records))]
            for sheet, area in self._areas(cache.part):
                one = shown.setdefault(sheet, Shown())
                one.areas.append(area)
                one.values |= set().union(*gone.values())
        return parts, shown

    def _areas(self, cache: str) -> Iterator[tuple[str, tuple[int, int, int, int]]]:
        """The sheets' names and the cells in which tables of this cache are shown, filters above them included."""
        for sheet in self.sheets:
            for link in self.package.relations(sheet.part).values():
                if link.kind != "pivotTable" or link.target not in self.package.names:
                    continue
                if all(one.target != cache for one in self.package.relations(link.target).values()):
                    continue
                place = self.package.tree(link.target).find(f"{MAIN}location")
                corners = CORNERS.fullmatch(place.get("ref", "")) if place is not None else None
                if place is not None and corners is not None:
                    left, top, right, bottom = corners.groups()
                    above = int(place.get("rowPageCount", 0))
                    first = int(top) - (above + 1 if above else 0)
                    yield sheet.name, (place_of(left), first, place_of(right or left), int(bottom or top))


def _vanishing(sheet: Sheet, edits: Sequence[Edit] | None) -> Iterator[tuple[str, set[str]]]:
    """Column's name → what its cells said before these edits, and none of them says after."""
    if not edits:
        return
    places = [place for place, name in enumerate(sheet.names) if name]
    changed = {edit.at: edit for edit in edits}
    for place, column in zip(places, sheet.columns(places), strict=True):
        going = {at: said(column[at]) for at, edit in changed.items() if edit.goes or place in edit.values}
        gone = {text for text in going.values() if text}
        gone -= {said(edit.values[place]) for edit in edits if place in edit.values}
        for at, value in enumerate(column):
            if gone and value is not None and at not in going:
                gone.discard(said(value))
        if gone:
            yield sheet.names[place], gone


def _root(raw: bytes) -> re.Match[bytes]:
    root = ROOT.search(raw)
    if root is None:
        told = "its pivot tables' copies are written in a way that is not known."
        raise StoreError(told, place="xl/pivotCache", remedy=SAVE_AGAIN)
    return root


def _records(raw: bytes) -> bytes:
    """The records' part without any."""
    root = _root(raw)
    head = re.sub(rb' count="\d*"', b"", root[0].rstrip(b"/>"))
    return raw[: root.start()] + head + b' count="0"/>'


def _definition(raw: bytes, gone: Mapping[str, set[str]]) -> bytes:
    """The cache's own part: to be built again, without the values that nobody has any more."""
    root = _root(raw)
    head = RECORD_COUNT.sub(b'recordCount="0"', root[0])
    for name, value in ((b"refreshOnLoad", b"1"), (b"missingItemsLimit", b"0")):
        head = re.sub(rb" " + name + rb'="[^"]*"', b"", head)
        head = head.replace(b"<pivotCacheDefinition", b"<pivotCacheDefinition " + name + b'="' + value + b'"', 1)
    rest = FIELD.sub(lambda found: _field(found, gone.get(decoded(found[1]), set())), raw[root.end() :])
    return raw[: root.start()] + head + rest


def _field(found: re.Match[bytes], gone: set[str]) -> bytes:
    """A field with another value in the place of each that vanished, as tables point at values by their numbers."""
    if not gone:
        return found[0]
    stand_ins = iter(range(1, 1 << 30))

    def item(one: re.Match[bytes]) -> bytes:
        text = decoded(one[3])
        day = parse_date(text.partition("T")[0]) if one[1] == b"d" else None
        if (said(day) if day else _number(text) if one[1] == b"n" else text) not in gone:
            return one[0]
        number = next(stand_ins)
        new = {b"s": f"#{number}", b"n": f"-{number}", b"d": f"{1900 + number % 100}-01-01T00:00:00"}[one[1]]
        return b"<" + one[1] + one[2] + b'v="' + new.encode() + b'"'

    return SHARED.sub(lambda shared: ITEM.sub(item, BOUNDS.sub(b"", shared[0])), found[0])


def _number(text: str) -> str:
    try:
        return said(float(text))
    except ValueError:
        return text


def blanked(sheet: Sheet, piece: bytes, shown: Shown) -> bytes:
    """Some rows of a sheet without the values that a pivot table shows there and nobody has any more."""

    def cell(found: re.Match[bytes]) -> bytes:
        inner = found[4]
        if not inner or not shown.holds(place_of(found[1].decode()), int(found[2])):
            return found[0]
        value: Value = sheet.value(found[3], inner)
        if said(value) not in shown.values:
            return found[0]
        style = STYLE.search(found[3])
        name = b'<c r="' + found[1] + found[2] + b'"'
        return name + (b' s="' + style[1] + b'"' if style else b"") + b"/>"

    return CELL.sub(cell, piece)
