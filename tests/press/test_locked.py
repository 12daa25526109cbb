"""A file that a password opens: what any program that knows AE-2 reads, and nobody without the password."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.press.locked import drawn, locked, new_password
from tests.press.unlocking import unlocked


@given(st.binary(max_size=3000))
def test_what_is_locked_comes_out_byte_for_byte(data: bytes) -> None:
    password = new_password()
    assert unlocked(locked("R-2026-0001-données.zip", data, password), password) == [("R-2026-0001-données.zip", data)]


def test_nothing_of_the_content_is_seen_without_the_password() -> None:
    """S0-59. Given Alice's data locked, when somebody has the file and not the password, then it does not open, and no
    byte of hers is in it; when a byte is changed, then it does not open either.
    """
    data = b"Alice Moreau, 3 rue des Lilas, Paris; " * 50
    password = new_password()
    raw = locked("R-2026-0001-copie.zip", data, password)
    assert b"Alice" not in raw
    with pytest.raises(ValueError, match="another password"):
        unlocked(raw, new_password())
    at = raw.index(b"PK\x01\x02") - 40
    with pytest.raises(ValueError, match="other bytes"):
        unlocked(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :], password)
    with zipfile.ZipFile(io.BytesIO(raw)) as opened, pytest.raises(RuntimeError):
        opened.read("R-2026-0001-copie.zip")


def test_two_locks_of_one_file_share_nothing() -> None:
    password, data = new_password(), bytes(400)
    assert locked("a.zip", data, password) != locked("a.zip", data, password)


def test_a_password_is_drawn_and_can_be_read_aloud() -> None:
    """Given passwords that are drawn, then each has 24 signs that nobody confuses, and no two are the same."""
    many = {new_password() for _ in range(500)}
    assert len(many) == 500
    assert all(drawn(one) for one in many)
    assert not set("".join(many)) & set("0O1lIio")
    assert not any(drawn(one) for one in ("", "alice1234567", "aaaa-bbbb", next(iter(many)) + "-aaaa"))
