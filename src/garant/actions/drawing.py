"""A plan in the making: what is decided for each store and each person, and the public body that stands for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal
from uuid import UUID

from garant.actions import search
from garant.actions.instance import Instance
from garant.actions.search import Found, Place
from garant.errors import StoreError, UsageError
from garant.ledger.values import Contact, Request
from garant.rules import persons, records, tally
from garant.rules import requests as life
from garant.rules.decisions import FACTS, Erasure, decide_erasure, reached
from garant.rules.plan import Cases, Change, Count, Limits, Subject, Touched
from garant.rules.register import Column, StoreMap, Table
from garant.rules.tally import Totals
from garant.stores.port import Row, Scope, TableInfo

Place3 = tuple[str, str, str]
"""(store, table, column)"""
TextChoice = Literal["hand-over", "wait", "erase"]
"""Of a free text that is asked for and would be erased: handed over, kept until somebody decides, or erased unread."""
READING = frozenset({"access", "portability"})
WRITING = frozenset({"erasure", "rectification"})


def unnamed(table: Table, known: TableInfo) -> list[str]:
    """Columns of a mapped table that the map does not name; keys and links only tie rows together."""
    ties = {*known.key, *(table.link.columns if table.link else ())}
    return [c for c in known.columns if c not in table.columns and c not in ties]


def facts_of(request: Request) -> Mapping[str, bool]:
    """The facts that somebody stated for an erasure (E2)."""
    for right in request.rights:
        if right.right == "erasure":
            stated: Mapping[str, bool] = right.detail.get("facts", {})
            return stated
    return {}


class Drawing:
    """A plan in the making: one body for all, one sealed part for each request."""

    def __init__(
        self,
        house: Instance,
        pairs: list[tuple[Request, Contact]],
        everywhere: list[Place],
        found: Found,
        *,
        release: bool,
        texts: Mapping[Place3, TextChoice],
    ) -> None:
        self.house, self.pairs, self.found, self.everywhere = house, pairs, found, everywhere
        self.law = house.law()
        self.release, self.choices = release, texts
        self.texts: list[list[Any]] = []
        self.rights = life.in_order(r.right for r in pairs[0][0].rights if r.state == "open")
        scope = pairs[0][1].scope
        if any(c.scope != scope for _, c in pairs):
            raise UsageError("These requests do not cover the same activities.", remedy="Plan them separately.")
        self.erasure = Erasure(self.law, house.organisation.year_end, house.today(), facts_of(pairs[0][0]), scope)
        self.stores: dict[str, Any] = {}
        self.counts: list[Count] = []
        self.totals = Totals()
        self.over: list[str] = []
        self.parts: dict[int, dict[str, Any]] = defaultdict(dict)
        self.dealings: list[persons.Dealings] = []
        self._persons_within_limits()

    def _persons_within_limits(self) -> None:
        for place in self.everywhere:
            limit = self.house_limits(place.name).persons
            per: dict[tuple[int, str], int] = defaultdict(int)
            for s in self.found.subjects.get(place.name, ()):
                per[s.number, s.kind] += 1
            most = max(per.values(), default=0)
            if most > limit and WRITING & set(self.rights):
                self.over.append(f"{place.name}: persons {most} > {limit} in one request")

    def house_limits(self, store: str) -> Limits:
        return next(r.limits for r in self.house.records() if r.name == store)

    def add(self, place: Place) -> None:
        subjects = tuple(self.found.subjects.get(place.name, ()))
        entry: dict[str, Any] = {"map": place.map.digest, "version": place.map.version, "found": len(subjects)}
        for s in subjects:
            self.parts[s.number].setdefault(place.name, {"subjects": []})
        for number, part in self.parts.items():
            if place.name in part:
                part[place.name]["subjects"] = records.from_subjects(s for s in subjects if s.number == number)
        if subjects and persons.tells(place.map):
            self.dealings += place.store.dealings(Scope(place.map, subjects))
        if READING & set(self.rights):
            touched = place.store.capture(Scope(place.map, subjects)) if subjects else ()
            entry["reads"] = len(touched)
        if "rectification" in self.rights:
            self._rectification(place, subjects, entry)
        if "erasure" in self.rights:
            self._erasure(place, subjects, entry)
        self.stores[place.name] = entry

    def _erasure(self, place: Place, subjects: tuple[Subject, ...], entry: dict[str, Any]) -> None:
        waits = self._texts(place, subjects)
        cases = decide_erasure(place.map, replace(self.erasure, waits=waits))
        scope = Scope(place.map, subjects, cases)
        notes = place.store.preview(scope)
        if errors := [n for n in notes if n.startswith("error: ")]:
            raise StoreError(
                errors[0].removeprefix("error: "),
                place=place.name,
                remedy="Correct the map (a mask, `erase: fields`, a missing table), or give the right that is missing "
                "(`garant store grants`), and plan again.",
            )
        touched = place.store.capture(scope) if subjects else ()
        self._count(place, cases, touched)
        entry |= {"cases": records.from_cases(cases), "notes": list(notes), "touched": len(touched)}
        by_number: dict[int, list[Touched]] = defaultdict(list)
        for t in touched:
            by_number[t.number].append(t)
        for number, several in by_number.items():
            self.parts[number][place.name]["touched"] = records.from_touched(several)

    def _texts(self, place: Place, subjects: tuple[Subject, ...]) -> frozenset[tuple[str, str]]:
        """Texts that are asked for and would be erased unread (art. 15(4)): counted, with what was chosen for each.

        Those that wait are not erased. Unless somebody says otherwise, that is all of them: access comes first.
        """
        if not READING & set(self.rights) or not subjects:
            return frozenset()
        marked = {t.name: [c.name for c in t.columns.values() if c.free_text] for t in place.map.tables.values()}
        tables = [name for name, columns in marked.items() if columns]
        counted: dict[tuple[str, str], int] = defaultdict(int)
        for row in place.store.read(Scope(place.map, subjects), tables) if tables else ():
            for column in marked.get(row.table, ()):
                counted[row.table, column] += bool(row.values.get(column))
        waits = set()
        for (table, column), count in counted.items():
            if count:
                usual: TextChoice = "hand-over" if self.release else "wait"
                choice = self.choices.get((place.name, table, column), usual)
                self.texts.append([place.name, table, column, count, choice])
                if choice == "wait":
                    waits.add((table, column))
        return frozenset(waits)

    def _count(self, place: Place, cases: Cases, touched: Sequence[Touched]) -> None:
        self.counts += tally.counts(place.name, touched, cases, self.law, self.house.organisation.year_end)
        self.totals += tally.totals(touched, cases)
        limits = self.house_limits(place.name)
        self.over += [f"{place.name}: {o}" for o in tally.passed(limits, 0, touched, cases, search.sizes(place))]

    def _rectification(self, place: Place, subjects: tuple[Subject, ...], entry: dict[str, Any]) -> None:
        changes = 0
        rows = list(place.store.read(Scope(place.map, subjects))) if subjects else []
        for number, (_, contact) in enumerate(self.pairs):
            mine = [r for r in rows if r.number == number]
            planned = _changes(place.map, contact, mine)
            if planned:
                self.parts[number][place.name]["changes"] = records.from_changes(planned)
            changes += len(planned)
        entry["changes"] = changes

    def part(self, number: int) -> dict[str, Any]:
        values = sorted(self.found.values.get(number, ()))
        part = {"stores": self.parts.get(number, {}), "values": [list(v) for v in values]}
        told = [place.name for place in self.everywhere if persons.tells(place.map)]
        found = persons.standing([d for d in self.dealings if d.number == number], told)
        if found is not None and number in self.found.numbers():
            part["standing"] = persons.to_record(found)
        return part

    def body(self, digests: Mapping[UUID, str]) -> dict[str, Any]:
        """The public body: counts, reasons, versions, digests. Nothing in it names a person or a key."""
        numbers = self.found.numbers()
        return {
            "plan": 1,
            "on": self.house.today().isoformat(),
            "law": self.law.version,
            "register": self.house.register().digest,
            "rights": list(self.rights),
            "facts": {f: bool(self.erasure.facts.get(f)) for f in FACTS} if "erasure" in self.rights else {},
            "scope": list(self.erasure.scope),
            "stores": self.stores,
            "manual": [p.name for p in search.places(self.house, manual=True)],
            "counts": [records.from_count(c) for c in self.counts],
            "totals": [self.totals.erase, self.totals.mask, self.totals.keep, self.totals.undecided],
            "free_text": self._marked(lambda c: c.free_text) if READING & set(self.rights) else [],
            "release": self.release,
            "texts": self.texts,
            "undecided": self._undecided(),
            "over": self.over,
            "tells": self._tells(),
            "requests": [
                {"id": str(r.id), "digest": digests[r.id], "found": n in numbers} for n, (r, _) in enumerate(self.pairs)
            ],
        }

    def _marked(self, test: Callable[[Column], bool]) -> list[list[str]]:
        return [
            [p.name, t.name, c.name]
            for p in self.everywhere
            for t in p.map.tables.values()
            for c in t.columns.values()
            if test(c) and self.found.subjects.get(p.name)
        ]

    def _undecided(self) -> list[list[str]]:
        """Columns that nobody has decided: marked so in the map, or in a mapped table and not in the map at all."""
        found = [[p.name, t, c] for p in self.everywhere for t, c in p.map.undecided]
        for place in self.everywhere:
            known = place.store.describe().tables
            for table in place.map.tables.values():
                if table.name in known:
                    found += [[place.name, table.name, c] for c in unnamed(table, known[table.name])]
        return found

    def _tells(self) -> list[str]:
        """Recipients of what is erased or rectified (art. 19), processors among them (art. 28)."""
        if not WRITING & set(self.rights):
            return []
        activities = {
            p.map.tables[c.table].activity
            for p in self.everywhere
            for c in self.counts
            if c.store == p.name and c.fate in ("erase", "mask")
        }
        for p in self.everywhere:
            changes = [c for part in self.parts.values() for c in part.get(p.name, {}).get("changes", ())]
            activities |= {p.map.tables[c.table].activity for c in records.to_changes(changes)}
        known = self.house.register()
        return sorted({r for a in activities for r in known.activities[a].recipients if r in known.recipients})


def _changes(map: StoreMap, contact: Contact, rows: Sequence[Row]) -> list[Change]:
    """The values to set: every column of the asked category that holds the old value, or any if none is given."""
    planned = []
    for change in contact.changes:
        places = reached(map, change["field"])
        for table, column, rewritable in places:
            if not rewritable:
                continue  # E1: an issued document says what was true then
            if not change.get("old") and sum(t == table for t, _, _ in places) > 1:
                continue  # a first and a last name: which of them is wrong was not said
            for row in rows:
                if row.table != table or column not in row.values:
                    continue
                old = row.values[column]
                if same(old, change.get("old")) and old != change["new"]:
                    planned.append(Change(table, row.key, column, old, change["new"]))
    return planned


def same(stored: Any, stated: str | None) -> bool:
    """Whether a stored value is the one that the person says is wrong. Nothing stated: it is."""
    return not stated or " ".join(str(stored).split()).casefold() == " ".join(stated.split()).casefold()
