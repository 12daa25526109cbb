"""Carries keys to the database: a temporary table, Garant's permanent one, or bound parameters (D10, D11)."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from garant.stores.sql.dialects.port import TABLE, WIDEST, BatchKind, Dialect, permanent_table

Rows = Sequence[tuple[Any, ...]]


class Carrier:
    """Carries batches within one transaction of one connection; `carrier()` opens and clears it."""

    def __init__(self, connection: sa.Connection, dialect: Dialect, kind: BatchKind) -> None:
        self.connection = connection
        self.dialect = dialect
        self.kind = kind
        self.run = secrets.token_hex(16)
        self.step = 0

    def carry(self, columns: Sequence[sa.Column[Any]], rows: Rows) -> Iterator[sa.FromClause]:
        """Relations with columns n, c0, c1, … of the types of `columns`, holding `rows` of (n, value, …).

        One relation, or several where keys travel as parameters: read each to its end before the next.
        """
        if not rows:
            return
        if len(rows) <= self.dialect.inline or self.kind == "values":
            for start in range(0, len(rows), self.dialect.at_once):
                yield self.dialect.values(columns, rows[start : start + self.dialect.at_once])
            return
        self.step += 1
        if self.kind == "table":
            yield self._permanent(columns, rows)
            return
        name = f"{TABLE}_{self.step}"
        batch = self.dialect.create_batch(self.connection, name, columns, len(rows))
        self.dialect.load(self.connection, batch, rows)
        yield batch
        self.dialect.drop_batch(self.connection, name)

    def _permanent(self, columns: Sequence[sa.Column[Any]], rows: Rows) -> sa.FromClause:
        table = permanent_table()
        blank = (None,) * (WIDEST - len(columns))
        tagged = [(self.run, self.step, row[0], *map(_text, row[1:]), *blank) for row in rows]
        self.dialect.load(self.connection, table, tagged)
        carried = self.dialect.carried
        typed = [carried(table.c[f"c{place}"], column).label(f"c{place}") for place, column in enumerate(columns)]
        mine = (table.c.run == self.run, table.c.step == self.step)
        return sa.select(table.c.n, *typed).where(*mine).subquery("batch")

    def clear(self) -> None:
        if self.kind == "table" and self.step:
            table = permanent_table()
            self.connection.execute(sa.delete(table).where(table.c.run == self.run))


@contextmanager
def carrier(connection: sa.Connection, dialect: Dialect, kind: BatchKind) -> Iterator[Carrier]:
    """A carrier whose rows are gone when its transaction ends well; a rollback takes them too."""
    carrying = Carrier(connection, dialect, kind)
    yield carrying
    carrying.clear()


def _text(value: Any) -> str | None:
    return None if value is None else str(value)
