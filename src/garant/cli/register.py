"""`garant register …`: apply a map file, or write out what is declared."""

from __future__ import annotations

import argparse

from garant.actions import register
from garant.cli import tell
from garant.cli.opening import actor, opened
from garant.errors import UsageError


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "export":
            text = register.export(house, actor(house))
            tell(args, {"maps": text}, text.rstrip("\n"))
            return 0
        try:
            text = args.file.read_text(encoding="utf-8")
        except OSError as problem:
            raise UsageError("This file cannot be read.", place=str(args.file), remedy=problem.strerror or "") from None
        version = register.apply(house, actor(house), text, args.file.name)
        data = {"store": version.store, "version": version.number, "digest": version.digest}
        tell(args, data, f"{version.store}: map version {version.number}")
    finally:
        house.close()
    return 0
