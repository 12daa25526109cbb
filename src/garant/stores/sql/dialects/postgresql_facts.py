"""What PostgreSQL's catalogue adds to reflection: rights, row-level security, partitions, triggers, estimates."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from garant.stores.sql.catalogue import Facts

TABLES = sa.text(
    """
    SELECT n.nspname, c.relname, c.relkind::text, c.reltuples::bigint, pg_relation_size(c.oid),
           has_any_column_privilege(c.oid, 'SELECT'), has_any_column_privilege(c.oid, 'UPDATE'),
           has_table_privilege(c.oid, 'DELETE'), row_security_active(c.oid),
           CASE WHEN c.relispartition THEN pn.nspname END, CASE WHEN c.relispartition THEN p.relname END,
           c.relispopulated
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
    LEFT JOIN pg_class p ON p.oid = i.inhparent LEFT JOIN pg_namespace pn ON pn.oid = p.relnamespace
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    """
)
COLUMNS = sa.text(
    """
    SELECT n.nspname, c.relname, a.attname,
           has_column_privilege(c.oid, a.attnum, 'SELECT'), has_column_privilege(c.oid, a.attnum, 'UPDATE')
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind IN ('r', 'p', 'm', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND a.attnum > 0 AND NOT a.attisdropped
      AND NOT (has_table_privilege(c.oid, 'SELECT') AND has_table_privilege(c.oid, 'UPDATE'))
    """
)
TRIGGERS = sa.text(
    """
    SELECT n.nspname, c.relname, t.tgname FROM pg_trigger t
    JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE NOT t.tgisinternal AND t.tgenabled <> 'D' AND t.tgparentid = 0
    UNION ALL SELECT schemaname, tablename, 'rule ' || rulename FROM pg_rules
    WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
    """
)
LOWERED = sa.text(
    """
    SELECT n.nspname, c.relname, pg_get_expr(x.indexprs, x.indrelid) FROM pg_index x
    JOIN pg_class c ON c.oid = x.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE x.indexprs IS NOT NULL AND x.indpred IS NULL AND x.indisvalid
    """
)
VIEWS = sa.text(
    """
    SELECT DISTINCT vn.nspname, v.relname, v.relkind::text, sn.nspname, s.relname FROM pg_depend d
    JOIN pg_rewrite r ON r.oid = d.objid AND d.classid = 'pg_rewrite'::regclass
    JOIN pg_class v ON v.oid = r.ev_class JOIN pg_namespace vn ON vn.oid = v.relnamespace
    JOIN pg_class s ON s.oid = d.refobjid AND d.refclassid = 'pg_class'::regclass
    JOIN pg_namespace sn ON sn.oid = s.relnamespace
    WHERE v.oid <> s.oid AND vn.nspname NOT IN ('pg_catalog', 'information_schema')
    """
)
STAMP = sa.text(
    """
    WITH ours AS (SELECT c.oid, c.xmin FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                  WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema')
    SELECT (SELECT sum(hashtextextended(oid::text || xmin::text, 0)) FROM ours),
           (SELECT sum(hashtextextended(attrelid::text || attnum || a.xmin::text, 0))
              FROM pg_attribute a JOIN ours ON ours.oid = attrelid),
           (SELECT sum(hashtextextended(c.oid::text || c.xmin::text, 0))
              FROM pg_constraint c JOIN ours ON ours.oid = conrelid),
           (SELECT sum(hashtextextended(t.oid::text || t.xmin::text, 0))
              FROM pg_trigger t JOIN ours ON ours.oid = tgrelid),
           (SELECT count(*) FROM pg_inherits), current_user
    """
)
LOWER_OF = re.compile(r'^lower\(\(?"?(?P<column>\w+)"?\)?(?:::text)?\)$')
COUNTED_BYTES = 2**26
"""A table never analysed is counted up to this size; beyond, its rows are taken to be of `ROW_BYTES`."""
ROW_BYTES = 120


class _Names:
    """Names as `Schema.tables` has them: bare in the default schema."""

    def __init__(self, default: str, tables: Mapping[str, tuple[str | None, str]]) -> None:
        self.by_place = {(schema or default, name): known for known, (schema, name) in tables.items()}

    def known(self, rows: Sequence[Any]) -> list[tuple[str, Any]]:
        return [(self.by_place[row[0], row[1]], row) for row in rows if (row[0], row[1]) in self.by_place]


def facts(connection: sa.Connection, default: str, tables: Mapping[str, tuple[str | None, str]]) -> Facts:
    found = Facts(default_schema=default)
    names = _Names(default, tables)
    standby = connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()
    if standby:
        found.notes.append("standby: it can be read, and may lag behind the primary")
    unknown: list[str] = []
    for name, row in names.known(connection.execute(TABLES).all()):
        blind = [] if not standby else ["standby"]
        blind += ["the right to read it is missing"] if not row[5] else []
        blind += ["row-level security"] if row[8] else []
        found.blind[name] = tuple(blind)
        rights = {"select": row[5], "update": row[6], "delete": row[7]}
        found.may[name] = frozenset(right for right, given in rights.items() if given)
        if row[10] is not None and (row[9], row[10]) in names.by_place:
            found.partition_of[name] = names.by_place[row[9], row[10]]
        if not row[11]:
            found.empty.add(name)
        found.rows[name] = max(row[3], 0)
        if row[3] < 0 and row[2] in "rm":
            found.rows[name] = row[4] // ROW_BYTES
            if row[4] <= COUNTED_BYTES and row[5] and not row[8] and row[11]:
                unknown.append(name)
    _columns(connection, names, found)
    _count(connection, tables, unknown, found)
    for name, row in names.known(connection.execute(TRIGGERS).all()):
        found.triggers[name] = (*found.triggers.get(name, ()), row[2])
    for name, row in names.known(connection.execute(LOWERED).all()):
        lowered = LOWER_OF.match(row[2])
        if lowered:
            found.folding.add((name, lowered["column"]))
    found.fed = _fed(connection, names)
    return found


def _columns(connection: sa.Connection, names: _Names, found: Facts) -> None:
    """Columns that may not be read, or not be written."""
    for name, (_, _, column, reads, writes) in names.known(connection.execute(COLUMNS).all()):
        if not reads and "select" in found.may[name]:
            found.hidden[name] = found.hidden.get(name, frozenset()) | {column}
            found.blind[name] = (*found.blind[name], f"column {column} not granted")
        if not writes:
            found.fixed[name] = found.fixed.get(name, frozenset()) | {column}


def _count(
    connection: sa.Connection, tables: Mapping[str, tuple[str | None, str]], unknown: Sequence[str], found: Facts
) -> None:
    for name in unknown:
        schema, own = tables[name]
        table = sa.table(sa.quoted_name(own, True), schema=schema)
        found.rows[name] = connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()


def _fed(connection: sa.Connection, names: _Names) -> dict[str, tuple[str, ...]]:
    """Table → materialised views that are made from it, through other views too."""
    rows = connection.execute(VIEWS).all()
    above: dict[tuple[str, str], set[tuple[str, str]]] = {}
    stored = {(row[0], row[1]) for row in rows if row[2] == "m"}
    for row in rows:
        above.setdefault((row[3], row[4]), set()).add((row[0], row[1]))
    fed: dict[str, tuple[str, ...]] = {}
    for place, name in names.by_place.items():
        seen: set[tuple[str, str]] = set()
        waiting = list(above.get(place, ()))
        while waiting:
            view = waiting.pop()
            if view not in seen:
                seen.add(view)
                waiting.extend(above.get(view, ()))
        if seen & stored:
            fed[name] = tuple(sorted(names.by_place.get(view, view[1]) for view in seen & stored))
    return fed
