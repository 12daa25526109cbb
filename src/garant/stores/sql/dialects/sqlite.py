"""SQLite: one file, no rights of its own, no types to rely on."""

from __future__ import annotations

import functools
import os
import sqlite3
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy.engine.reflection import Inspector

from garant.errors import StoreError
from garant.stores.identities import PHONE_TAIL, digits, normalise
from garant.stores.sql import faults
from garant.stores.sql.catalogue import Catalogue, Facts
from garant.stores.sql.dialects.port import BETWEEN, WAIT_SECONDS, BatchKind, Wanted, shape, union
from garant.stores.sql.faults import Fault, Reason

REASONS: Mapping[str, Reason] = {
    "SQLITE_BUSY": faults.LOCKED,
    "SQLITE_LOCKED": faults.LOCKED,
    "SQLITE_FULL": faults.DISK,
    "SQLITE_READONLY": faults.READ_ONLY,
    "SQLITE_PERM": faults.RIGHT,
    "SQLITE_CANTOPEN": faults.UNREACHABLE,
    "SQLITE_NOTADB": faults.CORRUPT,
    "SQLITE_CORRUPT": faults.CORRUPT,
    "SQLITE_IOERR": faults.DISK,
    "SQLITE_CONSTRAINT_FOREIGNKEY": faults.FOREIGN_KEY,
    "SQLITE_CONSTRAINT_TRIGGER": faults.OTHER,
    "SQLITE_CONSTRAINT_UNIQUE": faults.UNIQUE,
    "SQLITE_CONSTRAINT_PRIMARYKEY": faults.UNIQUE,
    "SQLITE_CONSTRAINT_NOTNULL": faults.NOT_NULL,
    "SQLITE_CONSTRAINT_CHECK": faults.CHECK,
    "no such table": faults.TABLE,
    "no such column": faults.COLUMN,
}


class SqliteDialect:
    name = "sqlite"
    driver_error: type[Exception] = sqlite3.Error
    typed = False  # columns hold what was put into them, whatever they declare
    inline = 20
    at_once = 200  # SQLite takes 500 terms in a union

    def __init__(self) -> None:
        self.read_only = False

    def engine(self, url: sa.URL, *, pooled: bool) -> sa.Engine:
        path = Path(url.database or "")
        if not path.is_file():
            raise StoreError(
                "there is no such file.", place=path.name, remedy="A store is opened, never created: check the path."
            )
        self.read_only = url.query.get("mode") == "ro" or not os.access(path, os.W_OK)
        target = f"file:{quote(str(path.absolute()))}?mode={'ro' if self.read_only else 'rw'}"

        def connect() -> sqlite3.Connection:
            connection = sqlite3.connect(
                target, uri=True, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            connection.execute("PRAGMA foreign_keys=ON")  # SQLite obeys its keys only when asked (D7)
            connection.execute("PRAGMA secure_delete=ON")  # what is deleted is overwritten, not only let go of
            connection.create_function("garant_fold", 1, _fold, deterministic=True)
            connection.create_function("garant_tail", 1, _tail, deterministic=True)
            return connection

        pool = {"pool_size": 2, "poolclass": sa.QueuePool} if pooled else {"poolclass": sa.NullPool}
        engine = sa.create_engine("sqlite://", creator=connect, hide_parameters=True, **pool)
        sa.event.listen(engine, "begin", _begin)
        return engine

    def carries(self, connection: sa.Connection) -> BatchKind:
        return "temp"

    def values(self, columns: Sequence[sa.Column[Any]], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
        return union(columns, rows)

    def create_batch(
        self, connection: sa.Connection, name: str, columns: Sequence[sa.Column[Any]], rows: int
    ) -> sa.FromClause:
        made = shape(columns)
        text = made.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} AS {text}")
        return sa.table(name, *(sa.column(column.name) for column in made.selected_columns))

    def load(self, connection: sa.Connection, batch: sa.FromClause, rows: Sequence[tuple[Any, ...]]) -> None:
        places = ", ".join("?" * len(batch.c))
        connection.exec_driver_sql(f"INSERT INTO {batch} VALUES ({places})", list(rows))  # noqa: S608 - our own names

    def drop_batch(self, connection: sa.Connection, name: str) -> None:
        connection.exec_driver_sql(f"DROP TABLE IF EXISTS {name}")

    def carried(self, text: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        return text

    def writing(self, connection: sa.Connection) -> sa.Connection:
        return connection.execution_options(garant_begin="BEGIN IMMEDIATE")

    def begun(self, connection: sa.Connection) -> None:
        return

    def locking(self, query: sa.Select[Any], table: sa.FromClause) -> sa.Select[Any]:
        return query  # BEGIN IMMEDIATE has locked the file

    def folded(self, column: sa.Column[Any], *, indexed: bool, simple: bool) -> sa.ColumnElement[Any] | None:
        return sa.func.garant_fold(column)

    def searched(self, text: sa.ColumnElement[Any], *, simple: bool) -> sa.ColumnElement[Any]:
        return sa.func.garant_fold(text)

    def joined(self, texts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
        parts = [sa.func.coalesce(text, "") for text in texts]
        return functools.reduce(lambda one, other: one.op("||")(BETWEEN).op("||")(other), parts)

    def phone_tail(self, column: sa.ColumnElement[Any], digits: int) -> sa.ColumnElement[Any]:
        return sa.func.garant_tail(column)

    def lower(self, value: str) -> frozenset[str]:
        return frozenset({normalise("text", value)})

    def delete(
        self, table: sa.Table, batch: sa.FromClause, pairs: Sequence[tuple[sa.Column[Any], sa.ColumnElement[Any]]]
    ) -> sa.Delete:
        keys = sa.select(*(mine for _, mine in pairs)).select_from(batch)
        return sa.delete(table).where(sa.tuple_(*(theirs for theirs, _ in pairs)).in_(keys))

    def schemas(self, connection: sa.Connection, inspector: Inspector) -> Sequence[str | None]:
        return (None,)

    def facts(
        self, connection: sa.Connection, inspector: Inspector, tables: Mapping[str, tuple[str | None, str]]
    ) -> Facts:
        facts = Facts()
        views = set(inspector.get_view_names())
        for name in tables:
            if name not in views:
                count = sa.select(sa.func.count()).select_from(sa.table(sa.quoted_name(name, True)))
                facts.rows[name] = connection.execute(count).scalar_one()
        triggers = connection.exec_driver_sql("SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger'")
        for table, trigger in triggers.all():
            facts.triggers[table] = (*facts.triggers.get(table, ()), trigger)
        facts.uniques = _uniques(connection)
        if self.read_only:
            facts.may = dict.fromkeys(tables, frozenset({"select"}))
            facts.notes.append("read-only")
        return facts

    def stamp(self, connection: sa.Connection) -> tuple[Any, ...]:
        return tuple(connection.exec_driver_sql("PRAGMA schema_version").one())

    def on_primary(self, connection: sa.Connection) -> bool:
        return True

    def fault(self, error: BaseException) -> Fault:
        code = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
        text = str(faults.argument(error, 0))
        if code.startswith("SQLITE_CONSTRAINT"):  # "UNIQUE constraint failed: Customer.Email" names no value
            return Fault(code, faults.name_at_end(text, r"constraint failed: (.+)$"))
        missing = faults.name_at_end(text, r"^no such (?:table|column): ([\w.]+)$")
        if missing:
            return Fault(" ".join(text.split()[:3]).rstrip(":"), missing)
        return Fault(code)

    def reason(self, fault: Fault) -> Reason:
        known = [reason for start, reason in REASONS.items() if fault.code.startswith(start)]
        return known[-1] if known else faults.OTHER

    def grants(self, user: str, wanted: Sequence[Wanted], catalogue: Catalogue, kind: BatchKind) -> str:
        return (
            "-- SQLite has no users and no rights of its own: whoever may write the file may write every table.\n"
            "-- Give the account under which Garant runs the right to read and write the file and its folder;\n"
            "-- with ?mode=ro at the end of its URL, the store can be tried without writing.\n"
        )


def _uniques(connection: sa.Connection) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, str], list[str | None]] = {}
    rows = connection.exec_driver_sql(
        "SELECT m.name, l.name, i.name FROM sqlite_master m, pragma_index_list(m.name) l, pragma_index_info(l.name) i"
        " WHERE m.type = 'table' AND l.\"unique\" AND NOT l.partial ORDER BY l.name, i.seqno"
    )
    for table, index, column in rows.all():
        found.setdefault((table, index), []).append(column)
    uniques: dict[str, tuple[tuple[str, ...], ...]] = {}
    for (table, _), columns in found.items():
        names = tuple(column for column in columns if column is not None)
        if len(names) == len(columns):  # an index on an expression has no column
            uniques[table] = (*uniques.get(table, ()), names)
    return uniques


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get("garant_begin", "BEGIN"))


def _fold(value: Any) -> Any:
    return normalise("text", value) if isinstance(value, str) else value


def _tail(value: Any) -> str:
    return digits(str(value))[-PHONE_TAIL:] if value is not None else ""
