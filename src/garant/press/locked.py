"""A file in a ZIP that only its password opens: AES-256 as WinZip wrote it down (AE-2), which 7-Zip and others read.

The file inside stays byte for byte what it was, signatures included. The format derives its keys cheaply, so only
passwords that were drawn by `new_password` are taken: their strength does not rest on the derivation.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import struct
import zlib

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Signs that nobody confuses on the telephone or on paper."""
GROUPS, SIZE = 6, 4
PASSWORD = re.compile(f"[{SIGNS}]{{{SIZE}}}(-[{SIGNS}]{{{SIZE}}}){{{GROUPS - 1}}}")
ROUNDS, SALT, KEY, CHECK, CODE = 1000, 16, 32, 2, 10
"""PBKDF2's rounds, and the bytes of salt, key, password check and authentication code, as AE-2 has them."""
AES, DEFLATED, STRENGTH_256 = 99, 8, 3
ENCRYPTED_UTF8 = 0x0801
"""Flags of an entry: it is encrypted, and its name is UTF-8."""
DAY = (1 << 5) | 1
"""1 January 1980: the entry does not say when it was made."""


def new_password() -> str:
    """118 bits of chance, in groups that can be read aloud."""
    return "-".join("".join(secrets.choice(SIGNS) for _ in range(SIZE)) for _ in range(GROUPS))


def drawn(password: str) -> bool:
    """Whether a password looks like one that was drawn here."""
    return PASSWORD.fullmatch(password) is not None


def locked(name: str, data: bytes, password: str) -> bytes:
    """The ZIP. `name` stands in it in clear, so it names nobody."""
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = _encrypted(packer.compress(data) + packer.flush(), password)
    called = name.encode()
    extra = struct.pack("<HHH2sBH", 0x9901, 7, 2, b"AE", STRENGTH_256, DEFLATED)
    common = struct.pack(
        "<HHHHHLLLHH", 51, ENCRYPTED_UTF8, AES, 0, DAY, 0, len(body), len(data), len(called), len(extra)
    )
    entry = b"PK\3\4" + common + called + extra + body
    listed = b"PK\1\2" + struct.pack("<H", 51) + common + struct.pack("<HHHLL", 0, 0, 0, 0, 0) + called + extra
    end = b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 1, 1, len(listed), len(entry), 0)
    return entry + listed + end


def _encrypted(packed: bytes, password: str) -> bytes:
    salt = secrets.token_bytes(SALT)
    keys = hashlib.pbkdf2_hmac("sha1", password.encode(), salt, ROUNDS, 2 * KEY + CHECK)
    stream = _stream(keys[:KEY], len(packed))
    hidden = (int.from_bytes(packed, "little") ^ int.from_bytes(stream, "little")).to_bytes(len(packed), "little")
    code = hmac.new(keys[KEY : 2 * KEY], hidden, "sha1").digest()[:CODE]
    return salt + keys[2 * KEY :] + hidden + code


def _stream(key: bytes, size: int) -> bytes:
    """The key stream of AE-2: a counter from one, its lowest byte first, which the usual counter mode does not know."""
    counters = b"".join(number.to_bytes(16, "little") for number in range(1, size // 16 + 2))
    cipher = Cipher(algorithms.AES(key), modes.ECB()).encryptor()  # noqa: S305 - each counter stands once
    return (cipher.update(counters) + cipher.finalize())[:size]
