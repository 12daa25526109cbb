"""The one clock (A3). Everybody else takes `now` or `today` as an argument."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 — this is the one place
