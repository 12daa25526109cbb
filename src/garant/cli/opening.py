"""What every command on an instance shares: the open instance, and who acts."""

from __future__ import annotations

import argparse
import getpass
import os
import sys
from contextlib import suppress

from garant.actions import access, instance
from garant.actions.start import folder_of
from garant.errors import UsageError


def opened(args: argparse.Namespace) -> instance.Instance:
    """The instance that the command names. Django was started for it before this module was loaded."""
    return instance.open_instance(folder_of(args), organisation=args.organisation)


def actor(house: instance.Instance, name: str = "") -> access.Actor:
    """Whoever may read the instance's keys acts as its owner."""
    return access.by_command(house, name or _login())


def pair(text: str, option: str) -> tuple[str, str]:
    """NAME=VALUE in two. The error names the option and repeats nothing: the value may be a person's."""
    name, _, value = (part.strip() for part in text.partition("="))
    if not name or not value:
        raise UsageError("Expected NAME=VALUE.", place=option, remedy="`--help` shows which names there are.")
    return name, value


def ask_secret() -> str:
    """A password from the terminal, or one line of standard input: never an argument, which others can see (D15)."""
    if sys.stdin.isatty():
        with suppress(EOFError):
            return getpass.getpass()
        return ""
    return sys.stdin.readline().rstrip("\n")


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container's user may have no name
        return f"uid {os.getuid()}"
