"""What every command on an instance shares: the open instance, and who acts."""

from __future__ import annotations

import argparse
import getpass
import os

from garant.actions import access, instance
from garant.actions.start import folder_of


def opened(args: argparse.Namespace) -> instance.Instance:
    """The instance that the command names. Django was started for it before this module was loaded."""
    return instance.open_instance(folder_of(args))


def actor(house: instance.Instance, name: str = "") -> access.Actor:
    """Whoever may read the instance's keys acts as its owner."""
    return access.by_command(house, name or _login())


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"
