"""What the checks look at, gathered by whoever asks: the register, the maps, counts over the stores, the law."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from garant.law.findings import MeasureKind
from garant.law.provisions import Law
from garant.law.sharing import SharingTerms
from garant.law.transfers import Transfers
from garant.rules.findings import Code
from garant.rules.passwords import SHORTEST
from garant.rules.processing import Item, Processing, Purpose, Register
from garant.rules.profile import Profile
from garant.rules.register import StoreMap, Words


@dataclass(frozen=True)
class Facts:
    """All that is declared and counted on a day. `register` None: nothing is declared yet but maps.

    `maps`, `profiles`: by store; a store without a profile was not reached or is not asked for. `stores`: each that is
    declared, with a map or without. `floor`: characters that Garant itself asks of a password.
    """

    register: Register | None
    maps: Mapping[str, StoreMap]
    law: Law
    today: date
    measures: Mapping[str, MeasureKind]
    sharing: SharingTerms
    transfers: Transfers
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    stores: Collection[str] = ()
    floor: int = SHORTEST

    @cached_property
    def categories(self) -> Mapping[str, frozenset[str]]:
        """Store → every category that its map declares, and what those are part of."""
        return {
            store: frozenset(
                wider for t in map.tables.values() for c in t.columns.values() for wider in parts(c.category)
            )
            for store, map in self.maps.items()
            if not map.instructions
        }

    def activities(self) -> Iterator[Processing]:
        if self.register is not None:
            yield from self.register.activities.values()

    def purposes(self) -> Iterator[tuple[Processing, Purpose]]:
        for activity in self.activities():
            for purpose in activity.purposes.values():
                yield activity, purpose

    def items(self) -> Iterator[tuple[Processing, Item]]:
        for activity in self.activities():
            for item in activity.items.values():
                yield activity, item

    def store_of(self, place: str) -> str:
        """The store that a place of the register is, or ""."""
        if place in self.maps:
            return place
        declared = self.register.places.get(place) if self.register else None
        return declared.store if declared is not None else ""

    def reached(self, place: str) -> bool:
        """Whether the place is a store that Garant reads itself: one by hand may be a binder."""
        store = self.store_of(place)
        return bool(store) and not (store in self.maps and self.maps[store].instructions)


def parts(code: str) -> Iterator[str]:
    """A dotted code, then each that it is part of: "contact.email", "contact"."""
    while code:
        yield code
        code = code.rpartition(".")[0]


def called(name: Words, otherwise: str) -> Words | str:
    """The name of an entry in words, else its id."""
    return name or otherwise


def item_name(item: Item) -> Words | Code:
    """What a datum is called, else the words of its category."""
    return item.name or Code(item.category)


def item_place(activity: Processing, item: Item) -> str:
    return f"activities.{activity.id}.items.{item.id}"


def purpose_place(activity: Processing, purpose: Purpose) -> str:
    return f"activities.{activity.id}.purposes.{purpose.id}"
