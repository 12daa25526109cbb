"""Parts of keys as a database's column takes them back."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from garant.errors import StoreError
from garant.rules.plan import KeyValue
from garant.stores.port import ColumnInfo

INTEGERS: Mapping[str, int] = {"SMALLINT": 2**15, "INTEGER": 2**31, "INT": 2**31, "MEDIUMINT": 2**23, "TINYINT": 2**7}


def stored(part: KeyValue, info: ColumnInfo, column: sa.Column[Any]) -> Any:
    """The value that a column of this type takes for a part of a key."""
    if not isinstance(part, str):
        return bool(part) if info.type == "boolean" and isinstance(column.type, sa.Boolean) else part
    if isinstance(column.type, sa.types.NullType) and info.type != "binary":
        return part  # SQLite, and types SQLAlchemy does not know: the engine converts
    with suppress(ValueError, ArithmeticError):  # the message of either quotes the key
        return _parsed(part, info, column)
    raise StoreError("a key is not of its column's type.", place=info.name, remedy="Plan again.")


def _parsed(part: str, info: ColumnInfo, column: sa.Column[Any]) -> Any:
    if isinstance(column.type, sa.Uuid):
        return UUID(part) if column.type.as_uuid else part
    match info.type:
        case "integer":
            return int(part)
        case "number":
            return Decimal(part)
        case "date":
            return date.fromisoformat(part)
        case "datetime":
            return datetime.fromisoformat(part)
        case "binary":
            return bytes.fromhex(part)
        case _:
            return part


def fits(value: Any, info: ColumnInfo) -> bool:
    """Whether a column can hold this value at all: what does not fit matches no row, and must not break a load."""
    if isinstance(value, str) and info.type == "text":
        return info.length is None or len(value) <= info.length
    if isinstance(value, int) and info.type == "integer":
        limit = INTEGERS.get(info.declared.upper().split("(")[0].split(" ")[0], 2**63)
        return -limit <= value < limit * (2 if "UNSIGNED" in info.declared.upper() else 1)
    return True
