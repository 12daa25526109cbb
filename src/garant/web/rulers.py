"""Time against a promise, as pictures: where each line and dot stands, in per cent of the width. Pure geometry.

Positions are text ("12.50%"), so that no language writes them with a comma.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

SATURDAY = 5
WEEKS_ONLY_FROM = 50
"""Beyond this many days a tick a day would be a grey band."""


def percent(value: float) -> str:
    return f"{value:.2f}%"


@dataclass(frozen=True, slots=True)
class Tick:
    x: str
    y: int


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch: a weekend, a pause."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Ruler:
    """From the day of receipt to the last day to answer. `late` is the stretch past it, if any."""

    ticks: tuple[Tick, ...]
    weekends: tuple[Band, ...]
    dots: tuple[str, ...]
    done: str
    now: str
    due: str
    due_anchor: str
    now_anchor: str
    late: Band | None
    pause: Band | None
    identified: str | None


def request_ruler(
    received: date,
    due: date,
    today: date,
    marks: Iterable[date] = (),
    *,
    identified: date | None = None,
    pause: tuple[date, date] | None = None,
    answered: date | None = None,
) -> Ruler:
    """The ruler of one request. After the answer, time stands still at its day."""
    here = answered or today
    end = max(due, here)
    days = max((end - received).days, 1)

    def at(day: date) -> float:
        return min(max((day - received).days, 0), days) * 100 / days

    every = [received + timedelta(n) for n in range(days + 1)]
    weekly = days > WEEKS_ONLY_FROM
    ticks = tuple(Tick(percent(at(d)), 38 if d.weekday() == 0 else 43) for d in every if not weekly or d.weekday() == 0)
    day = 100 / days
    weekends = tuple(Band(percent(at(d)), percent(day)) for d in every[:-1] if d.weekday() >= SATURDAY)
    x_due, x_now = at(due), at(here)
    # Its words hang left of "Identity verified" only where both have room.
    shown = identified if identified is not None and 3 < at(identified) < min(x_now, x_due) - 42 else None
    return Ruler(
        ticks=ticks,
        weekends=() if weekly else weekends,
        dots=tuple(dict.fromkeys(percent(at(d)) for d in marks)),
        done=percent(min(x_now, x_due)),
        now=percent(x_now),
        due=percent(x_due),
        due_anchor="end" if x_due > 45 else "start",
        now_anchor="start" if x_now < 12 else "end" if x_now > 88 else "middle",
        late=Band(percent(x_due), percent(x_now - x_due)) if here > due else None,
        pause=Band(percent(at(pause[0])), percent(at(pause[1]) - at(pause[0]))) if pause else None,
        identified=percent(at(shown)) if shown else None,
    )


@dataclass(frozen=True, slots=True)
class RowRuler:
    """The small ruler of a row of the inbox: the last day stands at four fifths, what is late runs beyond it."""

    done: str
    late: str | None


def row_ruler(received: date, due: date, today: date) -> RowRuler:
    days = max((due - received).days, 1)
    part = 80 * (min(today, due) - received).days / days
    over = min(20.0, 80 * (today - due).days / days)
    return RowRuler(percent(max(part, 0)), percent(over) if today > due else None)


@dataclass(frozen=True, slots=True)
class Dot:
    x: str
    y: int
    colour: str


@dataclass(frozen=True, slots=True)
class Horizon:
    """The due dates of open requests, from a few days past to a month ahead. `days` are the days of the picture."""

    first: date
    last: date
    past: str
    weekends: tuple[Band, ...]
    mondays: tuple[tuple[str, date], ...]
    dots: tuple[Dot, ...]


def horizon(dues: Sequence[date], today: date, near: int = 8) -> Horizon:
    """The horizon of the inbox. Dates beyond its ends are drawn at them."""
    earliest = min([*dues, today - timedelta(8)])
    first = max(earliest, today - timedelta(21))
    last = today + timedelta(31)
    days = (last - first).days + 1

    def left(day: date) -> float:
        return min(max((day - first).days, 0), days - 1) * 100 / days

    every = [first + timedelta(n) for n in range(days)]
    dots: list[Dot] = []
    at: dict[date, int] = {}
    for due in sorted(min(max(d, first), last) for d in dues):
        colour = "f-red" if due < today else "f-amber" if (due - today).days <= near else "f-green"
        height = at.get(due, 0)
        at[due] = height + 1
        if height < 3:  # a fourth one on the same day would leave the picture; the list below says all
            dots.append(Dot(percent(left(due) + 50 / days), 50 - 15 * height, colour))
    return Horizon(
        first,
        last,
        percent(left(today)),
        tuple(Band(percent(left(d)), percent(100 / days)) for d in every if d.weekday() >= SATURDAY),
        tuple((percent(left(d)), d) for d in every if d.weekday() == 0),
        tuple(dots),
    )


@dataclass(frozen=True, slots=True)
class Share:
    fate: str
    x: str
    width: str


def shares(rows: dict[str, int]) -> tuple[Share, ...]:
    """The bar of fates: one stretch a fate, in order, with a hair between."""
    total = sum(rows.values())
    found, x = [], 0.0
    for fate, count in rows.items():
        if count:
            width = count * 100 / total
            found.append(Share(fate, percent(x), percent(max(width - 0.3, 0.3))))
            x += width
    return tuple(found)
