"""Plans as plain JSON and back: what the ledger keeps of a plan, and what its fingerprint is taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from garant.rules.plan import (
    AllOf,
    Always,
    AnyOf,
    Case,
    Cases,
    Change,
    Condition,
    Count,
    DatedFrom,
    HasKept,
    HasText,
    SharedByOthers,
    Subject,
    Touched,
    Why,
    WithParent,
)

Json = dict[str, Any]


def from_cases(cases: Cases) -> Json:
    """Table → list of cases."""
    return {table: [_from_case(c) for c in several] for table, several in cases.items()}


def to_cases(data: Mapping[str, Any]) -> Cases:
    return {table: tuple(_to_case(c) for c in several) for table, several in data.items()}


def _from_case(case: Case) -> Json:
    return {
        "when": _from_condition(case.when),
        "row": case.row,
        "why": from_why(case.why),
        "clear": list(case.clear),
        "cleared_why": from_why(case.cleared_why) if case.cleared_why else None,
        "holds": list(case.holds),
        "duty": case.duty,
        **({"waits": list(case.waits)} if case.waits else {}),
    }


def _to_case(data: Mapping[str, Any]) -> Case:
    return Case(
        when=_to_condition(data["when"]),
        row=data["row"],
        why=to_why(data["why"]),
        clear=tuple(data["clear"]),
        cleared_why=to_why(data["cleared_why"]) if data["cleared_why"] else None,
        holds=tuple(data["holds"]),
        duty=data["duty"],
        waits=tuple(data.get("waits", ())),
    )


def from_why(why: Why) -> list[Any]:
    return [why.code, list(why.articles), why.activity]


def to_why(data: Sequence[Any]) -> Why:
    return Why(data[0], tuple(data[1]), data[2])


def _from_condition(condition: Condition) -> list[Any]:
    match condition:
        case Always():
            return ["always"]
        case DatedFrom(column, day):
            return ["dated-from", column, day.isoformat()]
        case WithParent():
            return ["with-parent"]
        case HasKept(child, cases):
            return ["has-kept", child, list(cases)]
        case SharedByOthers():
            return ["shared-by-others"]
        case HasText(columns):
            return ["has-text", list(columns)]
        case AnyOf(of):
            return ["any-of", [_from_condition(c) for c in of]]
        case AllOf(of):
            return ["all-of", [_from_condition(c) for c in of]]


def _to_condition(data: Sequence[Any]) -> Condition:
    match data[0]:
        case "always":
            return Always()
        case "dated-from":
            return DatedFrom(data[1], date.fromisoformat(data[2]))
        case "with-parent":
            return WithParent()
        case "has-kept":
            return HasKept(data[1], tuple(data[2]))
        case "shared-by-others":
            return SharedByOthers()
        case "any-of":
            return AnyOf(tuple(_to_condition(c) for c in data[1]))
        case "all-of":
            return AllOf(tuple(_to_condition(c) for c in data[1]))
        case "has-text":
            return HasText(tuple(data[1]))
    raise ValueError(f"unknown condition {data[0]}")


def from_subjects(subjects: Iterable[Subject]) -> list[Any]:
    """Without their numbers, which belong to a batch."""
    return [[s.kind, list(s.key), list(s.known)] for s in subjects]


def to_subjects(number: int, data: Iterable[Sequence[Any]]) -> list[Subject]:
    return [Subject(number, kind, tuple(key), tuple(known)) for kind, key, known in data]


def from_touched(touched: Iterable[Touched]) -> list[Any]:
    return [[t.table, list(t.key), t.case, t.day.isoformat() if t.day else None] for t in touched]


def to_touched(number: int, data: Iterable[Sequence[Any]]) -> list[Touched]:
    return [
        Touched(table, number, tuple(key), case, date.fromisoformat(day) if day else None)
        for table, key, case, day in data
    ]


def from_changes(changes: Iterable[Change]) -> list[Any]:
    return [[c.table, list(c.key), c.column, c.old, c.new] for c in changes]


def to_changes(data: Iterable[Sequence[Any]]) -> list[Change]:
    return [Change(table, tuple(key), column, old, new) for table, key, column, old, new in data]


def from_count(count: Count) -> Json:
    return {
        "store": count.store,
        "table": count.table,
        "fate": count.fate,
        "rows": count.rows,
        "columns": list(count.columns),
        "why": from_why(count.why),
        "until": count.until.isoformat() if count.until else None,
    }


def to_count(data: Mapping[str, Any]) -> Count:
    return Count(
        store=data["store"],
        table=data["table"],
        fate=data["fate"],
        rows=data["rows"],
        columns=tuple(data["columns"]),
        why=to_why(data["why"]),
        until=date.fromisoformat(data["until"]) if data["until"] else None,
    )
