"""`garant evidence …`: verify the log of this instance; give a person their receipt."""

from __future__ import annotations

import argparse
from typing import Any

from garant.actions import evidence, requests
from garant.cli import files, tell
from garant.cli.opening import actor, opened


def _which(problem: dict[str, Any]) -> str:
    number = "waiting" if problem["index"] is None else problem["index"]
    return f"record {number} ({problem['event']})" if problem["event"] else "the log"


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "receipt":
            data = evidence.receipt(house, requests.by_reference(house, args.id))
            files.write_bytes(args.out, data)
            tell(args, {"file": str(args.out)}, f"{args.out}: {len(data)} bytes")
            return 0
        kept = files.read_text(args.checkpoint) if args.checkpoint else None
        report = evidence.verify(house, actor(house), kept)
        problems = [
            {"index": p.index, "event": str(p.event) if p.event else None, "what": p.what} for p in report.problems
        ]
        data_json = {"level": report.level, "size": report.size, "unsealed": report.unsealed, "problems": problems}
        lines = [f"{report.level or 'broken'}: {report.size} records sealed, {report.unsealed} waiting"]
        lines += [f"{_which(p)}: {p['what']}" for p in problems]
        tell(args, data_json, "\n".join(lines))
        return 1 if problems else 0
    finally:
        house.close()
