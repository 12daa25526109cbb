"""Who is this, in every store? Verified identities first, then values that belong to one person only (D12)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from garant.actions.instance import Instance
from garant.errors import MapError
from garant.ledger.values import Contact, Request
from garant.rules.plan import Key, Subject
from garant.rules.register import StoreMap
from garant.stores.port import Match, Store, Wanted

ROUNDS = 3
"""How far unique values are followed from store to store: a customer number leads to a till, the till to a card."""


@dataclass(frozen=True, slots=True)
class Place:
    """One store that is searched, with its map."""

    name: str
    store: Store
    map: StoreMap


@dataclass(frozen=True, slots=True)
class Choice:
    """Rows of one kind that match one person's request, of which only a clerk can say which is theirs."""

    request: UUID
    store: str
    kind: str
    by: str
    digests: tuple[str, ...]
    keys: tuple[Key, ...] = field(default=(), repr=False)
    """The rows themselves, in the order of their digests; they never leave this process."""


@dataclass(slots=True)
class Found:
    """What a search found: store → subjects; identifying values by person, to look for after an erasure; doubts."""

    subjects: dict[str, list[Subject]] = field(default_factory=lambda: defaultdict(list))
    values: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    choices: list[Choice] = field(default_factory=list)

    def numbers(self) -> set[int]:
        return {s.number for several in self.subjects.values() for s in several}


def places(house: Instance, *, manual: bool = False) -> list[Place]:
    """The stores that have a map, each checked against it: a table that vanished stops here, not in the middle."""
    found = []
    register = house.register()
    for record in house.records():
        mapped = register.maps.get(record.name)
        if mapped is None:
            raise MapError(
                "This store has no map yet, so a search would not be complete.",
                place=record.name,
                remedy=f"`garant store propose {record.name}`, then `garant register apply FILE`; or remove the store.",
            )
        if bool(mapped.instructions) != manual:
            continue
        store = house.store(record.name)
        if not manual and (problems := store.check(mapped)):
            raise MapError(
                problems[0],
                place=record.name,
                remedy="Correct the map and apply it again; `garant check` lists everything that does not fit.",
            )
        found.append(Place(record.name, store, mapped))
    return found


def search(house: Instance, everywhere: Sequence[Place], asked: Sequence[tuple[Request, Contact]]) -> Found:
    """Look for each person (by place in `asked`) in every store, by verified identities and what they lead to."""
    found = Found()
    wanted = {
        Wanted(n, i.kind, i.value) for n, (_, contact) in enumerate(asked) for i in contact.identities if i.verified
    }
    for w in wanted:
        found.values[w.number].add((w.kind, w.value))
    matches: dict[str, dict[tuple[int, str, Key], Match]] = defaultdict(dict)
    fresh = set(wanted)
    for _ in range(ROUNDS):
        if not fresh:
            break
        news = [(p, m) for p in everywhere for m in _find(p, fresh)]
        for place, match in news:
            matches[place.name].setdefault((match.number, match.kind, match.key), match)
        led_to = {w for place, match in news for w in _unique_values(place.map, match)}
        fresh = led_to - wanted
        wanted |= led_to
    for place in everywhere:
        _settle(house, place, asked, matches[place.name].values(), found)
    return found


def _find(place: Place, wanted: Iterable[Wanted]) -> tuple[Match, ...]:
    kinds = {kind for person in place.map.persons.values() for kind in person.identities}
    relevant = sorted((w for w in wanted if w.kind in kinds), key=lambda w: (w.number, w.kind, w.value))
    return place.store.find(list(place.map.persons.values()), relevant) if relevant else ()


def _unique_values(map: StoreMap, match: Match) -> Iterable[Wanted]:
    unique = map.persons[match.kind].unique
    return (Wanted(match.number, kind, value) for kind, value in match.identities if kind in unique and value)


def _settle(
    house: Instance,
    place: Place,
    asked: Sequence[tuple[Request, Contact]],
    matches: Iterable[Match],
    found: Found,
) -> None:
    """One match is the person; several of one kind go to the clerk, who may have chosen already."""
    groups: dict[tuple[int, str], list[Match]] = defaultdict(list)
    for match in matches:
        groups[match.number, match.kind].append(match)
    for (number, kind), several in groups.items():
        request, contact = asked[number]
        if len(several) > 1:
            by_digest = {digest(house, place.name, kind, m.key): m for m in several}
            chosen = [by_digest[d] for d in contact.chosen if d in by_digest]
            if not chosen:
                choice = Choice(
                    request.id,
                    place.name,
                    kind,
                    several[0].by,
                    tuple(sorted(by_digest)),
                    tuple(by_digest[d].key for d in sorted(by_digest)),
                )
                found.choices.append(choice)
                continue
            several = chosen
        for match in several:
            found.subjects[place.name].append(Subject(number, kind, match.key))
            found.values[number].update((w.kind, w.value) for w in _unique_values(place.map, match))


def digest(house: Instance, store: str, kind: str, key: Key) -> str:
    """A keyed name for a row that a page may carry: it tells nothing of the key."""
    return house.keyring.fingerprint(repr((store, kind, key)).encode()).hex()[:16]


def sizes(place: Place) -> Mapping[str, int]:
    """Rows of each mapped table, as the store estimates them."""
    tables = place.store.describe().tables
    return {name: tables[name].rows for name in place.map.tables if name in tables}
