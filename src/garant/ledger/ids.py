"""Identifiers and secrets of our own: UUIDv7 inside, short references for people, tokens for links (A2)."""

from __future__ import annotations

import hashlib
import secrets
import threading
from datetime import datetime
from uuid import UUID

ALPHABET = "2346789ACDEFGHJKMNPQRTVWXYZ"  # no 0 O, no 1 I L, no 5 S, no B beside 8, no U beside V
_lock = threading.Lock()
_last = (0, 0)


def uuid7(at: datetime) -> UUID:
    """A UUID of version 7 (RFC 9562) for this instant; those of one process and millisecond ascend."""
    global _last  # noqa: PLW0603 - the counter of RFC 9562 6.2 lives as long as the process
    milliseconds = int(at.timestamp() * 1000)
    with _lock:
        asked, count = _last
        count = count + 1 if asked == milliseconds else secrets.randbits(10)
        _last = (milliseconds, count)
    stamp = milliseconds + (count >> 12)
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | (count & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def reference(year: int) -> str:
    """What a person quotes: "R-2026-7KQ4-M2XD". Short, unguessable, without signs that look alike."""
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"R-{year}-{''.join(signs[:4])}-{''.join(signs[4:])}"


def token() -> str:
    """A secret for a link, 256 bits. Only its hash is kept."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a link's secret. A plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
