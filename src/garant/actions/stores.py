"""The stores that are declared: add, try, move, print the least privileges, put copies back, remove."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from garant import plugins
from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import GarantError, NotFound, UsageError
from garant.ledger import events, setup, stores
from garant.ledger.values import NewEvent, StoreRecord
from garant.rules.plan import Limits
from garant.stores.port import KeepsCopies

NO_COPY = "No sealed copy lies beside this store's files."
NO_COPY_LEFT = "A copy goes when its deed is verified, when it is put back, and at its end."


def add(
    house: Instance,
    actor: Actor,
    name: str,
    url: str,
    *,
    options: Mapping[str, str] | None = None,
    limits: Limits | None = None,
) -> StoreRecord:
    """Declare a store after looking at it. Its address and password are kept sealed (D15)."""
    access.require(house, actor, "store")
    if not name.isidentifier():
        raise UsageError("A store's name is one word of letters and digits.", place=name, remedy="For example: shop.")
    if any(r.name == name for r in house.records()):
        raise UsageError("There is a store of this name already.", place=name, remedy="Choose another name.")
    url = _whole(url)
    with closing(plugins.open_store(name, url, options=options or {})) as opened:
        engine = opened.describe().engine
    now = house.clock()
    with setup.transaction():
        record = stores.add(
            house.keyring, house.organisation.id, name, engine, url, dict(options or {}), limits or Limits(), now
        )
        public = {"store": name, "engine": engine}
        events.append(house.keyring, [NewEvent("store.added", now, actor.label, public)])
    return record


def move(house: Instance, actor: Actor, name: str, url: str) -> tuple[str, ...]:
    """Give a store another address: a password that changed, a server that moved. What does not fit the map there.

    Every process that holds the store open lets go of the old address at its next use.
    """
    access.require(house, actor, "store")
    record = stores.by_name(house.organisation.id, name)
    url = _whole(url)
    mapped = house.register().maps.get(name)
    with closing(plugins.open_store(name, url, options=record.options)) as opened:
        engine = opened.describe().engine
        if engine != record.engine:
            raise UsageError(
                f"The store is of {record.engine}, and {engine} answers at this address.",
                place=name,
                remedy="Declare it as another store, with a map of its own.",
            )
        found = opened.check(mapped) if mapped else ()
    with setup.transaction():
        stores.set_url(house.keyring, record, url)
        public = {"store": name, "engine": engine}
        events.append(house.keyring, [NewEvent("store.moved", house.clock(), actor.label, public)])
    return found


def _whole(url: str) -> str:
    """An address that names a file, from the root of the file system: a worker may be started in another folder."""
    scheme = url.partition(":")[0]
    sign = plugins.FILES.get(scheme.partition("+")[0].casefold())
    if sign is None or not (path := url.removeprefix(scheme).removeprefix(sign)) or path.startswith(("/", ":")):
        return url
    return f"{scheme}{sign}{Path(path).absolute()}"


def test(house: Instance, name: str) -> tuple[str, ...]:
    """What of the store does not fit its map. Raises StoreError if it cannot be reached."""
    mapped = house.register().maps.get(name)
    store = house.store(name)
    if mapped is None:
        store.describe()
        return ()
    return store.check(mapped)


def remove(house: Instance, actor: Actor, name: str) -> None:
    """Let go of a store and of its address. Its data stay where they are; its maps and its evidence stay here."""
    access.require(house, actor, "store")
    record = stores.by_name(house.organisation.id, name)
    with setup.transaction():
        stores.remove(record, house.clock())


def put_back(house: Instance, actor: Actor, name: str) -> tuple[str, ...]:
    """Put the sealed copies of a store's files in their place: what a deed did that was never verified is undone."""
    access.require(house, actor, "store")
    store = house.store(name)
    if not isinstance(store, KeepsCopies) or not store.copies():
        raise NotFound(NO_COPY, place=name, remedy=NO_COPY_LEFT)
    with setup.transaction():
        files = store.put_back()
        public = {"store": name, "files": len(files)}
        events.append(house.keyring, [NewEvent("store.restored", house.clock(), actor.label, public)])
    return files


@dataclass(frozen=True, slots=True)
class Kept:
    """A sealed copy that lies beside a store's file, and the day on which it goes by itself (A7)."""

    file: str
    made: datetime
    until: date


def copies(house: Instance, actor: Actor, name: str) -> tuple[Kept, ...]:
    """The sealed copies beside a store's files: each from before a deed that was never verified."""
    access.require(house, actor, "check")
    store = house.store(name)
    days = timedelta(days=house.law().durations["copy"])
    found = store.copies() if isinstance(store, KeepsCopies) else ()
    return tuple(Kept(copy.file, copy.made, house.day(copy.made + days)) for copy in found)


def let_go(house: Instance, actor: Actor, name: str) -> tuple[str, ...]:
    """Destroy the sealed copies of a store's files: what was done to them stays, and cannot be put back any more."""
    access.require(house, actor, "store")
    store = house.store(name)
    files = store.let_go() if isinstance(store, KeepsCopies) else ()
    if not files:
        raise NotFound(NO_COPY, place=name, remedy=NO_COPY_LEFT)
    _ended(house, actor.label, name, files, "decided")
    return files


def end_copies(house: Instance) -> int:
    """Destroy the copies whose duration is over; returns how many. A store that cannot be reached is left for later."""
    before = house.clock() - timedelta(days=house.law().durations["copy"])
    gone = 0
    for record in house.records():
        try:
            store = house.store(record.name)
            files = store.let_go(before) if isinstance(store, KeepsCopies) else ()
        except (GarantError, OSError):
            continue
        if files:
            _ended(house, "system", record.name, files, "expired")
            gone += len(files)
    return gone


def _ended(house: Instance, who: str, name: str, files: tuple[str, ...], why: str) -> None:
    public = {"store": name, "files": len(files), "why": why}
    with setup.transaction():
        events.append(house.keyring, [NewEvent("store.copies-ended", house.clock(), who, public)])


def grants(house: Instance, actor: Actor, name: str, user: str = "garant") -> str:
    """The least privileges that the store's user needs, for its engine."""
    access.require(house, actor, "store")
    return house.store(name).grants(house.register().maps.get(name), user)
