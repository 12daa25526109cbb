"""What every command that needs an instance shares: which one, who acts, how results are printed."""

from __future__ import annotations

import argparse
import getpass
import os
from pathlib import Path

from garant.actions import access, instance
from garant.errors import UsageError


def add_common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--instance", metavar="DIR", help="the instance folder (default: $GARANT_INSTANCE, else here)")
    parser.add_argument("--json", action="store_true", help="print JSON")


def opened(args: argparse.Namespace) -> instance.Instance:
    """The instance named by --instance, GARANT_INSTANCE or the current folder."""
    folder = Path(args.instance or os.environ.get("GARANT_INSTANCE") or ".")
    if not (folder / "garant.toml").is_file():
        raise UsageError(
            "There is no instance here.",
            place=str(folder),
            remedy="Name one with --instance DIR or GARANT_INSTANCE, or make one: `garant init DIR`.",
        )
    return instance.open_instance(folder)


def actor(house: instance.Instance, name: str = "") -> access.Actor:
    """Whoever may read the instance's keys acts as its owner."""
    return access.by_command(house, name or _login())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"
