"""PostgreSQL through psycopg 3: COPY into temporary tables, rights by table and column, row-level security."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg
import sqlalchemy as sa
from sqlalchemy.engine.reflection import Inspector

from garant.stores.sql import faults
from garant.stores.sql.catalogue import Catalogue, Facts
from garant.stores.sql.dialects import postgresql_facts
from garant.stores.sql.dialects.port import BETWEEN, WAIT_SECONDS, BatchKind, Wanted, batch_table, granted_names, shape
from garant.stores.sql.faults import Fault, Reason

ANALYSE_FROM = 500
"""From so many keys on, the planner is told how many there are."""

REASONS: Mapping[str, Reason] = {
    "08": faults.BROKEN,
    "08001": faults.UNREACHABLE,
    "22": faults.VALUE,
    "23502": faults.NOT_NULL,
    "23503": faults.FOREIGN_KEY,
    "23505": faults.UNIQUE,
    "23514": faults.CHECK,
    "25006": faults.READ_ONLY,
    "28": faults.PASSWORD,
    "3D000": faults.NO_DATABASE,
    "40": faults.LOCKED,
    "42501": faults.RIGHT,
    "42P01": faults.TABLE,
    "42703": faults.COLUMN,
    "53100": faults.DISK,
    "53300": faults.UNREACHABLE,
    "55P03": faults.LOCKED,
    "57": faults.BROKEN,
    "57014": faults.LOCKED,
}
"""SQLSTATE or its class → reason; the longest that fits holds."""


class PostgresqlDialect:
    name = "postgresql"
    driver_error: type[Exception] = psycopg.Error
    typed = True
    inline = 20
    at_once = 5_000

    def engine(self, url: sa.URL, *, pooled: bool) -> sa.Engine:
        pool: dict[str, Any] = {"pool_size": 2, "pool_pre_ping": True} if pooled else {"poolclass": sa.NullPool}
        return sa.create_engine(
            url.set(drivername="postgresql+psycopg"),
            hide_parameters=True,
            connect_args={
                "connect_timeout": WAIT_SECONDS,
                "application_name": "garant",
                "prepare_threshold": None,  # PgBouncer hands the next transaction to another server (D10)
            },
            **pool,
        )

    def carries(self, connection: sa.Connection) -> BatchKind:
        query = "SELECT NOT pg_is_in_recovery(), has_database_privilege(current_database(), 'TEMP')"
        writes, temporary = connection.exec_driver_sql(query).one()
        if writes and temporary:
            return "temp"
        ours = "SELECT has_table_privilege(to_regclass('garant_batch'), 'INSERT')"
        return "table" if writes and connection.exec_driver_sql(ours).scalar() else "values"

    def values(self, columns: Sequence[sa.Column[Any]], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
        types = [sa.Integer(), *(column.type for column in columns)]
        lists = zip(*rows, strict=True)
        arrays = [
            sa.cast(sa.bindparam(None, list(values), type_=sa.ARRAY(kind)), sa.ARRAY(kind))
            for values, kind in zip(lists, types, strict=True)
        ]
        names = ("n", *(f"c{place}" for place in range(len(columns))))
        named = (sa.column(name, kind) for name, kind in zip(names, types, strict=True))
        return sa.func.unnest(*arrays).table_valued(*named, name="batch").render_derived()

    def create_batch(
        self, connection: sa.Connection, name: str, columns: Sequence[sa.Column[Any]], rows: int
    ) -> sa.FromClause:
        made = shape(columns)
        text = made.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} ON COMMIT DROP AS {text} WITH NO DATA")
        return sa.table(name, *(sa.column(column.name, column.type) for column in made.selected_columns))

    def load(self, connection: sa.Connection, batch: sa.FromClause, rows: Sequence[tuple[Any, ...]]) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        names = ", ".join(column.name for column in batch.c)
        with driver.cursor() as cursor:
            with cursor.copy(f"COPY {batch} ({names}) FROM STDIN".encode()) as copy:
                for row in rows:
                    copy.write_row(row)
            if len(rows) >= ANALYSE_FROM:
                cursor.execute(f"ANALYZE {batch}".encode())

    def drop_batch(self, connection: sa.Connection, name: str) -> None:
        return  # ON COMMIT DROP

    def carried(self, text: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        return sa.cast(text, column.type)

    def writing(self, connection: sa.Connection) -> sa.Connection:
        return connection

    def begun(self, connection: sa.Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{WAIT_SECONDS}s'")

    def locking(self, query: sa.Select[Any], table: sa.FromClause) -> sa.Select[Any]:
        return query.with_for_update(of=table)

    def folded(self, column: sa.Column[Any], *, indexed: bool, simple: bool) -> sa.ColumnElement[Any]:
        return sa.func.lower(column) if indexed else self.searched(column, simple=simple)

    def searched(self, text: sa.ColumnElement[Any], *, simple: bool) -> sa.ColumnElement[Any]:
        return sa.func.lower(sa.collate(text, "C")) if simple else sa.func.lower(text)  # twice as fast in "C"

    def joined(self, texts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
        return sa.func.concat_ws(BETWEEN, *texts)

    def phone_tail(self, column: sa.ColumnElement[Any], digits: int) -> sa.ColumnElement[Any]:
        return sa.func.right(sa.func.regexp_replace(column, "[^0-9]", "", "g"), digits)

    def lower(self, value: str) -> frozenset[str]:
        return frozenset()

    def delete(
        self, table: sa.Table, batch: sa.FromClause, pairs: Sequence[tuple[sa.Column[Any], sa.ColumnElement[Any]]]
    ) -> sa.Delete:
        return sa.delete(table).where(*(theirs == mine for theirs, mine in pairs))

    def schemas(self, connection: sa.Connection, inspector: Inspector) -> Sequence[str | None]:
        """The default schema, and every other one of which this user may use the tables."""
        query = sa.text("SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'USAGE')")
        usable = set(connection.execute(query).scalars())
        others = sorted(usable - {inspector.default_schema_name, "information_schema"})
        return (None, *(name for name in others if not name.startswith("pg_")))

    def facts(
        self, connection: sa.Connection, inspector: Inspector, tables: Mapping[str, tuple[str | None, str]]
    ) -> Facts:
        return postgresql_facts.facts(connection, inspector.default_schema_name or "public", tables)

    def stamp(self, connection: sa.Connection) -> tuple[Any, ...]:
        return tuple(connection.execute(postgresql_facts.STAMP).one())

    def on_primary(self, connection: sa.Connection) -> bool:
        return not connection.exec_driver_sql("SELECT pg_is_in_recovery()").scalar_one()

    def fault(self, error: BaseException) -> Fault:
        if not isinstance(error, psycopg.Error):
            return Fault(type(error).__name__)
        if error.sqlstate is None:
            return Fault(_unconnected(str(error)))
        diag = error.diag  # names only: its messages and details quote rows
        about = diag.constraint_name or ".".join(name for name in (diag.table_name, diag.column_name) if name)
        return Fault(error.sqlstate, about or "")

    def reason(self, fault: Fault) -> Reason:
        starts = [start for start in REASONS if fault.code.startswith(start)]
        return REASONS[max(starts, key=len)] if starts else faults.OTHER

    def grants(self, user: str, wanted: Sequence[Wanted], catalogue: Catalogue, kind: BatchKind) -> str:
        name = _quoted(user)
        literal = name.replace("'", "''")
        rights = "CONNECT, TEMPORARY" if kind == "temp" else "CONNECT"
        default = catalogue.facts.default_schema
        schemas = sorted({table.schema or default for table in catalogue.relations.values()})
        lines = [
            "-- As the database's owner.",
            "DO $$ BEGIN EXECUTE format(",
            f"  'GRANT {rights} ON DATABASE %I TO %s', current_database(), '{literal}'",
            "); END $$;",
            *batch_table(kind, name),
        ]
        lines += [f"GRANT USAGE ON SCHEMA {_quoted(schema)} TO {name};" for schema in schemas]
        for one in wanted:
            table = _table(one.table)
            lines.append(f"GRANT SELECT ON {table} TO {name};")
            if one.columns:
                lines.append(f"GRANT UPDATE ({', '.join(map(_quoted, one.columns))}) ON {table} TO {name};")
            if one.rows:
                lines.append(f"GRANT DELETE ON {table} TO {name};")
        others = granted_names(wanted, catalogue)
        if others:
            lines.append("-- To verify, Garant also looks into tables that the map does not name:")
            lines += [f"GRANT SELECT ON {_table(catalogue.relations[other])} TO {name};" for other in others]
        return "\n".join(lines) + "\n"


def _unconnected(message: str) -> str:
    """SQLSTATE of a refused connection, which psycopg tells only in words, in the server's language."""
    if re.search(r"password|mot de passe|authenti|28P01", message, re.IGNORECASE):
        return "28P01"
    if re.search(r"database .* does not exist|base de données .* n'existe", message):
        return "3D000"
    return "08006" if re.search(r"closed|fermé|lost|terminat", message) else "08001"


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _table(table: sa.Table) -> str:
    return ".".join(_quoted(part) for part in (table.schema, table.name) if part)
