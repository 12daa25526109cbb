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
        texts = register.documents(files.read_text(args.file))
        names = [args.file.name if len(texts) == 1 else f"{args.file.name}, map {n}" for n in range(1, len(texts) + 1)]
        applied = [register.apply(house, actor(house), text, name) for text, name in zip(texts, names, strict=True)]
        data = [{"store": v.store, "version": v.number, "digest": v.digest} for v in applied]
        lines = "\n".join(f"{v.store}: map version {v.number}" for v in applied)
        tell(args, data[0] if len(data) == 1 else data, lines)
    finally:
        house.close()
    return 0
