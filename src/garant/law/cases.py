"""The cases of a pack: what a jurist expects of it, in a form that is read aloud and run as a test.

This reads cases and says whether what was found equals what was expected. What follows from the law is asked of a judge
(`rules/cases.py`), since the law decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from garant.errors import LawError
from garant.law.holidays import DaysOff, days_off
from garant.law.packs import BUILTIN, places, read_law, read_packs, read_part
from garant.law.provisions import Law
from garant.law.records import BASES
from garant.law.shape import Part

Facts = Mapping[str, Any]
"""Names as a case file spells them → text, number, flag, date or list of texts."""
Judge = Callable[["Case", Law, DaysOff], Facts]
"""Works out all that a case of its kind may expect."""


@dataclass(frozen=True, slots=True)
class Case:
    """One case: at a `place` on a day, `given` these facts about a subject of a `kind`, `then` this is expected."""

    name: str
    place: str
    on: date
    kind: str
    given: Facts
    then: Facts
    where: str


@dataclass(frozen=True, slots=True)
class CaseResult:
    """`wrong`: expected and found, for each name in which they differ."""

    case: Case
    wrong: Mapping[str, tuple[Any, Any]]

    @property
    def passed(self) -> bool:
        return not self.wrong


def check_packs(judge: Judge, *, folders: Sequence[Path] = BUILTIN) -> tuple[CaseResult, ...]:
    """Run the cases of every pack, in order. Raises LawError for a pack or a case that cannot be read."""
    return tuple(_run(case, judge, folders) for case in read_cases(folders))


def refuse_failing(results: Sequence[CaseResult]) -> None:
    """Refuse the packs if a case of theirs fails: LawError with the file and line of the first that does."""
    for result in results:
        for name, (expected, found) in result.wrong.items():
            raise LawError(
                f"The case “{result.case.name}” fails: {name} should be {expected} and is {found}.",
                place=result.case.where,
                remedy="Correct the pack, or the case if the jurist agrees.",
            )


def read_cases(folders: Sequence[Path] = BUILTIN) -> tuple[Case, ...]:
    """The cases of these packs, in the order of their files."""
    packs = read_packs(tuple(folders))
    return tuple(
        _read_case(item)
        for pack in packs.values()
        for file in sorted((pack.folder / "cases").glob("*.yaml"))
        for item in read_part(file, pack.folder).only(("cases",))["cases"].items()
    )


def _run(case: Case, judge: Judge, folders: Sequence[Path]) -> CaseResult:
    known = places(case.on, folders=folders)
    if case.place not in known:
        raise LawError(
            f"The case “{case.name}” is set at “{case.place}”, which the packs do not know on {case.on}.",
            place=case.where,
            remedy=f"Known places: {', '.join(known)}.",
        )
    law = read_law(case.place, case.on, folders=folders)
    found = judge(case, law, days_off(law.territory))
    wrong = {name: (expected, found.get(name)) for name, expected in case.then.items() if found.get(name) != expected}
    return CaseResult(case, wrong)


# ── shape ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _read_case(part: Part) -> Case:
    part.only(("name", "place", "on", "then"), tuple(_GIVEN))
    kinds = [kind for kind in _GIVEN if part.has(kind)]
    if len(kinds) != 1:
        raise part.refuse("A case is about one thing.", f"Give exactly one of: {', '.join(_GIVEN)}.")
    kind = kinds[0]
    return Case(
        name=part["name"].text(),
        place=part["place"].text(),
        on=part["on"].day(),
        kind=kind,
        given=_facts(part[kind], _GIVEN[kind]),
        then=_facts(part["then"], {name: (read, False) for name, read in _THEN[kind].items()}),
        where=part.place,
    )


def _facts(part: Part, shape: Mapping[str, tuple[Callable[[Part], Any], bool]]) -> dict[str, Any]:
    required = tuple(name for name, (_, needed) in shape.items() if needed)
    optional = tuple(name for name, (_, needed) in shape.items() if not needed)
    part.only(required, optional)
    return {name: shape[name][0](item) for name, item in part.pairs()}


def _events(part: Part) -> tuple[tuple[str, date], ...]:
    """A list of {kind, on}: what happened, in any order."""
    read = [item.only(("kind", "on")) for item in part.items()]
    return tuple((item["kind"].text(), item["on"].day()) for item in read)


def _maybe_text(part: Part) -> str | None:
    return None if part.value is None else part.text()


def _maybe_number(part: Part) -> int | None:
    return None if part.value is None else part.number()


def _maybe_day(part: Part) -> date | None:
    """A date, or nothing: "no such date" can be expected too."""
    return None if part.value is None else part.day()


def _plain(part: Part) -> Any:
    """A piece of a register, as it is written; `rules/registers` reads it when the case is judged."""
    part.keys()
    return part.value


def _basis(part: Part) -> str:
    return part.text(BASES)


def _year_end(part: Part) -> tuple[int, int]:
    """ "12-31": the close of a financial year."""
    try:
        day = date.fromisoformat(f"2000-{part.text()}")
    except ValueError:
        raise part.refuse("A year end is month-day.", "Write it as text: 12-31.") from None
    return day.month, day.day


_GIVEN: Mapping[str, Mapping[str, tuple[Callable[[Part], Any], bool]]] = {
    "deadline": {
        "clock": (Part.text, False),
        "right": (Part.text, False),
        "received": (Part.day, True),
        "extended": (Part.flag, False),
        "asked": (Part.day, False),
        "answered": (Part.day, False),
    },
    "duty": {"id": (Part.text, True), "year_end": (_year_end, True), "row": (Part.day, True)},
    "right": {"id": (Part.text, True), "basis": (_basis, True), "ground": (Part.text, False)},
    "holds": {"duty": (Part.text, True), "category": (Part.text, True)},
    "authority": {"country": (Part.text, False)},
    "citation": {"source": (Part.text, True)},
    "ruleset": {"id": (Part.text, True)},
    "conformity": {
        "ruleset": (Part.text, True),
        "point": (Part.text, False),
        "purposes": (Part.texts, False),
        "data": (Part.texts, False),
        "activity": (_plain, False),
        "register": (_plain, False),
    },
    "holiday": {},
    "category": {"code": (Part.text, True)},
    "consent": {"use": (Part.text, True)},
    "register_duty": {"staff": (Part.number, False), "facts": (Part.texts, False)},
    "breach": {"to": (Part.text, True)},
    "informing": {"from": (Part.text, True), "collected": (Part.day, True), "first": (Part.day, False)},
    "age": {"use": (Part.text, True)},
    "replaced": {"text": (Part.text, True)},
    "retention": {"rule": (Part.text, True), "events": (_events, True)},
    "retained": {
        "person": (Part.text, False),
        "purpose": (Part.text, False),
        "category": (Part.text, False),
        "document": (Part.text, False),
        "cents": (Part.number, False),
        "ruleset": (Part.text, False),
    },
}
"""Kind of case → what is given: how it is read, and whether it must be."""

_RESTS: Mapping[str, Callable[[Part], Any]] = {"rests_on": Part.texts}
_THEN: Mapping[str, Mapping[str, Callable[[Part], Any]]] = {
    "deadline": {
        "says": Part.texts,
        "raw": Part.day,
        "due": Part.day,
        "rolled_over": Part.texts,
        "suspended_days": Part.number,
        "suspended": Part.flag,
        "notice_by": _maybe_day,
        "earlier": _maybe_day,
        "not_before": _maybe_day,
        "warnings": Part.texts,
        "rests_on": Part.texts,
    },
    "duty": {"until": Part.day, "kept": Part.flag, "rests_on": Part.texts},
    "right": {"applies": Part.flag, "known": Part.flag, "cost": Part.text, "rests_on": Part.texts},
    "holds": {"held": Part.flag},
    "authority": {
        "id": Part.text,
        "also": Part.texts,
        "address": Part.text,
        "complain_at": Part.text,
        "mark": Part.text,
    },
    "citation": {"fr": Part.text, "en": Part.text},
    "ruleset": {"stands": Part.flag, "force": Part.text, "successors": Part.texts, "supersedes": Part.texts},
    "conformity": {"answer": Part.text, "verdict": Part.text, "proposes": Part.texts, "force": Part.text},
    "holiday": {"off": _maybe_text},
    "category": {"known": Part.flag, "sensitivity": Part.text, "group": Part.text, "needs": Part.text, **_RESTS},
    "consent": {"known": Part.flag, "admits": Part.texts, "months": _maybe_number, **_RESTS},
    "register_duty": {"owed": Part.texts},
    "breach": {
        "known": Part.flag,
        "how": Part.text,
        "hours": _maybe_number,
        "pace": Part.text,
        "condition": Part.text,
        **_RESTS,
    },
    "informing": {"known": Part.flag, "due": _maybe_day, **_RESTS},
    "age": {"known": Part.flag, "years": Part.number, **_RESTS},
    "replaced": {"cited": Part.texts, "renewed": Part.text},
    "retention": {
        "known": Part.flag,
        "until": _maybe_day,
        "over": Part.flag,
        "why": Part.text,
        "then": Part.text,
        "at_most": _maybe_day,
        **_RESTS,
    },
    "retained": {"rules": Part.texts},
}
