"""A spreadsheet as plain values: what is written into its cells, and the texts that were read out of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Style = Literal["", "title", "head", "label", "value", "note", "example"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text. `list`: the name of the choices that it is one of; `spans`: columns that it takes."""

    text: str = ""
    style: Style = ""
    list: str = ""
    spans: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet to be written. `widths`: of its columns, in centimetres."""

    name: str
    rows: Sequence[Sequence[Cell]]
    widths: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it was read: its texts, row by row; empty rows are kept, so that a row's number is its place."""

    name: str
    rows: tuple[tuple[str, ...], ...]

    def at(self, row: int, column: int) -> str:
        """The text at a place; "" outside of what is filled in, and for a column that there is none of (-1)."""
        return self.rows[row][column] if row < len(self.rows) and 0 <= column < len(self.rows[row]) else ""
