"""`garant worker | check | user`: what keeps an instance going."""

from __future__ import annotations

import argparse
import time

from garant.actions import register, runner, staff
from garant.cli import tell
from garant.cli.opening import actor, ask_secret, opened
from garant.errors import NotFound, UsageError

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
    deeds = {"add": _add, "place": _place, "access": _access}
    return deeds[args.deed](args)


def _place(args: argparse.Namespace) -> int:
    house = opened(args)
    who = actor(house)
    found = next((s for s in staff.all(house, who) if s.email == args.email.strip().lower()), None)
    if found is None:
        raise NotFound("No account signs in with this address.", place="email", remedy="`garant user add` makes one.")
    placed = staff.place(house, who, found.id, function=args.function, trained=args.trained)
    trained = placed.trained.isoformat() if placed.trained else ""
    tell(
        args,
        {"id": str(placed.id), "function": placed.function, "trained": trained},
        f"{placed.name}: {placed.function or '–'}, trained {trained or '–'}",
    )
    return 0


def _access(args: argparse.Namespace) -> int:
    house = opened(args)
    lines = staff.matrix(house, actor(house))
    data = [
        {
            "function": line.role.id,
            "kind": line.role.kind,
            "state": line.state,
            "activities": line.activities,
            "trained": line.role.trained,
            "until": line.role.until,
        }
        for line in lines
    ]
    told = [
        f"{line.role.id}: {line.state}; " + (", ".join(f"{a} ({how})" for a, how in line.activities.items()) or "–")
        for line in lines
    ]
    tell(args, data, "\n".join(told) or "The register declares no function.")
    return 1 if any(line.state == "untrained" for line in lines) else 0


def _add(args: argparse.Namespace) -> int:
    house = opened(args)
    password = ask_secret() or None
    if password is not None and len(password) < SHORTEST:
        remedy = f"Write {SHORTEST} characters or more, or none: they then choose it by the link of a forgotten one."
        raise UsageError("This password is too short.", place="password", remedy=remedy)
    added = staff.add(
        house,
        actor(house),
        email=args.email,
        name=args.name,
        role=args.role,
        password=password,
        function=args.function,
        trained=args.trained,
    )
    tell(args, {"id": str(added.id), "role": added.role}, f"{added.name}: {added.role}")
    return 0
