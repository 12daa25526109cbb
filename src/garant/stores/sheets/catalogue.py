"""What the files of a store hold, as the port tells it, and the grid behind each table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from garant.errors import MapError, StoreError
from garant.stores.names import same_name
from garant.stores.port import ColumnInfo, Schema, Skipped, TableInfo
from garant.stores.sheets.grid import Edit, Found, Grid, kinds
from garant.stores.sheets.needles import Needles

ALL = frozenset({"select", "update", "delete"})
REMEDY = "Give each column of the file a name of its own, in one header row, and each value a column."


class Book(Protocol):
    """One file of the store."""

    path: Path
    notes: tuple[str, ...]
    """What a deed on this file meets and the owner should know: copies that it holds of its own rows."""

    @property
    def grids(self) -> Sequence[Grid]: ...

    def refusal(self) -> str:
        """Why it cannot be written; empty where it can."""

    def write(self, out: BinaryIO, edits: Mapping[str, Sequence[Edit]]) -> None:
        """The whole file with these edits, by the names of its grids."""

    def told(self, edits: Mapping[str, Sequence[Edit]]) -> Iterator[str]:
        """What of these edits has effects beyond their cells."""

    def hits(self, needles: Needles, skipped: list[Skipped]) -> Iterator[Found]:
        """Every place where a wanted value stands, in cells and elsewhere."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The files as they were read. `books`: table's name → its file."""

    schema: Schema
    grids: Mapping[str, Grid]
    books: Mapping[str, Book]
    files: tuple[Book, ...]

    def find(self, name: str) -> TableInfo | None:
        same = name if name in self.schema.tables else same_name(name, self.schema.tables)
        return self.schema.tables[same] if same else None

    def table(self, name: str) -> TableInfo:
        found = self.find(name)
        if found is None:
            raise MapError("the store has no such table.", place=name, remedy="Run `garant check`, correct the map.")
        if found.blind:
            raise StoreError(f"{found.blind[0]}.", place=name, remedy=REMEDY)
        return found


def catalogue(books: Sequence[Book], engine: str, writable: Mapping[Path, bool], place: str) -> Catalogue:
    """Raises `StoreError` where two tables have one name."""
    tables: dict[str, TableInfo] = {}
    grids: dict[str, Grid] = {}
    of: dict[str, Book] = {}
    for book in books:
        may = ALL if writable[book.path] and not book.refusal() else frozenset({"select"})
        for grid in book.grids:
            if same_name(grid.name, tables) is not None:
                raise StoreError(
                    f"two tables are called {grid.name}.", place=place, remedy="Rename one of the files or sheets."
                )
            tables[grid.name] = _info(grid, may)
            grids[grid.name], of[grid.name] = grid, book
    notes = tuple(note for book in books for note in book.notes)
    return Catalogue(Schema(engine, "", tables, notes), grids, of, tuple(books))


def _info(grid: Grid, may: frozenset[str]) -> TableInfo:
    names = () if grid.problem else grid.names
    columns = {
        name: ColumnInfo(name, kind, kind)
        for name, kind in zip(names, kinds(grid) if names else (), strict=True)
        if name
    }
    return TableInfo(grid.name, columns, (), rows=len(grid), may=may, blind=(grid.problem,) if grid.problem else ())
