"""What a store tells of its tables for a first map: declared keys, and counts over a sample. It holds no value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

ColumnKind = Literal["text", "integer", "number", "boolean", "date", "datetime", "binary", "other"]


@dataclass(frozen=True, slots=True)
class ColumnProfile:
    """One column. Of the sampled rows: `filled` are not empty, `distinct` differ, `patterns` meet each pattern."""

    name: str
    kind: ColumnKind
    nullable: bool = True
    filled: int = 0
    distinct: int = 0
    patterns: Mapping[str, int] = field(default_factory=dict)

    def share(self, pattern: str) -> float:
        """The part of the sampled values that meets a pattern, 0 to 1."""
        return self.patterns.get(pattern, 0) / self.filled if self.filled else 0.0


@dataclass(frozen=True, slots=True)
class Pointer:
    """`columns` of `table` hold keys of `target`, in its `target_columns`. `declared` by the database, or found.

    Found ones: `share` of `values` sampled values that stand in the target too.
    """

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    declared: bool = True
    share: float = 1.0
    values: int = 0


@dataclass(frozen=True, slots=True)
class TableProfile:
    """One table. `sampled`: rows read; `whole`: these were all. `blind`: why not all can be seen."""

    name: str
    columns: Mapping[str, ColumnProfile]
    key: tuple[str, ...] = ()
    uniques: tuple[tuple[str, ...], ...] = ()
    pointers: tuple[Pointer, ...] = ()
    sampled: int = 0
    whole: bool = True
    blind: tuple[str, ...] = ()
    aside: tuple[int, ...] = ()
    """Rows of a spreadsheet that are nobody's, as their owner numbers them: totals, a note at the foot."""
    together: tuple[str, ...] = ()
    """Columns that together tell the rows apart, where no column does alone; no key that one would choose."""

    def unique(self, column: str) -> bool:
        """Whether the database sees to it that no two rows share a value of this column."""
        return (column,) == self.key or (column,) in self.uniques


@dataclass(frozen=True, slots=True)
class Profile:
    """A store's tables (views left out), and the undeclared pointers that its data bear out."""

    engine: str
    tables: Mapping[str, TableProfile]
    found: tuple[Pointer, ...] = ()
    keys_declared: bool = True
    """False: the store knows no keys, those of its tables are proposed, and a map must state them."""
