"""What an erasure does to each table, what a person may carry away, which values a rectification reaches.

Pure: a map, the law in force, facts and a date in; cases with their articles out. Stores compile the cases (D1).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import get_args

from garant.law.provisions import Duty, Law
from garant.law.purposes import within
from garant.rules import duties
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
    SharedByOthers,
    Why,
    WithParent,
)
from garant.rules.register import Activity, Basis, Column, StoreMap, Table
from garant.rules.tally import TEXT_WAITS

FACTS = ("running-contract", "unpaid-bill", "open-dispute")
"""What only somebody at the organisation can know (E2). A plan names those that it rests on; agreeing states them."""

DUTY_UNKNOWN = "duty-unknown"
"""Why a document stays whose activity names a duty to keep that the law here does not know: no rule is no licence."""

WAITING = frozenset({"undecided", "needed-by-undecided-rows"})
"""Why a row stays though no law asks for it: somebody has still to say what it holds."""

NO_LONGER_NEEDED = ("no-longer-needed", ("gdpr/17/1/a",))  # asking to erase is not yet objecting, art. 21(1)
CONSENT_WITHDRAWN = ("consent-withdrawn", ("gdpr/17/1/b",))  # asking to erase withdraws the consent, art. 7(3)
CONSENT_ALONE = frozenset({"consent"})
"""Withdrawing consent is a ground only "where there is no other legal ground for the processing" (art. 17(1)(b))."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What an erasure is decided from. `scope`: the activities asked for; empty means all (S3-03).

    `waits`: (table, column) of texts that the person asks for in the same request and that nobody has handed over yet.
    """

    law: Law
    year_end: tuple[int, int]
    today: date
    facts: Mapping[str, bool] = field(default_factory=dict)
    scope: tuple[str, ...] = ()
    waits: frozenset[tuple[str, str]] = frozenset()


def decide_erasure(map: StoreMap, asked: Erasure) -> Cases:
    """The cases of every mapped table, children first, so that keeping can travel up (D2)."""
    decided: dict[str, tuple[Case, ...]] = {}
    for name in _children_first(map):
        cases = _Table(map, map.tables[name], asked, decided).cases()
        waits = tuple(c for c in map.tables[name].columns if (name, c) in asked.waits)
        decided[name] = tuple(c for case in cases for c in _waiting(case, map.tables[name], waits)) if waits else cases
    return {name: decided[name] for name in map.tables}


def _waiting(case: Case, table: Table, waits: tuple[str, ...]) -> Iterator[Case]:
    """The same case, after the one of its rows in which such a text stands: there it stays, with the whole of a row
    that would go."""
    texts = waits if case.row == "delete" else tuple(c for c in waits if c in case.clear)
    if texts:
        said = HasText(texts)
        when = said if isinstance(case.when, Always) else AllOf((case.when, said))
        if case.row == "delete":
            held = tuple(c.name for c in table.columns.values() if c.personal and not c.review)
            yield Case(when, "keep", Why(TEXT_WAITS, (), case.why.activity), holds=held)
        else:
            clear = tuple(c for c in case.clear if c not in texts)
            yield replace(case, when=when, clear=clear, cleared_why=case.cleared_why if clear else None, waits=texts)
    yield case


def _children_first(map: StoreMap) -> list[str]:
    order: list[str] = []

    def visit(name: str) -> None:
        if name in order:
            return
        for child in map.tables.values():
            if child.link and child.link.kind == "child" and child.link.parent == name:
                visit(child.name)
        order.append(name)

    for name in map.tables:
        visit(name)
    # A shared row stays or goes with the row that points at it, so it is decided after that one.
    shared = [n for n in order if (link := map.tables[n].link) and link.kind == "shared"]
    return [n for n in order if n not in shared] + shared


class _Table:
    """Builds the cases of one table. Earlier cases are the stronger reasons."""

    def __init__(self, map: StoreMap, table: Table, asked: Erasure, decided: Cases) -> None:
        self.map = map
        self.table = table
        self.asked = asked
        self.decided = decided
        self.activity = map.activities[table.activity]
        self.undecided = table.review or any(c.review for c in table.columns.values())

    def cases(self) -> tuple[Case, ...]:
        if self.table.review:
            return (self._all_stay("undecided", ()),)
        refusal = self._unasked() or self._refusal()
        if refusal is not None:
            return (refusal,)
        cases: list[Case] = []
        if self.table.link and self.table.link.kind == "shared":
            # Art. 17(1) is a right over data that concern oneself: others' stay.
            cases.append(self._keep(SharedByOthers(), Why("shared-with-others", ("gdpr/17/1",), self.activity.id)))
        cases += self._own_duty()
        cases += self._needed_by_children()
        if self.table.link and self.table.link.kind == "shared" and self._stays(self.table.link.parent):
            why = Why("named-on-documents", ("gdpr/17/3/b",), self.activity.id)
            duty = next((c.duty for c in self.decided[self.table.link.parent] if c.duty), None)
            cases.append(self._keep(WithParent(), why, holds=self._mentions(), duty=duty))
        if not (cases and isinstance(cases[-1].when, Always)):
            cases.append(self._erase())
        return tuple(cases)

    # ── why rows stay ──────────────────────────────────────────────────────────────────────────────────────────

    def _unasked(self) -> Case | None:
        """The whole table stays: nobody asked for it, or nobody knows whether it may go."""
        if self.asked.scope and self.activity.id not in self.asked.scope:
            return self._all_stay("not-asked", ())
        if self.activity.duty and self._duty() is None:  # no rule known: not a reason to destroy what may be due
            return self._all_stay(DUTY_UNKNOWN, ())
        return None

    def _refusal(self) -> Case | None:
        """Reasons against erasing, each for the data held on the bases that it is about; the other data still go."""
        held: set[str] = set()
        whys: list[Why] = []
        for code, articles, bases in self._reasons():
            if bases & self._row_bases():
                held |= {c.name for c in self._personal() if bases.intersection(self.activity.bases_of(c.category))}
                whys.append(Why(code, articles, self.activity.id))
        return self._keep(Always(), whys[0], holds=tuple(held)) if whys else None

    def _reasons(self) -> Iterator[tuple[str, tuple[str, ...], frozenset[Basis]]]:
        """(code, articles, the bases that it speaks of), the stronger first."""
        facts = self.asked.facts
        yield "basis-excludes", ("gdpr/17/3/b",), frozenset({"public-interest"})
        if self._duty() is None:
            yield "basis-excludes", ("gdpr/17/3/b",), frozenset({"legal-obligation"})
        if facts.get("unpaid-bill") or facts.get("open-dispute"):
            # Consent is missing: withdrawing it needs no reason and bears no refusal, art. 7(3).
            yield "claims", ("gdpr/17/3/e",), frozenset(get_args(Basis)) - CONSENT_ALONE
        if facts.get("running-contract"):  # Art. 17(1)(a) is not met
            yield "running-contract", ("gdpr/17/1/a", "gdpr/6/1/b"), frozenset({"contract"})

    def _own_duty(self) -> list[Case]:
        duty = self._duty()
        if duty is None:
            return []
        articles = (*(s.id for s in (duty.source, *duty.sources)), "gdpr/17/3/b")
        why = Why("duty", articles, self.activity.id)
        holds = self._held_by(duty)
        if self.table.date is not None:
            day = duties.cut_off(duty, self.asked.year_end, self.asked.today)
            return [self._keep(DatedFrom(self.table.date, day), why, holds=holds, duty=duty.id)]
        if self._parent_has(duty):
            document = Why("with-its-document", articles, self.activity.id)
            return [self._keep(WithParent(), document, holds=holds, duty=duty.id)]
        return [self._keep(Always(), why, holds=holds, duty=duty.id)]  # no date says when it ends: it stays

    def _needed_by_children(self) -> list[Case]:
        """A kept row keeps its parent, and on it the columns that its documents must name (D2, E1)."""
        documents: list[Condition] = []
        rows: list[Condition] = []
        waiting: list[Condition] = []
        reasons: dict[str, None] = {}
        duty = None
        for child in self.map.tables.values():
            if not (child.link and child.link.kind == "child" and child.link.parent == self.table.name):
                continue
            # A row that stays only with its parent is no reason for the parent to stay: that would turn in a circle.
            own = [
                (i, c)
                for i, c in enumerate(self.decided[child.name])
                if c.row == "keep" and not isinstance(c.when, WithParent)
            ]
            if held := tuple(i for i, c in own if c.duty or c.why.code == DUTY_UNKNOWN):
                documents.append(HasKept(child.name, held))
                duty = duty or next((c.duty for _, c in own if c.duty), None)
            if firm := tuple(i for i, c in own if c.why.code not in WAITING):
                rows.append(HasKept(child.name, firm))
                reasons |= dict.fromkeys(article for i, c in own if i in firm for article in c.why.articles)
            if waits := tuple(i for i, c in own if c.why.code in WAITING):
                waiting.append(HasKept(child.name, waits))
        cases = []
        if documents:
            source = self.asked.law.duties[duty].sources if duty else ()
            articles = (*(s.id for s in source), "gdpr/17/3/b")
            why = Why("named-on-documents", articles, self.activity.id)
            cases.append(self._keep(_any(documents), why, holds=self._mentions(), duty=duty))
        if rows:
            why = Why("needed-by-kept-rows", tuple(reasons), self.activity.id)  # for the reasons of those rows
            cases.append(self._keep(_any(rows), why, holds=()))
        if waiting:  # no law asks for those rows: nobody has decided yet what they hold
            cases.append(self._keep(_any(waiting), Why("needed-by-undecided-rows", (), self.activity.id), holds=()))
        return cases

    def _stays(self, table: str) -> bool:
        return any(c.row == "keep" for c in self.decided[table])

    # ── the cases themselves ───────────────────────────────────────────────────────────────────────────────────

    def _all_stay(self, code: str, articles: tuple[str, ...]) -> Case:
        return self._keep(Always(), Why(code, articles, self.activity.id))

    def _keep(
        self, when: Condition, why: Why, *, holds: tuple[str, ...] | None = None, duty: str | None = None
    ) -> Case:
        """The row stays. `holds` None: every column does; else only those, and the person's other data are cleared."""
        if holds is None:
            return Case(when, "keep", why, holds=tuple(c.name for c in self._personal()), duty=duty)
        clearable = self._clearable()
        # A row that stays keeps what it hangs on: it is told as kept.
        stays = {c.name for c in self._personal() if _technical(c) or c not in clearable}
        holds = tuple(c.name for c in self._personal() if c.name in holds or c.name in stays)
        clear = tuple(c.name for c in clearable if c.name not in holds)
        return Case(when, "keep", why, clear, self._cleared_why(clear), holds, duty)

    def _cleared_why(self, clear: tuple[str, ...]) -> Why | None:
        """On a row that stays, data that its reason does not need go (art. 5(1)(c))."""
        if not clear:
            return None
        bases = {basis for name in clear for basis in self.activity.bases_of(self.table.columns[name].category)}
        code, articles = CONSENT_WITHDRAWN if bases == CONSENT_ALONE else NO_LONGER_NEEDED
        return Why(code, (*articles, "gdpr/5/1/c"), self.activity.id)

    def _erase(self) -> Case:
        code, articles = CONSENT_WITHDRAWN if self._row_bases() == CONSENT_ALONE else NO_LONGER_NEEDED
        why = Why(code, articles, self.activity.id)
        if self.table.erase == "row" and not self.undecided:
            return Case(Always(), "delete", why)
        # An undecided column is never touched (D13), so its row stays and the decided columns are cleared.
        stays = Why("undecided", (), self.activity.id) if self.undecided else why
        clear = tuple(c.name for c in self._clearable() if not _technical(c))
        return Case(Always(), "keep", stays, clear, why)

    # ── columns ────────────────────────────────────────────────────────────────────────────────────────────────

    def _personal(self) -> list[Column]:
        return [c for c in self.table.columns.values() if c.personal and not c.review]

    def _row_bases(self) -> set[Basis]:
        """The bases on which the rows are held; the dates of a row itself tell nothing of that."""
        said = [c.category for c in self._personal() if not _technical(c)]
        return {b for category in said for b in self.activity.bases_of(category)} or set(self.activity.bases)

    def _clearable(self) -> list[Column]:
        person = self.map.person_of(self.table.name)
        structural = {*self.table.key, *(person.key if person else ())}
        if self.table.link and self.table.link.kind == "child":
            structural |= set(self.table.link.columns)
        return [c for c in self._personal() if c.name not in structural]

    def _held_by(self, duty: Duty) -> tuple[str, ...]:
        """The columns of a document that its mandatory mentions cover."""
        return tuple(c.name for c in self._personal() if within(c.category, *duty.holds) or self._also(c))

    def _mentions(self) -> tuple[str, ...]:
        return tuple(c.name for c in self._personal() if self._also(c))

    def _also(self, column: Column) -> bool:
        return any(self.map.activities[a].duty for a in column.also if a in self.map.activities)

    def _duty(self) -> Duty | None:
        return duty_of(self.activity, self.asked.law)

    def _parent_has(self, duty: Duty) -> bool:
        link = self.table.link
        if link is None or link.kind != "child":
            return False
        parent = self.map.tables[link.parent]
        if duty_of(self.map.activities[parent.activity], self.asked.law) != duty:
            return False
        return parent.date is not None or _Table(self.map, parent, self.asked, self.decided)._parent_has(duty)


def duty_of(activity: Activity, law: Law) -> Duty | None:
    """The duty to keep that an activity answers to, if the law in force knows it."""
    return law.duties.get(activity.duty) if activity.duty else None


def _technical(column: Column) -> bool:
    """Dates of the row itself (written, changed) say nothing without it: they stay and go with their row."""
    return within(column.category, "date")


def _any(conditions: list[Condition]) -> Condition:
    return conditions[0] if len(conditions) == 1 else AnyOf(tuple(conditions))


# ── portability ────────────────────────────────────────────────────────────────────────────────────────────────────

PORTABLE_ORIGINS = frozenset({"provided", "observed"})  # WP242: declared, and observed from use; never inferred


def portable(map: StoreMap, table: str, column: str, law: Law) -> Why | None:
    """None if the person may carry this column away (art. 20(1)), else why not. The law says on which bases; where it
    knows no such right, what came from the person is what is handed over."""
    activity = map.activities[map.tables[table].activity]
    datum = map.tables[table].columns[column]
    right = law.rights.get("portability")
    if right is not None and not any(right.bases.get(b, False) for b in activity.bases_of(datum.category)):
        return Why("not-on-consent-or-contract", ("gdpr/20/1",), activity.id)
    if datum.origin not in PORTABLE_ORIGINS:
        return Why("not-provided", ("gdpr/20/1",), activity.id)
    return None


# ── rectification ──────────────────────────────────────────────────────────────────────────────────────────────────


def reached(map: StoreMap, category: str) -> tuple[tuple[str, str, bool], ...]:
    """(table, column, may be rewritten) for every column that holds a category.

    Documents under a duty to keep are never rewritten (E1): an invoice says what was true when it was issued.
    """
    found = []
    for table in map.tables.values():
        issued = map.activities[table.activity].duty is not None  # even if the law here does not say for how long
        for column in table.columns.values():
            if column.category == category and not column.review:
                found.append((table.name, column.name, not issued))
    return tuple(found)
