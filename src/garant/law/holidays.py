"""Which days do not count as a last day in a territory: weekends and its public holidays."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache

from garant.law.provisions import OwnDay, Territory

DaysOff = Callable[[date], str | None]
"""Day → the code of why it is no working day ("holiday.Noël", "weekday.7"), None for a working day."""


def days_off(territory: Territory) -> DaysOff:
    """The days off of a territory. A holiday that falls on a weekend is named as the holiday."""
    country, subdivision = territory.calendar

    def why(day: date) -> str | None:
        known = _holidays(country, subdivision, territory.language, day.year) if country else _own(territory, day.year)
        for name in known.get(day, ()):
            if name not in territory.not_holidays:
                return f"holiday.{name}"
        if day.isoweekday() in territory.weekend:  # Saturday and Sunday: Reg. 1182/71, art. 2(2)
            return f"weekday.{day.isoweekday()}"
        return None

    return why


@lru_cache(maxsize=128)
def _holidays(country: str, subdivision: str | None, language: str, year: int) -> dict[date, tuple[str, ...]]:
    """The holidays of a year, named in the language of the territory's record or else the country's own: those names
    are our codes. A day can have two."""
    import holidays  # noqa: PLC0415 - heavy, and needed only when a date is reckoned (B6)

    # Without a language the library takes the machine's, and a code must not depend on the machine.
    own = language or holidays.country_holidays(country, subdiv=subdivision).default_language
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=own)
    return {day: tuple(found.get_list(day)) for day in found}


def _own(territory: Territory, year: int) -> dict[date, tuple[str, ...]]:
    """The holidays of a year that a pack lists itself, for a country that the library does not know."""
    found: dict[date, tuple[str, ...]] = {}
    for own in territory.own_days:
        day = _in_year(own, year)
        if day is not None:
            found[day] = (*found.get(day, ()), own.code)
    return found


def _in_year(own: OwnDay, year: int) -> date | None:
    if own.easter is not None:
        return easter_sunday(year) + timedelta(days=own.easter)
    if isinstance(own.day, date):
        return own.day if own.day.year == year else None
    assert own.day is not None  # the reader saw to it
    month, day = own.day
    return None if (month, day) == (2, 29) and not isleap(year) else date(year, month, day)


def easter_sunday(year: int) -> date:
    """Easter of the Gregorian calendar, by the anonymous algorithm that Nature printed in 1876."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)
