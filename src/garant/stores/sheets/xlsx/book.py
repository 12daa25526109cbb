"""A workbook: its sheets as tables, edited part by part; what is not touched stays as it is.

No library writes it again from a model of its own: charts, pivot tables, formats, validations and macros that such a
model does not know would be lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from garant.errors import StoreError
from garant.stores.port import Skipped
from garant.stores.sheets.grid import Edit, Found
from garant.stores.sheets.header import letters, place_of
from garant.stores.sheets.needles import Needles
from garant.stores.sheets.values import EPOCH_1900, EPOCH_1904
from garant.stores.sheets.xlsx import beside
from garant.stores.sheets.xlsx.package import SAVE_AGAIN, TYPES, Package, Piece, unmarked
from garant.stores.sheets.xlsx.pivots import REBUILT, Pivots, blanked
from garant.stores.sheets.xlsx.rows import Removed, computed, edited, references, says, spanning
from garant.stores.sheets.xlsx.search import hits
from garant.stores.sheets.xlsx.sheet import CELL, Sheet
from garant.stores.sheets.xlsx.strings import Strings
from garant.stores.sheets.xlsx.styles import MAIN, dated_styles
from garant.stores.sheets.xlsx.words import pieces

RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
USUALLY = re.compile(rb't="s"><v>(\d+)</v>')
USED = re.compile(rb'\bt="s"[^>]*>(?:<f\b[^>]*?(?:/>|>[^<]*</f>))?<v>(\d+)</v>')
POINTING = re.compile(rb'<c\b[^>]*\bt="s"[^>]*(?<!/)>')
CHARTS, LINKED, TOP = "xl/charts/", "xl/externalLinks/", "_rels/.rels"
HANDLED = (CHARTS, LINKED, "xl/comments", "xl/threadedComments/", "xl/calcChain", "xl/styles", "xl/theme/", TYPES)
"""Parts that are rewritten with their cells, or hold no words of them."""
AT_ONCE = 8 * 1024 * 1024
TELLING = 6
"""A text of fewer signs that went is not looked for in what formulas computed: others may say it too."""


class Workbook:
    """One .xlsx or .xlsm file."""

    def __init__(self, path: Path, raw: bytes) -> None:
        self.path = path
        self.package = Package(path, raw)
        self.part = self._main()
        top = self.package.tree(self.part)
        relations = self.package.relations(self.part)
        self._kinds = {one.kind: one.target for one in relations.values()}
        strings = self._kinds.get("sharedStrings", "")
        self.strings_part = strings if strings in self.package.names else ""
        self.strings = Strings(self._read_plain(self.strings_part) if self.strings_part else b"")
        if not self.strings.known:
            raise _unknown(f"{path.name}, {self.strings_part}", "its texts are")
        styles = self._kinds.get("styles", "")
        dated = dated_styles(self.package.tree(styles) if styles in self.package.names else None)
        facts = top.find(f"{MAIN}workbookPr")
        epoch = EPOCH_1904 if facts is not None and facts.get("date1904") in {"1", "true"} else EPOCH_1900
        self.sheets: list[Sheet] = []
        self.ids: dict[str, int] = {}
        for one in top.iter(f"{MAIN}sheet"):
            relation = relations.get(one.get(RELATION, ""))
            if relation is not None and relation.kind == "worksheet":
                name = one.get("name", "")
                self.ids[name] = int(one.get("sheetId", 0))
                self.sheets.append(
                    Sheet(
                        name,
                        relation.target,
                        self.package.read(relation.target),
                        text=self.strings.text,
                        dated=dated,
                        epoch=epoch,
                        hidden=one.get("state", "visible") != "visible",
                        place=path.name,
                    )
                )
        self.pivots = Pivots(self.package, self.part, self.sheets)
        self.notes = tuple(self._notes())

    def _main(self) -> str:
        for one in self.package.relations("").values():
            if one.kind == "officeDocument" and one.target in self.package.names:
                return one.target
        raise StoreError("it is no Excel workbook, or it is damaged.", place=self.path.name, remedy=SAVE_AGAIN)

    def _read_plain(self, part: str) -> bytes:
        raw = self.package.read(part)
        unmarked(raw, f"{self.path.name}, {part}")
        return raw

    def _notes(self) -> Iterator[str]:
        if self.pivots.from_elsewhere:
            yield "a pivot table keeps a copy of rows from elsewhere; refresh it in Excel after the deed, and save"
        if any(name.startswith("xl/model/") for name in self.package.names):
            yield "it keeps a data model (Power Pivot) that cannot be read here; refresh it in Excel after the deed"

    # ── a book ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def grids(self) -> Sequence[Sheet]:
        return self.sheets

    def refusal(self) -> str:
        kind = self.package.type_of(self.part)
        macros = "xl/vbaProject.bin" in self.package.names
        if any(name.startswith("_xmlsignatures/") for name in self.package.names):
            return "it is signed, and any change would break the signature"
        if any(name.startswith("xl/revisions/") for name in self.package.names):
            return "it is a shared workbook that keeps a history of its changes; end the sharing first"
        wanted = MACROS if self.path.suffix.lower() == ".xlsm" else PLAIN
        if kind != wanted or (macros and wanted != MACROS):
            return f"its name ends in {self.path.suffix} and its content is of another kind"
        return ""

    def told(self, edits: Mapping[str, Sequence[Edit]]) -> Iterator[str]:
        for sheet in self.sheets:
            for edit in edits.get(sheet.name, ()):
                start, end = sheet.span_of(edit.at)
                for cell in CELL.finditer(sheet.raw, start, end):
                    place = place_of(cell[1].decode())
                    if cell[4] and (edit.goes or place in edit.values):
                        yield from self._told(sheet, place, sheet.line(edit.at), cell[4])

        if self.pivots.touched(edits):
            yield REBUILT
        yield from self._elsewhere(edits)

    def _elsewhere(self, edits: Mapping[str, Sequence[Edit]]) -> Iterator[str]:
        """Parts that say the same as these rows and are not written, as nobody knows what else hangs on their words."""
        texts = frozenset(text for sheet in self.sheets for text in _going(sheet, edits.get(sheet.name, ())))
        written = {self.strings_part, *(sheet.part for sheet in self.sheets)}
        written |= {name for cache in self.pivots.touched(edits) for name in (cache.part, *cache.records)}
        parts = [(name, self.package.read(name)) for name in self.package.names if name not in written and _other(name)]
        parts += [
            (f"{sheet.name}, beside its cells", sheet.raw[: sheet.start] + beside.beside_links(sheet.raw[sheet.end :]))
            for sheet in self.sheets
        ]
        for place, raw in parts if texts else ():
            if any(says(piece, texts) for piece in pieces(raw)):
                yield f"{place}: the same is said there, and Garant does not write there; take it out by hand"

    def _told(self, sheet: Sheet, place: int, row: int, inner: bytes) -> Iterator[str]:
        name = sheet.names[place] if place < len(sheet.names) else letters(place)
        merged = sheet.merged_over(row, place)
        if merged:
            yield f"error: {sheet.name}: {merged} is merged over several rows; undo that first"
        if spanning(inner):
            yield f"{sheet.name}.{name}: other rows take their formula from there; it stays, what it computed goes"
        elif references(inner):
            yield f"{sheet.name}.{name}: formulas go with their values; they were computed from other cells, which stay"

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, out: BinaryIO, edits: Mapping[str, Sequence[Edit]]) -> None:
        bodies: dict[str, list[Piece]] = {}
        changed: dict[str, list[Piece]] = {}
        chained: dict[int, set[str]] = {}
        candidates: set[int] = set()
        own: set[str] = set()
        rebuilt, shown = self.pivots.rebuilt(edits)
        for sheet in self.sheets:
            removed = Removed()
            bodies[sheet.part] = list(_body(sheet, edits.get(sheet.name, ()), removed))
            if sheet.name in shown:
                whole = bodies[sheet.part]
                bodies[sheet.part] = [blanked(sheet, bytes(piece), shown[sheet.name]) for piece in whole]
                changed[sheet.part] = bodies[sheet.part]
            if sheet.name in edits:
                changed[sheet.part] = bodies[sheet.part]
                changed |= self._beside(sheet, removed, bodies[sheet.part])
                chained[self.ids[sheet.name]] = removed.formulas
                candidates |= removed.strings
                own |= removed.texts
        gone = self._unused(bodies)
        if any(gone):
            changed[self.strings_part] = list(self.strings.without(gone))
        texts = frozenset(self.strings.text(one) for one in candidates if one < len(gone) and gone[one])
        telling = frozenset(text for text in texts if len(text) >= TELLING)
        for sheet in self.sheets:
            body = _without_computed(bodies[sheet.part], telling) if sheet.computes else None
            if body is not None:
                changed[sheet.part] = body
        chain = self._kinds.get("calcChain", "")
        if chain in self.package.names and any(chained.values()):
            changed[chain] = [beside.without_chained(self._read_plain(chain), chained)]
        if any(sheet.computes for sheet in self.sheets):
            changed[self.part] = [beside.computed_on_opening(self._read_plain(self.part))]
        picture = self._picture()
        copies = self._copies(texts | own)
        self.package.write(out, changed | rebuilt | copies | picture, {name for name in picture if not picture[name]})

    def _beside(self, sheet: Sheet, removed: Removed, body: list[Piece]) -> dict[str, list[Piece]]:
        """What hangs on cells that were emptied, in the sheet's end and in parts of its own."""
        found: dict[str, list[Piece]] = {}
        tail, ids = beside.without_links(bytes(body[-1]), removed)
        body[-1] = tail
        folder, _, last = sheet.part.rpartition("/")
        rels = f"{folder}/_rels/{last}.rels"
        if ids:
            found[rels] = [beside.without_relations(self._read_plain(rels), ids)]
        for relation in self.package.relations(sheet.part).values():
            if relation.kind in {"comments", "threadedComment"} and relation.target in self.package.names:
                found[relation.target] = [beside.without_comments(self._read_plain(relation.target), removed)]
        return found

    def _copies(self, texts: frozenset[str]) -> dict[str, list[Piece]]:
        """The charts that would still draw a text which went, and copies of other workbooks' cells that say it."""
        found: dict[str, list[Piece]] = {}
        for folder, without in ((CHARTS, beside.without_shown), (LINKED, beside.without_cached)):
            for name in self.package.names if texts else ():
                if name.startswith(folder) and name.endswith(".xml"):
                    old = self.package.read(name)
                    new = without(old, texts)
                    if new != old:
                        found[name] = [new]
        return found

    def _picture(self) -> dict[str, list[Piece]]:
        """What goes with the small picture of its first page that a workbook may keep: an empty list for the part."""
        found: dict[str, list[Piece]] = {}
        for link in self.package.relations("").values():
            if link.kind == "thumbnail" and link.target in self.package.names:
                rels = beside.without_relations(self.package.read(TOP), {link.id})
                types = beside.without_override(self.package.read(TYPES), link.target)
                found = {link.target: [], TOP: [rels], TYPES: [types]}
        return found

    def hits(self, needles: Needles, skipped: list[Skipped]) -> Iterator[Found]:
        return hits(self.package, self.sheets, self.strings, self.strings_part, needles, skipped)

    def _unused(self, bodies: Mapping[str, Sequence[Piece]]) -> bytearray:
        """Which shared strings no cell points at any more, one byte each."""
        gone = bytearray(b"\1" * len(self.strings))
        try:
            for number in set().union(*(_used(piece) for body in bodies.values() for piece in body)):
                gone[int(number)] = 0
        except IndexError:  # to empty a text that is in use would be a loss: nothing is written
            raise _unknown(self.path.name, "how its cells point at shared texts is") from None
        at = gone.find(1)
        while at >= 0:
            if not self.strings.text(at):
                gone[at] = 0  # nothing is left there
            at = gone.find(1, at + 1)
        return gone


def _other(name: str) -> bool:
    return name.endswith((".xml", ".vml")) and not name.startswith(HANDLED)


def _going(sheet: Sheet, edits: Sequence[Edit]) -> Iterator[str]:
    """The longer texts of cells that go."""
    for edit in edits:
        for place, value in enumerate(sheet.record(edit.at)):
            if isinstance(value, str) and len(value) >= TELLING and (edit.goes or place in edit.values):
                yield value


def _cut(some: bytes) -> int:
    """Where a piece may be cut so that no cell is cut in two: after a cell, before one, or before any mark."""
    end = some.rfind(b"</c>")
    if end >= 0:
        return end + 4
    start = some.rfind(b"<c ")
    mark = start if start > 0 else some.rfind(b"<")
    return mark if mark > 0 else len(some)


def _unknown(place: str, what: str) -> StoreError:
    return StoreError(f"{what} written in a way that is not known.", place=place, remedy=SAVE_AGAIN)


def _body(sheet: Sheet, edits: Sequence[Edit], removed: Removed) -> Iterator[Piece]:
    """The sheet's part in pieces, the last of which is what follows its rows."""
    whole, done = memoryview(sheet.raw), 0
    for edit in sorted(edits, key=lambda edit: edit.at):
        start, end = sheet.span_of(edit.at)
        yield whole[done:start]
        yield edited(sheet, start, end, None if edit.goes else edit.values, removed)
        done = end
    yield whole[done : sheet.end]
    yield whole[sheet.end :]


def _used(piece: Piece) -> set[bytes]:
    """The numbers of shared strings at which cells of a piece point; some rows at once, lest they fill the memory."""
    used: set[bytes] = set()
    at = 0
    while at < len(piece):
        some = bytes(piece[at : at + AT_ONCE])
        if at + AT_ONCE < len(piece):
            some = some[: _cut(some)]
        found = USUALLY.findall(some)
        if len(found) != some.count(b't="s"'):
            found = USED.findall(some)
            if len(found) != len(POINTING.findall(some)):
                raise IndexError
        used.update(found)
        at += len(some)
    return used


def _without_computed(body: Sequence[Piece], texts: frozenset[str]) -> list[Piece] | None:
    """The pieces without results of formulas that repeat a text which went; None where there is none."""
    if not texts:
        return None
    new: list[Piece] = []
    met = False
    for piece in body:
        done = 0
        for start, end in computed(piece, texts):
            new.append(piece[done:start])
            done, met = end, True
        new.append(piece[done:])
    return new if met else None
