"""What one database holds, as the port tells it and as SQLAlchemy writes it; and finding a map's names in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from garant.errors import MapError
from garant.stores.names import same_name
from garant.stores.port import Schema, TableInfo


@dataclass(slots=True)
class Facts:
    """What reflection does not tell, by table name as in `Schema.tables`; each dialect fills what its engine knows."""

    default_schema: str = ""
    rows: dict[str, int] = field(default_factory=dict)
    may: dict[str, frozenset[str]] = field(default_factory=dict)
    blind: dict[str, tuple[str, ...]] = field(default_factory=dict)
    triggers: dict[str, tuple[str, ...]] = field(default_factory=dict)
    partition_of: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    folding: set[tuple[str, str]] = field(default_factory=set)
    """(table, column) whose index answers whatever the case of the letters: a collation, or an index on lower()."""
    unsafe: set[str] = field(default_factory=set)
    """Tables whose engine knows no transaction."""
    uniques: dict[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    """Table → unique sets of columns that reflection misses (SQLite's inline UNIQUE)."""
    checks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Table → checks that reflection misses (MariaDB's inline ones)."""
    empty: set[str] = field(default_factory=set)
    """Materialised views that were never filled, which their engine refuses to read."""
    hidden: dict[str, frozenset[str]] = field(default_factory=dict)
    """Table → columns that may not be read."""
    fixed: dict[str, frozenset[str]] = field(default_factory=dict)
    """Table → columns that may not be written."""
    collations: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    """(table, column) → character set and collation, where the engine has them by column."""
    fed: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Table → materialised views computed from it."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    schema: Schema
    relations: Mapping[str, sa.Table]
    facts: Facts

    def find(self, name: str) -> TableInfo | None:
        """A table by the name a map gives it: exactly, else without regard to case, else with its schema left out."""
        tables = self.schema.tables
        if name in tables:
            return tables[name]
        same = same_name(name, tables)
        if same is None and "." not in name:
            last = [known for known in tables if known.rpartition(".")[2].casefold() == name.casefold()]
            same = last[0] if len(last) == 1 else None
        elif same is None:
            same = same_name(name.rpartition(".")[2], tables)
        return tables[same] if same else None

    def table(self, name: str) -> TableInfo:
        found = self.find(name)
        if found is None:
            raise MapError("the store has no such table.", place=name, remedy="Run `garant check`, correct the map.")
        return found
