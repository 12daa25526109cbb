"""What may be said for a file of personal data that leaves unencrypted (S0-59)."""

from __future__ import annotations

WHYS = ("in-hand", "encrypted-disk", "asked", "software")
"""It does not leave our hands; it is put on a disk that is encrypted; the person wants it so; a program reads it."""
EXPORTS = ("access", "portability", "answer", "kept-rows")
"""What leaves: the two copies of a person's data, the answer on paper, the list of rows that an erasure kept."""
