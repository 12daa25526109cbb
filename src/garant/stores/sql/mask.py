"""What stands in a column once it is cleared: nothing where that is allowed, else a word or number that fits (D4).

Deterministic for a plan and a row, so that a resumed step writes and recognises the same.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from hashlib import blake2b
from typing import Any
from uuid import UUID

from garant.errors import MapError
from garant.rules.plan import Key
from garant.stores.plain import plain
from garant.stores.port import ColumnInfo, Scope
from garant.stores.sql.batch import Carrier
from garant.stores.sql.links import Mapped

TOKEN_SIGNS = 10
"""Fifty bits: rows of one batch do not meet by chance."""
LONG_AGO = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Mask:
    """The replacement for one column. `by_row`: it differs from row to row, because the column is unique."""

    column: str
    word: str
    info: ColumnInfo
    by_row: bool
    stated: str | None

    def value(self, table: str, key: Key) -> Any:
        """What the column of this row is to hold."""
        token = _token(self.word, table, key) if self.by_row else ""
        if self.stated is not None:
            return (
                _text_with(self.stated, token, self.info)
                if self.info.type == "text"
                else _typed(self.stated, self.info)
            )
        if self.info.nullable:
            return None
        return _made(self.word, token, self.info)


def mask_for(mapped: Mapped, column: str, scope: Scope) -> Mask:
    """The mask of a column of the map. Raises `MapError` where nothing we could write would stand for "empty"."""
    real = mapped.real(column)
    info = mapped.info.columns[real]
    declared = mapped.declared.columns.get(column)
    stated = declared.mask if declared else None
    unique = any(real in names for names in (*mapped.info.uniques, mapped.info.key))
    empties = info.nullable and stated is None
    mask = Mask(real, scope.mask, info, unique and not empties, stated)
    _refuse_impossible(mapped, mask, empties)
    mask.value(mapped.name, ("probe",))
    return mask


def simple(value: Any, carrier: Carrier) -> Any:
    """The value as the engine's driver takes it: SQLite's knows no dates and no exact numbers."""
    return value if carrier.dialect.typed else plain(value)


def _refuse_impossible(mapped: Mapped, mask: Mask, empties: bool) -> None:
    place = f"{mapped.name}.{mask.column}"
    if mask.column in mapped.key or mask.column in mapped.info.key:
        raise MapError("it is part of the key and cannot be emptied.", place=place, remedy="Let the row go instead.")
    if mask.info.generated:
        raise MapError("it is computed by the database.", place=place, remedy="Clear the columns it is computed from.")
    stated, room = mask.stated, mask.info.length
    if stated is not None and mask.info.values and stated not in mask.info.values:
        allowed = ", ".join(mask.info.values)
        raise MapError(f"the stated mask is none of its values: {allowed}.", place=place, remedy="Correct the map.")
    if stated is not None and mask.info.type == "text" and room is not None and len(stated) > room:
        raise MapError(f"the stated mask is longer than its {room} characters.", place=place, remedy="Correct the map.")
    pointing = any(mask.column in key.columns for key in mapped.info.foreign_keys)
    if pointing and not empties:
        raise MapError(
            "it points at another table and may not be empty.", place=place, remedy="Keep it, or let the row go."
        )


def _made(word: str, token: str, info: ColumnInfo) -> Any:
    if info.values:
        return word if word in info.values else info.values[0]
    match info.type:
        case "text":
            return _text_with(word, token, info)
        case "integer":
            return int.from_bytes(token.encode()[:3]) if token else 0
        case "number":
            return Decimal(int.from_bytes(token.encode()[:3])) if token else Decimal(0)
        case "boolean":
            return False
        case "date":
            return LONG_AGO
        case "datetime":
            return datetime(LONG_AGO.year, LONG_AGO.month, LONG_AGO.day)  # noqa: DTZ001  # as the column stores it
        case "binary":
            return token.encode()
        case _:
            return _other(token, info)


def _other(token: str, info: ColumnInfo) -> Any:
    declared = info.declared.upper()
    if declared == "UUID":
        return UUID(bytes=blake2b(token.encode(), digest_size=16).digest())
    if declared in {"JSON", "JSONB"}:
        return {}
    raise MapError(
        f"nothing is known that could stand for “empty” in a column of type {info.declared}.",
        place=info.name,
        remedy="State a `mask:` for it in the map.",
    )


def _text_with(word: str, token: str, info: ColumnInfo) -> str:
    """The word with the row's token, before an @ if there is one, cut so that the token stays whole."""
    room = info.length if info.length is not None else 255
    if not token:
        return word[:room]
    local, sign, domain = word.partition("@")
    tail = f"-{token}{sign}{domain}"
    if len(tail) <= room:
        return local[: room - len(tail)] + tail
    return token[:room]


def _typed(text: str, info: ColumnInfo) -> Any:
    """A stated mask as its column's type takes it."""
    try:
        match info.type:
            case "integer":
                return int(text)
            case "number":
                return Decimal(text)
            case "boolean":
                return text.casefold() in {"true", "1", "yes"}
            case "date":
                return date.fromisoformat(text)
            case "datetime":
                return datetime.fromisoformat(text)
            case _:
                return text
    except (ValueError, ArithmeticError):
        raise MapError(
            f"the stated mask is no value of type {info.declared}.", place=info.name, remedy="Correct it in the map."
        ) from None


def _token(word: str, table: str, key: Key) -> str:
    text = "\x1f".join((word, table, *map(repr, key)))
    return base64.b32encode(blake2b(text.encode(), digest_size=10).digest()).decode().lower()[:TOKEN_SIGNS]
