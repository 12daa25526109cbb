"""A CSV file as one table. What is not touched stays byte for byte: encoding, mark, quotes, separators, line ends."""

from __future__ import annotations

import csv
import re
from array import array
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from garant.errors import StoreError
from garant.stores.port import Skipped
from garant.stores.sheets.foot import foot
from garant.stores.sheets.grid import SAMPLE, Edit, Found
from garant.stores.sheets.header import LOOKED_AT, find_header, letters, problem_of
from garant.stores.sheets.needles import Needles
from garant.stores.sheets.text import decode, lines_of, separator
from garant.stores.sheets.values import Value, like, said

if TYPE_CHECKING:
    from _csv import Reader

SEP_LINE = re.compile(r"sep=(.)\r?\n?")
RUNS_AS_FORMULA = re.compile(r"[=@\t\r]|[+\-](?![\d\s().,/-]*$)")
"""What a spreadsheet would run when it opens the file; a signed number or a phone number is none."""
QUOTED = re.compile(r'"(?:[^"]|"")*"')
CHUNK = 2000
QUOTES = "its quotation marks do not close"


class CsvFile:
    """One file, read once. Its table is called as the file is, without its ending."""

    notes: tuple[str, ...] = ()

    def __init__(self, path: Path, raw: bytes) -> None:
        self.path = path
        self.name = path.stem
        self.hidden = False
        self.encoded = decode(raw, path.name)
        self.lines = lines_of(self.encoded.text)
        self.first = 0  # the line on which the header stands, then the first after it
        self._foot = len(self.lines)  # the first line that is set aside at the end
        self.quoted = '"' in self.encoded.text
        given = SEP_LINE.fullmatch(self.lines[0]) if self.lines else None
        self.separator = given[1] if given else separator(self.lines)
        self.names: tuple[str, ...] = ()
        self.problem = ""
        self.aside: tuple[int, ...] = ()
        self._starts, self._ends = array("L"), array("L")
        self._columns: dict[int, list[Value]] = {}
        self._look(1 if given else 0)
        self.encoded = type(self.encoded)("", self.encoded.encoding, self.encoded.mark)

    def _look(self, start: int) -> None:
        """Finds the header and where each record stands."""
        reader = self._reader(start)
        top: list[list[str]] = []
        ends: list[int] = []
        done = start
        try:
            for row in islice(reader, LOOKED_AT * 2):
                done = start + reader.line_num
                if any(row):
                    top.append(row)
                    ends.append(done)
        except csv.Error:
            self.problem = f"line {done + 1}: {QUOTES}"
            return
        header = find_header(top)
        self.problem = header.problem
        if header.row >= 0:
            self.names, self.first = header.names, ends[header.row]
            self._place(self._reader(self.first))
            self._below()

    def _place(self, reader: Reader) -> None:
        """Where each record stands; what cannot be read as records under these names is the file's problem."""
        width, before = len(self.names), 0
        bare = set(range(width))  # columns in which nothing has stood so far
        try:
            for row in reader:
                if any(row):
                    self._starts.append(self.first + before)
                    self._ends.append(self.first + reader.line_num)
                    if len(row) > width and any(row[width:]) and not self.problem:
                        self.problem = f"line {self.line(-1)} has {len(row)} values under {width} names"
                    if bare:
                        bare -= {at for at in bare if at < len(row) and row[at]}
                before = reader.line_num
        except csv.Error:
            self.problem = f"line {self.first + before + 1}: {QUOTES}"
        self.problem = self.problem or problem_of(self.names, [at not in bare for at in range(width)])

    def _below(self) -> None:
        """Sets the lines at the foot aside, which are no records."""
        count = 0 if self.problem else foot(len(self), self.record, len(self.names))
        if count:
            self.aside = tuple(self.line(at) for at in range(len(self) - count, len(self)))
            self._foot = self._starts[-count]
            del self._starts[-count:], self._ends[-count:]

    def _reader(self, start: int) -> Reader:
        return csv.reader(islice(self.lines, start, self._foot), delimiter=self.separator, strict=True)

    # ── a grid ─────────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def grids(self) -> tuple[CsvFile, ...]:
        return (self,)

    def __len__(self) -> int:
        return len(self._starts)

    def columns(self, places: Sequence[int]) -> list[Sequence[Value]]:
        missing = [place for place in dict.fromkeys(places) if place not in self._columns]
        if missing:
            for place, values in zip(missing, self._read(missing), strict=True):
                self._columns[place] = values
        return [self._columns[place] for place in places]

    def _read(self, places: Sequence[int]) -> list[list[Value]]:
        found: list[list[Value]] = [[] for _ in places]
        most = max(places)
        take = itemgetter(*places) if len(places) > 1 else None
        for row in self._reader(self.first):
            if not any(row):
                continue
            if len(row) <= most:
                row = [*row, *[""] * (most + 1 - len(row))]
            for column, value in zip(found, take(row) if take else (row[places[0]],), strict=True):
                column.append(value or None)
        return found

    def record(self, at: int) -> Sequence[Value]:
        (row,) = csv.reader(self.lines[self._starts[at] : self._ends[at]], delimiter=self.separator, strict=True)
        row += [""] * (len(self.names) - len(row))
        return [value or None for value in row[: len(self.names)]]

    def line(self, at: int) -> int:
        return self._starts[at] + 1

    def sample(self) -> Iterator[Sequence[Value]]:
        return (self.record(at) for at in range(min(SAMPLE, len(self))))

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def refusal(self) -> str:
        return ""

    def told(self, edits: Mapping[str, Sequence[Edit]]) -> Iterator[str]:
        return iter(())

    def write(self, out: BinaryIO, edits: Mapping[str, Sequence[Edit]]) -> None:
        out.writelines(self._edited(edits))

    def _edited(self, edits: Mapping[str, Sequence[Edit]]) -> Iterator[bytes]:
        yield self.encoded.mark
        done = 0
        for edit in sorted(edits.get(self.name, ()), key=lambda edit: edit.at):
            start, end = self._starts[edit.at], self._ends[edit.at]
            yield from self._bytes(done, start)
            if not edit.goes:
                yield self.encoded.encode(self._changed(edit))
            done = end
        yield from self._bytes(done, len(self.lines))

    def _bytes(self, start: int, end: int) -> Iterator[bytes]:
        for at in range(start, end, CHUNK):
            yield self.encoded.encode("".join(self.lines[at : min(at + CHUNK, end)]))

    def _changed(self, edit: Edit) -> str:
        """One record written again: only what stands in the fields that change is new."""
        text = "".join(self.lines[self._starts[edit.at] : self._ends[edit.at]])
        body = text.rstrip("\r\n")
        fields = _fields(body, self.separator)
        fields += [""] * (1 + max(edit.values) - len(fields))
        for place, value in edit.values.items():
            fields[place] = self._field(value, fields[place], place)
        return self.separator.join(fields) + text[len(body) :]

    def _field(self, value: Value, old: str, place: int) -> str:
        quoted = old.startswith('"')
        new = like(said(value), old.strip('"'))
        where = f"{self.path.name}, {self.names[place]}"
        if runs_as_formula(new):
            raise StoreError(
                "the new value would run as a formula when a spreadsheet opens the file.",
                place=where,
                remedy="Write it without the sign it begins with.",
            )
        try:
            self.encoded.encode(new)
        except UnicodeEncodeError:
            told = f"the new value has a letter that the file's encoding ({self.encoded.encoding}) lacks."
        else:
            unsafe = any(sign in new for sign in (self.separator, '"', "\r", "\n"))
            return '"' + new.replace('"', '""') + '"' if quoted or unsafe else new
        raise StoreError(told, place=where, remedy="Save the file as “CSV UTF-8”.")

    # ── looking ────────────────────────────────────────────────────────────────────────────────────────────────────

    def hits(self, needles: Needles, skipped: list[Skipped]) -> Iterator[Found]:
        above = "".join(self.lines[: self.first])
        for number in needles.numbers(above) if needles.may_be_in(above) else ():
            yield Found(number, place=f"{self.path.name}, above the data")
        below = "".join(self.lines[self._foot :])
        for number in needles.numbers(below) if needles.may_be_in(below) else ():
            yield Found(number, place=f"{self.path.name}, below the data")
        if not len(self):
            return
        for start in range(0, len(self), CHUNK):
            end = min(start + CHUNK, len(self))
            if needles.may_be_in("".join(self.lines[self._starts[start] : self._ends[end - 1]])):
                yield from (found for at in range(start, end) for found in self._in_record(at, needles))

    def _in_record(self, at: int, needles: Needles) -> Iterator[Found]:
        lines = self.lines[self._starts[at] : self._ends[at]]
        if not needles.may_be_in("".join(lines)):
            return
        for place, value in enumerate(next(csv.reader(lines, delimiter=self.separator, strict=True))):
            name = self.names[place] if place < len(self.names) else ""
            for number in needles.numbers(value) if value else ():
                yield Found(number, self.name, at, name or letters(place))


def runs_as_formula(text: str) -> bool:
    return RUNS_AS_FORMULA.match(text) is not None


def _fields(body: str, separator: str) -> list[str]:
    """The fields of a record as they are written, quotes included. A quotation mark opens only at a field's start."""
    fields: list[str] = []
    at = 0
    while True:
        start = at
        closed = QUOTED.match(body, at)
        at = closed.end() if closed else at
        at = body.find(separator, at)
        if at < 0:
            return [*fields, body[start:]]
        fields.append(body[start:at])
        at += 1
