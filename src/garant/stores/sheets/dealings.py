"""Who has bought something: records of the tables that make a customer, for some persons or for everybody (S1-18)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Subject
from garant.stores.sheets.values import day_in, joined, joined_key
from garant.stores.sheets.walk import Joined, Mapped, Walk

Reached = list[tuple[int, int, date | None]]
"""Records with the place of the subject they belong to, and their day."""


def dealings(walk: Walk, subjects: Sequence[Subject]) -> tuple[Dealings, ...]:
    found: dict[int, Dealings] = {}
    for kind, person in walk.map.persons.items():
        mine = [(at, subject) for at, subject in enumerate(subjects) if subject.kind == kind]
        if not person.customer_when or not mine:
            continue
        root = walk.tables[person.table]
        keys = {joined_key(subject.key) for _, subject in mine}
        rows = root.at(root.places(person.key) or root.key_places, frozenset(keys))
        own: Reached = [(record, at, None) for at, s in mine for record in rows.get(joined_key(s.key), ())]
        reached = [(at, day) for name in person.customer_when for _, at, day in _below(walk, name, root, own)]
        for at, subject in mine:
            days = [day for whose, day in reached if whose == at]
            dated = [day for day in days if day is not None]
            found[at] = Dealings(subject.number, kind, len(days), min(dated, default=None), max(dated, default=None))
    return tuple(found[at] for at in sorted(found))


def _below(walk: Walk, name: str, root: Mapped, own: Reached) -> Reached:
    """The records of a table that hang, however far, on these of the person's own."""
    reached = own
    for mapped in reversed(_chain(walk, name, root)):
        join = mapped.join
        assert join is not None
        above: dict[Joined, Reached] = {}
        for link, one in zip(_links(walk.tables[join.parent], join.parent_columns, reached), reached, strict=True):
            if all(link):
                above.setdefault(link, []).append(one)
        date_at = mapped.place(mapped.date) if mapped.date else None
        below: Reached = []
        for link, records in mapped.at(join.columns, above).items():
            for record in records:
                day = day_in(mapped.grid.record(record)[date_at]) if date_at is not None else None
                below += [
                    (record, whose, day if date_at is not None else inherited) for _, whose, inherited in above[link]
                ]
        reached = below
    return reached


def _links(mapped: Mapped, places: Sequence[int], reached: Reached) -> Iterable[Joined]:
    for record, _, _ in reached:
        values = mapped.grid.record(record)
        yield tuple(joined(values[place]) for place in places)


def tally(walk: Walk) -> tuple[Tally, ...]:
    counted = []
    for kind, person in walk.map.persons.items():
        root = walk.tables[person.table]
        bought = {at for name in person.customer_when for at in _buyers(walk, name, root)}
        counted.append(Tally(kind, len(root.grid), len(bought) if person.customer_when else None))
    return tuple(counted)


def _buyers(walk: Walk, name: str, root: Mapped) -> set[int]:
    """The person's own records on which some record of a table hangs, from that table upwards."""
    records: Iterable[int] = range(len(walk.tables[name].grid))
    for mapped in _chain(walk, name, root):
        join = mapped.join
        assert join is not None
        columns = mapped.grid.columns(join.columns)
        links = {tuple(joined(column[at]) for column in columns) for at in records}
        parent = walk.tables[join.parent]
        found = parent.at(join.parent_columns, frozenset(link for link in links if all(link)))
        records = {at for several in found.values() for at in several}
    return set(records)


def _chain(walk: Walk, name: str, root: Mapped) -> list[Mapped]:
    """The table and those it hangs on, up to the person's own, which is left out."""
    chain = [walk.tables[name]]
    while (join := chain[-1].join) is not None and join.parent != root.name:
        chain.append(walk.tables[join.parent])
    return chain
