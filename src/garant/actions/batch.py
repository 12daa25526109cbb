"""A plan opened for running: its requests, the sealed part of each, and what earlier steps of the run left behind."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from garant.actions.instance import Instance, join, read_version
from garant.actions.plans import Shown, shown
from garant.ledger import maps, plans, requests, steps
from garant.ledger.values import Contact, PlanRecord, Request
from garant.rules import records
from garant.rules.plan import Cases, Change, Subject, Touched
from garant.rules.register import Recipient, StoreMap
from garant.stores.identities import normalise
from garant.stores.port import Scope, Store, Wanted


@dataclass(slots=True)
class Batch:
    """The persons of a plan, each under its number: its place among the plan's requests."""

    house: Instance
    record: PlanRecord
    requests: list[Request]
    contacts: Mapping[UUID, Contact]
    parts: list[Mapping[str, Any]]
    dropped: set[UUID] = field(default_factory=set)
    """Requests whose data changed before the deed: they are planned again (D5)."""
    shown: Shown = field(init=False)
    _maps: dict[str, StoreMap] = field(default_factory=dict)
    _cases: dict[str, Cases] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.shown = shown(self.record)

    @property
    def rights(self) -> frozenset[str]:
        return frozenset(self.record.body["rights"])

    @property
    def over(self) -> bool:
        """Whether the run has ended, so that its working data are gone."""
        return self.record.state == "done"

    def live(self) -> list[tuple[int, Request]]:
        """Numbers and requests still in the run."""
        return [(n, r) for n, r in enumerate(self.requests) if r.id not in self.dropped]

    def with_right(self, right: str) -> list[tuple[int, Request]]:
        return [(n, r) for n, r in self.live() if any(x.right == right and x.state == "open" for x in r.rights)]

    def store(self, name: str) -> Store:
        return self.house.store(name)

    def map(self, name: str) -> StoreMap:
        """The map as it was when the plan was drawn, though a newer one may have been applied since."""
        if name not in self._maps:
            self._maps[name] = self._map_then(name)
        return self._maps[name]

    def _map_then(self, name: str) -> StoreMap:
        entry = self.record.body["stores"][name]
        current = self.house.map(name)
        if current.digest == entry["map"]:
            return current
        then = read_version(maps.at(self.house.organisation.id, name, entry["version"]))
        return join([*self.house.register().own, then], self.house.views()).maps[name]

    def cases(self, store: str) -> Cases:
        if store not in self._cases:
            self._cases[store] = records.to_cases(self.record.body["stores"][store].get("cases", {}))
        return self._cases[store]

    def scope(self, store: str, *, deciding: bool) -> Scope:
        """The batch in one store. `deciding` False: only whose rows they are, for reading."""
        cases = self.cases(store) if deciding else {}
        return Scope(self.map(store), tuple(self.subjects(store)), cases, mask=f"erased-{self.record.fingerprint[:8]}")

    def subjects(self, store: str) -> Iterable[Subject]:
        for n, _ in self.live():
            corrected = tuple(
                str(c.new) for c in self.changes(store, n)
            )  # a person keeps their row under a new address
            for subject in records.to_subjects(n, self._of(n, store).get("subjects", ())):
                yield replace(subject, known=subject.known + corrected) if subject.known else subject

    def touched(self, store: str, number: int | None = None) -> list[Touched]:
        numbers = [number] if number is not None else [n for n, _ in self.live()]
        return [t for n in numbers for t in records.to_touched(n, self._of(n, store).get("touched", ()))]

    def changes(self, store: str, number: int) -> list[Change]:
        return records.to_changes(self._of(number, store).get("changes", ()))

    def values(self) -> list[Wanted]:
        """Identifying values to look for again after an erasure (D9)."""
        return [Wanted(n, kind, value) for n, _ in self.live() for kind, value in self.parts[n]["values"]]

    def identities(self, number: int) -> tuple[tuple[str, str], ...]:
        """(kind, value) by which one person is known, each value once however it is spelled."""
        once = {(kind, normalise(kind, value)): (kind, value) for kind, value in reversed(self.parts[number]["values"])}
        return tuple(reversed(once.values()))

    def found(self, number: int) -> bool:
        return any(entry.get("subjects") for entry in self.parts[number]["stores"].values())

    def recipients(self, number: int) -> list[Recipient]:
        """Those to whom what is erased or rectified of this person had been given: nobody else hears of them."""
        if not self.shown.tells:
            return []
        told: dict[str, Recipient] = {}
        for store in self.record.body["stores"]:
            map, cases = self.map(store), self.cases(store)
            written = {c.table for c in self.changes(store, number)}
            for t in self.touched(store, number) if cases else ():
                case = cases[t.table][t.case]
                if case.row == "delete" or case.clear:
                    written.add(t.table)
            for activity in {map.tables[table].activity for table in written}:
                told |= {r: map.recipients[r] for r in map.activities[activity].recipients if r in map.recipients}
        return [told[r] for r in self.shown.tells if r in told]

    def _of(self, number: int, store: str) -> Mapping[str, Any]:
        entry: Mapping[str, Any] = self.parts[number]["stores"].get(store, {})
        return entry

    # ── what steps leave for later ones, sealed under each case key ────────────────────────────────────────────

    def put(self, name: str, contents: Mapping[UUID, Any]) -> None:
        """Keep working data of a step. Called inside the step's ledger transaction."""
        sealed = {(r, name): json.dumps(c, ensure_ascii=False).encode() for r, c in contents.items()}
        plans.put_work(self.house.keyring, self.record.id, sealed)

    def get(self, name: str) -> dict[UUID, Any]:
        found = plans.get_work(self.house.keyring, self.record.id, name, [r.id for _, r in self.live()])
        return {r: json.loads(data) for r, data in found.items()}


def open_batch(house: Instance, plan: UUID) -> Batch:
    """Load a plan for running. One query for each kind of thing, however many persons."""
    record = plans.by_id(plan, house.organisation.id)
    order = [UUID(e["id"]) for e in record.body["requests"]]
    by_id = {r.id: r for r in requests.many(order)}
    several = [by_id[i] for i in order]
    house.keyring.preload([r.key for r in several])
    parts = plans.parts(house.keyring, record.id, order)
    batch = Batch(
        house,
        record,
        several,
        requests.contacts(house.keyring, several),
        [json.loads(parts[i]) for i in order],
    )
    for step in steps.of_plan(plan):
        batch.dropped |= {UUID(i) for i in step.result.get("dropped", ())}
    return batch
