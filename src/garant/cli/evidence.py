"""`garant evidence …`: verify the log of this instance; give a person their receipt."""

from __future__ import annotations

import argparse

from garant.actions import evidence, requests
from garant.cli import tell
from garant.cli.opening import actor, opened


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "receipt":
            data = evidence.receipt(house, requests.by_reference(house, args.id))
            args.out.write_bytes(data)
            tell(args, {"file": str(args.out)}, f"{args.out}: {len(data)} bytes")
            return 0
        kept = args.checkpoint.read_text(encoding="utf-8") if args.checkpoint else None
        report = evidence.verify(house, actor(house), kept)
        problems = [{"index": p.index, "event": str(p.event), "what": p.what} for p in report.problems]
        data_json = {"level": report.level, "size": report.size, "unsealed": report.unsealed, "problems": problems}
        lines = [f"{report.level}: {report.size} records sealed, {report.unsealed} waiting"]
        lines += [f"record {p['index']}: {p['what']} ({p['event']})" for p in problems]
        tell(args, data_json, "\n".join(lines))
        return 1 if problems else 0
    finally:
        house.close()
