"""What erasures left standing, and until when: every kept row is due on a day that was written down at once (D2).

It lists and reminds. Kept also means restricted: no store of ours marks a row, so the owner's software gets the list of
the rows that serve nothing else. Rows whose day has come are erased by their owner; retention runs are not built yet.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.requests import references
from garant.errors import GarantError
from garant.ledger import events, plans, steps
from garant.ledger.setup import transaction
from garant.ledger.values import NewEvent, PlanRecord
from garant.rules import records, tally
from garant.rules.plan import Case, Key, Touched, Why
from garant.rules.register import StoreMap
from garant.rules.remains import identities


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of one table that an erasure kept, for one reason, until the end of a day.

    `until` None: as long as the reason lasts. `columns`: what of the rows stays; empty: all of it. `requests`: the ids
    of the requests whose plan it was.
    """

    plan: UUID
    store: str
    table: str
    rows: int
    columns: tuple[str, ...]
    until: date | None
    why: Why
    requests: tuple[UUID, ...]

    def over(self, today: date) -> bool:
        """Whether the last day of the reason has passed."""
        return self.until is not None and self.until < today


def kept(house: Instance, actor: Actor) -> tuple[Due, ...]:
    """What executed plans kept, the earliest end first, what has no date last. Counts and dates only: no person."""
    access.require(house, actor, "check")
    found = [
        Due(plan.id, c.store, c.table, c.rows, c.columns, c.until, c.why, tuple(_asked(plan)))
        for plan in plans.executed(house.organisation.id)
        for c in map(records.to_count, plan.body["counts"])
        if c.fate == "keep"
    ]
    return tuple(sorted(found, key=lambda due: (due.until or date.max, due.store, due.table)))


# ── the rows themselves, for the software that must leave them alone ────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class KeptRow:
    """One row that serves nothing but its reason. `key_columns` is empty where the store could not be asked."""

    store: str
    table: str
    key_columns: tuple[str, ...]
    key: Key
    columns: tuple[str, ...]
    until: date | None
    why: Why
    reference: str


@dataclass(frozen=True, slots=True)
class KeptRows:
    """The list. `closed`: erasures whose file has ended, so that their rows can no longer be named by us (A7)."""

    rows: tuple[KeptRow, ...]
    closed: int


def rows(house: Instance, actor: Actor) -> KeptRows:
    """Each kept row by its key. It tells whose data stand where: reading it is an event for each request (A6)."""
    access.require(house, actor, "check")
    found: list[KeptRow] = []
    closed = 0
    read: Counter[tuple[UUID, str]] = Counter()
    key_columns = _keys_of(house)
    for plan in plans.executed(house.organisation.id):
        asked = [r for r in _asked(plan) if r not in _dropped(plan)]
        parts = plans.parts(house.keyring, plan.id, asked)
        closed += len(asked) - len(parts)
        named = references(house, parts)
        for request, part in parts.items():
            for store, touched, case, until in _kept(house, plan, json.loads(part)):
                names = key_columns(store, touched.table)
                row = (store, touched.table, names, touched.key, case.holds, until, case.why, named[request])
                found.append(KeptRow(*row))
                read[request, store] += 1
    _was_read(house, actor, read)
    return KeptRows(tuple(found), closed)


def known(house: Instance, store: str, map: StoreMap) -> frozenset[tuple[str, Key, str]]:
    """(table, key, kind of identity) of every row that erasures left in a store with that identity: it never went, so
    it is not back. Of persons whose file has ended nothing is known any more, nor are they remembered (A7)."""
    found: set[tuple[str, Key, str]] = set()
    for plan in plans.executed(house.organisation.id):
        cases = records.to_cases(plan.body["stores"].get(store, {}).get("cases", {}))
        if not cases:
            continue
        asked = [r for r in _asked(plan) if r not in _dropped(plan)]
        for part in plans.parts(house.keyring, plan.id, asked).values():
            rows = records.to_touched(0, json.loads(part)["stores"].get(store, {}).get("touched", ()))
            found |= {(t.table, t.key, kind) for t, kind, stays in identities(map, rows, cases) if stays}
    return frozenset(found)


def _asked(plan: PlanRecord) -> list[UUID]:
    return [UUID(e["id"]) for e in plan.body["requests"]]


def _dropped(plan: PlanRecord) -> set[UUID]:
    """Persons whose data had changed: nothing was done to them under this plan (D5)."""
    return {UUID(i) for step in steps.of_plan(plan.id) for i in step.result.get("dropped", ())}


def _kept(
    house: Instance, plan: PlanRecord, part: Mapping[str, Any]
) -> Iterator[tuple[str, Touched, Case, date | None]]:
    """(store, row, its case, its end) of one person's rows that stay for a reason."""
    law, year_end = house.law(), house.organisation.year_end
    for store, entry in plan.body["stores"].items():
        cases = records.to_cases(entry.get("cases", {}))
        touched = records.to_touched(0, part["stores"].get(store, {}).get("touched", ())) if cases else []
        last = tally.ends(touched, cases, law, year_end)
        for t in touched:
            case = cases[t.table][t.case]
            if case.row == "keep" and case.why.code != "undecided" and (case.holds or not case.clear):
                yield store, t, case, tally.until_of(t, case, law, year_end, last)


def _keys_of(house: Instance) -> Callable[[str, str], tuple[str, ...]]:
    """(store, table) → the names of its key's columns: the map's, else the database's own; () if it cannot be asked."""
    known: dict[tuple[str, str], tuple[str, ...]] = {}

    def look(store: str, table: str) -> tuple[str, ...]:
        map = house.register().maps.get(store)
        person = map.person_of(table) if map else None
        declared = (map.tables[table].key if map and table in map.tables else ()) or (person.key if person else ())
        if declared:
            return declared
        try:
            info = house.store(store).describe().tables.get(table)
        except GarantError:
            return ()
        return info.key if info else ()

    def key_columns(store: str, table: str) -> tuple[str, ...]:
        if (store, table) not in known:
            known[store, table] = look(store, table)
        return known[store, table]

    return key_columns


def _was_read(house: Instance, actor: Actor, read: Mapping[tuple[UUID, str], int]) -> None:
    capacity = {"what": "kept rows", "capacity": actor.role or actor.kind}
    now = house.clock()
    with transaction():
        events.append(
            house.keyring,
            [
                NewEvent("data.read", now, actor.label, {**capacity, "store": store, "rows": n}, request=request)
                for (request, store), n in read.items()
            ],
        )
