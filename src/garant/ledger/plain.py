"""Values as JSON bytes, before they are sealed."""

from __future__ import annotations

import json
from typing import Any


def dump(value: object) -> bytes:
    """JSON, short. Refuses what JSON does not know (a date travels as text)."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def load(data: bytes) -> Any:
    """Back from JSON: lists for tuples, dicts for mappings."""
    return json.loads(data)
