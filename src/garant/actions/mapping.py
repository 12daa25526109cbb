"""Maps made without writing YAML: the proposal taken as it is, then table by table what somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from garant.actions import access, proposals, register
from garant.actions.access import Actor
from garant.actions.applying import Applied
from garant.actions.instance import Instance
from garant.errors import Changed, NotFound
from garant.law.vocabulary import read_lexicon
from garant.rules.deciding import Decided, decided
from garant.rules.drafts import DraftTable
from garant.rules.guessing import category
from garant.rules.profile import ColumnProfile
from garant.rules.propose import propose as draft
from garant.rules.register import StoreMap
from garant.stores.port import TableInfo


@dataclass(frozen=True, slots=True)
class Offered:
    """What a store has of one table: its columns in their order, and what Garant would say of it where it has a guess.

    `categories`: column → category, of those that the map does not decide and a guess is sure of.
    """

    columns: tuple[str, ...]
    categories: dict[str, str]
    table: DraftTable | None = None


def own(house: Instance, store: str) -> StoreMap:
    """The map of a store as it was written, with its version. Raises NotFound."""
    found = next((m for m in house.register().own if m.store == store), None)
    if found is None:
        raise NotFound("This store has no map yet.", place=store, remedy="Take over the proposal first.")
    return found


def adopt(house: Instance, actor: Actor, store: str, *, language: str = "fr") -> Applied:
    """Take over the proposal as the first map. What it is not sure of waits for a decision and is never touched."""
    if any(m.store == store for m in house.register().own):
        raise Changed("This store has a map already.", place=store, remedy="Open it and decide table by table.")
    return register.apply(house, actor, proposals.propose(house, actor, store, language=language), f"{store}.yaml")


def unmapped(house: Instance, store: str) -> tuple[str, ...]:
    """The tables of a store that its map does not name. Raises StoreError where it cannot be read."""
    known = own(house, store).tables
    found = _tables(house, store)
    return tuple(t.name for t in found.values() if t.kind == "table" and t.name not in known)


def _tables(house: Instance, store: str) -> Mapping[str, TableInfo]:
    """The tables of a store as they are now: checking its map sees whether they changed."""
    opened = house.store(store)
    opened.check(house.map(store))
    return opened.describe().tables


def offered(house: Instance, actor: Actor, store: str, table: str) -> Offered:
    """The columns of a table as the store has them, with a guess for each that nobody decided."""
    access.require(house, actor, "read-register")
    map, found = own(house, store), _tables(house, store)
    if table not in found and table not in map.tables:
        raise NotFound("There is no table of this name.", place=store, remedy="Open the map and choose one.")
    known = map.tables.get(table)
    columns = tuple(
        dict.fromkeys([*(found[table].columns if table in found else ()), *(known.columns if known else ())])
    )
    if known is not None:
        return Offered(columns, {c: _by_name(c) for c in columns if c not in known.columns})
    whole = draft(store, house.store(store).profile())
    drafted = next((t for t in whole.tables if t.name == table), None)
    if drafted is None or drafted.link is None or drafted.link.parent not in map.tables:
        return Offered(columns, {c: _by_name(c) for c in columns})
    guesses = {c.name: "" if c.guess.review else c.guess.category for c in drafted.columns}
    return Offered(columns, guesses, drafted)


def _by_name(column: str) -> str:
    """A guess from a name alone; nothing where it says too little."""
    guess = category(ColumnProfile(column, "text"), read_lexicon())
    return "" if guess.review else guess.category


def decide(house: Instance, actor: Actor, store: str, table: str, said: Decided, expected: int) -> Applied:
    """Keep what somebody decided of a table as a new version of the map.

    `expected`: the version that they saw; raises `Changed` if another came between, `MapError` if it does not fit.
    """
    access.require(house, actor, "register")
    map = own(house, store)
    if map.version != expected:
        raise Changed("Somebody changed this map meanwhile.", place=store, remedy="Look at it again, and decide again.")
    return register.apply(house, actor, register.normal(decided(map, table, said)), f"{store}.yaml")
