"""Some rows of a person, opened for whoever decides about them. Each look is an event, and keeps no copy (A6)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from garant.actions import access, evidence
from garant.actions.access import Actor
from garant.actions.batch import open_batch
from garant.actions.instance import Instance
from garant.actions.search import Choice
from garant.errors import NotFound, WrongState
from garant.ledger.values import Request
from garant.rules.plan import Key, Subject
from garant.rules.register import StoreMap
from garant.stores.port import Scope, Store

LIMIT = 20
TELLING = ("identity.", "contact.", "date.")
"""Categories by which a clerk can tell two persons apart."""

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several rows that match: its digest, and what of it tells who it is."""

    digest: str
    values: Values


def rows(house: Instance, actor: Actor, request: Request, store: str, table: str) -> tuple[Values, ...]:
    """The first rows of a table that the plan of this request found for its person."""
    access.require(house, actor, "plan")
    if request.plan is None:
        raise WrongState("This request has no plan yet.", place=request.reference, remedy="Draw one first.")
    batch = open_batch(house, request.plan)
    if store not in batch.record.body["stores"] or table not in batch.map(store).tables:
        raise NotFound("The plan does not speak of this table.", place=f"{store}.{table}")
    evidence.was_read(house, actor, "samples", request)
    number = next(n for n, r in enumerate(batch.requests) if r.id == request.id)
    mine = tuple(s for s in batch.subjects(store) if s.number == number)
    found = batch.store(store).read(Scope(batch.map(store), mine), [table])
    return tuple(row.values for row in islice(found, LIMIT))


def replaced(house: Instance, actor: Actor, request: Request) -> tuple[tuple[str, ...], ...]:
    """For each correction that was asked: the values that stand there now and that the plan would replace."""
    access.require(house, actor, "plan")
    if request.plan is None:
        return ()
    batch = open_batch(house, request.plan)
    number = next(n for n, r in enumerate(batch.requests) if r.id == request.id)
    evidence.was_read(house, actor, "samples", request)
    held: list[tuple[str, ...]] = []
    for asked in batch.contacts[request.id].changes:
        found = [
            str(c.old)
            for store in batch.record.body["stores"]
            for c in batch.changes(store, number)
            if batch.map(store).tables[c.table].columns[c.column].category == asked["field"] and c.new == asked["new"]
        ]
        held.append(tuple(dict.fromkeys(value for value in found if value not in ("", "None"))))
    return tuple(held)


def candidates(house: Instance, actor: Actor, request: Request, choice: Choice) -> tuple[Candidate, ...]:
    """The rows among which a clerk chooses, with what tells the persons apart (D12)."""
    access.require(house, actor, "identify")
    evidence.was_read(house, actor, "matches", request)
    read = _reader(house.store(choice.store), house.map(choice.store), choice.kind)
    return tuple(Candidate(d, read(k)) for d, k in zip(choice.digests, choice.keys, strict=True))


def _reader(store: Store, map: StoreMap, kind: str) -> Any:
    person = map.persons[kind]
    columns = _telling(map, person.table)

    def read(key: Key) -> Values:
        scope = Scope(map, (Subject(0, kind, key),))
        row = next(iter(store.read(scope, [person.table])), None)
        return {c: row.values[c] for c in columns if row is not None and row.values.get(c) is not None}

    return read


def _telling(map: StoreMap, table: str) -> Sequence[str]:
    return [c.name for c in map.tables[table].columns.values() if c.category.startswith(TELLING)]
