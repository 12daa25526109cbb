"""MariaDB and MySQL through PyMySQL: bulk inserts, multi-table writes, collations, storage engines."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pymysql
import sqlalchemy as sa
from sqlalchemy.dialects.mysql import CHAR
from sqlalchemy.engine.reflection import Inspector

from garant.stores.sql import faults
from garant.stores.sql.catalogue import Catalogue, Facts
from garant.stores.sql.dialects.port import (
    BETWEEN,
    WAIT_SECONDS,
    BatchKind,
    Wanted,
    batch_table,
    granted_names,
    shape,
    union,
)
from garant.stores.sql.faults import Fault, Reason

SAFE_ENGINES = {"InnoDB", "ROCKSDB", "TokuDB"}

IN_MEMORY = 1_000
"""So many keys fit into MariaDB's smallest limit for a table in memory."""
OWN_TABLE = sa.text(
    "SELECT count(*) FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'garant_batch'"
)

CHECKS = sa.text(
    "SELECT table_name, check_clause FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()"
)

STAMP = sa.text(
    """
    SELECT (SELECT CONCAT(COUNT(*), MAX(create_time)) FROM information_schema.tables WHERE table_schema = DATABASE()),
           (SELECT SUM(CRC32(CONCAT(table_name, column_name, column_type, privileges)))
              FROM information_schema.columns WHERE table_schema = DATABASE()),
           (SELECT SUM(CRC32(CONCAT(constraint_name, delete_rule)))
              FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()),
           (SELECT COUNT(*) FROM information_schema.table_constraints WHERE constraint_schema = DATABASE()),
           (SELECT SUM(CRC32(trigger_name)) FROM information_schema.triggers WHERE trigger_schema = DATABASE())
    """
)

REASONS: Mapping[int, Reason] = {
    1021: faults.DISK,
    1044: faults.RIGHT,
    1045: faults.PASSWORD,
    1048: faults.NOT_NULL,
    1049: faults.NO_DATABASE,
    1054: faults.COLUMN,
    1062: faults.UNIQUE,
    1114: faults.DISK,
    1142: faults.RIGHT,
    1143: faults.RIGHT,
    1146: faults.TABLE,
    1205: faults.LOCKED,
    1213: faults.LOCKED,
    1227: faults.RIGHT,
    1264: faults.VALUE,
    1265: faults.VALUE,
    1290: faults.READ_ONLY,
    1366: faults.VALUE,
    1406: faults.VALUE,
    1451: faults.FOREIGN_KEY,
    1452: faults.FOREIGN_KEY,
    1698: faults.PASSWORD,
    1792: faults.READ_ONLY,
    2003: faults.UNREACHABLE,
    2006: faults.BROKEN,
    2013: faults.BROKEN,
    3819: faults.CHECK,
    4025: faults.CHECK,
}
NAMES = (
    r"for key '([\w.$]+)'$",
    r"CONSTRAINT `([^`]+)`",
    r"Unknown column '([\w.$]+)'",
    r"^Table '([\w.$]+)' doesn't exist$",
    r"^Column '([\w$]+)' cannot be null$",
    r"for column (?:`\w+`\.`\w+`\.)?[`']([\w$]+)[`'] at row \d+$",
)
"""Where a message names something of the schema: anchored, because what stands before may quote the row."""


class MariadbDialect:
    name = "mariadb"
    driver_error: type[Exception] = pymysql.MySQLError
    typed = True
    inline = 0  # PyMySQL writes parameters into the statement's text: keys go by bulk insert (D11)
    at_once = 200

    def engine(self, url: sa.URL, *, pooled: bool) -> sa.Engine:
        pool: dict[str, Any] = {"pool_size": 2, "pool_pre_ping": True} if pooled else {"poolclass": sa.NullPool}
        waits = f"SET SESSION innodb_lock_wait_timeout = {WAIT_SECONDS}, lock_wait_timeout = {WAIT_SECONDS}"
        strict = "sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES')"  # a mask that does not fit is an error
        hashed = "/*M!100000 , join_cache_level = 4 */"  # MariaDB joins the search's words by hashing
        return sa.create_engine(
            url.set(drivername=f"{url.get_backend_name()}+pymysql"),
            hide_parameters=True,
            connect_args={
                "connect_timeout": WAIT_SECONDS,
                "charset": "utf8mb4",
                "init_command": f"{waits}, {strict} {hashed}",
            },
            **pool,
        )

    def carries(self, connection: sa.Connection) -> BatchKind:
        try:
            connection.exec_driver_sql("CREATE TEMPORARY TABLE garant_batch_0 (n INT)")
            connection.exec_driver_sql("DROP TEMPORARY TABLE garant_batch_0")
        except sa.exc.DBAPIError:  # no such right here: the next best way
            return "table" if connection.execute(OWN_TABLE).scalar_one() else "values"
        return "temp"

    def values(self, columns: Sequence[sa.Column[Any]], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
        return union(columns, rows)

    def create_batch(
        self, connection: sa.Connection, name: str, columns: Sequence[sa.Column[Any]], rows: int
    ) -> sa.FromClause:
        made = shape(columns)
        if columns[0].table is None:  # words of a search: the folded columns look them up by this key
            word = "VARCHAR(500) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
            connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} (n INT, c0 {word}, KEY (c0(190)))")
        else:
            text = made.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
            connection.exec_driver_sql(f"CREATE TEMPORARY TABLE {name} {_engine(columns, rows)} AS {text}")
        return sa.table(name, *(sa.column(column.name, column.type) for column in made.selected_columns))

    def load(self, connection: sa.Connection, batch: sa.FromClause, rows: Sequence[tuple[Any, ...]]) -> None:
        places = ", ".join(["%s"] * len(batch.c))
        names = ", ".join(column.name for column in batch.c)
        connection.exec_driver_sql(f"INSERT INTO {batch} ({names}) VALUES ({places})", list(rows))  # noqa: S608 - our own names

    def drop_batch(self, connection: sa.Connection, name: str) -> None:
        connection.exec_driver_sql(f"DROP TEMPORARY TABLE IF EXISTS {name}")

    def carried(self, text: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        if "collation" not in column.info:
            return sa.cast(text, column.type)
        charset, collation = column.info["collation"]  # else the column's own index would not serve
        return sa.collate(sa.cast(text, CHAR(charset=charset)), collation)

    def writing(self, connection: sa.Connection) -> sa.Connection:
        return connection

    def begun(self, connection: sa.Connection) -> None:
        return

    def locking(self, query: sa.Select[Any], table: sa.FromClause) -> sa.Select[Any]:
        return query.with_for_update()

    def folded(self, column: sa.Column[Any], *, indexed: bool, simple: bool) -> sa.ColumnElement[Any] | None:
        return None if indexed else sa.func.lower(sa.func.trim(column))

    def searched(self, text: sa.ColumnElement[Any], *, simple: bool) -> sa.ColumnElement[Any]:
        return sa.func.lower(_utf8(text))

    def joined(self, texts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
        return sa.func.concat_ws(BETWEEN, *map(_utf8, texts))

    def phone_tail(self, column: sa.ColumnElement[Any], digits: int) -> sa.ColumnElement[Any]:
        return sa.func.right(sa.func.regexp_replace(column, "[^0-9]", ""), digits)

    def lower(self, value: str) -> frozenset[str]:
        return frozenset()

    def delete(
        self, table: sa.Table, batch: sa.FromClause, pairs: Sequence[tuple[sa.Column[Any], sa.ColumnElement[Any]]]
    ) -> sa.Delete:
        return sa.delete(table).where(*(theirs == mine for theirs, mine in pairs))

    def schemas(self, connection: sa.Connection, inspector: Inspector) -> Sequence[str | None]:
        return (None,)  # to MariaDB a schema is another database, of another application

    def facts(
        self, connection: sa.Connection, inspector: Inspector, tables: Mapping[str, tuple[str | None, str]]
    ) -> Facts:
        found = Facts()
        blind = () if self.on_primary(connection) else ("replica",)
        if blind:
            found.notes.append("read-only server: it may be a replica, and lag behind its primary")
        deletes = _may_delete(connection)
        for name, kind, engine, rows in connection.exec_driver_sql(
            "SELECT table_name, table_type, engine, table_rows FROM information_schema.tables"
            " WHERE table_schema = DATABASE()"
        ).all():
            found.rows[name] = rows or 0
            found.blind[name] = blind
            found.may[name] = frozenset({"delete"} if "*" in deletes or name in deletes else ())
            if kind == "BASE TABLE" and engine not in SAFE_ENGINES:
                found.unsafe.add(name)
        for table, trigger in connection.exec_driver_sql(
            "SELECT event_object_table, trigger_name FROM information_schema.triggers WHERE trigger_schema = DATABASE()"
        ).all():
            found.triggers[table] = (*found.triggers.get(table, ()), trigger)
        _columns(connection, found)
        if getattr(connection.dialect, "is_mariadb", False):  # MySQL tells all of them as checks of the table
            for table, clause in connection.execute(CHECKS).all():
                found.checks[table] = (*found.checks.get(table, ()), clause)
        return found

    def stamp(self, connection: sa.Connection) -> tuple[Any, ...]:
        return tuple(connection.execute(STAMP).one())

    def on_primary(self, connection: sa.Connection) -> bool:
        return not connection.exec_driver_sql("SELECT @@global.read_only").scalar_one()

    def fault(self, error: BaseException) -> Fault:
        code = faults.argument(error, 0)
        message = str(faults.argument(error, 1))
        named = (faults.name_at_end(message, pattern) for pattern in NAMES)
        return Fault(str(code or type(error).__name__), next(filter(None, named), ""))

    def reason(self, fault: Fault) -> Reason:
        return REASONS.get(int(fault.code) if fault.code.isdigit() else 0, faults.OTHER)

    def grants(self, user: str, wanted: Sequence[Wanted], catalogue: Catalogue, kind: BatchKind) -> str:
        name = user if "@" in user else f"{_quoted(user)}@'%'"
        temporary = "EXECUTE IMMEDIATE CONCAT('GRANT CREATE TEMPORARY TABLES ON `', DATABASE(), '`.* TO {}');"
        lines = ["-- As administrator, in the store's database."]
        lines += [temporary.format(name.replace("'", "''"))] if kind == "temp" else []
        lines += batch_table(kind, name)
        for one in wanted:
            table = _quoted(one.table.name)
            rights = ["SELECT", *([f"UPDATE ({', '.join(map(_quoted, one.columns))})"] if one.columns else [])]
            rights += ["DELETE"] if one.rows else []
            lines.append(f"GRANT {', '.join(rights)} ON {table} TO {name};")
        others = granted_names(wanted, catalogue)
        if others:
            lines.append("-- To verify, Garant also looks into tables that the map does not name:")
            lines += [f"GRANT SELECT ON {_quoted(catalogue.relations[other].name)} TO {name};" for other in others]
        return "\n".join(lines) + "\n"


def _engine(columns: Sequence[sa.Column[Any]], rows: int) -> str:
    """In memory where it fits: made and dropped in a fraction of the time."""
    bounded = all(not isinstance(column.type, sa.String) or column.type.length for column in columns)
    plain = not any(isinstance(column.type, sa.LargeBinary | sa.JSON | sa.types.NullType) for column in columns)
    return "ENGINE = MEMORY" if rows <= IN_MEMORY and bounded and plain else ""


def _columns(connection: sa.Connection, found: Facts) -> None:
    """Rights and collations of columns; information_schema shows to a user the rights that it has itself."""
    for table, column, rights, charset, collation in connection.exec_driver_sql(
        "SELECT table_name, column_name, privileges, character_set_name, collation_name"
        " FROM information_schema.columns WHERE table_schema = DATABASE()"
    ).all():
        has = set(rights.split(","))
        found.may[table] = found.may.get(table, frozenset()) | (has & {"select", "update"})
        if "select" not in has:
            found.hidden[table] = found.hidden.get(table, frozenset()) | {column}
            found.blind[table] = (*found.blind.get(table, ()), f"column {column} not granted")
        if "update" not in has:
            found.fixed[table] = found.fixed.get(table, frozenset()) | {column}
        if collation:
            found.collations[table, column] = (charset, collation)
            if collation.endswith("_ci"):
                found.folding.add((table, column))


def _utf8(text: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """In one collation for all, which knows é from e, whatever the columns' own."""
    return sa.collate(sa.cast(text, CHAR(charset="utf8mb4")), "utf8mb4_bin")


def _may_delete(connection: sa.Connection) -> frozenset[str]:
    """Tables of this database whose rows this user may delete; "*" is all of them."""
    database = str(connection.exec_driver_sql("SELECT DATABASE()").scalar_one())
    found = set()
    for (grant,) in connection.exec_driver_sql("SHOW GRANTS").all():
        read = re.match(r"GRANT (?P<rights>.+?) ON (?P<place>\S+) TO ", grant)
        if read and re.search(r"\bDELETE\b|ALL PRIVILEGES", read["rights"]):
            schema, _, table = read["place"].replace("`", "").replace("\\_", "_").partition(".")
            if schema in {"*", database}:
                found.add(table)
    return frozenset(found)


def _quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"
