"""Every row of a batch of persons: set by set along the map's links, then the case of each row (D1–D4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from garant.rules.plan import Key, SharedByOthers, Touched
from garant.stores.plain import day_of, key_of, sortable
from garant.stores.port import ForeignKey, Scope, TableInfo
from garant.stores.reckoning import Held, Reckoner, conditions, dates, texts
from garant.stores.sql.batch import Carrier
from garant.stores.sql.keys import fits, stored
from garant.stores.sql.links import Mapped, Walk

Rows = dict[tuple[int, Key], Held]
"""The rows of one table by (person's number, key)."""
Extra = Mapping[str, Sequence[str]]
"""Table → more real columns to read with its rows."""
Held_by = dict[tuple[Any, ...], list[Held]]


@dataclass(frozen=True, slots=True)
class Captured:
    """The rows of every mapped table, parents first, each with its case settled."""

    walk: Walk
    tables: Mapping[str, Rows]
    rows: tuple[Held, ...]
    """In a stable order: by table as in the walk, person's number, key."""
    touched: tuple[Touched, ...]
    """The same rows, as they cross the port."""


def capture(carrier: Carrier, walk: Walk, scope: Scope, *, lock: bool = False, extra: Extra | None = None) -> Captured:
    """Reads under lock when `lock`, so that what was seen is what the same transaction then changes."""
    reading = _Reading(carrier, walk, scope, lock, extra or {})
    for mapped in walk:
        reading.table(mapped)
    for name in reading.tables:
        reading.mark_shared(walk.tables[name])
    reckoner = Reckoner(scope.cases, _real_names(walk, scope))
    for rows in reading.tables.values():
        for held in rows.values():
            reckoner.settle(held)
    ordered = [
        held
        for rows in reading.tables.values()
        for held in sorted(rows.values(), key=lambda held: (held.number, sortable(held.key)))
    ]
    days = _Days(walk)
    touched = (Touched(held.table, held.number, held.key, held.case, days.of(held)) for held in ordered)
    return Captured(walk, reading.tables, tuple(ordered), tuple(touched))


class _Days:
    """The date of each row: its own, or where its table declares none, the latest of the rows it hangs on."""

    def __init__(self, walk: Walk) -> None:
        self.columns = {mapped.name: mapped.date for mapped in walk}

    def of(self, held: Held) -> date | None:
        own = self.columns[held.table]
        if own is not None:
            return day_of(held.values[own])
        return max(filter(None, map(self.of, held.parents)), default=None)


@dataclass(slots=True)
class _Reading:
    carrier: Carrier
    walk: Walk
    scope: Scope
    lock: bool
    extra: Extra
    tables: dict[str, Rows] = field(default_factory=dict)

    def table(self, mapped: Mapped) -> None:
        """The rows of one table: a person's own, else those that hang on rows already read."""
        rows: Rows = self.tables.setdefault(mapped.name, {})
        wanted = self._columns(mapped)
        if mapped.join is None:
            for kind, person in self.walk.map.persons.items():
                if person.table == mapped.name:
                    self._persons(mapped, kind, wanted, rows)
            return
        parents: Held_by = {}
        for above in self.tables[mapped.join.parent].values():
            link = tuple(above.values[name] for name in mapped.join.parent_columns)
            if self._joins(link, mapped, mapped.join.columns):
                parents.setdefault(link, []).append(above)
        groups = list(parents.values())
        keys = [(place, *link) for place, link in enumerate(parents)]
        for place, values in self._select(mapped, mapped.join.columns, keys, wanted):
            for above in groups[place]:
                held = _add(rows, mapped, above.number, values)
                held.parents.append(above)
                above.children.append(held)

    def _persons(self, mapped: Mapped, kind: str, wanted: Sequence[str], rows: Rows) -> None:
        subjects = [subject for subject in self.scope.subjects if subject.kind == kind]
        names = self.walk.root_key(kind)
        infos = [(mapped.info.columns[name], mapped.relation.c[name]) for name in names]
        keys = [
            (place, *(stored(part, info, column) for part, (info, column) in zip(subject.key, infos, strict=True)))
            for place, subject in enumerate(subjects)
        ]
        person = self.walk.map.persons[kind]
        bears = [mapped.real(column) for columns in person.identities.values() for column in columns]
        for place, values in self._select(mapped, names, keys, list(dict.fromkeys([*wanted, *bears]))):
            known = subjects[place].known
            if not known or any(str(values[name]) in known for name in bears):  # else the key is another's by now
                _add(rows, mapped, subjects[place].number, values)

    def _select(
        self, mapped: Mapped, on: Sequence[str], keys: Sequence[tuple[Any, ...]], wanted: Sequence[str]
    ) -> Iterator[tuple[int, dict[str, Any]]]:
        columns = [mapped.relation.c[name] for name in on]
        for batch in self.carrier.carry(columns, keys):
            same = [column == batch.c[f"c{place}"] for place, column in enumerate(columns)]
            query = sa.select(batch.c.n, *(mapped.relation.c[name] for name in wanted)).select_from(
                batch.join(mapped.relation, sa.and_(*same))
            )
            if self.lock and "update" in mapped.info.may:  # to lock a row is a right of those who may change it
                query = self.carrier.dialect.locking(query, mapped.relation)
            for row in self.carrier.connection.execute(query):
                yield row[0], dict(zip(wanted, row[1:], strict=True))

    def _columns(self, mapped: Mapped) -> list[str]:
        """Key, dates, and whatever a link to or from this table goes by."""
        wanted = [*mapped.key, *([mapped.date] if mapped.date else ())]
        for below in self.walk.children(mapped.name):
            assert below.join is not None
            wanted += below.join.parent_columns
        cases = self.scope.cases.get(mapped.name, ())
        wanted += [mapped.real(column) for column in (*dates(cases), *texts(cases))]
        return list(dict.fromkeys([*wanted, *self.extra.get(mapped.name, ())]))

    def _joins(self, link: tuple[Any, ...], mapped: Mapped, columns: Sequence[str]) -> bool:
        infos = [mapped.info.columns[name] for name in columns]
        return all(value is not None and fits(value, info) for value, info in zip(link, infos, strict=True))

    # ── shared rows (D3) ───────────────────────────────────────────────────────────────────────────────────────────

    def mark_shared(self, mapped: Mapped) -> None:
        """Marks the rows at which somebody else's row points: all pointing rows, less the person's own."""
        rows = self.tables[mapped.name]
        asked = any(isinstance(one, SharedByOthers) for one in conditions(self.scope.cases.get(mapped.name, ())))
        if not rows or not asked:
            return
        for info, key in self.walk.pointers(mapped):
            if "select" not in info.may or key.columns[0] not in info.columns:
                for held in rows.values():
                    held.shared = True  # what cannot be counted may be another's: the row stays
                continue
            every = self._pointing(mapped, info, key)
            own = self._own_pointing(mapped, info, key)
            for (number, at), held in rows.items():
                held.shared = held.shared or every.get(at, 0) > own.get((number, at), 0)

    def _pointing(self, mapped: Mapped, info: TableInfo, key: ForeignKey) -> dict[Key, int]:
        """How many rows of `info` point at each captured row of `mapped`."""
        distinct = list({at: held for (_, at), held in self.tables[mapped.name].items()}.items())
        keys = [(place, *(held.values[name] for name in mapped.key)) for place, (_, held) in enumerate(distinct)]
        found: dict[Key, int] = {}
        pointing = self.walk.catalogue.relations[info.name].alias("pointing")
        for batch in self.carrier.carry(mapped.key_columns(), keys):
            at = [column == batch.c[f"c{place}"] for place, column in enumerate(mapped.key_columns())]
            on = [
                pointing.c[theirs] == mapped.relation.c[ours]
                for theirs, ours in zip(key.columns, key.target, strict=True)
            ]
            joined = batch.join(mapped.relation, sa.and_(*at)).join(pointing, sa.and_(*on))
            query = sa.select(batch.c.n, sa.func.count()).select_from(joined).group_by(batch.c.n)
            for place, count in self.carrier.connection.execute(query):
                found[distinct[place][0]] = found.get(distinct[place][0], 0) + count
        return found

    def _own_pointing(self, mapped: Mapped, info: TableInfo, key: ForeignKey) -> dict[tuple[int, Key], int]:
        """How many of each person's own captured rows of `info` point at each row of `mapped`."""
        source = self.walk.by_real.get(info.name)
        found: dict[tuple[int, Key], int] = {}
        if source is None:
            return found
        mine = list(self.tables[source.name].values())
        keys = [(place, *(held.values[name] for name in source.key)) for place, held in enumerate(mine)]
        pointing = source.relation.alias("pointing")
        for batch in self.carrier.carry(source.key_columns(), keys):
            at = [pointing.c[name] == batch.c[f"c{place}"] for place, name in enumerate(source.key)]
            on = [
                pointing.c[theirs] == mapped.relation.c[ours]
                for theirs, ours in zip(key.columns, key.target, strict=True)
            ]
            joined = batch.join(pointing, sa.and_(*at)).join(mapped.relation, sa.and_(*on))
            for row in self.carrier.connection.execute(sa.select(batch.c.n, *mapped.key_columns()).select_from(joined)):
                at_key = (mine[row[0]].number, key_of(row[1:]))
                found[at_key] = found.get(at_key, 0) + 1
        return found


def _add(rows: Rows, mapped: Mapped, number: int, values: dict[str, Any]) -> Held:
    key = key_of([values[name] for name in mapped.key])
    return rows.setdefault((number, key), Held(mapped.name, number, key, values))


def _real_names(walk: Walk, scope: Scope) -> dict[tuple[str, str], str]:
    return {
        (name, column): walk.tables[name].real(column)
        for name, cases in scope.cases.items()
        if name in walk.tables
        for column in (*dates(cases), *texts(cases))
    }
