"""Which days do not count as a last day in a territory: weekends and its public holidays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from garant.law.provisions import Territory

SATURDAY, SUNDAY = 6, 7

DaysOff = Callable[[date], str | None]
"""Day → the code of why it is no working day ("holiday.Noël", "weekday.7"), None for a working day."""


def days_off(territory: Territory) -> DaysOff:
    """The days off of a territory. A holiday that falls on a weekend is named as the holiday."""
    country, subdivision = territory.calendar

    def why(day: date) -> str | None:
        for name in _holidays(country, subdivision, day.year).get(day, ()):
            if name not in territory.not_holidays:
                return f"holiday.{name}"
        if day.isoweekday() in (SATURDAY, SUNDAY):  # Reg. 1182/71, art. 2(2)
            return f"weekday.{day.isoweekday()}"
        return None

    return why


@lru_cache(maxsize=128)
def _holidays(country: str, subdivision: str | None, year: int) -> dict[date, tuple[str, ...]]:
    """The holidays of a year, named in the country's own language: those names are our codes. A day can have two."""
    import holidays  # noqa: PLC0415 - heavy, and needed only when a date is reckoned (B6)

    # Without a language the library takes the machine's, and a code must not depend on the machine.
    own = holidays.country_holidays(country, subdiv=subdivision).default_language
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, language=own)
    return {day: tuple(found.get_list(day)) for day in found}
