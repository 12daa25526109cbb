"""The master key: one file outside the database and its backups, which wraps the organisations' keys (C1, C7)."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from garant.errors import ConfigError, KeyLost
from garant.ledger import files

_MARK = "garant-master-key-1"
_REMEDY = "Put back the copy that was kept elsewhere when the instance was made (`master_key_file` names the place)."


@dataclass(frozen=True, slots=True)
class Master:
    """A master key and its id, eight random bytes that stand in what it wrapped."""

    id: bytes
    key: bytes = field(repr=False)


def make(path: Path) -> Master:
    """Make a new master key file, readable by its owner only. An existing one is never overwritten."""
    master = Master(secrets.token_bytes(8), secrets.token_bytes(32))
    try:
        made = files.write_once(path, _text(master).encode())
    except OSError as error:
        raise ConfigError(f"cannot be written ({error.strerror})", place=str(path)) from None
    if not made:
        raise ConfigError("there is a master key here already", place=str(path), remedy="Choose another file.")
    return master


def read(path: Path) -> Master:
    """The master key in a file. Raises KeyLost if it is missing or is not one."""
    try:
        mark, key_id, key = path.read_text(encoding="ascii").split()
        master = Master(bytes.fromhex(key_id), base64.b64decode(key, validate=True))
    except FileNotFoundError:
        raise KeyLost("the master key is not there", place=str(path), remedy=_REMEDY) from None
    except OSError as error:
        raise KeyLost(f"the master key cannot be read ({error.strerror})", place=str(path), remedy=_REMEDY) from None
    except ValueError:
        raise KeyLost("this is not a master key", place=str(path), remedy=_REMEDY) from None
    if mark != _MARK or len(master.id) != 8 or len(master.key) != 32:
        raise KeyLost("this is not a master key", place=str(path), remedy=_REMEDY)
    return master


def _text(master: Master) -> str:
    return f"{_MARK} {master.id.hex()} {base64.b64encode(master.key).decode()}\n"
