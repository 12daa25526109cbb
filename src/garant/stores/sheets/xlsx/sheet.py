"""One sheet of a workbook as a table, read by column or by row from the letters of its part.

Cells are found by their letters (`<c r="B7"`), ten times faster than through a tree; `Sheet` first makes sure that the
part is plain XML in which every cell is written so.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from garant.errors import StoreError
from garant.stores.sheets.foot import foot, names_somebody
from garant.stores.sheets.grid import SAMPLE
from garant.stores.sheets.header import LOOKED_AT, find_header, letters, place_of, problem_of
from garant.stores.sheets.values import Value, of_serial, parse_date
from garant.stores.sheets.xlsx.package import SAVE_AGAIN, unmarked
from garant.stores.sheets.xlsx.words import decoded, text_of

ROW = re.compile(rb'<row\b((?: r="(\d+)")?[^>]*)>')
NUMBER = re.compile(rb'\br="(\d+)"')
CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', re.DOTALL)
REST = rb'"(?:(?: s="\d+")? t="s"><v>(\d+)</v></c>|><v>(\d{1,15})</v></c>|([^>]*?)(?:/>|>(.*?)</c>))'
"""What follows a cell's name: the number of a shared string, as most cells have it, a plain number, or anything."""
TYPE = re.compile(rb'\bt="(\w+)"')
STYLE = re.compile(rb'\bs="(\d+)"')
SHOWN = re.compile(rb"<v(?:\s[^>]*)?>([^<]*)</v>")
FORMULA = re.compile(rb"<f\b([^>]*?)(?:/>|>([^<]*)</f>)")
MERGED = re.compile(rb'<mergeCell\b[^>]*\bref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')
ADDING = re.compile(
    rb'<c r="([A-Z]+)(\d+)"[^>]*><f\b[^>]*>([^<]*\b(?:SUM|SUBTOTAL|AGGREGATE|AVERAGE|COUNTA?|MIN|MAX)\([^<]*)</f>'
)
RANGE = re.compile(rb"\$?([A-Z]+)\$?(\d+):\$?([A-Z]+)\$?(\d+)")
OTHERWISE = (b"<c>", b"<c/>", b"<c\n", b"<c\r", b"<c\t")


class Sheet:
    """A grid on a worksheet. `text`: a shared string by its number. `dated`: styles that show days."""

    def __init__(
        self,
        name: str,
        part: str,
        raw: bytes,
        *,
        text: Callable[[int], str],
        dated: frozenset[int],
        epoch: date,
        hidden: bool,
        place: str,
    ) -> None:
        self.name, self.part, self.raw, self.hidden = name, part, raw, hidden
        self._text, self._dated, self._epoch = text, dated, epoch
        unmarked(raw, f"{place}, {name}")
        self.start, self.end = raw.find(b"<sheetData>"), raw.find(b"</sheetData>")
        if self.start < 0 or self.end < 0:
            self.start = self.end = max(raw.find(b"<sheetData/>"), raw.find(b"<sheetData />"))
        if self.start < 0 or not self._known():
            raise StoreError(
                "its cells are written in a way that is not known.", place=f"{place}, {name}", remedy=SAVE_AGAIN
            )
        self.names: tuple[str, ...] = ()
        self.problem = ""
        self.aside: tuple[int, ...] = ()
        self.head = 0
        """The header's row number; 0 where there is none."""
        self._columns: dict[int, list[Value]] = {}
        self._rows, self._places = array("L"), array("Q")  # every row's number and where it stands
        self._records = array("L")  # places among the rows
        self._index()
        self._look()

    def _known(self) -> bool:
        """Whether every cell is written as it is looked for. One look is enough where nothing else begins with <c."""
        named = self.raw.count(b'<c r="', self.start, self.end)
        if self.raw.count(b"<c", self.start, self.end) == named:
            return True
        return self.raw.count(b"<c ", self.start, self.end) == named and not any(map(self.raw.count, OTHERWISE))

    @cached_property
    def computes(self) -> bool:
        """Whether a cell has a formula."""
        return b"<f" in self.raw

    def _index(self) -> None:
        last = 0
        for found in ROW.finditer(self.raw, self.start, self.end):
            if found[2]:
                last = int(found[2])
            else:
                number = NUMBER.search(found[1])
                last = int(number[1]) if number else last + 1
            self._rows.append(last)
            self._places.append(found.start())

    def _look(self) -> None:
        """Finds the header, and the rows below it that hold something."""
        filled = [at for at in range(len(self._rows)) if self._bears(at)]
        top = [self._cells(at) for at in filled[:LOOKED_AT]]
        header = find_header(top)
        self.problem = header.problem
        if header.row < 0:
            return
        self.names, self.head = header.names, self._rows[filled[header.row]]
        self._records = array("L", filled[header.row + 1 :])
        self._set_aside()
        bearing = [False] * len(self.names)
        for place in self._nameless():
            bearing += [False] * (place + 1 - len(bearing))
            bearing[place] = True
        self.problem = problem_of(self.names, bearing)

    def _set_aside(self) -> None:
        """Takes the lines that add up others, and those at the foot, from among the records."""
        adding = self._adding()
        sums = [row for row in self._records if self._rows[row] in adding and not names_somebody(self._cells(row))]
        if sums:
            gone = set(sums)
            self._records = array("L", (row for row in self._records if row not in gone))
        count = foot(len(self), self.record, sum(map(bool, self.names)))
        last = self._records[len(self) - count :]
        del self._records[len(self) - count :]
        self.aside = tuple(sorted(self._rows[row] for row in (*sums, *last)))

    def _adding(self) -> set[int]:
        """Numbers of the rows in which a formula adds up cells of its own column, or of a table's column."""
        found: set[int] = set()
        calls = b"(" in self.raw and self.computes  # a single sign is looked for much faster than two
        for cell in ADDING.finditer(self.raw, self.start, self.end) if calls else ():
            spans = RANGE.findall(cell[3])
            sub = b"SUBTOTAL(" in cell[3]  # which Excel writes also over a group of one row
            own = any(left == cell[1] == right and (sub or top != bottom) for left, top, right, bottom in spans)
            if own or (sub and not spans):
                found.add(int(cell[2]))
        return found

    def _bears(self, at: int) -> bool:
        start, end = self.span(at)
        return self.raw.find(b"<v", start, end) >= 0 or self.raw.find(b"<is>", start, end) >= 0

    def _nameless(self) -> Iterator[int]:
        """Columns without a name in which something stands below the header, in a row that is a record."""
        aside = set(self.aside)
        named = "|".join(letters(place) for place, name in enumerate(self.names) if name)
        pattern = rf'<c r="(?!(?:{named})\d)([A-Z]+)(\d+)"[^>]*(?<!/)><(?:f|v|is)\b'.encode()
        for found in re.finditer(pattern, self.raw):
            if int(found[2]) > self.head and int(found[2]) not in aside:
                yield place_of(found[1].decode())

    # ── a grid ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def __len__(self) -> int:
        return len(self._records)

    def columns(self, places: Sequence[int]) -> list[Sequence[Value]]:
        missing = [place for place in dict.fromkeys(places) if place not in self._columns]
        if missing:
            found: dict[bytes, list[Value]] = {letters(place).encode(): [None] * len(self) for place in missing}
            record = {self._rows[row]: at for at, row in enumerate(self._records)}
            pattern = re.compile(b'<c r="(' + b"|".join(found) + rb")(\d+)" + REST, re.DOTALL)
            for cell in pattern.finditer(self.raw, self.start, self.end):
                column, row, shared, plain, attributes, inner = cell.groups()
                at = record.get(int(row))
                if at is not None and shared:
                    found[column][at] = self._text(int(shared)) or None
                elif at is not None and plain:
                    found[column][at] = int(plain)
                elif at is not None and inner:
                    found[column][at] = self.value(attributes, inner)
            self._columns |= {place: found[letters(place).encode()] for place in missing}
        return [self._columns[place] for place in places]

    def record(self, at: int) -> Sequence[Value]:
        row = self._cells(self._records[at])
        return [*row, *[None] * (len(self.names) - len(row))][: len(self.names)]

    def line(self, at: int) -> int:
        return self._rows[self._records[at]]

    def sample(self) -> Iterator[Sequence[Value]]:
        return (self.record(at) for at in range(min(SAMPLE, len(self))))

    # ── rows and cells ─────────────────────────────────────────────────────────────────────────────────────────────

    def span(self, at: int) -> tuple[int, int]:
        """Where a row stands in the part, up to the next one."""
        return self._places[at], self._places[at + 1] if at + 1 < len(self._places) else self.end

    def span_of(self, record: int) -> tuple[int, int]:
        return self.span(self._records[record])

    def spans(self, at_once: int) -> Iterator[tuple[int, int]]:
        """The rows, so many at once."""
        for at in range(0, len(self._rows), at_once):
            yield self.span(at)[0], self.span(min(at + at_once, len(self._rows)) - 1)[1]

    def record_of(self, row: int) -> int:
        """The record that a row is, by its number; -1 for one that is none."""
        at = bisect_left(self._rows, row)
        found = bisect_left(self._records, at)
        return found if found < len(self._records) and self._records[found] == at else -1

    def _cells(self, at: int) -> list[Value]:
        row: list[Value] = []
        for cell in CELL.finditer(self.raw, *self.span(at)):
            place = place_of(cell[1].decode())
            row += [None] * (place + 1 - len(row))
            row[place] = self.value(cell[3], cell[4]) if cell[4] else None
        return row

    def value(self, attributes: bytes, inner: bytes) -> Value:
        """What a cell holds; of a formula, what was last computed."""
        kind = TYPE.search(attributes)
        if kind and kind[1] == b"inlineStr":
            return text_of(inner) or None
        shown = SHOWN.search(inner)
        if shown is None or not shown[1]:
            return None
        if kind is None or kind[1] == b"n":
            return self._number(attributes, shown[1])
        match kind[1]:
            case b"s":
                return self._text(int(shown[1])) or None
            case b"b":
                return shown[1] == b"1"
            case b"d":
                return parse_date(shown[1].decode()) or shown[1].decode()
            case _:
                return decoded(shown[1]) or None

    def _number(self, attributes: bytes, digits: bytes) -> Value:
        try:
            number: int | float = int(digits) if digits.isdigit() else float(digits)
        except ValueError:
            return decoded(digits)
        style = STYLE.search(attributes)
        if style and int(style[1]) in self._dated:
            return of_serial(number, self._epoch) or number
        return number

    def merged_over(self, row: int, place: int) -> str:
        """The merged cells over several rows in which this one stands, as "A5:A7"; empty where it stands alone."""
        for left, top, right, bottom in self._merged:
            if top <= row <= bottom and left <= place <= right:
                return f"{letters(left)}{top}:{letters(right)}{bottom}"
        return ""

    @cached_property
    def _merged(self) -> list[tuple[int, int, int, int]]:
        """Cells merged over several rows: column and row of their corners."""
        found = (one.groups() for one in MERGED.finditer(self.raw, self.end))
        corners = ((place_of(a.decode()), int(b), place_of(c.decode()), int(d)) for a, b, c, d in found)
        return [corner for corner in corners if corner[1] < corner[3]]

    @property
    def dated(self) -> frozenset[int]:
        return self._dated

    @property
    def epoch(self) -> date:
        return self._epoch
