"""Reads what a database knows of itself: reflection, united over partitions, with what each engine adds (D7–D9)."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import (
    ReflectedCheckConstraint,
    ReflectedColumn,
    ReflectedForeignKeyConstraint,
    ReflectedIndex,
    ReflectedUniqueConstraint,
)
from sqlalchemy.engine.reflection import Inspector, ObjectKind, ObjectScope

from garant.stores.port import ColumnInfo, ColumnType, ForeignKey, Schema, TableInfo
from garant.stores.sql.catalogue import Catalogue, Facts
from garant.stores.sql.dialects.port import TABLE

KINDS: tuple[tuple[type[sa.types.TypeEngine[Any]], ColumnType], ...] = (
    (sa.Uuid, "other"),
    (sa.Enum, "text"),
    (sa.String, "text"),
    (sa.Boolean, "boolean"),
    (sa.Integer, "integer"),
    (sa.Numeric, "number"),
    (sa.DateTime, "datetime"),
    (sa.Date, "date"),
    (sa.LargeBinary, "binary"),
)

Named = tuple[str | None, str]
"""SQLAlchemy's table key: schema (None: the default one) and name."""


class Describing(Protocol):
    """What describing needs of a dialect."""

    name: str
    typed: bool

    def schemas(self, connection: sa.Connection, inspector: Inspector) -> Sequence[str | None]: ...

    def facts(self, connection: sa.Connection, inspector: Inspector, tables: Mapping[str, Named]) -> Facts: ...


@dataclass(frozen=True, slots=True)
class Reflected:
    """Everything reflection tells of one schema, by table."""

    columns: Mapping[Any, Sequence[ReflectedColumn]]
    keys: Mapping[Any, Any]
    uniques: Mapping[Any, Sequence[ReflectedUniqueConstraint]]
    foreign: Mapping[Any, Sequence[ReflectedForeignKeyConstraint]]
    indexes: Mapping[Any, Sequence[ReflectedIndex]]
    checks: Mapping[Any, Sequence[ReflectedCheckConstraint]]


def describe(connection: sa.Connection, dialect: Describing) -> Catalogue:
    """The whole catalogue. Reads no row of any table, but for counts."""
    with warnings.catch_warnings():  # an unknown type or an expression index is met below, not told to standard error
        warnings.simplefilter("ignore", sa.exc.SAWarning)
        inspector = sa.inspect(connection)
        found: dict[str, tuple[Named, TableInfo, Sequence[ReflectedColumn]]] = {}
        for schema in dialect.schemas(connection, inspector):
            found |= _schema(inspector, schema)
        facts = dialect.facts(connection, inspector, {name: named for name, (named, _, _) in found.items()})
    infos = _fold({name: _enrich(info, facts) for name, (_, info, _) in found.items()}, facts.partition_of)
    relations = {name: _relation(found[name][0], found[name][2], dialect.typed) for name in infos}
    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    schema_read = Schema(dialect.name, version, infos, tuple(facts.notes))
    for (table, column), collation in facts.collations.items():
        if table in relations:
            relations[table].c[column].info["collation"] = collation
    return Catalogue(schema_read, relations, facts)


def _schema(inspector: Inspector, schema: str | None) -> dict[str, tuple[Named, TableInfo, Sequence[ReflectedColumn]]]:
    every: dict[str, Any] = {"schema": schema, "kind": ObjectKind.ANY, "scope": ObjectScope.DEFAULT}
    tables: dict[str, Any] = every | {"kind": ObjectKind.TABLE}
    seen = Reflected(
        columns=inspector.get_multi_columns(**every),
        keys=inspector.get_multi_pk_constraint(**tables),
        uniques=inspector.get_multi_unique_constraints(**tables),
        foreign=inspector.get_multi_foreign_keys(**tables),
        indexes=inspector.get_multi_indexes(**tables),
        checks=_checks(inspector, tables),
    )
    views = set(inspector.get_view_names(schema))
    stored = set(_materialised(inspector, schema))
    found = {}
    for named, columns in seen.columns.items():
        own = str(named[1])
        if own.startswith(TABLE):  # our batch table (D10) is no data of the store
            continue
        name = f"{schema}.{own}" if schema else own
        info = _table(name, named, columns, seen)
        if own in views:
            info = replace(info, kind="view")
        if own in stored:
            info = replace(info, kind="materialised view")
        found[name] = ((schema, own), info, columns)
    return found


def _checks(inspector: Inspector, tables: dict[str, Any]) -> Mapping[Any, Sequence[ReflectedCheckConstraint]]:
    try:
        return inspector.get_multi_check_constraints(**tables)
    except NotImplementedError:  # MySQL before 8.0.16 has none
        return {}


def _materialised(inspector: Inspector, schema: str | None) -> Sequence[str]:
    try:
        return inspector.get_materialized_view_names(schema)
    except NotImplementedError:
        return ()


def _table(name: str, named: Any, columns: Sequence[ReflectedColumn], seen: Reflected) -> TableInfo:
    checks = tuple(str(check["sqltext"]) for check in seen.checks.get(named) or ())
    infos = {str(column["name"]): _column(column, checks) for column in columns}
    uniques = _uniques(seen.uniques.get(named) or (), seen.indexes.get(named) or ())
    primary = tuple((seen.keys.get(named) or {}).get("constrained_columns") or ())
    return TableInfo(
        name=name,
        columns=infos,
        key=primary or _narrowest(uniques, infos),
        uniques=uniques,
        foreign_keys=tuple(_foreign_key(key) for key in seen.foreign.get(named) or ()),
        indexes=tuple(tuple(str(c) for c in index["column_names"] if c) for index in seen.indexes.get(named) or ()),
        checks=checks,
    )


def _column(column: ReflectedColumn, checks: Sequence[str]) -> ColumnInfo:
    kind = column["type"]
    name = str(column["name"])
    inner = getattr(kind, "data_type", None)  # a PostgreSQL domain is what it is made of
    plain = inner if isinstance(inner, sa.types.TypeEngine) else kind
    length = getattr(plain, "length", None)
    values = tuple(getattr(plain, "enums", ()) or ()) or _allowed(name, checks)
    return ColumnInfo(
        name=name,
        type=_type(plain),
        declared=_declared(kind),
        length=length if isinstance(length, int) and not isinstance(plain, sa.LargeBinary) else None,
        nullable=bool(column.get("nullable", True)),
        default=column.get("default") is not None
        or bool(column.get("identity"))
        or bool(column.get("autoincrement") is True),
        generated=column.get("computed") is not None,
        values=values,
    )


def _type(kind: sa.types.TypeEngine[Any]) -> ColumnType:
    if getattr(kind, "display_width", None) == 1 and type(kind).__name__ == "TINYINT":
        return "boolean"  # MariaDB's BOOLEAN
    return next((name for known, name in KINDS if isinstance(kind, known)), _by_name(type(kind).__name__.upper()))


def _by_name(name: str) -> ColumnType:
    if name in {"CITEXT", "SET"}:
        return "text"
    return "binary" if name in {"BYTEA", "BIT"} else "other"


def _declared(kind: sa.types.TypeEngine[Any]) -> str:
    name = getattr(kind, "name", None)
    if isinstance(name, str) and name:
        return name  # an enumeration or a domain
    try:
        return str(kind)
    except sa.exc.CompileError:
        return type(kind).__name__


def _allowed(column: str, checks: Sequence[str]) -> tuple[str, ...]:
    """The values of a check such as `status IN ('paid', 'due')`, in the words of each engine."""
    named = rf"""^[\s(]*["`\[]?{re.escape(column)}["`\]]?\)?(?:::[\w ]+)?\)?"""
    for check in checks:
        found = re.match(rf"{named}\s*(?:IN\s*\(|=\s*ANY\s*\()(?P<list>.*)$", check, re.IGNORECASE | re.DOTALL)
        if found and not re.search(r"\b(OR|AND)\b", re.sub(r"'(?:[^']|'')*'", "", check), re.IGNORECASE):
            return tuple(value.replace("''", "'") for value in re.findall(r"'((?:[^']|'')*)'", found["list"]))
    return ()


def _uniques(
    constraints: Sequence[ReflectedUniqueConstraint], indexes: Sequence[ReflectedIndex]
) -> tuple[tuple[str, ...], ...]:
    found = [tuple(str(name) for name in one["column_names"]) for one in constraints]
    for index in indexes:
        names = index["column_names"]
        partial = any(
            key.endswith("_where") and value is not None for key, value in index.get("dialect_options", {}).items()
        )
        if index.get("unique") and names and all(names) and not partial:
            found.append(tuple(str(name) for name in names))
    return tuple(dict.fromkeys(found))


def _narrowest(uniques: Iterable[tuple[str, ...]], columns: Mapping[str, ColumnInfo]) -> tuple[str, ...]:
    fit = [unique for unique in uniques if all(not columns[name].nullable for name in unique)]
    return min(fit, key=lambda unique: (len(unique), unique), default=())


def _foreign_key(key: ReflectedForeignKeyConstraint) -> ForeignKey:
    target = f"{key['referred_schema']}.{key['referred_table']}" if key["referred_schema"] else key["referred_table"]
    on_delete = str(key.get("options", {}).get("ondelete") or "NO ACTION").upper()
    return ForeignKey(
        columns=tuple(key["constrained_columns"]),
        table=str(target),
        target=tuple(key["referred_columns"]),
        on_delete=on_delete,  # type: ignore[arg-type]  # the five words of the standard, as every engine reports them
    )


def _enrich(info: TableInfo, facts: Facts) -> TableInfo:
    name = info.name
    uniques = tuple(dict.fromkeys((*info.uniques, *facts.uniques.get(name, ()))))
    checks = tuple(dict.fromkeys((*info.checks, *facts.checks.get(name, ()))))
    return replace(
        info,
        uniques=uniques,
        checks=checks,
        columns={
            one.name: replace(one, values=one.values or _allowed(one.name, checks)) for one in info.columns.values()
        },
        key=info.key or _narrowest(uniques, info.columns),
        rows=facts.rows.get(name, 0),
        may=facts.may.get(name, info.may),
        blind=facts.blind.get(name, ()),
        triggers=facts.triggers.get(name, ()),
    )


def _fold(infos: dict[str, TableInfo], partition_of: Mapping[str, str]) -> dict[str, TableInfo]:
    """Partitions folded into the table at their head, keys and foreign keys united, whichever of them has them."""
    heads: dict[str, list[TableInfo]] = {}
    for child in partition_of:
        head = child
        while head in partition_of:
            head = partition_of[head]
        if child in infos and head in infos:
            heads.setdefault(head, []).append(infos[child])
    folded = {name: info for name, info in infos.items() if name not in partition_of}
    for name, parts in heads.items():
        folded[name] = _united(infos[name], parts)
    inside = {part.name: head for head, parts in heads.items() for part in parts}
    return {name: _repoint(info, inside) for name, info in folded.items()}


def _united(head: TableInfo, parts: Sequence[TableInfo]) -> TableInfo:
    every = (head, *parts)
    leaves = sum(part.rows for part in parts)
    return replace(
        head,
        key=head.key or next((part.key for part in parts if part.key), ()),
        foreign_keys=tuple(dict.fromkeys(key for info in every for key in info.foreign_keys)),
        indexes=tuple(dict.fromkeys(index for info in every for index in info.indexes)),
        checks=head.checks,
        rows=max(head.rows, leaves),
        triggers=tuple(dict.fromkeys(trigger for info in every for trigger in info.triggers)),
        partitions=tuple(sorted(part.name for part in parts)),
    )


def _repoint(info: TableInfo, inside: Mapping[str, str]) -> TableInfo:
    """A foreign key to one partition is a key to the whole table."""
    if not any(key.table in inside for key in info.foreign_keys):
        return info
    moved = (replace(key, table=inside.get(key.table, key.table)) for key in info.foreign_keys)
    return replace(info, foreign_keys=tuple(dict.fromkeys(moved)))


def _relation(named: Named, columns: Sequence[ReflectedColumn], typed: bool) -> sa.Table:
    """The table as SQLAlchemy writes it: names always quoted; without types where the engine has none (SQLite)."""
    schema, name = named
    written = [
        sa.Column(sa.quoted_name(str(column["name"]), True), column["type"] if typed else sa.types.NullType())
        for column in columns
    ]
    quoted = sa.quoted_name(schema, True) if schema else None
    return sa.Table(sa.quoted_name(name, True), sa.MetaData(), *written, schema=quoted)
