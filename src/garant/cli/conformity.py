"""`garant register conformity`: what rule sets ask of the activities, point by point, as text, JSON, PDF or HTML."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from garant.actions import conformity
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.law import law_in_force
from garant.cli import files, tell
from garant.errors import UsageError
from garant.press.conformity_words import Sayer
from garant.rules.conformity import Report


def show(args: argparse.Namespace, house: Instance, who: Actor) -> int:
    """0 if nothing is found wrong, 1 if a point is not met or a rule set cannot be followed."""
    found = conformity.reports(house, who, args.activity, args.on, args.ruleset)
    language = args.language or house.settings.language
    if args.out is not None:
        _write(house, found, args.out, language)
    data = [_data(report, Sayer(language, conformity.law_of(house, report))) for report in found]
    lines = [line for r in found for line in _lines(r, Sayer(language, conformity.law_of(house, r)))]
    tell(args, data, "\n".join(lines) or _none(house, who, args.on, language))
    return 1 if any(report.gaps for report in found) else 0


def _none(house: Instance, who: Actor, on: date | None, language: str) -> str:
    law = law_in_force(house.organisation.place, on or house.today())
    place = law.territory.name.get(language) or law.territory.name["fr"]
    return Sayer(language, law).say(conformity.why_none(house, who, on), place=place)


def _write(house: Instance, found: Sequence[Report], out: Path, language: str) -> None:
    if len(found) != 1:
        remedy = "Name one activity, and one rule set if it follows several."
        raise UsageError(f"A document holds one report; there are {len(found)}.", place="--out", remedy=remedy)
    if out.suffix == ".pdf":
        files.write_bytes(out, conformity.as_pdf(house, found[0], language))
    elif out.suffix == ".html":
        files.write_bytes(out, conformity.as_page(house, found[0], language).encode())
    else:
        raise UsageError("This kind of file is not written.", place="--out", remedy="End its name with .pdf or .html.")


def _data(report: Report, sayer: Sayer) -> dict[str, Any]:
    return {
        "activity": report.activity,
        "ruleset": report.ruleset.id,
        "on": report.on,
        "law": report.law,
        "version": report.number,
        "digest": report.ruleset.digest,
        "force": report.stage.force if report.stage else None,
        "verdict": report.verdict,
        "successors": [one.id for one in report.successors],
        "proposes": list(report.proposals),
        "points": [asdict(row) for row in sayer.rows(report)],
    }


def _lines(report: Report, sayer: Sayer) -> Iterator[str]:
    """The verdict first, then what is not met or not known, with its remedy; what is met is counted."""
    yield f"{report.activity} · {sayer.pick(report.ruleset.name)}: {sayer.say(f'verdict.{report.verdict}')}"
    yield f"  {sayer.counts(report)}"
    yield f"  {sayer.stage(report)}"
    yield from (f"  → {sayer.step(step)}" for step in report.proposals)
    for row in sayer.rows(report):
        if row.answer in ("not-met", "unknown"):
            yield f"  {row.said} · {row.code} · {row.asks} ({row.source})"
            yield f"      {' · '.join(row.evidence)}"
            yield f"      {row.remedy}"
    yield ""
