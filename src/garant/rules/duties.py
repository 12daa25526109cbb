"""Until when a duty to keep holds a row, and from which date rows are still held. Pure; knows no table and no store."""

from __future__ import annotations

from datetime import date, timedelta

from garant.law.provisions import Duty

YearEnd = tuple[int, int]
"""Month and day on which an organisation's financial year closes. (2, 29) closes on 28 February in common years."""

_ONE_DAY = timedelta(days=1)


def until(duty: Duty, year_end: YearEnd, day: date) -> date:
    """The last day on which a row dated `day` is kept; the row may go on the day after."""
    start = close_of_year(year_end, day) if duty.starts == "financial-year-end" else day
    return _years_later(start, duty.years)


def cut_off(duty: Duty, year_end: YearEnd, today: date) -> date:
    """The first date that is still under the duty: a row is kept on `today` iff its date is on or after it."""
    first = _years_earlier(today, duty.years)
    if duty.starts == "financial-year-end":
        # Of two neighbouring years one still holds `today`; the earlier of them opens on the day after a close.
        first = _opening_of_year(year_end, first)
    while until(duty, year_end, first) < today:  # a leap day on either side; at most one step
        first = _next_row(duty, year_end, first)
    return first


def close_of_year(year_end: YearEnd, day: date) -> date:
    """The close of the financial year in which `day` falls. A year end that is no date raises ValueError."""
    close = _close_in(year_end, day.year)
    return close if day <= close else _close_in(year_end, day.year + 1)


def _opening_of_year(year_end: YearEnd, day: date) -> date:
    return _close_in(year_end, close_of_year(year_end, day).year - 1) + _ONE_DAY


def _next_row(duty: Duty, year_end: YearEnd, day: date) -> date:
    """The next date at which `until` changes."""
    return (close_of_year(year_end, day) if duty.starts == "financial-year-end" else day) + _ONE_DAY


def _close_in(year_end: YearEnd, year: int) -> date:
    month, day = year_end
    if year > date.max.year:  # a row dated 9999-12-31 means "never", and is never too old
        return date.max
    if (month, day) == (2, 29):
        return date(year, 3, 1) - _ONE_DAY
    return date(year, month, day)


def _years_later(day: date, years: int) -> date:
    if day.year + years > date.max.year:
        return date.max
    return _same_day(day, day.year + years)


def _years_earlier(day: date, years: int) -> date:
    return _same_day(day, max(day.year - years, date.min.year + 1))


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes the 28th of a common year, as for months."""
    return date(year, 2, 28) if (day.month, day.day) == (2, 29) and not _leap(year) else day.replace(year=year)


def _leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
