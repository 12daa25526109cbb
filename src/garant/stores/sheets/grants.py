"""The least rights that Garant's user needs on the files of a store (D15)."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path


def grants(root: Path, files: Sequence[Path], user: str, *, reads_only: bool) -> str:
    """Commands for a POSIX file system. Writing takes the folder too: a file is replaced by a new one beside it."""
    folder = shlex.quote(str(root.parent if root.is_file() else root))
    who, rights = shlex.quote(user), "r" if reads_only else "rw"
    named = " ".join(shlex.quote(str(path)) for path in files)
    return "\n".join(
        (
            f"setfacl -m u:{who}:{'rx' if reads_only else 'rwx'} {folder}",
            f"setfacl -m u:{who}:{rights} {named}",
        )
    )
