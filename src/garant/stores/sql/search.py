"""Looks for identifying values in every text column of a store, mapped or not (D9).

Each column is read once for whole values, by a join with the batch; columns that may hold sentences once more for
values inside the text. It is bounded: what is not searched is listed with its reason.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from garant.stores.port import ColumnInfo, Skipped, TableInfo
from garant.stores.search import WORD_LENGTH, Search
from garant.stores.sql.batch import Carrier
from garant.stores.sql.catalogue import Catalogue

BESIDE = (" ", "<", ",", ";", ":", "=", '"', "/")
MOST_ROWS = 20_000_000
"""A table with more rows is not searched: its administrator does it, and the answer says so."""
PAGE = 5_000
DOCUMENTS = ("JSON", "JSONB", "XML", "HSTORE", "ARRAY")

Hit = tuple[TableInfo, str, int, tuple[Any, ...]]
"""Table, column, person's number, the row's key as the driver gave it (empty: the table has none)."""


@dataclass(slots=True)
class Searching:
    """One search through a store. `columns` and `rows` count what was read, `skipped` says what was not and why."""

    carrier: Carrier
    catalogue: Catalogue
    search: Search
    keys: Mapping[str, tuple[str, ...]]
    """Table → key columns, where the map states another key than the database's."""
    columns: int = 0
    rows: int = 0
    skipped: list[Skipped] = field(default_factory=list)

    def hits(self) -> Iterator[Hit]:
        if not self.search.values and not self.search.phones:
            return
        if self.search.partial:
            whole = "inside longer texts, of so many persons at once, only e-mail addresses are looked for"
            self.skipped.append(Skipped("", "", "inside", whole))
        for info in self.catalogue.schema.tables.values():
            if info.kind != "view" and info.name not in self.catalogue.facts.empty:
                # a view holds nothing of its own; a materialised one does
                yield from self._table(info)

    def _table(self, info: TableInfo) -> Iterator[Hit]:
        if info.rows > MOST_ROWS:
            told = f"about {info.rows} rows, more than the search's bound of {MOST_ROWS}"
            self.skipped.append(Skipped(info.name, "", "size", told))
            return
        if "select" not in info.may:
            self.skipped.append(Skipped(info.name, "", "privilege", "the right to read it is missing"))
            return
        hidden = self.catalogue.facts.hidden.get(info.name, frozenset())
        key = self.keys.get(info.name, info.key)
        key = key if not hidden.intersection(key) else ()
        names = [name for name in info.columns if self._searchable(info, name)]
        if not names:
            return
        self.columns += len(names)
        self.rows += info.rows
        met: set[tuple[str, int, tuple[Any, ...]]] = set()
        for at, row in enumerate(self._candidates(info, names, key)):
            for name, value in zip(names, row, strict=False):
                if value is None:
                    continue
                for number in self.search.numbers(str(value)):
                    found = tuple(row[len(names) :])
                    place = (name, number, found if key else (at,))
                    if place not in met:
                        met.add(place)
                        yield info, name, number, found

    def _searchable(self, info: TableInfo, name: str) -> bool:
        """Whether a column is searched; what is not, and might hold a value, is listed."""
        column = info.columns[name]
        if not _holds_text(column):
            if column.type in {"binary", "other"} and column.declared.upper() != "UUID":
                self.skipped.append(Skipped(info.name, name, "type", f"of type {column.declared}, not text"))
            return False
        if name in self.catalogue.facts.hidden.get(info.name, frozenset()):
            self.skipped.append(Skipped(info.name, name, "privilege", "the right to read it is missing"))
            return False
        return True

    def _candidates(self, info: TableInfo, names: Sequence[str], key: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Rows of which some column may hold a value, read in one go through the table."""
        relation, dialect = self.catalogue.relations[info.name], self.carrier.dialect
        texts = {name: _as_text(relation.c[name], info.columns[name]) for name in names}
        wanted = [*texts.values(), *(relation.c[part] for part in key)]
        word = sa.Column("word", sa.String(WORD_LENGTH))
        folded = functools.partial(dialect.searched, simple=self.search.simple)
        for like in self.carrier.carry([word], list(enumerate(self.search.patterns))):
            hay = folded(dialect.joined(list(texts.values())))
            met = sa.select(like.c.n).where(hay.like(like.c.c0, escape="\\"))
            yield from self._rows(wanted, relation, sa.exists(met))
        inside = [_has_address(text) for text in texts.values()] if self.search.addresses_inside else []
        for batch in self.carrier.carry([word], list(enumerate(self.search.letters))):
            words = sa.select(batch.c.c0)
            whole = (folded(text).in_(words) for text in texts.values())
            yield from self._rows(wanted, relation, sa.or_(*whole, *inside))
            inside = []
        if inside:
            yield from self._rows(wanted, relation, sa.or_(*inside))

    def _rows(
        self, wanted: Sequence[Any], relation: sa.Table, where: sa.ColumnElement[bool]
    ) -> Iterator[Sequence[Any]]:
        query = sa.select(*wanted).select_from(relation).where(where)
        with self.carrier.connection.execute(query, execution_options={"yield_per": PAGE}) as found:
            yield from found


def _holds_text(column: ColumnInfo) -> bool:
    return column.type == "text" or column.declared.upper() in DOCUMENTS


def _as_text(column: sa.Column[Any], info: ColumnInfo) -> sa.ColumnElement[Any]:
    return column if info.type == "text" and not info.values else sa.cast(column, sa.Text())


def _has_address(text: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Text with an @ and something beside the address: the address alone is found as a whole value."""
    return text.like("%@%") & sa.or_(*(text.like(f"%{sign}%") for sign in BESIDE))
