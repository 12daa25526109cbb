"""Every row of a batch of persons: table by table along the map's links, then the case of each row (D1–D4)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from garant.errors import StoreError
from garant.rules.plan import Key, SharedByOthers, Touched
from garant.stores.plain import sortable
from garant.stores.port import Scope
from garant.stores.reckoning import Held, Reckoner, conditions, dates, texts
from garant.stores.sheets.values import day_in, joined, joined_key, said
from garant.stores.sheets.walk import Joined, Mapped, Walk

AT = ""
"""The name under which a held row bears its place in its grid: no column has an empty name."""
Rows = dict[tuple[int, Key], Held]
"""The rows of one table by (person's number, key)."""


@dataclass(frozen=True, slots=True)
class Captured:
    """The rows of every mapped table, parents first, each with its case settled."""

    walk: Walk
    tables: Mapping[str, Rows]
    rows: tuple[Held, ...]
    """In a stable order: by table as in the walk, person's number, key."""
    touched: tuple[Touched, ...]
    """The same rows, as they cross the port."""


def capture(walk: Walk, scope: Scope) -> Captured:
    """Raises `StoreError` where a row cannot be told from another: it has no key, or shares it."""
    reading = _Reading(walk, scope)
    for mapped in walk:
        reading.table(mapped)
    for name in reading.tables:
        reading.mark_shared(walk.tables[name])
    real = {
        (name, column): walk.tables[name].real(column)
        for name, cases in scope.cases.items()
        if name in walk.tables
        for column in (*dates(cases), *texts(cases))
    }
    reckoner = Reckoner(scope.cases, real)
    for rows in reading.tables.values():
        for held in rows.values():
            reckoner.settle(held)
    ordered = tuple(
        held
        for rows in reading.tables.values()
        for held in sorted(rows.values(), key=lambda held: (held.number, sortable(held.key)))
    )
    dated = {mapped.name: mapped.date for mapped in walk}
    touched = (Touched(held.table, held.number, held.key, held.case, _day(held, dated)) for held in ordered)
    return Captured(walk, reading.tables, ordered, tuple(touched))


def _day(held: Held, dates: Mapping[str, str | None]) -> date | None:
    """A row's own date, or where its table declares none, the latest of the rows it hangs on."""
    own = dates[held.table]
    if own is not None:
        day: date | None = held.values[own]
        return day
    return max(filter(None, (_day(parent, dates) for parent in held.parents)), default=None)


@dataclass(slots=True)
class _Reading:
    walk: Walk
    scope: Scope
    tables: dict[str, Rows] = field(default_factory=dict)

    def table(self, mapped: Mapped) -> None:
        """The rows of one table: a person's own, else those that hang on rows already read."""
        rows: Rows = self.tables.setdefault(mapped.name, {})
        if mapped.join is None:
            for kind, person in self.walk.map.persons.items():
                if person.table == mapped.name:
                    self._persons(mapped, kind, rows)
        else:
            parents: dict[Joined, list[Held]] = {}
            above = self.walk.tables[mapped.join.parent]
            for held in self.tables[mapped.join.parent].values():
                link = _joined(above, held, mapped.join.parent_columns)
                if all(link):
                    parents.setdefault(link, []).append(held)
            for link, places in mapped.at(mapped.join.columns, parents).items():
                for at in places:
                    for parent in parents[link]:
                        held = self._add(rows, mapped, parent.number, at)
                        held.parents.append(parent)
                        parent.children.append(held)
        mapped.by_key(frozenset(joined_key(key) for _, key in rows))

    def _persons(self, mapped: Mapped, kind: str, rows: Rows) -> None:
        person = self.walk.map.persons[kind]
        subjects = [subject for subject in self.scope.subjects if subject.kind == kind]
        bears = mapped.places([column for columns in person.identities.values() for column in columns])
        places = mapped.places(person.key) or mapped.key_places
        found = mapped.at(places, frozenset(joined_key(subject.key) for subject in subjects))
        for subject in subjects:
            for at in found.get(joined_key(subject.key), ()):
                record = mapped.grid.record(at)
                if not subject.known or any(said(record[place]) in subject.known for place in bears):
                    self._add(rows, mapped, subject.number, at)  # else the key is another's by now

    def _add(self, rows: Rows, mapped: Mapped, number: int, at: int) -> Held:
        record = mapped.grid.record(at)
        if not all(joined(record[place]) for place in mapped.key_places):
            raise StoreError(
                f"row {mapped.grid.line(at)} has no value in the key {', '.join(mapped.key)}.",
                place=mapped.name,
                remedy="Give it one in the file.",
            )
        key = mapped.key_of(record)
        if (number, key) not in rows:
            values: dict[str, object] = {AT: at}
            for column in texts(self.scope.cases.get(mapped.name, ())):
                name = mapped.real(column)
                values[name] = said(record[mapped.place(name)])
            for name in self._dates(mapped):
                values[name] = day_in(record[mapped.place(name)])
            rows[number, key] = Held(mapped.name, number, key, values)
        return rows[number, key]

    def _dates(self, mapped: Mapped) -> list[str]:
        named = [mapped.real(column) for column in dates(self.scope.cases.get(mapped.name, ()))]
        return [*named, *([mapped.date] if mapped.date else ())]

    # ── shared rows (D3) ───────────────────────────────────────────────────────────────────────────────────────────

    def mark_shared(self, mapped: Mapped) -> None:
        """Marks the rows at which somebody else's row points: all pointing rows, less the person's own."""
        rows = self.tables[mapped.name]
        asked = any(isinstance(one, SharedByOthers) for one in conditions(self.scope.cases.get(mapped.name, ())))
        if not rows or not asked:
            return
        for source, places, target in self.walk.pointers(mapped):
            links = {at: _joined(mapped, held, target) for at, held in rows.items()}
            every = source.at(places, frozenset(links.values()))
            own = Counter((held.number, _joined(source, held, places)) for held in self.tables[source.name].values())
            for (number, key), held in rows.items():
                link = links[number, key]
                held.shared = held.shared or len(every.get(link, ())) > own[number, link]


def _joined(mapped: Mapped, held: Held, places: Sequence[int]) -> Joined:
    record = mapped.grid.record(held.values[AT])
    return tuple(joined(record[place]) for place in places)
