"""Counts of a plan: which rows share a fate, until when, for which reason; and which limits they pass (D14)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.law.provisions import Law
from garant.rules import duties
from garant.rules.plan import Case, Cases, Count, Limits, Touched, Why

Fate = Literal["erase", "mask", "keep", "undecided"]
TEXT_WAITS = "text-waits"
"""Why a text stays that was asked for and not handed over: erased, nobody could ever hand it over (art. 15, 17)."""
UNDECIDED = ("undecided", TEXT_WAITS)
Group = tuple[str, Fate, tuple[str, ...], Why, date | None]


FEW = 20
"""Up to so many written rows, a table’s share is not looked at: one customer of twelve is 8 % and says nothing."""


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows by fate. A row whose columns are cleared while others are held counts once, as masked."""

    erase: int = 0
    mask: int = 0
    keep: int = 0
    undecided: int = 0

    @property
    def found(self) -> int:
        return self.erase + self.mask + self.keep + self.undecided

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.erase + other.erase,
            self.mask + other.mask,
            self.keep + other.keep,
            self.undecided + other.undecided,
        )


def ends(touched: Iterable[Touched], cases: Cases, law: Law, year_end: tuple[int, int]) -> dict[tuple[int, str], date]:
    """(person number, duty) → the date until which that person's last document under the duty is kept (D2)."""
    last: dict[tuple[int, str], date] = {}
    for t in touched:
        case = cases[t.table][t.case]
        if case.duty and _dated(case) and t.day is not None:
            end = duties.until(law.duties[case.duty], year_end, t.day)
            at = (t.number, case.duty)
            last[at] = max(end, last.get(at, end))
    return last


def until_of(
    t: Touched, case: Case, law: Law, year_end: tuple[int, int], last: Mapping[tuple[int, str], date]
) -> date | None:
    """Until when a kept row stays: by its own date, else by the person's last document; None if no date says."""
    if case.duty is None:
        return None
    if _dated(case) and t.day is not None:
        return duties.until(law.duties[case.duty], year_end, t.day)
    return last.get((t.number, case.duty))


def _dated(case: Case) -> bool:
    """Whether the row is a document under the duty itself: others stay because of documents, and with the last one."""
    return case.why.code in ("duty", "with-its-document")


def counts(
    store: str, touched: Iterable[Touched], cases: Cases, law: Law, year_end: tuple[int, int]
) -> tuple[Count, ...]:
    """One line for each table, fate, set of columns, reason and date; in the order of the map."""
    rows: dict[Group, int] = defaultdict(int)
    for _, group in grouped(touched, cases, law, year_end):
        rows[group] += 1
    order = {table: i for i, table in enumerate(cases)}
    ordered = sorted(rows.items(), key=lambda item: (order[item[0][0]], item[0][1], item[0][4] or date.max))
    return tuple(Count(store, table, fate, n, columns, why, until) for (table, fate, columns, why, until), n in ordered)


def grouped(
    touched: Iterable[Touched], cases: Cases, law: Law, year_end: tuple[int, int]
) -> Iterator[tuple[Touched, Group]]:
    """Each row with each fate that it meets: one whose columns are cleared while others are held meets two."""
    touched = list(touched)
    last = ends(touched, cases, law, year_end)
    for t in touched:
        case = cases[t.table][t.case]
        if case.row == "delete":
            yield t, (t.table, "erase", (), case.why, None)
            continue
        if case.clear:
            yield t, (t.table, "mask", case.clear, case.cleared_why or case.why, None)
        if case.waits:
            yield t, (t.table, "undecided", case.waits, Why(TEXT_WAITS, (), case.why.activity), None)
        if case.why.code in UNDECIDED:
            yield t, (t.table, "undecided", (), case.why, None)
        elif case.holds or not case.clear:
            yield t, (t.table, "keep", case.holds, case.why, until_of(t, case, law, year_end, last))


def totals(touched: Iterable[Touched], cases: Cases) -> Totals:
    """Each row once, under the strongest thing that happens to it."""
    erase = mask = keep = undecided = 0
    for t in touched:
        case = cases[t.table][t.case]
        if case.row == "delete":
            erase += 1
        elif case.clear:
            mask += 1
        elif case.why.code in UNDECIDED:
            undecided += 1
        else:
            keep += 1
    return Totals(erase, mask, keep, undecided)


def passed(
    limits: Limits, persons: int, touched: Iterable[Touched], cases: Cases, sizes: Mapping[str, int]
) -> list[str]:
    """The limits that a plan passes, each as "persons 12 > 1". `sizes`: table → its rows."""
    written: dict[str, int] = defaultdict(int)
    for t in touched:
        case = cases[t.table][t.case]
        if case.row == "delete" or case.clear:
            written[t.table] += 1
    over = []
    if persons > limits.persons:
        over.append(f"persons {persons} > {limits.persons}")
    if (total := sum(written.values())) > limits.rows:
        over.append(f"rows {total} > {limits.rows}")
    for table, n in written.items():
        size = sizes.get(table, 0)
        if size and n > FEW and n / size > limits.share:
            over.append(f"{table} {n} of {size} rows > {limits.share:.0%}")
    return over
