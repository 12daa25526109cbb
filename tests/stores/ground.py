"""What an adapter gives to be tried by the contract: a store filled with the people of `people.py`, and hands on it.

The hands go behind the store's back, by another way than the adapter's own: what they read is what is really there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

import sqlalchemy as sa

from garant.plugins import open_store
from garant.rules.plan import Cases, KeyValue, Subject
from garant.rules.register import StoreMap
from garant.stores.port import Capabilities, Scope, Store, Verified
from tests.stores import people
from tests.stores.people import CASES, KEYS, MAP, NAMES, Value

T = TypeVar("T")
Seen = str | None
"""A value that is really there, as text; None where nothing stands."""


class Ground(ABC):
    """One store of the shop's people, made afresh for each test. Give `url`, and what is abstract."""

    url: str
    options: Mapping[str, str] = {}
    map: StoreMap = MAP
    """`people.STATED` for a store that knows no keys of its own."""

    def open(self) -> Store:
        return open_store("shop", self.url, options=self.options)

    @abstractmethod
    def rows(self, table: str, *columns: str) -> list[tuple[Seen, ...]]:
        """These columns of every row that is really there, in the order of the table's key."""

    @abstractmethod
    def insert(self, table: str, *values: Value) -> None:
        """One more row, of all of the table's columns (`people.NAMES`), by somebody else."""

    @abstractmethod
    def change(self, table: str, key: tuple[KeyValue, ...], column: str, value: Value) -> None:
        """One value of the row with this key, by somebody else."""

    @abstractmethod
    def drop_column(self, table: str, column: str) -> None: ...

    @abstractmethod
    def drop_table(self, table: str) -> None: ...

    def contents(self) -> dict[str, list[tuple[Seen, ...]]]:
        """Everything that is really there."""
        return {table: self.rows(table, *names) for table, names in NAMES.items()}

    # ── the same scopes, over this store's map ─────────────────────────────────────────────────────────────────────

    def erasing(self, *subjects: Subject, cases: Cases = CASES, map: StoreMap | None = None) -> Scope:
        return people.erasing(*subjects, cases=cases, map=map or self.map)

    def showing(self, *subjects: Subject) -> Scope:
        return Scope(self.map, subjects)


@dataclass(frozen=True, slots=True)
class Offer:
    """What a store must answer, by what it declares: the whole answer, or the port's answer of one that cannot.

    Every test of the contract runs on every store, and asks here what this one owes.
    """

    capabilities: Capabilities

    def seen(self, whole: T) -> T:
        """Of what is in the store: nothing, where a person looks."""
        return type(whole)() if self.capabilities.manual else whole

    def erased(self, whole: T) -> T:
        """Of an erasure: nothing done, nothing already done, where it is not offered."""
        offered = self.capabilities.erase_rows and self.capabilities.erase_fields
        return whole if offered else type(whole)()

    def rectified(self, whole: T) -> T:
        return whole if self.capabilities.rectify else type(whole)()

    def left(self, after: T, before: T) -> T:
        """What is really there after an erasure: what was there before, where it is not offered."""
        return after if self.erased([0]) else before

    def verified(self, seen: Verified, gone: dict[str, int], cleared: dict[str, int], kept: dict[str, int]) -> None:
        """Nothing is told gone, cleared or kept by a store that did not look; it says that it did not (D9)."""
        assert (seen.gone, seen.cleared, seen.kept) == (self.seen(gone), self.seen(cleared), self.seen(kept))
        if self.capabilities.manual:
            assert [place.why for place in seen.skipped] == ["by-hand"]
            assert seen.columns_searched == seen.rows_searched == 0


class SqlGround(Ground):
    """The shop in a SQL database, which `admin` may do anything to."""

    def __init__(self, url: str, admin: sa.Engine, options: Mapping[str, str]) -> None:
        self.url = url
        self.admin = admin
        self.options = options

    def rows(self, table: str, *columns: str) -> list[tuple[Seen, ...]]:
        order = ", ".join(KEYS.get(table, NAMES[table]))
        with self.admin.connect() as connection:
            found = connection.exec_driver_sql(f"SELECT {', '.join(columns)} FROM {table} ORDER BY {order}")
            return [tuple(map(_seen, row)) for row in found]

    def insert(self, table: str, *values: Value) -> None:
        places = ", ".join(f":{name}" for name in NAMES[table])
        self._run(f"INSERT INTO {table} VALUES ({places})", dict(zip(NAMES[table], values, strict=True)))

    def change(self, table: str, key: tuple[KeyValue, ...], column: str, value: Value) -> None:
        where = " AND ".join(f"{name} = :k_{name}" for name in KEYS[table])
        bound = {f"k_{name}": part for name, part in zip(KEYS[table], key, strict=True)}
        self._run(f"UPDATE {table} SET {column} = :value WHERE {where}", {"value": value, **bound})

    def drop_column(self, table: str, column: str) -> None:
        self._run(f"ALTER TABLE {table} DROP COLUMN {column}", {})

    def drop_table(self, table: str) -> None:
        self._run(f"DROP TABLE {table}", {})

    def _run(self, statement: str, values: Mapping[str, Value]) -> None:
        with self.admin.begin() as connection:
            connection.execute(sa.text(statement), {name: people.bound(value) for name, value in values.items()})


class PaperGround(Ground):
    """The shop in the cupboard: what a manual store stands for, which only a person can read or change (D16)."""

    url = "manual:"
    map = replace(MAP, instructions={"fr": "Chercher dans l’armoire de Bruno."})

    def __init__(self) -> None:
        self.cards: dict[str, list[dict[str, Value]]] = {
            table: [dict(zip(NAMES[table], row, strict=True)) for row in rows] for table, rows in people.ROWS.items()
        }

    def rows(self, table: str, *columns: str) -> list[tuple[Seen, ...]]:
        return [tuple(_seen(card[column]) for column in columns) for card in self.cards[table]]

    def insert(self, table: str, *values: Value) -> None:
        self.cards[table].append(dict(zip(NAMES[table], values, strict=True)))

    def change(self, table: str, key: tuple[KeyValue, ...], column: str, value: Value) -> None:
        for card in self.cards[table]:
            if tuple(card[name] for name in KEYS[table]) == key:
                card[column] = value

    def drop_column(self, table: str, column: str) -> None:
        for card in self.cards[table]:
            del card[column]

    def drop_table(self, table: str) -> None:
        del self.cards[table]


def _seen(value: object) -> Seen:
    if value is None:
        return None
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
