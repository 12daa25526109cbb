"""`garant law rulesets`: the rule sets of a place, by theme, or one of them point by point. Needs no instance (B3)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

from garant.errors import NotFound
from garant.law.packs import read_law
from garant.law.provisions import Law
from garant.law.rulesets import RuleSet, successors, with_theme
from garant.law.shape import LANGUAGES
from garant.press.conformity_words import Sayer


def add_arguments(verbs: Any) -> None:
    """`verbs`: the subcommands of `garant law`."""
    parser = verbs.add_parser("rulesets", help="the rule sets of a place: force, dates, successors; or one, by points")
    parser.add_argument("id", nargs="?", metavar="ID", help="one of them, with every point")
    parser.add_argument("--theme", metavar="THEME", help="those on a theme, for example customer-relations")
    parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="day, as 2026-11-23; else today")
    parser.add_argument("--place", default="FR")
    parser.add_argument("--language", default="fr", choices=LANGUAGES)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def show(args: argparse.Namespace, on: date) -> int:
    """0. Raises NotFound for an id or a theme that no pack has at this place."""
    law = read_law(args.place, on)
    sayer = Sayer(args.language, law)
    found = _chosen(args, law, sayer)
    if args.json:
        print(
            json.dumps({"law": law.version, "rulesets": [_data(r, law, on, sayer) for r in found]}, ensure_ascii=False)
        )
        return 0
    for ruleset in found:
        print("\n".join(_lines(ruleset, law, on, sayer)))
        if args.id:
            print("\n".join(_points(ruleset, on, sayer)))
    return 0


def _chosen(args: argparse.Namespace, law: Law, sayer: Sayer) -> tuple[RuleSet, ...]:
    if args.id:
        if args.id not in law.rulesets:
            known = ", ".join(law.rulesets) or "none"
            raise NotFound("No pack has this rule set at this place.", place=args.id, remedy=f"Known: {known}.")
        return (law.rulesets[args.id],)
    if not args.theme:
        return tuple(sorted(law.rulesets.values(), key=lambda r: (r.stages[0].since, r.id)))
    themes = sorted({theme for ruleset in law.rulesets.values() for theme in ruleset.themes})
    named = {word.casefold(): theme for theme in themes for word in (theme, sayer.code(f"theme.{theme}"))}
    theme = named.get(args.theme.casefold())
    if theme is None:
        raise NotFound("No rule set has this theme.", place=args.theme, remedy=f"Known: {', '.join(themes) or 'none'}.")
    return with_theme(theme, law.rulesets)


def _lines(ruleset: RuleSet, law: Law, on: date, sayer: Sayer) -> Iterator[str]:
    stage = ruleset.stage(on)
    force = sayer.say(f"force.{stage.force if stage else 'none'}")
    days = f"{ruleset.stages[0].since.isoformat()} → {_end(ruleset)}".rstrip()
    yield f"{ruleset.id}  {sayer.pick(ruleset.name)} · {force} · {days}"
    yield f"    {sayer.pick(ruleset.instrument)} [{ruleset.mark}]"
    yield f"    {sayer.pick(stage.words) if stage else sayer.say('report.not-yet')}"
    later = successors(ruleset.id, law.rulesets)
    if later:
        yield f"    → {', '.join(one.id for one in later)}"


def _end(ruleset: RuleSet) -> str:
    """The day from which another text stands in its place."""
    replaced = next((stage.since for stage in ruleset.stages if stage.force == "replaced"), None)
    return replaced.isoformat() if replaced else ""


def _points(ruleset: RuleSet, on: date, sayer: Sayer) -> Iterator[str]:
    for point in ruleset.points:
        force = sayer.say(f"force.{ruleset.force_of(point, on)}")
        yield f"  {point.code:<24} {sayer.pick(point.words)}  ({sayer.pick(point.source)} [{point.mark}] · {force})"


def _data(ruleset: RuleSet, law: Law, on: date, sayer: Sayer) -> dict[str, Any]:
    stage = ruleset.stage(on)
    return {
        "id": ruleset.id,
        "name": sayer.pick(ruleset.name),
        "themes": list(ruleset.themes),
        "force": stage.force if stage else None,
        "stands": ruleset.stands(on),
        "since": ruleset.stages[0].since.isoformat(),
        "until": _end(ruleset) or None,
        "mark": ruleset.mark,
        "digest": ruleset.digest,
        "supersedes": list(ruleset.supersedes),
        "successors": [one.id for one in successors(ruleset.id, law.rulesets)],
        "points": [
            {
                "code": p.code,
                "part": p.part,
                "asks": sayer.pick(p.words),
                "source": sayer.pick(p.source),
                "mark": p.mark,
                "force": ruleset.force_of(p, on),
            }
            for p in ruleset.points
        ],
    }
