"""Identifiers and secrets of our own: UUIDv7 inside, short references for people, tokens for links (A2)."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from datetime import datetime
from uuid import UUID

ALPHABET = "2346789ACDEFGHJKMNPQRTVWXYZ"  # no 0 O, no 1 I L, no 5 S, no B beside 8, no U beside V


class _Counter:
    """RFC 9562 6.2: what tells the ids of one millisecond apart, as long as the process lives."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.milliseconds = self.count = 0

    def next(self, milliseconds: int) -> int:
        with self.lock:
            self.count = self.count + 1 if milliseconds == self.milliseconds else secrets.randbits(10)
            self.milliseconds = milliseconds
            return self.count


_counter = _Counter()


def uuid7(at: datetime) -> UUID:
    """A UUID of version 7 (RFC 9562) for this instant; those of one process and millisecond ascend."""
    milliseconds = int(at.timestamp() * 1000)
    count = _counter.next(milliseconds)
    stamp = milliseconds + (count >> 12)
    value = (stamp & (1 << 48) - 1) << 80 | 0x7 << 76 | (count & 0xFFF) << 64 | 0b10 << 62 | secrets.randbits(62)
    return UUID(int=value)


def reference(year: int) -> str:
    """What a person quotes: "R-2026-7KQ4-M2XD". Short, unguessable, without signs that look alike."""
    signs = [secrets.choice(ALPHABET) for _ in range(8)]
    return f"R-{year}-{''.join(signs[:4])}-{''.join(signs[4:])}"


def is_reference(text: str) -> bool:
    """Whether a word has the form of a reference, so that a message may repeat it."""
    return re.fullmatch(rf"R-\d{{4}}-[{ALPHABET}]{{4}}-[{ALPHABET}]{{4}}", text.strip().upper()) is not None


def token() -> str:
    """A secret for a link, 256 bits. Only its hash is kept."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What is kept of a link's secret. A plain hash is enough for 256 random bits."""
    return hashlib.sha256(token.encode()).digest()
