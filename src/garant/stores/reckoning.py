"""Which case takes a row, and what becomes of it: the conditions of `rules.plan` over captured rows (D1).

What they ask of a store is read by its adapter; what follows from it is reckoned here, so that it is the same in
every store.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from garant.errors import StoreError
from garant.rules.plan import (
    AllOf,
    Always,
    AnyOf,
    Case,
    Cases,
    Condition,
    DatedFrom,
    HasKept,
    HasText,
    Key,
    SharedByOthers,
    Touched,
    WithParent,
)
from garant.stores.plain import day_of

UNDECIDED = -1
RECKONING = -2


@dataclass(slots=True, eq=False)
class Held:
    """One captured row of one person. `values`: real column → value as the driver gave it."""

    table: str
    number: int
    key: Key
    values: Mapping[str, Any]
    parents: list[Held] = field(default_factory=list)
    children: list[Held] = field(default_factory=list)
    shared: bool = False
    case: int = UNDECIDED


@dataclass(frozen=True, slots=True)
class Reckoner:
    """Finds each row's case. `real`: (table, the map's column name) → real column."""

    cases: Cases
    real: Mapping[tuple[str, str], str]

    def settle(self, held: Held) -> int:
        """The index of the first case that the row meets; tables without cases have only case 0."""
        if held.case >= 0:
            return held.case
        if held.case == RECKONING:
            raise StoreError("the conditions of the plan turn in a circle.", place=held.table, remedy="Report this.")
        held.case = RECKONING
        held.case = self._first(held)
        return held.case

    def _first(self, held: Held) -> int:
        cases = self.cases.get(held.table, ())
        if not cases:
            return 0
        for place, case in enumerate(cases):
            if self._meets(case.when, held):
                return place
        raise StoreError(
            "no case of the plan takes this row.", place=held.table, remedy="Its last case must be Always."
        )

    def _meets(self, when: Condition, held: Held) -> bool:
        match when:
            case Always():
                return True
            case DatedFrom(column, day):
                dated = day_of(held.values[self.real[held.table, column]])
                return dated is None or dated >= day  # no date is no ground to let go of a duty
            case WithParent():
                return any(self.kept(parent) for parent in held.parents)
            case HasKept(child, numbers):
                kept = (row for row in held.children if row.table == child and self.kept(row))
                return any(not numbers or row.case in numbers for row in kept)
            case SharedByOthers():
                return held.shared
            case HasText(columns):
                said = (held.values[self.real[held.table, column]] for column in columns)
                return any(value is not None and str(value).strip() for value in said)
            case AnyOf(of):
                return any(self._meets(one, held) for one in of)
            case AllOf(of):
                return all(self._meets(one, held) for one in of)

    def kept(self, held: Held) -> bool:
        cases = self.cases.get(held.table, ())
        return not cases or cases[self.settle(held)].row == "keep"


def conditions(cases: tuple[Case, ...]) -> Iterator[Condition]:
    """Every condition of a table's cases, those inside others included."""
    waiting: list[Condition] = [case.when for case in cases]
    while waiting:
        one = waiting.pop()
        yield one
        if isinstance(one, AnyOf | AllOf):
            waiting.extend(one.of)


def dates(cases: tuple[Case, ...]) -> list[str]:
    """The map's columns whose days the cases ask for."""
    return [one.column for one in conditions(cases) if isinstance(one, DatedFrom)]


def texts(cases: tuple[Case, ...]) -> list[str]:
    """The map's columns of which the cases ask whether they say something."""
    return [column for one in conditions(cases) if isinstance(one, HasText) for column in one.columns]


# ── fates ──


@dataclass(slots=True)
class Fates:
    """Per table: keys to delete, and keys to clear by the set of the map's columns that are to be emptied."""

    deletes: dict[str, list[Key]] = field(default_factory=dict)
    clears: dict[str, dict[tuple[str, ...], list[Key]]] = field(default_factory=dict)


def fates(cases: Cases, rows: Iterable[Touched], *, doing: frozenset[int], done_before: frozenset[int]) -> Fates:
    """The one fate of each row of the persons `doing`. Where persons of the batch differ, or one of them drops out,
    the row stays and only what all of them clear is cleared (D3)."""
    ends: dict[tuple[str, Key], tuple[bool, frozenset[str]]] = {}
    written: set[tuple[str, Key]] = set()
    for row in rows:
        agreed = row.number in doing or row.number in done_before
        goes, cleared = _end(cases, row) if agreed else (False, frozenset[str]())
        at = (row.table, row.key)
        if row.number in doing:
            written.add(at)
        if at in ends:
            went, before = ends[at]
            cleared = cleared if went else before if goes else before & cleared
            goes = went and goes
        ends[at] = (goes, cleared)
    found = Fates()
    for (table, key), (goes, cleared) in ends.items():
        if (table, key) not in written:
            continue
        if goes:
            found.deletes.setdefault(table, []).append(key)
        elif cleared:
            found.clears.setdefault(table, {}).setdefault(tuple(sorted(cleared)), []).append(key)
    return found


def _end(cases: Cases, row: Touched) -> tuple[bool, frozenset[str]]:
    mine = cases.get(row.table, ())
    if not mine:
        return False, frozenset()  # nothing was decided for this table: it stays as it is
    case = mine[row.case]
    return case.row == "delete", frozenset(case.clear)
