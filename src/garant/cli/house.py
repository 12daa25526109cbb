"""`garant worker | check | user`: what keeps an instance going."""

from __future__ import annotations

import argparse
import time

from garant.actions import register, runner, staff
from garant.cli import tell
from garant.cli.opening import actor, ask_secret, opened


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
    added = staff.add(house, actor(house), email=args.email, name=args.name, role=args.role, password=password)
    tell(args, {"id": str(added.id), "role": added.role}, f"{added.name}: {added.role}")
    return 0
