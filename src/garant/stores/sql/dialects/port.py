"""What Garant asks of each engine beyond what SQLAlchemy already evens out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import sqlalchemy as sa
from sqlalchemy.engine.reflection import Inspector

from garant.stores.sql.catalogue import Catalogue, Facts
from garant.stores.sql.faults import Fault, Reason

BatchKind = Literal["temp", "table", "values"]

BETWEEN = "\x1f"
"""Stands between columns that are searched as one text."""
WAIT_SECONDS = 10
"""How long a statement waits for another transaction's rows before it is told as `Interrupted`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Rights on one table: to read it, to write `columns`, to delete its rows when `rows`."""

    table: sa.Table
    columns: Sequence[str] = ()
    rows: bool = False


class Dialect(Protocol):
    name: str
    driver_error: type[Exception]
    typed: bool
    """Whether reflected types are to be trusted when values are bound and read."""
    inline: int
    """Up to so many keys travel as bound parameters beside the statement, never in its text (D11)."""
    at_once: int
    """So many rows go into one statement when keys travel as parameters."""

    def engine(self, url: sa.URL, *, pooled: bool) -> sa.Engine:
        """An engine for this URL; `pooled` False opens a connection of its own for each use (D9: verification)."""
        ...

    def carries(self, connection: sa.Connection) -> BatchKind:
        """The best way in which this user may carry keys here (D10)."""
        ...

    def values(self, columns: Sequence[sa.Column[Any]], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
        """Rows of (n, value, …) as bound parameters, as a relation with columns n, c0, c1, …"""
        ...

    def create_batch(
        self, connection: sa.Connection, name: str, columns: Sequence[sa.Column[Any]], rows: int
    ) -> sa.FromClause:
        """A temporary table with columns n, c0, c1, … of exactly these columns' types, for so many rows."""
        ...

    def load(self, connection: sa.Connection, batch: sa.FromClause, rows: Sequence[tuple[Any, ...]]) -> None: ...

    def drop_batch(self, connection: sa.Connection, name: str) -> None: ...

    def carried(self, text: sa.ColumnElement[Any], column: sa.Column[Any]) -> sa.ColumnElement[Any]:
        """A value of the permanent batch table, which holds text, as this column has it."""
        ...

    def writing(self, connection: sa.Connection) -> sa.Connection:
        """The same connection, whose next transaction will write."""
        ...

    def begun(self, connection: sa.Connection) -> None:
        """Called first in a transaction that writes."""
        ...

    def locking(self, query: sa.Select[Any], table: sa.FromClause) -> sa.Select[Any]: ...

    def folded(self, column: sa.Column[Any], *, indexed: bool, simple: bool) -> sa.ColumnElement[Any] | None:
        """The column in lower case; None when the plain column's own index answers whatever the case. `indexed`: the
        column is in `Facts.folding`; `simple`: what is looked for has only letters of ASCII."""
        ...

    def searched(self, text: sa.ColumnElement[Any], *, simple: bool) -> sa.ColumnElement[Any]:
        """Text folded for a search that reads it whole, in a collation that knows letters apart. `simple`: what is
        looked for has only letters of ASCII."""
        ...

    def joined(self, texts: Sequence[sa.ColumnElement[Any]]) -> sa.ColumnElement[Any]:
        """Several columns as one text, with a sign between them that no value has."""
        ...

    def phone_tail(self, column: sa.ColumnElement[Any], digits: int) -> sa.ColumnElement[Any]: ...

    def lower(self, value: str) -> frozenset[str]:
        """What `folded` makes of a value, as far as it can be known here."""
        ...

    def delete(
        self, table: sa.Table, batch: sa.FromClause, pairs: Sequence[tuple[sa.Column[Any], sa.ColumnElement[Any]]]
    ) -> sa.Delete: ...

    def schemas(self, connection: sa.Connection, inspector: Inspector) -> Sequence[str | None]: ...

    def facts(
        self, connection: sa.Connection, inspector: Inspector, tables: Mapping[str, tuple[str | None, str]]
    ) -> Facts: ...

    def stamp(self, connection: sa.Connection) -> tuple[Any, ...]:
        """Something that differs once tables, columns, keys, triggers or rights have changed; cheap to ask."""
        ...

    def on_primary(self, connection: sa.Connection) -> bool:
        """Whether what is read here is the primary's own state (D9)."""
        ...

    def fault(self, error: BaseException) -> Fault: ...

    def reason(self, fault: Fault) -> Reason: ...

    def grants(self, user: str, wanted: Sequence[Wanted], catalogue: Catalogue, kind: BatchKind) -> str:
        """Statements giving `user` these rights, what carrying keys by `kind` needs, and the right to look into every
        other table."""
        ...


WIDEST = 6
"""Columns of the permanent batch table beside `run`, `step` and `n`."""

TABLE = "garant_batch"


def permanent_table() -> sa.Table:
    """The table for users who may not make temporary ones: every value as text, rows of different runs apart."""
    tags = (sa.Column("run", sa.String(32)), sa.Column("step", sa.Integer), sa.Column("n", sa.Integer))
    texts = [sa.Column(f"c{place}", sa.Text()) for place in range(WIDEST)]
    return sa.Table(TABLE, sa.MetaData(), *tags, *texts)


def batch_table(kind: BatchKind, user: str) -> list[str]:
    """Statements that make the permanent table and give it to `user`, where keys travel so."""
    if kind != "table":
        return []
    columns = ", ".join(f"{column.name} {column.type}" for column in permanent_table().c)
    return [f"CREATE TABLE {TABLE} ({columns});", f"GRANT SELECT, INSERT, DELETE ON {TABLE} TO {user};"]


def shape(columns: Sequence[sa.Column[Any]]) -> sa.Select[Any]:
    """Selects nothing, with the columns of a batch."""
    number: sa.ColumnElement[int] = sa.literal_column("0").label("n")
    labelled = (_typed(column).label(f"c{place}") for place, column in enumerate(columns))
    return sa.select(number, *labelled).where(sa.false())


def _typed(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """A table's column as it is, with its collation; a column of none by its type."""
    return column if column.table is not None else sa.cast(sa.literal_column("''"), column.type)


def union(columns: Sequence[sa.Column[Any]], rows: Sequence[tuple[Any, ...]]) -> sa.FromClause:
    """Rows of (n, value, …) as a union of selects, which every engine understands."""
    selects = [
        sa.select(
            sa.bindparam(None, row[0], type_=sa.Integer).label("n"),
            *(
                sa.bindparam(None, value, type_=column.type).label(f"c{place}")
                for place, (column, value) in enumerate(zip(columns, row[1:], strict=True))
            ),
        )
        for row in rows
    ]
    return (selects[0] if len(selects) == 1 else sa.union_all(*selects)).subquery("batch")


def granted_names(wanted: Sequence[Wanted], catalogue: Catalogue) -> tuple[str, ...]:
    """Tables that hold rows and are not among `wanted`."""
    named = {(one.table.schema, one.table.name) for one in wanted}
    return tuple(
        name
        for name, table in catalogue.relations.items()
        if (table.schema, table.name) not in named and catalogue.schema.tables[name].kind != "view"
    )
