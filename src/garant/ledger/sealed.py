"""How a sealed value is written: algorithm byte, key id, nonce, ciphertext; bound to where it stands (C1)."""

from __future__ import annotations

import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from garant.errors import KeyLost

AES_256_GCM = 1
_HEAD = 1 + 16
_NONCE = 12


def place(*parts: bytes) -> bytes:
    """Associated data: each part with its length before it, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def seal(cipher: AESGCM, key_id: bytes, data: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM under a fresh random nonce. `key_id`: 16 bytes."""
    nonce = os.urandom(_NONCE)
    return bytes([AES_256_GCM]) + key_id + nonce + cipher.encrypt(nonce, data, bound)


def unseal(cipher: AESGCM, sealed: bytes, bound: bytes) -> bytes:
    """Decrypt. Raises KeyLost if the key is another one, or if a byte of the value or of its place was changed."""
    if len(sealed) < _HEAD + _NONCE + 16 or sealed[0] != AES_256_GCM:
        raise KeyLost("a sealed value has an unknown form", remedy="It was damaged, or written by a newer Garant.")
    start = _HEAD + _NONCE
    try:
        return cipher.decrypt(sealed[_HEAD:start], sealed[start:], bound)
    except InvalidTag:
        raise KeyLost(
            "a sealed value does not open: the key is not the one, or the value was changed",
            remedy="`garant evidence verify` says whether records were changed.",
        ) from None


def key_of(sealed: bytes) -> UUID:
    """The id of the key under which a value was sealed."""
    return UUID(bytes=sealed[1:_HEAD])


def derive(key: bytes, purpose: bytes) -> bytes:
    """A key for one purpose: HKDF-Expand (RFC 5869) of one block, as the parent key is uniformly random."""
    return hmac.digest(key, purpose + b"\x01", "sha256")
