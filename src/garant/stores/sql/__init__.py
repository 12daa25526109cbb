"""People's data in a SQL database: one store on SQLite, PostgreSQL or MariaDB, through SQLAlchemy Core.

Sets of persons are worked on as sets; nothing of a person stands in a statement's text, an error or a log.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa

from garant.errors import Blind, StoreError
from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Change, Touched
from garant.rules.profile import Profile
from garant.rules.register import Person, StoreMap
from garant.stores.port import Capabilities, Match, Present, Row, Schema, Scope, Verified, Wanted, Written
from garant.stores.sql.batch import Carrier, carrier
from garant.stores.sql.capture import capture
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.check import check
from garant.stores.sql.dealings import dealings, tally
from garant.stores.sql.describe import describe
from garant.stores.sql.dialects import dialect_for
from garant.stores.sql.dialects.port import BatchKind, Dialect
from garant.stores.sql.erase import erase
from garant.stores.sql.faults import COPY, told
from garant.stores.sql.find import Finder
from garant.stores.sql.grants import grants
from garant.stores.sql.links import Walk, walk
from garant.stores.sql.present import present
from garant.stores.sql.preview import preview
from garant.stores.sql.profile import profile
from garant.stores.sql.read import read
from garant.stores.sql.rectify import rectify
from garant.stores.sql.scan import scan
from garant.stores.sql.verify import verify

DEFAULT_REGION = "FR"
KINDS: Mapping[str, BatchKind] = {"temp": "temp", "table": "table", "values": "values"}


def nothing() -> None:
    """What happens before a commit, outside of tests."""


class SqlStore:
    """One SQL database. Options: `region` (ISO 3166, for phone numbers), `batch` (temp, table, values: D10)."""

    def __init__(self, name: str, url: str, options: Mapping[str, str]) -> None:
        self.name = name
        try:
            self.url = sa.make_url(url)
        except sa.exc.ArgumentError:
            raise StoreError(
                "this is not a database URL.", place=name, remedy="Write ENGINE://USER:PASSWORD@HOST:PORT/DATABASE."
            ) from None
        self.dialect: Dialect = dialect_for(self.url)
        self.region = options.get("region", DEFAULT_REGION)
        self._stated = KINDS.get(options["batch"]) if "batch" in options else None
        if "batch" in options and self._stated is None:
            raise StoreError("`batch` must be temp, table or values.", place=name, remedy="Correct the option.")
        self._engine: sa.Engine | None = None
        self._kind: BatchKind | None = None
        self._catalogue: Catalogue | None = None
        self._walk: Walk | None = None
        self._stamp: tuple[Any, ...] | None = None

    # ── the port ───────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(transactional=True, batch=self._kind or self._stated or "temp")

    @told
    def describe(self) -> Schema:
        return self._known().schema

    @told
    def check(self, map: StoreMap) -> tuple[str, ...]:
        self._look_again()
        return check(map, self._known())

    @told
    def profile(self) -> Profile:
        self._look_again()
        known = self._known()
        with self._reading() as carrying:
            return profile(carrying.connection, known)

    @told
    def scan(self) -> Profile:
        known = self._known()
        with self._reading() as carrying:
            return scan(carrying.connection, known)

    @told
    def find(self, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
        known = self._known()
        with self._reading() as carrying:
            return Finder(carrying, known, self.region).find(persons, wanted)

    def present(self, map: StoreMap) -> Iterator[Present]:
        return iter(self._present(map))

    @told
    def _present(self, map: StoreMap) -> list[Present]:
        known = self._known()
        with self._open().connect() as connection:
            found = list(present(connection, known, map))
            connection.rollback()
            return found

    @told
    def dealings(self, scope: Scope) -> tuple[Dealings, ...]:
        whole = self._walk_over(scope.map)
        with self._reading() as carrying:
            return dealings(carrying, whole, scope.subjects)

    @told
    def tally(self, map: StoreMap) -> tuple[Tally, ...]:
        whole = self._walk_over(map)
        with self._reading() as carrying:
            return tally(carrying.connection, whole)

    @told
    def capture(self, scope: Scope) -> tuple[Touched, ...]:
        whole = self._walk_over(scope.map)
        with self._reading() as carrying:
            return capture(carrying, whole, scope).touched

    def read(self, scope: Scope, tables: Sequence[str] | None = None) -> Iterator[Row]:
        return iter(self._read(scope, tables))

    @told
    def _read(self, scope: Scope, tables: Sequence[str] | None) -> list[Row]:
        whole = self._walk_over(scope.map)
        with self._reading() as carrying:
            return list(read(carrying, whole, scope, tables))

    @told
    def preview(self, scope: Scope) -> tuple[str, ...]:
        whole = self._walk_over(scope.map)
        with self._reading() as carrying:
            return preview(carrying, whole, scope)

    @told
    def erase(
        self, scope: Scope, touched: Sequence[Touched], *, before_commit: Callable[[], None] = nothing
    ) -> Written:
        whole = self._walk_over(scope.map)
        with self._writing(before_commit) as carrying:
            return erase(carrying, whole, scope, touched)

    @told
    def rectify(
        self, scope: Scope, changes: Sequence[Change], *, before_commit: Callable[[], None] = nothing
    ) -> Written:
        whole = self._walk_over(scope.map)
        with self._writing(before_commit) as carrying:
            return rectify(carrying, whole, scope, changes)

    @told
    def verify(self, scope: Scope, touched: Sequence[Touched], values: Sequence[Wanted]) -> Verified:
        whole = self._walk_over(scope.map)
        engine = self.dialect.engine(self.url, pooled=False)  # a connection of its own, made after the commit (D9)
        try:
            with engine.begin() as connection:
                if not self.dialect.on_primary(connection):
                    raise Blind(
                        "this server is a copy, which may lag behind.",
                        place=self.name,
                        remedy="Name the primary server.",
                    )
                with carrier(connection, self.dialect, self._batch(connection)) as carrying:
                    return verify(carrying, whole, scope, touched, values, self.region)
        finally:
            engine.dispose()

    @told
    def grants(self, map: StoreMap | None, user: str) -> str:
        return grants(map, self._known(), self.dialect, user, self._stated or "temp")

    def close(self) -> None:
        """Forgets what was described and closes every connection, those in use when they come back."""
        if self._engine is not None:
            self._engine.dispose()
        self._engine = self._kind = self._catalogue = self._walk = self._stamp = None

    # ── connections ────────────────────────────────────────────────────────────────────────────────────────────────

    def _open(self) -> sa.Engine:
        engine = self._engine  # another thread may close the store meanwhile: its address has changed
        if engine is None:
            engine = self._engine = self.dialect.engine(self.url, pooled=True)
        return engine

    @contextmanager
    def _reading(self) -> Iterator[Carrier]:
        """A transaction that leaves nothing behind."""
        with self._open().connect() as connection, self._left_clean(connection):
            with carrier(connection, self.dialect, self._batch(connection)) as carrying:
                yield carrying
            connection.rollback()

    @contextmanager
    def _writing(self, before_commit: Callable[[], None]) -> Iterator[Carrier]:
        with self._open().connect() as connection, self._left_clean(connection):
            kind = self._batch(connection)
            if not self.dialect.on_primary(connection):  # what is done on a copy could not be verified either (D9)
                raise StoreError(COPY, place=self.name, remedy="Name the primary server in the store's URL.")
            connection.rollback()
            with self.dialect.writing(connection).begin():
                self.dialect.begun(connection)
                with carrier(connection, self.dialect, kind) as carrying:
                    yield carrying
                before_commit()

    @contextmanager
    def _left_clean(self, connection: sa.Connection) -> Iterator[None]:
        """A connection on which something failed is closed, not used again: temporary tables with keys may be left."""
        try:
            yield
        except BaseException:
            connection.invalidate()
            raise

    def _batch(self, connection: sa.Connection) -> BatchKind:
        kind = self._kind
        if kind is None:
            kind = self._kind = self._stated or self.dialect.carries(connection)
        return kind

    # ── what is known ──────────────────────────────────────────────────────────────────────────────────────────────

    def _known(self) -> Catalogue:
        catalogue = self._catalogue
        if catalogue is None:
            with self._open().connect() as connection:
                catalogue = self._catalogue = describe(connection, self.dialect)
        return catalogue

    def _look_again(self) -> None:
        """Forgets what was described if the schema has changed since: no plan misses a new key or trigger (D7)."""
        with self._open().connect() as connection:
            stamp = self.dialect.stamp(connection)
        if stamp != self._stamp:
            self._catalogue = self._walk = None
            self._stamp = stamp

    def _walk_over(self, map: StoreMap) -> Walk:
        """The map laid over the catalogue, once for each map."""
        whole = self._walk
        if whole is None or whole.map is not map:
            whole = self._walk = walk(map, self._known())
        return whole


def open_store(name: str, url: str, options: Mapping[str, str]) -> SqlStore:
    """The entry point of `garant.plugins`."""
    return SqlStore(name, url, options)
