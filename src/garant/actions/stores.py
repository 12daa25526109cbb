"""The stores that are declared: add, try, list, print the least privileges, remove."""

from __future__ import annotations

from collections.abc import Mapping

from garant import plugins
from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import UsageError
from garant.ledger import events, setup, stores
from garant.ledger.values import NewEvent, StoreRecord
from garant.rules.plan import Limits


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
    opened = plugins.open_store(name, url, options=options or {})
    try:
        schema = opened.describe()
    finally:
        opened.close()
    now = house.clock()
    with setup.transaction():
        record = stores.add(
            house.keyring, house.organisation.id, name, schema.engine, url, dict(options or {}), limits or Limits(), now
        )
        public = {"store": name, "engine": schema.engine}
        events.append(house.keyring, [NewEvent("store.added", now, actor.label, public)])
    return record


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


def grants(house: Instance, actor: Actor, name: str, user: str = "garant") -> str:
    """The least privileges that the store's user needs, for its engine."""
    access.require(house, actor, "store")
    return house.store(name).grants(house.register().maps.get(name), user)
