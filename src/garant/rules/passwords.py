"""How long a password of the office has to be: never below our floor, and as long as the organisation says (S3-30)."""

from __future__ import annotations

SHORTEST = 12
"""Characters: our own floor, whatever a register says."""


def shortest(declared: int | None) -> int:
    """Characters that a password must have, given the length that the register's own rule states."""
    return max(SHORTEST, declared or 0)
