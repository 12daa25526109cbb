"""Counts over a sample of each table, for a first map: values are looked at here and never handed on.

Of each table at most `ROWS` rows are read, in the order of its key, and longer texts only to `LENGTH` characters; an
undeclared key is tested over at most `ROWS` values, by one statement.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from garant.law.vocabulary import read_lexicon
from garant.rules.patterns import patterns
from garant.rules.pointers import borne_out, candidates
from garant.rules.profile import ColumnProfile, Pointer, Profile, TableProfile
from garant.stores.port import TableInfo
from garant.stores.sql.catalogue import Catalogue

ROWS = 2000
LENGTH = 500


def profile(connection: sa.Connection, catalogue: Catalogue) -> Profile:
    """The profile of every table that may be read."""
    tables = {
        info.name: _table(connection, catalogue, info)
        for info in catalogue.schema.tables.values()
        if info.kind == "table"
    }
    found = []
    for candidate in candidates(tables, read_lexicon()):
        pointer, _ = candidate
        whole = tables[pointer.table].whole
        if tables[pointer.table].sampled == 0 or tables[pointer.target].sampled == 0:
            continue
        values, met = _contained(connection, catalogue, pointer)
        share = met / values if values else 0.0
        if borne_out(candidate, share, values, whole):
            columns = (pointer.table, pointer.columns, pointer.target, pointer.target_columns)
            found.append(Pointer(*columns, declared=False, share=share, values=values))
    return Profile(catalogue.schema.engine, tables, tuple(found))


def _table(connection: sa.Connection, catalogue: Catalogue, info: TableInfo) -> TableProfile:
    hidden = catalogue.facts.hidden.get(info.name, frozenset())
    seen = [name for name in info.columns if name not in hidden] if "select" in info.may else []
    rows = _sample(connection, catalogue, info, seen) if seen else []
    columns = {name: _column(info, name, [row[name] for row in rows] if name in seen else []) for name in info.columns}
    pointers = tuple(Pointer(info.name, key.columns, key.table, key.target) for key in info.foreign_keys)
    return TableProfile(
        name=info.name,
        columns=columns,
        key=info.key,
        uniques=info.uniques,
        pointers=pointers,
        sampled=len(rows),
        whole=len(rows) < ROWS,
        blind=info.blind,
    )


def _sample(
    connection: sa.Connection, catalogue: Catalogue, info: TableInfo, seen: Sequence[str]
) -> list[dict[str, Any]]:
    relation = catalogue.relations[info.name]
    read = [name for name in seen if info.columns[name].type != "binary"]
    wanted: list[sa.ColumnElement[Any]] = [
        cut(relation.c[name], info, name).label(f"c{at}") for at, name in enumerate(read)
    ]
    key = [relation.c[name] for name in info.key if name in seen]
    query = sa.select(*wanted or [sa.literal(1)]).select_from(relation).order_by(*key).limit(ROWS)
    return [{**dict.fromkeys(seen), **dict(zip(read, row, strict=False))} for row in connection.execute(query)]


def cut(column: sa.Column[Any], info: TableInfo, name: str) -> sa.ColumnElement[Any]:
    """The beginning of a long text; PostgreSQL's other types (inet, uuid, jsonb…) as text."""
    known = info.columns[name]
    if known.type == "text" and not known.values:
        return sa.func.substr(column, 1, LENGTH) if known.length is None or known.length > LENGTH else column
    return sa.cast(column, sa.Text()) if known.type == "other" else column


def _column(info: TableInfo, name: str, values: Sequence[Any]) -> ColumnProfile:
    known = info.columns[name]
    filled = [value for value in values if value is not None and value != ""]
    met: Counter[str] = Counter()
    if known.type in {"text", "other"}:
        for value in filled:
            met.update(patterns(str(value)))
    return ColumnProfile(name, known.type, known.nullable, len(filled), len(set(map(str, filled))), dict(met))


def _contained(connection: sa.Connection, catalogue: Catalogue, pointer: Pointer) -> tuple[int, int]:
    """How many values of a column were sampled, and how many of them stand in the target."""
    child, parent = catalogue.relations[pointer.table], catalogue.relations[pointer.target]
    column, target = child.c[pointer.columns[0]], parent.c[pointer.target_columns[0]]
    sample = sa.select(column.label("v")).where(column.is_not(None)).limit(ROWS).subquery("sample")
    aim = parent.alias("aim")
    joined = sample.outerjoin(aim, aim.c[target.name] == sample.c.v)
    query = sa.select(sa.func.count(), sa.func.count(aim.c[target.name])).select_from(joined)
    values, met = connection.execute(query).one()
    return int(values), int(met)
