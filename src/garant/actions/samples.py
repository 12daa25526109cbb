"""Rows shown to a clerk while a plan is read or a match is chosen. Each showing is a reading, and is recorded (A6)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from garant.actions import access, evidence, search
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import WrongState
from garant.ledger import plans, requests
from garant.ledger.values import Request
from garant.rules import records
from garant.rules.plan import Subject
from garant.stores.port import Scope

FEW = 5


@dataclass(frozen=True, slots=True)
class Sample:
    """Some rows of one table. `total` counts all that were read for the person."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, Any], ...]
    total: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of several rows that match: enough of it to tell persons apart, under the digest that names it (D12)."""

    digest: str
    store: str
    kind: str
    values: Mapping[str, Any]


def of_plan(house: Instance, actor: Actor, request: Request, store: str, table: str, *, few: int = FEW) -> Sample:
    """The person's rows of one table that the plan touches, at most `few`."""
    access.require(house, actor, "plan")
    if request.plan is None:
        raise WrongState("There is no plan yet.", place=request.reference, remedy="Draw it first.")
    part = json.loads(plans.part(house.keyring, request.plan, request.id))
    subjects = records.to_subjects(0, part["stores"].get(store, {}).get("subjects", ()))
    mapped = house.map(store)
    rows = [r.values for r in house.store(store).read(Scope(mapped, tuple(subjects)), [table])] if subjects else []
    evidence.was_read(house, actor, f"{store}.{table}", request)
    return Sample(tuple(mapped.tables[table].columns), tuple(islice(rows, few)), len(rows))


def candidates(house: Instance, actor: Actor, request: Request) -> tuple[Candidate, ...]:
    """The rows between which a clerk must choose, with the columns that tell persons apart."""
    access.require(house, actor, "identify")
    contact = requests.contact(house.keyring, request)
    places = {p.name: p for p in search.places(house)}
    found = search.search(house, list(places.values()), [(request, contact)])
    listed = []
    for choice in found.choices:
        place = places[choice.store]
        person = place.map.persons[choice.kind]
        told = _telling(place.map.tables[person.table].columns)
        subjects = tuple(Subject(i, choice.kind, key) for i, key in enumerate(choice.keys))
        for row in place.store.read(Scope(place.map, subjects), [person.table]):
            digest = search.digest(house, choice.store, choice.kind, choice.keys[row.number])
            values = {c: row.values[c] for c in told if c in row.values}
            listed.append(Candidate(digest, choice.store, choice.kind, values))
    evidence.was_read(house, actor, "matching rows", request)
    return tuple(listed)


def _telling(columns: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(name for name, c in columns.items() if c.category.startswith(("identity.", "contact.")))
