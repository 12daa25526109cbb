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

from garant.errors import UsageError
from garant.law.provisions import Clock

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
    """Codes: "asked-too-late", "never-stops"."""


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
    steps = [_step(clock, "received", received, source="receipt")]
    months = (clock.months or 0) + (clock.extension_months if extended else 0)
    counted, short = _count(received, months, clock.days)
    if extended:
        steps.append(_step(clock, "extended", counted, months=clock.extension_months, source="extend"))
    steps.append(_counting(clock, counted, months, short))
    pause = _suspension(received, clock, asked, answered)
    raw = counted + timedelta(days=pause.days)
    steps += pause.steps
    if pause.days:
        steps.append(_step(clock, "suspended-to", raw))
    due, rolled = _roll(raw, clock, is_off)
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
    steps.append(_step(clock, "due", due))
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
        warnings=pause.warnings,
    )


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
    if extended and not clock.extension_months:
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


def _count(received: date, months: int, days: int | None) -> tuple[date, bool]:
    """The day of receipt does not count (art. 3(1)); holidays and weekends in between do (art. 3(3))."""
    return (received + timedelta(days=days), False) if days is not None else add_months(received, months)


def _counting(clock: Clock, counted: date, months: int, short: bool) -> Step:
    if clock.days is not None:
        return _step(clock, "days", counted, days=clock.days, source="count")
    if short:
        return _step(clock, "short-month", counted, months=months, source="short-month")
    return _step(clock, "months", counted, months=months, source="count")


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
    first, _ = _count(received, clock.months or 0, clock.days)
    raw = first + timedelta(days=paused)
    earlier = add_months(first, clock.extension_months)[0] + timedelta(days=paused)
    return raw, _roll(raw, clock, is_off)[0], earlier
