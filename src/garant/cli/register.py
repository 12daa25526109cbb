"""`garant register …`: apply a map file, or write out what is declared."""

from __future__ import annotations

import argparse

from garant.actions import register
from garant.cli import files, tell
from garant.cli.opening import actor, opened


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "export":
            text = register.export(house, actor(house))
            tell(args, {"maps": text}, text.rstrip("\n"))
            return 0
        version = register.apply(house, actor(house), files.read_text(args.file), args.file.name)
        data = {"store": version.store, "version": version.number, "digest": version.digest}
        tell(args, data, f"{version.store}: map version {version.number}")
    finally:
        house.close()
    return 0
