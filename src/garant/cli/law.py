"""`garant law`: run the cases of the packs, or show what is in force. Needs no instance and loads no Django (B3)."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from datetime import date

from garant.law.cases import CaseResult, check_packs
from garant.law.packs import read_law
from garant.law.provisions import Law, Source
from garant.law.shape import LANGUAGES
from garant.rules.cases import judge


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `garant law cases` and `garant law show`."""
    verbs = parser.add_subparsers(dest="law_verb", required=True, metavar="VERB")
    cases = verbs.add_parser("cases", help="run every case of every pack")
    cases.add_argument("--json", action="store_true", help="print one JSON object")
    show = verbs.add_parser("show", help="every value in force, with its source, force and mark of verification")
    show.add_argument("--on", required=True, type=date.fromisoformat, metavar="DATE", help="day, as 2026-11-23")
    show.add_argument("--place", default="FR")
    show.add_argument("--language", default="fr", choices=LANGUAGES)
    show.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """0 if all is well, 1 if a case fails. Raises LawError for a pack that is refused."""
    return _cases(args.json) if args.law_verb == "cases" else _show(args)


def _cases(as_json: bool) -> int:
    results = check_packs(judge)
    failed = [result for result in results if not result.passed]
    if as_json:
        print(json.dumps({"cases": len(results), "failed": [_plain(result) for result in failed]}, ensure_ascii=False))
    else:
        for result in failed:
            for name, (expected, found) in result.wrong.items():
                print(f"{result.case.where}: {result.case.name}: {name} should be {expected} and is {found}")
        print(f"{len(results)} cases, {len(failed)} failed")
    return 1 if failed else 0


def _plain(result: CaseResult) -> dict[str, object]:
    wrong = {name: [str(expected), str(found)] for name, (expected, found) in result.wrong.items()}
    return {"place": result.case.where, "name": result.case.name, "wrong": wrong}


def _show(args: argparse.Namespace) -> int:
    law = read_law(args.place, args.on)
    rows = list(_values(law, args.language))
    if args.json:
        values = [
            {
                "value": value,
                "source": s.id,
                "text": law.cite(s.id, args.language),
                "binding": s.binding,
                "mark": s.mark,
            }
            for value, s in rows
        ]
        print(json.dumps({"law": law.version, "place": law.place, "values": values}, ensure_ascii=False, indent=2))
        return 0
    print(law.version)
    width = max(len(value) for value, _ in rows)
    for value, source in rows:
        print(f"{value:<{width}}  {source.binding:<14}  {law.cite(source.id, args.language)}")
    return 0


def _values(law: Law, language: str) -> Iterator[tuple[str, Source]]:
    for right in law.rights.values():
        yield right.name[language], right.source
        yield from ((f"{right.id}: {ground.code}", ground.source) for ground in (*right.grounds, *right.refusals))
        yield from ((f"{right.id}: {part}", source) for part, source in right.sources.items())
    for clock in law.clocks.values():
        yield f"clock {clock.id}", clock.source
        yield from ((f"clock {clock.id}: {part}", source) for part, source in clock.sources.items())
    for duty in law.duties.values():
        yield from ((duty.name[language], source) for source in (duty.source, *duty.sources))
    yield law.authority.name, law.authority.source
    yield from ((f"{key}: {days} days", law.duration_sources[key]) for key, days in law.durations.items())
