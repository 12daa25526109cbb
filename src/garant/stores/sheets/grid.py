"""One table of a file, whatever the file is: named columns, records in the order of the file, edits to some of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Protocol

from garant.stores.port import ColumnType
from garant.stores.sheets.values import Value, kind_of_all

SAMPLE = 2000
KINDS = 500
"""A column's kind is read from so many records; a cell that is of another kind keeps its text."""


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one record: `values` (column's place → what is to stand there), or the whole record goes."""

    at: int
    values: Mapping[int, Value] = field(default_factory=dict)
    goes: bool = False


class Grid(Protocol):
    """A table. Records are numbered from 0; rows without any value are none."""

    name: str
    names: tuple[str, ...]
    """The header, column by column; empty for a column that bears nothing."""
    problem: str
    """Why its rows cannot be worked on; empty where they can."""
    hidden: bool
    aside: tuple[int, ...]
    """Rows below the header that are no records, as their owner numbers them: totals, a note at the foot."""

    def __len__(self) -> int:
        """Records."""

    def columns(self, places: Sequence[int]) -> list[Sequence[Value]]:
        """These columns, each over all records."""

    def record(self, at: int) -> Sequence[Value]:
        """One record, as wide as the header."""

    def line(self, at: int) -> int:
        """The row's number as its owner sees it, from 1."""

    def sample(self) -> Iterator[Sequence[Value]]:
        """The first records."""


@dataclass(frozen=True, slots=True)
class Found:
    """An identifying value that stands in a file: in a record and column of a grid, or elsewhere (`place`)."""

    number: int
    grid: str = ""
    at: int = -1
    column: str = ""
    place: str = ""


def kinds(grid: Grid) -> tuple[ColumnType, ...]:
    """The kind of each column, by a sample."""
    rows = list(islice(grid.sample(), KINDS))
    return tuple(kind_of_all(row[place] for row in rows) for place in range(len(grid.names)))
