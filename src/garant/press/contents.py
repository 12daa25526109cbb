"""What an access or a portability document holds, from the maps, the rows that were read and the words of the law.

What may be carried away is decided in `rules.decisions`; here it is only put side by side with its words.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, Protocol

from garant.law.provisions import Law
from garant.law.purposes import within
from garant.law.terms import Remark
from garant.law.transfers import leaves
from garant.press.documents import (
    ActivityAnswer,
    AuthorityAnswer,
    ColumnAnswer,
    RecipientAnswer,
    RightAnswer,
    TableAnswer,
    Withheld,
)
from garant.press.sentences import Sentences, sentences
from garant.rules.decisions import portable
from garant.rules.persons import Standing
from garant.rules.plan import Why
from garant.rules.register import Activity, Basis, Column, StoreMap, Table, Words

Kind = Literal["access", "portability"]
Place = tuple[str, str, str]
"""(store, table, column)."""


class ReadRow(Protocol):
    """A row as a store's `read` gives it."""

    @property
    def table(self) -> str: ...
    @property
    def values(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """The parts of a document that come from the stores. `undecided` non-empty: the answer is partial (D13)."""

    activities: tuple[ActivityAnswer, ...]
    tables: tuple[TableAnswer, ...]
    withheld: tuple[Withheld, ...]
    undecided: tuple[Withheld, ...]
    bases: tuple[Basis, ...] = ()
    """Of the activities for which something was found."""


def found(
    maps: Mapping[str, StoreMap],
    rows: Iterable[tuple[str, ReadRow]],
    law: Law,
    language: str,
    *,
    kind: Kind,
    withhold: Collection[Place] = (),
) -> Found:
    """`rows` are (store, row) pairs. `withhold` are the free-text columns that a clerk did not release (E8)."""
    by_table: dict[tuple[str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for store, row in rows:
        by_table[store, row.table].append(row.values)
    gathered = _Gathering(law, sentences(language), kind, frozenset(withhold))
    for store, map in maps.items():
        for table in map.tables.values():
            if several := by_table.get((store, table.name)):
                gathered.add(map, table, several)
    return gathered.found()


def rights(law: Law, language: str, bases: Collection[Basis] = ()) -> tuple[RightAnswer, ...]:
    """The rights that the law in force gives over data held on these bases, with what each does (art. 15(1)(e)).

    Without any basis (nothing was found): all of them.
    """
    words = sentences(language)
    return tuple(
        RightAnswer(
            _worded(right.name, words),
            words.set(law.say(f"right.{right.id}.help", language)),
            _cite(law, right.source.id, words),
        )
        for right in law.rights.values()
        if not bases or any(right.bases.get(basis) or right.only_on.get(basis) for basis in bases)
    )


def authority(law: Law, language: str = "fr", country: str = "") -> AuthorityAnswer:
    """The authority to name to a person of a country (E6): by post and online (S4-29). An address that was not checked
    on an official text bears its mark (E11)."""
    known = law.authority_for(country)
    union, clock = law.source_of("gdpr/77") is not None, law.clocks.get("request")
    return AuthorityAnswer(
        known.called(language),
        known.marked("address"),
        known.marked("complain_at"),
        union=union,
        silence=_remark(law, clock.silence if clock else None, language),
        within=_remark(law, clock.complaint if clock else None, language),
    )


def _remark(law: Law, said: Remark | None, language: str) -> str:
    """A sentence of a pack with what it rests on, its mark of doubt with it (E11)."""
    if said is None:
        return ""
    words = sentences(language)
    return words.say(
        "cited", text=words.set(said.words[language]).rstrip("."), source=_cite(law, said.source.id, words)
    )


def standing(found: Standing | None, language: str) -> str:
    """A prospect, of whom no order was found; or a customer, since when and until when the dates say it."""
    words = sentences(language)
    if found is None:
        return ""
    if found.status == "prospect":
        return words.say("standing-prospect")
    if found.first and found.last and found.first != found.last:
        return words.say(
            "standing-customer-since", first=words.short_day(found.first), last=words.short_day(found.last)
        )
    return (
        words.say("standing-customer-on", last=words.short_day(found.last))
        if found.last
        else words.say("standing-customer")
    )


class _Gathering:
    """Collects table by table what is handed over, what is not, and under which activities."""

    def __init__(self, law: Law, words: Sentences, kind: Kind, withhold: frozenset[Place]) -> None:
        self.law = law
        self.words = words
        self.kind = kind
        self.withhold = withhold
        self.tables: list[TableAnswer] = []
        self.withheld: list[Withheld] = []
        self.undecided: list[Withheld] = []
        self.activities: dict[str, list[tuple[StoreMap, Table]]] = {}

    def add(self, map: StoreMap, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
        title = _worded(table.words, self.words) or table.name
        if table.review:
            self._leave_out(map.store, table.name, title, Why("undecided"))
            return
        columns = self._handed_over(map, table, title)
        if not any(column.personal for column in columns):
            return
        names = [column.name for column in columns]
        answers = self._columns(map, columns)
        kept = tuple({name: values.get(name) for name in names} for values in rows)
        activity = self._activity_of(map, table)
        self.tables.append(TableAnswer(map.store, table.name, title, activity, answers, kept))

    def found(self) -> Found:
        activities = tuple(self._activity(name, used) for name, used in self.activities.items())
        held_for = (map.activities[t.activity] for used in self.activities.values() for map, t in used)
        bases = tuple(dict.fromkeys(basis for activity in held_for for basis in activity.bases))
        return Found(activities, tuple(self.tables), tuple(self.withheld), tuple(self.undecided), bases)

    # ── which columns ──────────────────────────────────────────────────────────────────────────────────────────

    def _handed_over(self, map: StoreMap, table: Table, title: str) -> list[Column]:
        """The person's own columns, and the keys that tie rows together. The rest is told, never silently dropped."""
        ties = _ties(map, table)
        mine = [c for c in table.columns.values() if c.review or c.personal or c.name in ties]
        whys = {c.name: why for c in mine if (why := self._why_not(map, table, c))}
        personal = [c for c in mine if c.review or c.personal]
        reasons = {whys.get(c.name) for c in personal}
        if personal and len(reasons) == 1 and (only := reasons.pop()) is not None:
            self._leave_out(map.store, table.name, title, only)
            return []
        titles = self._titles(personal)
        for column in personal:
            if column.name in whys:
                label = f"{title} · {titles[column.name]}"
                self._leave_out(map.store, table.name, label, whys[column.name], column.name)
        return [c for c in mine if c.name not in whys]

    def _why_not(self, map: StoreMap, table: Table, column: Column) -> Why | None:
        if column.review:
            return Why("undecided")
        if (map.store, table.name, column.name) in self.withhold:
            return Why("free-text-withheld", ("gdpr/15/4" if self.kind == "access" else "gdpr/20/4",))  # E8
        return portable(map, table.name, column.name, self.law) if self.kind == "portability" else None

    def _leave_out(self, store: str, table: str, title: str, why: Why, column: str = "") -> None:
        reason = self.words.set(self.law.say(why.code, self.words.language))
        articles = self.words.listed(self.law.cite_all(why.articles, self.words.language))
        left = self.undecided if why.code == "undecided" else self.withheld
        left.append(Withheld(store, table, title, reason, articles, column))

    # ── words ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _columns(self, map: StoreMap, columns: Sequence[Column]) -> tuple[ColumnAnswer, ...]:
        titles = self._titles(columns)
        return tuple(
            ColumnAnswer(
                name=column.name,
                title=titles[column.name],
                category=self._category(column) if column.personal else "",
                origin=column.origin,
                free_text=column.free_text,
                unit=column.unit,
                country=within(column.category, "contact.country"),
                meaning="" if column.personal else self.words.say("package-tie"),
            )
            for column in columns
        )

    def _titles(self, columns: Sequence[Column]) -> dict[str, str]:
        """A column's own words; else its category's, with its name where another column has the same category."""
        often = Counter(column.category for column in columns)
        return {c.name: _worded(c.words, self.words) or self._title(c, alone=often[c.category] == 1) for c in columns}

    def _title(self, column: Column, *, alone: bool) -> str:
        if not column.personal:
            return self.words.say("package-tie-title", name=column.name)
        category = self._category(column)
        return category if alone else self.words.say("package-shared-title", category=category, name=column.name)

    def _category(self, column: Column) -> str:
        """The words of a category, or of the nearest one above it that the packs know."""
        code = column.category
        while code not in self.law.words and "." in code:
            code = code.rsplit(".", 1)[0]
        return self.words.set(self.law.say(code, self.words.language))

    # ── activities ─────────────────────────────────────────────────────────────────────────────────────────────

    def _activity_of(self, map: StoreMap, table: Table) -> str:
        """Two stores may each declare "customers", differently: then they are two activities."""
        declared = map.activities[table.activity]
        for name, used in self.activities.items():
            first_map, first = used[0]
            if first_map.activities[first.activity] == declared and first_map.recipients == map.recipients:
                used.append((map, table))
                return name
        name = table.activity if table.activity not in self.activities else f"{map.store}.{table.activity}"
        self.activities[name] = [(map, table)]
        return name

    def _activity(self, name: str, used: Sequence[tuple[StoreMap, Table]]) -> ActivityAnswer:
        map, table = used[0]
        activity = map.activities[table.activity]
        tables = [answer for answer in self.tables if answer.activity == name]
        categories = {column.category: None for answer in tables for column in answer.columns if column.category}
        return ActivityAnswer(
            id=name,
            name=_worded(activity.name, self.words) or name,
            purpose=_worded(activity.purpose, self.words),
            bases=tuple(self.words.set(self.law.say(f"basis.{b}", self.words.language)) for b in activity.bases),
            categories=tuple(categories),
            recipients=self._recipients(map, activity),
            duration=_worded(activity.duration, self.words),
            source=_worded(activity.source, self.words),
            since=_oldest(tables, {(m.store, t.name): t.date for m, t in used}),
        )

    def _recipients(self, map: StoreMap, activity: Activity) -> tuple[RecipientAnswer, ...]:
        known = (map.recipients[recipient] for recipient in activity.recipients)
        return tuple(
            RecipientAnswer(
                name=one.name,
                role=self.words.say(f"role-{one.role}"),
                country=one.country,
                abroad=bool(one.country) and leaves(self.law, one.country),
                safeguard=one.safeguard,
            )
            for one in known
        )


def _ties(map: StoreMap, table: Table) -> set[str]:
    """The columns that tie a row to the others of the person: without them a copy cannot be read as a whole."""
    person = map.person_of(table.name)
    ties = {*table.key, *(person.key if person else ())}
    if table.link:
        ties |= set(table.link.columns)
    for other in map.tables.values():
        if other.link and other.link.parent == table.name:
            # A key that the map does not spell out mostly bears the same name on both sides.
            ties |= set(other.link.parent_columns or other.link.columns)
    return ties


def _oldest(tables: Sequence[TableAnswer], dates: Mapping[tuple[str, str], str | None]) -> date | None:
    days = [
        day
        for answer in tables
        if (column := dates[answer.store, answer.table])
        for row in answer.rows
        if (day := _day(row.get(column)))
    ]
    return min(days, default=None)


def _day(value: object) -> date | None:
    """The day of a date or an instant as a store writes it; None where it is empty or something else."""
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def _worded(texts: Words, words: Sentences) -> str:
    return words.set(texts.get(words.language) or next(iter(texts.values()), ""))


def _cite(law: Law, source: str, words: Sentences) -> str:
    return words.set(law.cite(source, words.language))
