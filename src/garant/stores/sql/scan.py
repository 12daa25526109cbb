"""Counts over a sample of each table for `garant check`: numbers and words that should not be there. No value leaves.

Of each table the first and the last rows by its key are read, as old and new habits differ; fewer of each where the
store has very many columns.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from garant.law.findings import read_sensitive
from garant.rules.patterns import telling
from garant.rules.profile import ColumnProfile, Profile, TableProfile
from garant.stores.port import SCANNED_CELLS, SCANNED_ROWS, TableInfo
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.profile import cut

LOOKED_AT = frozenset({"text", "other", "integer", "number"})
"""Types of columns in which such a number or word can stand."""
FEWEST = 20


def scan(connection: sa.Connection, catalogue: Catalogue) -> Profile:
    """A profile with counts alone: no keys are looked for."""
    read = {info.name: _columns(catalogue, info) for info in catalogue.schema.tables.values() if info.kind == "table"}
    rows = max(FEWEST, min(SCANNED_ROWS, SCANNED_CELLS // max(1, sum(map(len, read.values())))))
    tables = {name: _table(connection, catalogue, catalogue.schema.tables[name], read[name], rows) for name in read}
    return Profile(catalogue.schema.engine, tables)


def _columns(catalogue: Catalogue, info: TableInfo) -> list[str]:
    hidden = catalogue.facts.hidden.get(info.name, frozenset())
    if "select" not in info.may:
        return []
    return [name for name, column in info.columns.items() if column.type in LOOKED_AT and name not in hidden]


def _table(
    connection: sa.Connection, catalogue: Catalogue, info: TableInfo, read: list[str], most: int
) -> TableProfile:
    rows = list(_rows(connection, catalogue, info, read, most)) if read else []
    columns = {}
    for at, name in enumerate(read):
        filled = [row[at] for row in rows if row[at] is not None and row[at] != ""]
        kind = info.columns[name].type
        met = telling(filled, kind, read_sensitive())
        columns[name] = ColumnProfile(name, kind, info.columns[name].nullable, len(filled), 0, met)
    return TableProfile(info.name, columns, key=info.key, sampled=len(rows), blind=info.blind)


def _rows(
    connection: sa.Connection, catalogue: Catalogue, info: TableInfo, read: list[str], most: int
) -> Iterator[tuple[Any, ...]]:
    relation = catalogue.relations[info.name]
    hidden = catalogue.facts.hidden.get(info.name, frozenset())
    wanted = [cut(relation.c[name], info, name).label(f"c{at}") for at, name in enumerate(read)]
    key = [relation.c[name] for name in info.key if name not in hidden]
    known = [column.label(f"k{at}") for at, column in enumerate(key)]
    query = sa.select(*wanted, *known).select_from(relation)
    half = most // 2 if key else most
    first = connection.execute(query.order_by(*key).limit(half)).all()
    yield from (tuple(row[: len(read)]) for row in first)
    if key and len(first) == half:
        seen = {tuple(row[len(read) :]) for row in first}
        last = connection.execute(query.order_by(*(column.desc() for column in key)).limit(half))
        yield from (tuple(row[: len(read)]) for row in last if tuple(row[len(read) :]) not in seen)
