"""Files that a command reads or writes, with what goes wrong told in one message."""

from __future__ import annotations

import os
from pathlib import Path

from garant.errors import GarantError, UsageError


def read_text(path: Path) -> str:
    """A UTF-8 file's text. Raises UsageError."""
    try:
        return read_bytes(path).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UsageError("This file is not text in UTF-8.", place=str(path), remedy="Save it as UTF-8.") from None


def read_bytes(path: Path) -> bytes:
    """A file as it is. Raises UsageError."""
    try:
        return path.read_bytes()
    except OSError as problem:
        raise UsageError(
            f"This file cannot be read ({problem.strerror}).", place=str(path), remedy="Check its path and its rights."
        ) from None


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: a full disk leaves no half of it. Raises GarantError."""
    beside = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe: written to, never replaced
            path.write_bytes(data)
            return
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # personal data: for this user only
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        raise GarantError(
            f"This file cannot be written ({problem.strerror}).",
            place=str(path),
            remedy="Choose a folder that exists, with room and the right to write.",
        ) from None
