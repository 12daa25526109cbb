"""The port: what Garant asks of any place where people's data live, and the values that cross it.

An adapter passes the contract suite of `tests/stores/contract.py`, on a `Ground` of its own. Every error is a
`StoreError` whose text holds no personal data: SQLSTATE and constraint, never the server's message, which quotes the
row (D11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, Protocol, runtime_checkable

from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Cases, Change, Key, Subject, Touched
from garant.rules.profile import Profile
from garant.rules.register import Person, StoreMap

SCANNED_ROWS, SCANNED_CELLS = 2000, 250_000
"""The most that a scan reads: rows of a table, and values of a store."""

ColumnType = Literal["text", "integer", "number", "boolean", "date", "datetime", "binary", "other"]


@dataclass(frozen=True, slots=True)
class ColumnInfo:
    """What the database knows of a column. `length` counts characters of text; None is unbounded or not text."""

    name: str
    type: ColumnType
    declared: str
    length: int | None = None
    nullable: bool = True
    default: bool = False
    generated: bool = False
    values: tuple[str, ...] = ()
    """The values an enumeration or a simple check allows."""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]
    on_delete: Literal["NO ACTION", "RESTRICT", "CASCADE", "SET NULL", "SET DEFAULT"] = "NO ACTION"


@dataclass(frozen=True, slots=True)
class TableInfo:
    """What the database knows of a table. Partitions are folded into their parent and their keys united (D8)."""

    name: str
    columns: Mapping[str, ColumnInfo]
    key: tuple[str, ...]
    """Primary key, else the narrowest unique NOT NULL key, else empty."""
    uniques: tuple[tuple[str, ...], ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    indexes: tuple[tuple[str, ...], ...] = ()
    checks: tuple[str, ...] = ()
    rows: int = 0
    """An estimate, or the exact count where that is cheap."""
    may: frozenset[str] = frozenset({"select", "update", "delete"})
    blind: tuple[str, ...] = ()
    """Why we may not see all of it: "row-level security", "column phone not granted", "standby" (D9)."""
    triggers: tuple[str, ...] = ()
    partitions: tuple[str, ...] = ()
    kind: Literal["table", "view", "materialised view"] = "table"


@dataclass(frozen=True, slots=True)
class Schema:
    engine: str
    version: str
    tables: Mapping[str, TableInfo]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What an adapter can do. `batch`: how it carries keys (D10). `depth`: the levels at which it can erase.

    A verb that is not offered changes nothing and names nobody, as done, already done or changed. A `manual` store sees
    nothing either: it finds, captures, reads and previews nothing, and its verification says that it did not look.
    """

    transactional: bool
    batch: Literal["temp", "table", "values", "none"]
    rectify: bool = True
    erase_rows: bool = True
    erase_fields: bool = True
    manual: bool = False
    depth: tuple[str, ...] = ("live",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A value to look for: `number` is the person's place in the batch, `kind` an identity kind of the map."""

    number: int
    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class Match:
    """A row of a person's table whose identity, normalised, equals a wanted one (D12).

    `identities`: (kind, value as stored) pairs of that row, so that other stores can be searched by the unique ones.
    """

    number: int
    kind: str
    key: Key
    by: str
    identities: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody who is in a store now: their row's key, and (kind, value as stored) of what is theirs alone; `day`: the
    row's own date."""

    kind: str
    key: Key
    identities: tuple[tuple[str, str], ...]
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Scope:
    """A batch of persons in one store, and what is to be decided for each of their rows."""

    map: StoreMap
    subjects: tuple[Subject, ...]
    cases: Cases = field(default_factory=dict)
    """Empty: every row is simply theirs (access, portability, rectification), case 0."""
    mask: str = "erased"
    """The plan's own word in a column that may not be empty: deterministic, so that a resumed step writes the same."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row read for a person. `values`: column name → value as plain JSON can carry it."""

    table: str
    number: int
    key: Key
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Written:
    """What a write did, by person number. `changed`: persons whose rows are no longer those captured: nothing done.

    `already`: persons whose rows were all found in their final state: a resumed step.
    """

    done: frozenset[int]
    already: frozenset[int] = frozenset()
    changed: frozenset[int] = frozenset()
    rows: Mapping[str, int] = field(default_factory=dict)
    """Table → rows deleted or updated by this very call."""


@dataclass(frozen=True, slots=True)
class Left:
    """Something a verification still found. `mapped` False: in a column that the map does not name (a finding)."""

    number: int
    table: str
    column: str
    rows: int
    mapped: bool
    expected: bool = False
    """It stands in a row or column that the plan keeps."""


SkipWhy = Literal["size", "privilege", "type", "inside", "by-hand"]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A place that the search of a verification did not read, and why (D9).

    An empty `column` is the whole table, an empty `table` the whole store. `why`: too many rows; a right is missing;
    not text; whole values only, not inside longer texts; a person looks there. `detail` says it with its figures.
    """

    table: str
    column: str
    why: SkipWhy
    detail: str

    def __str__(self) -> str:
        return ": ".join(part for part in (".".join(p for p in (self.table, self.column) if p), self.detail) if part)


@dataclass(frozen=True, slots=True)
class Verified:
    """What reading again on a new connection showed, by captured keys and by identifying values (D9)."""

    gone: Mapping[str, int]
    """Table → rows to delete that are gone."""
    cleared: Mapping[str, int]
    kept: Mapping[str, int]
    left: tuple[Left, ...] = ()
    columns_searched: int = 0
    rows_searched: int = 0
    skipped: tuple[Skipped, ...] = ()


class Sealer(Protocol):
    """Encrypts what an adapter keeps beside the data, with a key that it never sees."""

    def seal(self, data: bytes) -> bytes: ...

    def unseal(self, data: bytes) -> bytes:
        """Raises `KeyLost` where the key is another, or the data was changed."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A sealed copy of a file from before a deed that was never verified, and the instant at which it was made."""

    file: str
    made: datetime


@runtime_checkable
class KeepsCopies(Protocol):
    """A store that can keep a sealed copy of what it changes until its deed is verified. Without a sealer it keeps
    none: data in clear never lies beside data."""

    def seal_with(self, sealer: Sealer) -> None: ...

    def copies(self) -> tuple[Copy, ...]: ...

    def put_back(self) -> tuple[str, ...]: ...

    def let_go(self, before: datetime | None = None) -> tuple[str, ...]:
        """Destroys the copies made before an instant, or all; names their files."""


class Store(Protocol):
    """A place where people's data live."""

    name: str
    capabilities: Capabilities

    def describe(self) -> Schema:
        """Tables, columns, keys, privileges, side effects. Reads no personal data. Cached until `close`."""

    def check(self, map: StoreMap) -> tuple[str, ...]:
        """What of the map does not fit the store now; each text names table and column. Blindness raises `Blind`."""

    def profile(self) -> Profile:
        """Counts over a sample of each table, for a first map (D13). No value leaves the adapter."""

    def scan(self) -> Profile:
        """Counts over a sample of each table, for `garant check`: numbers and words that should not stand there, inside
        notes too (`rules/patterns.telling`). No value leaves the adapter, and no key is looked for."""

    def find(self, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
        """Candidates by the store's own index, then exact comparison of normalised values in Python (D12)."""

    def present(self, map: StoreMap) -> Iterator[Present]:
        """Everybody of the map's kinds of person, by the identities that are unique to one. Reads each table once."""

    def dealings(self, scope: Scope) -> tuple[Dealings, ...]:
        """What each subject whose kind says `customer_when` has there: one answer a subject, in their order (S1-18)."""

    def tally(self, map: StoreMap) -> tuple[Tally, ...]:
        """How many persons of each kind there are, and how many of them are customers. Counts only."""

    def capture(self, scope: Scope) -> tuple[Touched, ...]:
        """Every row of the batch's persons in the mapped tables, each under the first of its table's cases it meets.

        In a stable order. The caller seals these keys with the intent (D4).
        """

    def read(self, scope: Scope, tables: Sequence[str] | None = None) -> Iterator[Row]:
        """The persons' rows: every mapped column, keys included."""

    def preview(self, scope: Scope) -> tuple[str, ...]:
        """Plan errors and side effects in words: cascades onto kept or unmapped rows, triggers, NOT NULL or CHECK that
        no mask satisfies, a table without a unique key (D7). An error's text starts with "error: "."""

    def erase(self, scope: Scope, touched: Sequence[Touched], *, before_commit: Callable[[], None] = ...) -> Written:
        """In one transaction, calling `before_commit` at its end (a test dies there): capture again under lock; do the
        cases for each person whose rows are still exactly `touched`; leave out each person who changed (D5); children
        before parents (D6). Running it again is harmless.
        """

    def rectify(self, scope: Scope, changes: Sequence[Change], *, before_commit: Callable[[], None] = ...) -> Written:
        """In one transaction: set each value if it still equals `old` (done) or already equals `new` (already)."""

    def verify(self, scope: Scope, touched: Sequence[Touched], values: Sequence[Wanted]) -> Verified:
        """On a new connection: read the captured keys again, and look for each identifying value in every text column
        of the store, mapped or not."""

    def grants(self, map: StoreMap | None, user: str) -> str:
        """The least privileges this store's user needs, as statements for its engine."""

    def close(self) -> None: ...
