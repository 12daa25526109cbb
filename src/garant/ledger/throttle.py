"""How often something may be tried: a fixed window, counted in the ledger so that it holds for many processes."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection

from garant.ledger import setup
from garant.ledger.tables import ThrottleRow

_COUNT = """
INSERT INTO throttle (key, window_number, count, ends) VALUES (%s, %s, 1, %s)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN throttle.window_number = excluded.window_number THEN throttle.count + 1 ELSE 1 END,
    window_number = excluded.window_number,
    ends = excluded.ends
RETURNING count
"""


def allow(key: bytes, limit: int, seconds: int, now: datetime) -> bool:
    """Whether this may be tried once more in the running window. `key` is a keyed hash, never an address itself."""
    window = int(now.timestamp()) // seconds
    ends = datetime.fromtimestamp((window + 1) * seconds, UTC)
    with setup.transaction(), connection.cursor() as cursor:
        cursor.execute(_COUNT, [key, window, ends])
        (count,) = cursor.fetchone()
    return int(count) <= limit


def forget(now: datetime) -> int:
    """Let go of the windows that are over."""
    return ThrottleRow.objects.filter(ends__lt=now).delete()[0]
