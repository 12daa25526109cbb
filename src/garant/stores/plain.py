"""Keys and values as plain JSON carries them, whatever store they come from."""

from __future__ import annotations

import base64
import math
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from garant.rules.plan import Key, KeyValue

EPOCH_SECONDS = 10**8  # below: no instant since 1973, so a number and not a date
EPOCH_MILLIS = 10**11


def key_of(values: Sequence[Any]) -> Key:
    return tuple(key_part(value) for value in values)


def key_part(value: Any) -> KeyValue:
    """One part of a key as plain JSON carries it: whole numbers stay, everything else travels as text."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, int | str):
        return value
    if isinstance(value, date | time):  # datetime is a date
        return value.isoformat()
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value).hex()
    return repr(value) if isinstance(value, float) else str(value)


def day_of(value: Any) -> date | None:
    """The date part of a stored value, as written there; None when it holds no date that can be read."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip()[:10])
        except ValueError:
            return None
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        seconds = value / 1000 if value >= EPOCH_MILLIS else value
        return (datetime(1970, 1, 1) + timedelta(seconds=seconds)).date() if seconds >= EPOCH_SECONDS else None  # noqa: DTZ001  # SQLite's epoch numbers have no zone
    return None


def plain(value: Any) -> Any:
    """A value as plain JSON can carry it: dates in ISO 8601, exact numbers as text, bytes as {"base64": …}."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, bytes | bytearray | memoryview):
        return {"base64": base64.b64encode(bytes(value)).decode("ascii")}
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return str(value)


def sortable(key: Key) -> tuple[tuple[bool, KeyValue], ...]:
    """Orders keys whose parts are numbers in some rows and text in others (SQLite lets them)."""
    return tuple((isinstance(part, str), part) for part in key)
