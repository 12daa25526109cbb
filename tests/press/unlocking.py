"""Opens what `press/locked.py` locks, by another way: the standard library reads the ZIP, keys are derived as WinZip's
paper on AE-2 says, and each block has a counter mode of its own.
"""

from __future__ import annotations

import hmac
import io
import struct
import zipfile
import zlib
from hashlib import pbkdf2_hmac

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes


def unlocked(raw: bytes, password: str) -> list[tuple[str, bytes]]:
    """Names and contents. Raises `ValueError` for another password, or bytes that were changed."""
    found = []
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        for info in opened.infolist():
            assert (info.compress_type, info.flag_bits & 1, info.CRC) == (99, 1, 0)
            assert struct.unpack("<HHH2sBH", info.extra) == (0x9901, 7, 2, b"AE", 3, zipfile.ZIP_DEFLATED)
            name, extra = struct.unpack("<HH", raw[info.header_offset + 26 : info.header_offset + 30])
            start = info.header_offset + 30 + name + extra
            packed = _decrypted(raw[start : start + info.compress_size], password.encode())
            data = zlib.decompress(packed, wbits=-15)
            assert len(data) == info.file_size
            found.append((info.filename, data))
    return found


def _decrypted(body: bytes, password: bytes) -> bytes:
    salt, check, hidden, code = body[:16], body[16:18], body[18:-10], body[-10:]
    keys = pbkdf2_hmac("sha1", password, salt, 1000, 66)
    if keys[64:] != check or hmac.digest(keys[32:64], hidden, "sha1")[:10] != code:
        raise ValueError("another password, or other bytes")
    blocks = []
    for at in range(0, len(hidden), 16):
        counter = (at // 16 + 1).to_bytes(16, "little")
        cipher = Cipher(algorithms.AES(keys[:32]), modes.CTR(counter)).decryptor()
        blocks.append(cipher.update(hidden[at : at + 16]))
    return b"".join(blocks)
