"""`garant worker | check | user`: what keeps an instance going."""

from __future__ import annotations

import argparse
import time

from garant.actions import register, runner, staff
from garant.cli import tell
from garant.cli.opening import actor, ask_secret, opened
from garant.errors import UsageError

SHORTEST = 12
"""Characters of a password, as the office's own pages ask."""


def run_worker(args: argparse.Namespace) -> int:
    house = opened(args)
    while True:
        worked = runner.work_once(house)
        if args.once:
            return 0
        if not worked:
            time.sleep(1)


def run_check(args: argparse.Namespace) -> int:
    house = opened(args)
    found = register.check(house, actor(house))
    lines = [f"{f.place}: {f.text} {f.remedy}  [{f.rule}]" for f in found]
    data = [{"rule": f.rule, "place": f.place, "text": f.text, "remedy": f.remedy} for f in found]
    tell(args, data, "\n".join(lines) or "Everything fits.")
    return 1 if found else 0


def run_user(args: argparse.Namespace) -> int:
    house = opened(args)
    password = ask_secret() or None
    if password is not None and len(password) < SHORTEST:
        remedy = f"Write {SHORTEST} characters or more, or none: they then choose it by the link of a forgotten one."
        raise UsageError("This password is too short.", place="password", remedy=remedy)
    added = staff.add(house, actor(house), email=args.email, name=args.name, role=args.role, password=password)
    tell(args, {"id": str(added.id), "role": added.role}, f"{added.name}: {added.role}")
    return 0
