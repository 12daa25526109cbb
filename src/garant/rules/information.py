"""What is collected, by whom, why, who uses it, where it is kept and who gets it: the seven columns of a privacy plan.

A structured value: faces draw it. Every item of every activity is a row, and what is missing is said, never left blank.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from garant.law.information import InformationWords
from garant.law.provisions import Law
from garant.rules.processing import Item, PlaceKind, Processing, Register
from garant.rules.register import Words

Storage = Literal["paper", "electronic", "third-party"]
STORAGE: Mapping[PlaceKind, Storage] = {"paper": "paper", "third-party": "third-party"}
"""Everything else that keeps data is electronic (S0-15), and so is a store."""
Gap = Literal["no-collector", "no-purpose"]


@dataclass(frozen=True, slots=True)
class Row:
    """One datum. `reasons`, `shared` …: names to show; `shared` is never empty. `gaps`: what keeps it from ready."""

    activity: str
    item: str
    heading: str
    category: str
    name: Words
    collected: tuple[Words, ...]
    reasons: tuple[Words, ...]
    used: tuple[Words, ...]
    stored: tuple[Words, ...]
    storage: frozenset[Storage]
    shared: tuple[Words, ...]
    gaps: tuple[Gap, ...] = ()

    @property
    def ready(self) -> bool:
        """Whether nothing is missing that the plan stands on (S0-07)."""
        return "no-purpose" not in self.gaps


@dataclass(frozen=True, slots=True)
class Section:
    """The rows under one heading (S0-04)."""

    heading: str
    name: Words
    rows: tuple[Row, ...]


def information(register: Register, law: Law, words: InformationWords) -> tuple[Section, ...]:
    """The table, heading by heading in the order of the catalogue. It is derived anew from what stands (S0-03)."""
    made = _Rows(register, law, words)
    rows = [made.row(a, item) for a in register.activities.values() for item in a.items.values()]
    sections = (
        Section(heading, name, tuple(r for r in rows if r.heading == heading))
        for heading, name in words.headings.items()
    )
    return tuple(section for section in sections if section.rows)


def kept(sections: Iterable[Section], storage: Storage) -> tuple[Row, ...]:
    """The rows that one section of the security plan is about: paper, electronic files, third parties (S0-09)."""
    return tuple(row for section in sections for row in section.rows if storage in row.storage)


def access(register: Register) -> dict[str, tuple[tuple[str, str], ...]]:
    """Role or recipient → (activity, item) of everything that it collects or uses: the access matrix (S0-08)."""
    found: dict[str, list[tuple[str, str]]] = {role: [] for role in register.roles}
    for activity in register.activities.values():
        for item in activity.items.values():
            for hand in dict.fromkeys((*item.collected_by, *item.used_by)):
                found.setdefault(hand, []).append((activity.id, item.id))
    return {hand: tuple(items) for hand, items in found.items()}


class _Rows:
    def __init__(self, register: Register, law: Law, words: InformationWords) -> None:
        self.register = register
        self.law = law
        self.words = words

    def row(self, activity: Processing, item: Item) -> Row:
        reasons = tuple(activity.purposes[p].name for p in item.purposes if p in activity.purposes)
        shared = tuple(map(self.party, dict.fromkeys((*item.shared_with, *activity.recipients))))
        gaps: list[Gap] = []
        if not item.collected_by:
            gaps.append("no-collector")
        if not reasons:
            gaps.append("no-purpose")
        return Row(
            activity=activity.id,
            item=item.id,
            heading=self.words.heading(item.category),
            category=item.category,
            name=item.name or self.law.words.get(item.category, _same(item.category)),
            collected=self.several(item.collected_by, self.hand),
            reasons=reasons or (self.words.words["no-purpose"],),
            used=self.several(item.used_by, self.hand),
            stored=self.several(item.kept, self.place),
            storage=frozenset(map(self.storage, item.kept)),
            shared=shared or (self.words.words["no-third-party"],),
            gaps=tuple(gaps),
        )

    def several(self, names: tuple[str, ...], say: Callable[[str], Words]) -> tuple[Words, ...]:
        return tuple(map(say, names)) or (self.words.words["not-said"],)

    def hand(self, name: str) -> Words:
        role = self.register.roles.get(name)
        return role.name if role else self.party(name)

    def party(self, name: str) -> Words:
        party = self.register.recipients.get(name)
        return _same(party.name if party else name)

    def place(self, name: str) -> Words:
        place = self.register.places.get(name)
        return _same(place.name if place else name)

    def storage(self, name: str) -> Storage:
        place = self.register.places.get(name)
        return "electronic" if place is None else STORAGE.get(place.kind, "electronic")


def _same(text: str) -> Words:
    """A name that is the same in every language."""
    return {"fr": text, "en": text}
