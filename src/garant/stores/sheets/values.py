"""What a cell says, as people in France write it: dates day first, decimal commas, numbers that are names.

It reads and writes single values; where a cell stands is not known here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from garant.rules.plan import Key, KeyValue
from garant.stores.plain import plain
from garant.stores.port import ColumnType

Value = str | int | float | bool | date | None
"""What a cell holds; None where nothing stands. A CSV file knows text alone. A datetime is a date."""

WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")
"""A number that is written in one way only: 0612 is a name, not the number 612."""
DECIMAL = re.compile(r"-?(?:\d{1,3}(?:[ \u00a0\u202f]\d{3})+|\d+)(?:[.,]\d+)?")
LOCAL_DATE = re.compile(r"(\d{1,2})([/.\-])(\d{1,2})\2(\d{4}|\d{2})(?:[ T](\d{1,2})[:h](\d{2})(?::(\d{2}))?)?")
ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?)?")
PIVOT = 30
"""Two digits of a year below this are of this century, as spreadsheets read them."""
EPOCH_1900, EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
"""The day that a workbook numbers zero. 1900 is kept as a leap year: serials below 61 are a day out, as in Excel."""
LAST_SERIAL = 2_958_465  # 31 December 9999
SPACES = " \t\u00a0\u202f"


def parse_date(text: str) -> date | None:
    """A date as written, day first, or in ISO 8601; a datetime where it bears a time. None for anything else."""
    text = text.strip(SPACES)
    if not text[:1].isdigit():
        return None
    found = ISO_DATE.fullmatch(text)
    if found:
        year, month, day, *clock = found.groups()
    elif found := LOCAL_DATE.fullmatch(text):
        day, _, month, year, *clock = found.groups()
    else:
        return None
    number = int(year) if len(year) == 4 else int(year) + (2000 if int(year) < PIVOT else 1900)
    try:
        when = date(number, int(month), int(day))
        hour, minute, second = (int(part or 0) for part in clock)
        return when if clock[0] is None else datetime.combine(when, time(hour, minute, second))
    except ValueError:
        return None


def parse_number(text: str) -> Decimal | None:
    """A number as written, with decimal comma or point, thousands apart by spaces."""
    text = text.strip(SPACES)
    if not DECIMAL.fullmatch(text):
        return None
    return Decimal("".join("." if sign == "," else sign for sign in text if sign not in SPACES))


def kind_of(value: Value) -> ColumnType:
    """What one cell looks like."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, date):
        return "datetime" if isinstance(value, datetime) else "date"
    text = (value or "").strip(SPACES)
    if WHOLE.fullmatch(text):
        return "integer"
    if DECIMAL.fullmatch(text) and not (text.isdigit() and text.startswith("0")):
        return "number"
    day = parse_date(text)
    return "text" if day is None else "datetime" if isinstance(day, datetime) else "date"


def kind_of_all(values: Iterable[Value]) -> ColumnType:
    """The kind that all of a column's cells bear; text where they differ or none is filled."""
    kinds = {kind_of(value) for value in values if value not in (None, "")}
    if len(kinds) == 1:
        return kinds.pop()
    if kinds == {"integer", "number"}:
        return "number"
    return "datetime" if kinds == {"date", "datetime"} else "text"


def said(value: Value) -> str:
    """A cell's value as text, the same for a number however its store holds it."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def joined(value: Value) -> str:
    """What two cells must share for one to point at the other; empty where nothing stands."""
    return said(value).strip()


def key_part(value: Value) -> KeyValue:
    """A cell as part of a key: a number where it is written in the one way of numbers, else its text."""
    text = joined(value)
    return int(text) if WHOLE.fullmatch(text) else text


def joined_key(key: Key) -> tuple[str, ...]:
    return tuple(str(part) for part in key)


def day_in(value: Value) -> date | None:
    """The day that a cell names."""
    found = parse_date(value) if isinstance(value, str) else value
    if isinstance(found, datetime):
        return found.date()
    return found if isinstance(found, date) else None


def shown(value: Value, kind: ColumnType) -> Any:
    """A cell as plain JSON carries it, by the kind of its column: ISO dates, numbers with a point."""
    if value is None or value == "":
        return None
    if not isinstance(value, str):
        return said(value) if isinstance(value, float) else plain(value)
    if kind == "integer":
        text = value.strip(SPACES)
        return int(text) if WHOLE.fullmatch(text) else value
    if kind == "number":
        number = parse_number(value)
        return value if number is None else format(number, "f")
    if kind in {"date", "datetime"}:
        day = parse_date(value)
        return value if day is None else day.isoformat()
    return value


def like(new: str, old: str) -> str:
    """A new value as the old one was written: a date in the same order and with the same signs, a decimal comma."""
    day, before = parse_date(new), LOCAL_DATE.fullmatch(old.strip(SPACES))
    if day is not None and before is not None:
        sign, year = before[2], f"{day.year:04}" if len(before[4]) == 4 else f"{day.year % 100:02}"
        text = f"{day.day:02}{sign}{day.month:02}{sign}{year}"
        return text + (f" {day:%H:%M}" if isinstance(day, datetime) and before[5] else "")
    number = parse_number(new)
    if number is not None and "," in old and parse_number(old) is not None:
        return new.replace(".", ",")
    return new


def serial(day: date, epoch: date) -> str:
    """A day as a workbook numbers it, with the time as a part of the day."""
    whole = (datetime.combine(day, time()) if not isinstance(day, datetime) else day) - datetime.combine(epoch, time())
    number = whole / timedelta(days=1)
    return str(int(number)) if number.is_integer() else repr(number)


def of_serial(number: float, epoch: date) -> date | None:
    """The day, or the instant, that a workbook's number stands for. None where there is no such day."""
    if not 0 <= number <= LAST_SERIAL:
        return None
    when = datetime.combine(epoch, time()) + timedelta(seconds=round(number * 86_400))
    return when.date() if float(number).is_integer() else when
