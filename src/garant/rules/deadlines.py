"""By when a request is to be answered: Regulation 1182/71 on a clock of the law. Pure; holidays come in as a function.

Two dates come out. `raw` is the last day before any roll-over: what an organisation works to. `due` is the last day in
law. Each step of the reckoning is a code with values, which packs put into words (`rules/reasoning.py`).
"""

from __future__ import annotations

import calendar
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

from garant.errors import LawError, UsageError
from garant.law.provisions import Clock, Law, NoRule

IsOff = Callable[[date], str | None]
"""Day → why it is no working day, as a code; None for a working day."""

YEARS = (1972, 2200)
"""Regulation 1182/71 applies from 1 July 1971; no calendar of holidays is worth much so far ahead."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning: a code, its day, the values that its sentence names, the source that it rests on."""

    code: str
    day: date
    until: date | None = None
    months: int = 0
    days: int = 0
    hours: int = 0
    off: str = ""
    """Why a day is no working day, as a code."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """Both dates, how they came about, and what to watch.

    `suspended`: identity was asked in time and is not confirmed, so the clock stands still; `raw` and `due` are then
    the earliest dates possible, without the days of waiting. `notice_by`: by when an extension must be announced with
    its reasons (`notice_raw` before roll-over). `earlier`: the date of an extension that is counted from the end of the
    first month instead of from receipt, where that differs; the most prudent date. `not_before`: no answer before.
    """

    received: date
    raw: date
    due: date
    steps: tuple[Step, ...]
    suspended_days: int = 0
    suspended: bool = False
    notice_raw: date | None = None
    notice_by: date | None = None
    earlier: date | None = None
    not_before: date | None = None
    warnings: tuple[str, ...] = ()
    """Codes: "asked-too-late", "never-stops", "no-rule": the law gives no figure here, and these dates are only what a
    pack finds prudent to show."""


def deadline(
    received: date,
    clock: Clock,
    *,
    is_off: IsOff,
    extended: bool = False,
    asked: date | None = None,
    answered: date | None = None,
) -> Deadline:
    """When a request received on a (local) day is to be answered.

    `extended`: the extension has been decided. `asked`, `answered`: when identity was asked and confirmed. Raises
    UsageError if the dates are out of order or the clock knows no extension.
    """
    _check(received, clock, extended, asked, answered)
    steps = [] if clock.known else [Step("no-rule", received, source=clock.source.id)]
    steps.append(_step(clock, "received", received, source="receipt"))
    counted, counting = _count(received, clock, extended)
    steps += counting
    pause = _suspension(received, clock, asked, answered)
    raw = counted + timedelta(days=pause.days)
    steps += pause.steps
    if pause.days:
        steps.append(_step(clock, "suspended-to", raw))
    last = raw + _ONE_DAY if clock.clear else raw  # who works to the raw date is never late
    if clock.clear:
        steps.append(_step(clock, "clear", last, source="clear"))
    due, rolled = _roll(last, clock, is_off)
    steps += rolled
    notice_raw, notice_by, earlier = _notice(received, clock, pause.days, is_off) if extended else (None, None, None)
    if notice_by is not None:
        steps.append(_step(clock, "notice", notice_by, source="extend"))
    if earlier is not None and earlier < raw:
        steps.append(_step(clock, "earlier", earlier))
    else:
        earlier = None
    not_before = received + timedelta(days=ceil(clock.not_before_hours / 24)) if clock.not_before_hours else None
    if not_before is not None:
        steps.append(_step(clock, "wait", not_before, hours=clock.not_before_hours, source="wait"))
    steps.append(_step(clock, "due" if clock.known else "due-prudent", due))
    return Deadline(
        received=received,
        raw=raw,
        due=due,
        steps=tuple(steps),
        suspended_days=pause.days,
        suspended=pause.open,
        notice_raw=notice_raw,
        notice_by=notice_by,
        earlier=earlier,
        not_before=not_before,
        warnings=(*pause.warnings, *(() if clock.known else ("no-rule",))),
    )


def deadline_for(
    received: date,
    right: str,
    law: Law,
    *,
    is_off: IsOff,
    extended: bool = False,
    asked: date | None = None,
    answered: date | None = None,
) -> Deadline:
    """When a right is to be answered by the law of a place. Where that law has no figure, the dates are those of the
    period that a pack finds prudent, and the first step and a warning say so. Raises LawError if there is none either.
    """
    clock = law.clock_for(right)
    if isinstance(clock, NoRule):
        if clock.prudent is None:
            raise LawError(
                "The law packs know no period for this right, nor a prudent one.",
                place=f"{clock.place}, {clock.question}",
                remedy="Agree a date with your counsel, and write it into a pack as the clock “prudent”.",
            )
        clock = clock.prudent
    return deadline(received, clock, is_off=is_off, extended=extended, asked=asked, answered=answered)


def local_day(instant: datetime, zone: str) -> date:
    """The day of an instant in a time zone: 23:30 UTC in winter is tomorrow in Paris (A3). Needs an aware instant."""
    if instant.tzinfo is None:
        raise UsageError("An instant without a time zone has no local day.", remedy="Give it in UTC.")
    return instant.astimezone(ZoneInfo(zone)).date()


def add_months(day: date, months: int) -> tuple[date, bool]:
    """The same day of a later month, and whether that month lacks it: then its last day (1182/71, art. 3(2)(c))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last)), day.day > last


# ── steps ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Pause:
    steps: tuple[Step, ...] = ()
    days: int = 0
    open: bool = False
    warnings: tuple[str, ...] = ()


def _check(received: date, clock: Clock, extended: bool, asked: date | None, answered: date | None) -> None:
    for day in (received, asked, answered):
        if day is not None and not YEARS[0] <= day.year <= YEARS[1]:
            raise UsageError(
                f"No date can be reckoned from {day}.",
                place=str(day),
                remedy=f"Years {YEARS[0]} to {YEARS[1]} are known.",
            )
    if extended and not clock.extends:
        raise UsageError(
            "This period cannot be extended.", place=f"clock {clock.id}", remedy="Leave the extension out."
        )
    if asked is not None and asked < received:
        raise UsageError(
            "Identity cannot be asked before the request was received.", remedy="Correct one of the dates."
        )
    if answered is not None and (asked is None or answered < asked):
        raise UsageError("Identity cannot be confirmed before it was asked.", remedy="Correct the dates, or add one.")


def _step(
    clock: Clock,
    code: str,
    day: date,
    *,
    until: date | None = None,
    months: int = 0,
    days: int = 0,
    hours: int = 0,
    off: str = "",
    source: str = "",
) -> Step:
    """A step that rests on the part `source` of the clock, if the clock says on what that part rests."""
    rests_on = clock.sources.get(source)
    return Step(code, day, until, months, days, hours, off, rests_on.id if rests_on else "")


def _count(received: date, clock: Clock, extended: bool) -> tuple[date, list[Step]]:
    """The day of receipt does not count (art. 3(1)); holidays and weekends in between do (art. 3(3))."""
    months = (clock.months or 0) + (clock.extension_months if extended else 0)
    days = (clock.days or 0) + (clock.extension_days if extended else 0)
    whole, short = add_months(received, months)
    counted = whole + timedelta(days=days)
    steps: list[Step] = []
    if extended and clock.extension_months:
        steps.append(_step(clock, "extended", counted, months=clock.extension_months, source="extend"))
    elif extended:
        steps.append(_step(clock, "extended-days", counted, days=clock.extension_days, source="extend"))
    if clock.days is not None:
        steps.append(_step(clock, "days", counted, days=days, source="count"))
    elif short:
        steps.append(_step(clock, "short-month", counted, months=months, source="short-month"))
    else:
        steps.append(_step(clock, "months", counted, months=months, source="count"))
    return counted, steps


def _suspension(received: date, clock: Clock, asked: date | None, answered: date | None) -> _Pause:
    """The clock stops only if identity is asked without undue delay (E7), and for as long as the answer takes."""
    if asked is None:
        return _Pause()
    limit = clock.asks_within_days
    if limit is None:
        return _Pause((_step(clock, "never-stops", asked),), warnings=("never-stops",))
    if (asked - received).days > limit:
        late = _step(clock, "asked-too-late", asked, days=limit, source="ask-within")
        return _Pause((late,), warnings=("asked-too-late",))
    if answered is None:
        return _Pause((_step(clock, "suspension-open", asked, source="suspend"),), open=True)
    days = (answered - asked).days
    return _Pause((_step(clock, "suspended", asked, until=answered, days=days, source="suspend"),), days)


def _roll(day: date, clock: Clock, is_off: IsOff) -> tuple[date, list[Step]]:
    """A last day on a holiday or a weekend moves to the end of the next working day (art. 3(4))."""
    if not clock.rolls:
        return day, [_step(clock, "no-roll", day)]
    steps: list[Step] = []
    while (off := is_off(day)) is not None:
        steps.append(_step(clock, "off", day, off=off, source="roll"))
        day += _ONE_DAY
    return day, steps


def _notice(received: date, clock: Clock, paused: int, is_off: IsOff) -> tuple[date, date, date]:
    """By when an extension must be announced (art. 12(3)): the end of the unextended period, raw and in law; and the
    extended date as counted from there."""
    first, _ = _count(received, clock, extended=False)
    raw = first + timedelta(days=paused)
    earlier = add_months(first, clock.extension_months)[0] + timedelta(days=clock.extension_days + paused)
    return raw, _roll(raw, clock, is_off)[0], earlier
