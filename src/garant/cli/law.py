"""`garant law`: run the cases of the packs, show what is in force or one rule through time, compare two states of them.

Needs no instance and loads no Django (B3).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from garant.actions import clock
from garant.cli import rulesets
from garant.errors import UsageError
from garant.law.cases import CaseResult, check_packs
from garant.law.changes import Change, changed
from garant.law.history import History, history
from garant.law.packs import BUILTIN, read_law, read_packs
from garant.law.phrases import read_phrases, read_rule_phrases
from garant.law.provisions import Law, Source
from garant.law.records import SAID, Record
from garant.law.shape import LANGUAGES
from garant.rules.cases import judge
from garant.rules.rule_words import RuleWords

_PACKS = "a pack of your own, or a folder of several, beside those of this program"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `garant law cases`, `show`, `diff` and `rulesets`."""
    verbs = parser.add_subparsers(dest="law_verb", required=True, metavar="VERB")
    cases = verbs.add_parser("cases", help="run every case of every pack")
    cases.add_argument("--packs", type=Path, metavar="FOLDER", help=_PACKS)
    cases.add_argument("--json", action="store_true", help="print one JSON object")
    show = verbs.add_parser(
        "show", help="every value in force, or one rule: what it says, said and will say, its cases"
    )
    show.add_argument("rule", nargs="?", metavar="RULE", help="for example RET-02, or clocks/request")
    show.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="day, as 2026-11-23; else today")
    show.add_argument("--place", default="FR")
    show.add_argument("--packs", type=Path, metavar="FOLDER", help=_PACKS)
    show.add_argument("--language", default="fr", choices=LANGUAGES)
    show.add_argument("--json", action="store_true", help="print one JSON object")
    diff = verbs.add_parser("diff", help="the rules that differ between two states of the packs")
    diff.add_argument("old", type=Path, metavar="OLD", help="folder that holds the older packs, each in its own folder")
    diff.add_argument("new", type=Path, nargs="?", metavar="NEW", help="the newer ones; else those of this program")
    diff.add_argument("--json", action="store_true", help="print one JSON object")
    rulesets.add_arguments(verbs)


def run(args: argparse.Namespace) -> int:
    """0 if all is well, 1 if a case fails or something differs. Raises LawError for a pack that is refused."""
    if args.law_verb == "cases":
        return _cases(args)
    if args.law_verb == "diff":
        return _diff(args)
    if args.law_verb == "rulesets":
        return rulesets.show(args, _day(args))
    return _rule(args) if args.rule else _show(args)


def _cases(args: argparse.Namespace) -> int:
    results = check_packs(judge, folders=_all_folders(args))
    failed = [result for result in results if not result.passed]
    if args.json:
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


def _day(args: argparse.Namespace) -> date:
    """The day asked for, or today at the place (A3)."""
    if args.on is not None:
        day: date = args.on
        return day
    now = clock.system()
    return now.astimezone(ZoneInfo(read_law(args.place, now.date(), folders=_all_folders(args)).territory.zone)).date()


# ── everything in force ────────────────────────────────────────────────────────────────────────────────────────────


def _show(args: argparse.Namespace) -> int:
    law = read_law(args.place, _day(args), folders=_all_folders(args))
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
        if right.cost is not None:
            yield f"{right.id}, cost: {right.cost.words[language]}", right.cost.source
        yield from ((f"{right.id}: {ground.code}", ground.source) for ground in (*right.grounds, *right.refusals))
        yield from ((f"{right.id}: {part}", source) for part, source in right.sources.items())
    for known in law.clocks.values():
        yield f"clock {known.id}", known.source
        yield from ((f"clock {known.id}: {part}", source) for part, source in known.sources.items())
        said = ((getattr(known, part), part) for part in SAID)
        yield from ((f"clock {known.id}, {part}: {s.words[language]}", s.source) for s, part in said if s is not None)
    for duty in law.duties.values():
        yield from ((duty.name[language], source) for source in (duty.source, *duty.sources))
    authority = law.authority
    yield authority.called(language), authority.source
    yield from ((f"{authority.id}: {part}", source) for part, source in authority.sources.items())
    yield from _standards(law, language)
    yield from ((f"{key}: {days} days", law.duration_sources[key]) for key, days in law.durations.items())


def _standards(law: Law, language: str) -> Iterator[tuple[str, Source]]:
    known = law.standards
    for rule in known.retention.values():
        said = f"{rule.id} {rule.name[language]}. {law.say(f'then.{rule.then}', language)}"
        yield from ((said, source) for source in (rule.source, *rule.sources))
    yield from (
        (f"category {c.id}: {law.say(f'sensitivity.{c.sensitivity}', language)}", c.source)
        for c in known.categories.values()
    )
    for consent in known.consents.values():
        admitted = ", ".join(law.say(f"consent.{kind}", language) for kind in consent.admits)
        yield f"{consent.id}: {admitted}", consent.source
    for owed in known.register_duties.values():
        yield f"{owed.id}: {law.say(f'register-form.{owed.form}', language)}", owed.source
    for breach in known.breaches.values():
        figure = f" ({breach.hours} h)" if breach.hours else ""
        when = law.say(f"condition.{breach.condition}", language)
        yield f"breach, {breach.id}: {law.say(f'pace.{breach.pace}', language)}{figure}. {when}", breach.source
    for told in known.informing.values():
        yield f"informing, {told.id}: {f'{told.months} months' if told.months else f'{told.days} days'}", told.source
    yield from ((f"{age.id}: {age.years}", age.source) for age in known.ages.values())
    yield from ((f"{old.terms[0]} → {old.by[language]}", old.source) for old in known.replaced.values())
    for text in known.pending.values():
        yield f"not in force, not applied: {text.name[language]}. {text.state[language]}", text.source


# ── one rule ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _rule(args: argparse.Namespace) -> int:
    on = _day(args)
    folders = _all_folders(args)
    law = read_law(args.place, on, folders=folders)
    found = history(args.place, args.rule, on, folders=folders)
    if args.json:
        print(json.dumps(_as_json(found, law, args.language), ensure_ascii=False, indent=2, default=str))
    else:
        print("\n".join(_lines(found, law, args.language)))
    return 0


def _lines(found: History, law: Law, language: str) -> list[str]:
    teller = RuleWords(law, read_rule_phrases(), read_phrases(), language)
    last = found.now or (*found.before, *found.after)[-1]
    name = teller.name(found.kind, found.id, last.plain)
    lines = [f"{name}  ({found.kind}/{found.id}, {law.place}, {law.on})"]
    if found.now is None:
        lines.append(f"  {law.say('no-rule.ask', language)}")
    else:
        lines += [f"  {_span(found.now)}  {found.now.place}", *_told(teller, found.now.plain)]
    for source in found.sources:
        link = f"  {source.link}" if source.link else ""
        lines.append(f"  {source.id}: {law.cite(source.id, language)}, {source.binding}, {source.mark}{link}")
    for title, records in (("before", found.before), ("after", found.after), ("in place of", found.under)):
        for record in records:
            lines += [
                f"  {title}: {_span(record)}  {record.place}",
                *_told(teller, _other(record, found.now)),
            ]
    lines += [f"  case: {case.name}  {case.where}" for case in found.cases]
    return lines


def _told(teller: RuleWords, plain: Mapping[str, Any]) -> list[str]:
    return [f"    {label}: {said}" for label, said in teller.lines(plain)]


def _span(record: Record) -> str:
    return f"{record.since} – {record.until}" if record.until else f"{record.since} –"


def _other(record: Record, now: Record | None) -> Mapping[str, Any]:
    """What another answer says differently."""
    return {k: v for k, v in record.plain.items() if now is None or now.plain.get(k) != v}


def _as_json(found: History, law: Law, language: str) -> dict[str, Any]:
    def record(one: Record) -> dict[str, Any]:
        return {"since": one.since, "until": one.until, "at": one.place, "says": one.plain}

    return {
        "rule": f"{found.kind}/{found.id}",
        "place": law.place,
        "on": law.on,
        "law": law.version,
        "now": record(found.now) if found.now else None,
        "before": [record(one) for one in found.before],
        "after": [record(one) for one in found.after],
        "in_place_of": [record(one) for one in found.under],
        "sources": [
            {"id": s.id, "text": law.cite(s.id, language), "binding": s.binding, "mark": s.mark, "link": s.link}
            for s in found.sources
        ],
        "cases": [{"name": case.name, "at": case.where} for case in found.cases],
    }


# ── two states of the packs ────────────────────────────────────────────────────────────────────────────────────────


def _diff(args: argparse.Namespace) -> int:
    found = changed(read_packs(_folders(args.old)), read_packs(_folders(args.new) if args.new else BUILTIN))
    if args.json:
        rows = [
            {"pack": c.pack, "rule": c.rule, "since": str(c.since), "what": c.what, "keys": list(c.keys)} for c in found
        ]
        print(json.dumps({"changes": rows}, ensure_ascii=False))
    else:
        print("\n".join(_change(c) for c in found) or "Nothing differs.")
    return 1 if found else 0


def _change(change: Change) -> str:
    keys = f": {', '.join(change.keys)}" if change.keys else ""
    return f"{change.pack}  {change.rule}  since {change.since}  {change.what}{keys}"


def _all_folders(args: argparse.Namespace) -> tuple[Path, ...]:
    """The packs of this program, with those that are named beside them."""
    own: Path | None = getattr(args, "packs", None)
    return (*BUILTIN, *_folders(own)) if own else BUILTIN


def _folders(folder: Path) -> tuple[Path, ...]:
    if (folder / "pack.yaml").exists():
        return (folder,)
    found = tuple(sorted(file.parent for file in folder.glob("*/pack.yaml")))
    if not found:
        raise UsageError(
            "There are no packs in this folder.",
            place=str(folder),
            remedy="Name a folder with a pack.yaml, or one in which each pack has its own.",
        )
    return found
