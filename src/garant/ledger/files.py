"""Files beside the database that must be whole or absent: keys and secrets."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path


def write_once(path: Path, data: bytes) -> bool:
    """Write a private file that appears complete, or leave the one that is there. True if this call made it."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = _draft(path, data)
    try:
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
            _settle(path.parent)
            return True
        return False
    finally:
        draft.unlink()


def replace(path: Path, data: bytes) -> None:
    """Put new content in the place of a private file, in one move."""
    _draft(path, data).replace(path)
    _settle(path.parent)


def _draft(path: Path, data: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _settle(folder: Path) -> None:
    """Make the folder's new entry survive a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
