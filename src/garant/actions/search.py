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
from garant.stores.identities import normalise
from garant.stores.port import Match, Store, Wanted

ROUNDS = 3
"""How far unique values are followed from store to store: a customer number leads to a till, the till to a card."""

NOBODY = "none"
"""What a clerk chooses when none of several matching rows is this person's."""

Asked = Sequence[tuple[Request, Contact]]
At = tuple[str, int, str, Key]
"""Store, person's number, kind and key of a row that matched."""
Group = Mapping[At, Match]


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
    refused: set[At] = field(default_factory=set)
    """Rows that a clerk has said are somebody else's."""

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


def search(house: Instance, everywhere: Sequence[Place], asked: Asked) -> Found:
    """Look for each person (by place in `asked`) in every store, by verified identities and what they lead to."""
    found = Found()
    wanted = {
        Wanted(n, i.kind, i.value) for n, (_, contact) in enumerate(asked) for i in contact.identities if i.verified
    }
    for w in wanted:
        found.values[w.number].add((w.kind, w.value))
    refused: set[At] = set()
    while True:
        trail = _follow(house, everywhere, asked, wanted, refused)
        doubts = [g for g in _grouped(trail.matches).values() if not trail.sure(g)]
        more = {at for group in doubts for at in _turned_down(house, asked, group)} - refused
        if not more:
            break
        refused |= more  # what a row that is not theirs led to is not theirs either: look again without it
    for group in _grouped({at: m for at, m in trail.matches.items() if at not in refused}).values():
        _settle(house, trail, asked, group, found)
    found.refused |= refused
    return found


@dataclass(slots=True)
class _Trail:
    """What verified identities led to. `shown`: person's number → (kind, normalised value) of all that was followed."""

    maps: Mapping[str, StoreMap]
    matches: dict[At, Match] = field(default_factory=dict)
    shown: dict[int, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))

    def unique(self, at: At) -> frozenset[str]:
        """The kinds of identity that belong to one person only, where this row stands."""
        store, _, kind, _ = at
        return self.maps[store].persons[kind].unique

    def sure(self, group: Group) -> bool:
        """Whether nobody need be asked: one row, which does not bear another person's unique value (a phone number
        that two share finds the one who is there, with an e-mail address that is not the verified one)."""
        at, match = next(iter(group.items()))
        theirs = {(k, normalise(k, v)) for k, v in match.identities if k in self.unique(at)}
        shown = self.shown[match.number]
        differ = {k for k, _ in theirs} & {k for k, _ in shown}
        return len(group) == 1 and (not differ or bool(theirs & shown))

    def leads(self, at: At) -> set[Wanted]:
        """The values of a row by which other rows of the same person are found."""
        match = self.matches[at]
        return {Wanted(match.number, k, v) for k, v in match.identities if k in self.unique(at) and v}


def _follow(
    house: Instance, everywhere: Sequence[Place], asked: Asked, wanted: set[Wanted], refused: set[At]
) -> _Trail:
    """Every match, by verified identities and by the unique values of the rows that are surely this person's."""
    trail = _Trail({p.name: p.map for p in everywhere})
    known, fresh = set(wanted), set(wanted)
    for turn in range(ROUNDS):
        for w in fresh:
            trail.shown[w.number].add((w.kind, normalise(w.kind, w.value)))
        for place in everywhere if fresh else ():
            for match in find(place, fresh):
                at = (place.name, match.number, match.kind, match.key)
                if turn == 0 or match.by in trail.unique(at):  # stores are joined by unique values only (D12)
                    trail.matches.setdefault(at, match)
        led_to: set[Wanted] = set()
        for group in _grouped({at: m for at, m in trail.matches.items() if at not in refused}).values():
            theirs = group if trail.sure(group) else group.keys() - _turned_down(house, asked, group)
            if trail.sure(group) or _chosen(house, asked, group):
                led_to.update(*(trail.leads(at) for at in theirs))
        fresh = led_to - known
        known |= led_to
    return trail


def _grouped(matches: Group) -> dict[tuple[str, int, str], dict[At, Match]]:
    """The matches of one person and one kind in one store, of which a clerk chooses if they are several."""
    groups: dict[tuple[str, int, str], dict[At, Match]] = defaultdict(dict)
    for at, match in matches.items():
        groups[at[:3]][at] = match
    return groups


def _chosen(house: Instance, asked: Asked, group: Group) -> bool:
    chosen = asked[next(iter(group))[1]][1].chosen
    return NOBODY in chosen or any(_digest(house, at) in chosen for at in group)


def _turned_down(house: Instance, asked: Asked, group: Group) -> set[At]:
    """The rows of which a clerk said, by choosing others, that they are somebody else's."""
    if not _chosen(house, asked, group):
        return set()
    return {at for at in group if _digest(house, at) not in asked[at[1]][1].chosen}


def find(place: Place, wanted: Iterable[Wanted]) -> tuple[Match, ...]:
    """The rows of a store that bear one of the wanted values."""
    kinds = {kind for person in place.map.persons.values() for kind in person.identities}
    relevant = sorted((w for w in wanted if w.kind in kinds), key=lambda w: (w.number, w.kind, w.value))
    return place.store.find(list(place.map.persons.values()), relevant) if relevant else ()


def _settle(house: Instance, trail: _Trail, asked: Asked, group: Group, found: Found) -> None:
    """One match is the person; doubts go to the clerk, who may have chosen already."""
    store, number, kind, _ = next(iter(group))
    if not trail.sure(group) and not _chosen(house, asked, group):
        keys = {_digest(house, at): at[3] for at in group}
        by = next(iter(group.values())).by
        digests = tuple(sorted(keys))
        found.choices.append(Choice(asked[number][0].id, store, kind, by, digests, tuple(keys[d] for d in digests)))
        return
    for at in group:
        bears = tuple(sorted({value for _, value in group[at].identities if value}))
        found.subjects[store].append(Subject(number, kind, at[3], bears))
        found.values[number].update((w.kind, w.value) for w in trail.leads(at))


def _digest(house: Instance, at: At) -> str:
    store, _, kind, key = at
    return digest(house, store, kind, key)


def digest(house: Instance, store: str, kind: str, key: Key) -> str:
    """A keyed name for a row that a page may carry: it tells nothing of the key."""
    return house.keyring.fingerprint(repr((store, kind, key)).encode()).hex()[:16]


def sizes(place: Place) -> Mapping[str, int]:
    """Rows of each mapped table, as the store estimates them."""
    tables = place.store.describe().tables
    return {name: tables[name].rows for name in place.map.tables if name in tables}
