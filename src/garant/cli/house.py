"""`garant worker | check | user`: what keeps an instance going."""

from __future__ import annotations

import argparse
import time
from collections.abc import Mapping
from typing import Any

from garant.actions import check, findings, law_watch, looking, runner, staff
from garant.actions.access import Actor
from garant.actions.check import Standing
from garant.actions.instance import Instance
from garant.cli import tell
from garant.cli.opening import actor, ask_secret, opened
from garant.errors import NotFound, UsageError
from garant.law.findings import read_findings
from garant.law.provisions import Words
from garant.rules.passwords import shortest


def run_worker(args: argparse.Namespace) -> int:
    house = opened(args)
    while True:
        worked = runner.work_once(house) | looking.carry_out(house)
        if args.once:
            return 0
        if not worked:
            time.sleep(1)


def run_check(args: argparse.Namespace) -> int:
    house = opened(args)
    who = actor(house)
    if args.deed:
        return {"assign": _assign, "accept": _accept, "seen": _seen}[args.deed](house, who, args)
    standing = check.run(house, who, rules=args.rule, stores=args.store)
    words = read_findings().words
    language = house.organisation.language
    lines = [_line(s, words, language) for s in standing]
    tell(args, [_data(s) for s in standing], "\n".join(lines) or words["nothing"][language])
    return 1 if any(not s.excepted for s in standing) else 0


def _assign(house: Instance, who: Actor, args: argparse.Namespace) -> int:
    task = findings.assign(house, who, args.rule_id, args.place, to=args.to, due=args.due, note=args.note)
    tell(args, {"rule": task.rule, "place": task.place, "due": task.due}, f"{task.place}: {args.to} {task.due or ''}")
    return 0


def _accept(house: Instance, who: Actor, args: argparse.Namespace) -> int:
    task = findings.accept(house, who, args.rule_id, args.place, reason=args.reason, until=args.until)
    tell(args, {"rule": task.rule, "place": task.place, "until": task.accepted}, f"{task.place}: {task.accepted}")
    return 0


def _seen(house: Instance, who: Actor, args: argparse.Namespace) -> int:
    changed = law_watch.seen(house, who)
    tell(args, {"changed": changed}, f"{changed} changed rule(s) looked at")
    return 0


def _line(standing: Standing, words: Mapping[str, Words], language: str) -> str:
    told = standing.told
    severity = words["severity.excepted" if standing.excepted else f"severity.{told.severity}"][language]
    article = f" ({told.article})" if told.article else ""
    return f"{severity}  {told.place}: {told.text} {told.remedy}{article}  [{told.rule}]"


def _data(standing: Standing) -> dict[str, Any]:
    told, task = standing.told, standing.task
    about = {"kind": told.about[0], "id": told.about[1]} if told.about else None
    return {
        "rule": told.rule,
        "place": told.place,
        "severity": told.severity,
        "article": told.article,
        "effort": told.effort,
        "text": told.text,
        "remedy": told.remedy,
        "about": about,
        "opened": task.opened,
        "due": task.due,
        "accepted": task.accepted if standing.excepted else None,
    }


def run_user(args: argparse.Namespace) -> int:
    deeds = {"add": _add, "place": _place, "access": _access}
    return deeds[args.deed](args)


def _place(args: argparse.Namespace) -> int:
    house = opened(args)
    who = actor(house)
    found = next((s for s in staff.all(house, who) if s.email == args.email.strip().lower()), None)
    if found is None:
        raise NotFound("No account signs in with this address.", place="email", remedy="`garant user add` makes one.")
    placed = staff.place(house, who, found.id, function=args.function, trained=args.trained, until=found.until)
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
    rule = house.declared().passwords
    asked = shortest(rule.length if rule else None)
    if password is not None and len(password) < asked:
        remedy = f"Write {asked} characters or more, or none: they then choose it by the link of a forgotten one."
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
