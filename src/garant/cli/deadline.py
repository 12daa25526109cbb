"""`garant deadline`: by when a request is to be answered, and why. Needs no instance and loads no Django (B3)."""

from __future__ import annotations

import argparse
import json
from datetime import date
from typing import Any

from garant.actions.law import law_in_force
from garant.errors import UsageError
from garant.law.holidays import days_off
from garant.law.packs import places
from garant.law.provisions import Clock, Law, NoRule
from garant.law.shape import LANGUAGES
from garant.rules.deadlines import Deadline, deadline
from garant.rules.reasoning import long_date, tell, tell_step


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `garant deadline`."""
    parser.add_argument("--received", required=True, type=_day, metavar="DATE", help="day of receipt, as 2026-11-23")
    parser.add_argument("--extended", action="store_true", help="the period has been extended (RGPD 12(3))")
    parser.add_argument("--asked", type=_day, metavar="DATE", help="day on which identity was asked")
    parser.add_argument("--answered", type=_day, metavar="DATE", help="day on which identity was confirmed")
    parser.add_argument("--place", default="FR", help="territory whose holidays count: FR, FR-6AE (Alsace), FR-974…")
    parser.add_argument(
        "--clock",
        default="request",
        help="request (default), request.erasure and the like, health, or health-old (over five years)",
    )
    parser.add_argument("--language", default="fr", choices=LANGUAGES)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Print the dates and the reasoning, by the law in force on the day of receipt. Raises GarantError."""
    known = places(args.received)
    if args.place not in known:
        raise UsageError(
            f"The packs do not know this place on {args.received}.",
            place=f"--place {args.place}",
            remedy=f"Known then: {', '.join(known) or 'none'}.",
        )
    law = law_in_force(args.place, args.received)
    clock = _clock(law, args.clock)
    if clock is None:
        in_force = ", ".join(name for name, known in law.clocks.items() if known.known) or "none"
        raise UsageError(
            f"There is no such period for {args.received}.",
            place=f"--clock {args.clock}",
            remedy=f"In force then: {in_force}.",
        )
    found = deadline(
        args.received,
        clock,
        is_off=days_off(law.territory),
        extended=args.extended,
        asked=args.asked,
        answered=args.answered,
    )
    if args.json:
        print(json.dumps(_plain(found, law, args.clock, args.language), ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(found, law, args.language)))
    return 0


def _clock(law: Law, name: str) -> Clock | None:
    """The period of that name. Where the law of the place has none for requests, the prudent one, said to be so."""
    kind, _, right = name.partition(".")
    if name in law.clocks or kind != "request":
        return law.clocks.get(name)
    known = law.clock_for(right)
    return known.prudent if isinstance(known, NoRule) else known


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("write a date as year-month-day: 2026-11-23") from None


def _lines(found: Deadline, law: Law, language: str) -> list[str]:
    labelled = [
        *([("prudent", found.due)] if "no-rule" in found.warnings else [("raw", found.raw), ("due", found.due)]),
        ("notice", found.notice_by),
        ("wait", found.not_before),
    ]
    rows = [
        (law.say(f"deadline.label.{name}", language), day.isoformat(), long_date(law, day, language))
        for name, day in labelled
        if day is not None
    ]
    width = max(len(label) for label, _, _ in rows)
    lines = [f"{label:<{width}}  {plain}  {spoken}" for label, plain, spoken in rows]
    if found.suspended:
        lines.append(law.say("deadline.label.suspended", language))
    lines += ["", law.say("deadline.label.why", language)]
    lines += [f"  {number}. {sentence}" for number, sentence in enumerate(tell(law, found, language), 1)]
    return lines


def _plain(found: Deadline, law: Law, clock: str, language: str) -> dict[str, Any]:
    def said(day: date | None) -> str | None:
        return day.isoformat() if day else None

    return {
        "received": said(found.received),
        "place": law.place,
        "clock": clock,
        "raw": said(found.raw),
        "due": said(found.due),
        "suspended_days": found.suspended_days,
        "suspended": found.suspended,
        "notice_raw": said(found.notice_raw),
        "notice_by": said(found.notice_by),
        "earlier": said(found.earlier),
        "not_before": said(found.not_before),
        "warnings": list(found.warnings),
        "steps": [
            {
                "code": step.code,
                "day": said(step.day),
                "off": step.off,
                "source": step.source,
                "text": tell_step(law, step, language),
            }
            for step in found.steps
        ],
        "law": law.version,
    }
