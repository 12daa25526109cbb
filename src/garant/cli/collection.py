"""`garant collection …`: how a person's data came in, what they are told, and who is still to be told."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any
from uuid import UUID

from garant.actions import collected, collection
from garant.actions.collected import Arrival
from garant.actions.instance import Instance
from garant.cli import tell
from garant.cli.arguments import LANGUAGES, add_common
from garant.cli.opening import actor, opened, pair
from garant.errors import UsageError
from garant.law.provisions import NoRule
from garant.ledger.collected import Entry
from garant.rules.informing import ENTRIES, WAYS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    several = parser.add_subparsers(dest="deed", metavar="DEED", required=True)
    record = several.add_parser(
        "record", help="Somebody's data came in: prints its id, by when they are told, and what."
    )
    record.add_argument("--source", required=True, choices=ENTRIES)
    where = record.add_mutually_exclusive_group(required=True)
    where.add_argument("--form", default="", metavar="FORM", help="the form of the register by which they came in")
    where.add_argument("--activity", default="", metavar="ACTIVITY", help="what they are for, where there is no form")
    who = record.add_mutually_exclusive_group(required=True)
    who.add_argument("--email", default="", help="the person's e-mail address")
    who.add_argument("--identity", default="", metavar="KIND=VALUE", help="or another identity")
    record.add_argument("--name", default="", help="the person's name, for the notice")
    record.add_argument("--on", type=_day, metavar="DATE", help="the day they came in (default: today)")
    record.add_argument("--reference", default="", help="of the agreement that was signed")
    record.add_argument("--from", dest="giver", default="", metavar="RECIPIENT", help="the third party, by its id")
    record.add_argument("--first", type=_day, metavar="DATE", help="when they are first written to")
    record.add_argument("--language", default="fr", choices=LANGUAGES, help="the person's")
    told = several.add_parser("told", help="Note that the person was told.")
    told.add_argument("--how", required=True, choices=WAYS)
    told.add_argument("--on", type=_day, metavar="DATE", help="the day (default: today)")
    send = several.add_parser("send", help="Mail the notice, in the person's language.")
    show = several.add_parser("show", help="One entry, with its notice or its script.")
    for one in (told, send, show):
        one.add_argument("id", metavar="ID")
    several.add_parser("due", help="Who is still to be told, by date.")
    for sub in several.choices.values():
        add_common(sub)


def run(args: argparse.Namespace) -> int:
    house = opened(args)
    try:
        if args.deed == "due":
            return _due(house, args)
        if args.deed == "record":
            found = collected.record(house, actor(house), _arrival(house, args))
        else:
            found = collected.by_id(house, actor(house), _id(args.id))
        if args.deed == "told":
            found = collected.told(house, actor(house), found, args.how, on=args.on)
        if args.deed == "send":
            found = collected.send(house, actor(house), found)
        return _show(house, args, found)
    finally:
        house.close()


def _arrival(house: Instance, args: argparse.Namespace) -> Arrival:
    kind, value = ("email", args.email) if args.email else pair(args.identity, "--identity")
    return Arrival(
        kind=kind,
        value=value,
        entry=args.source,
        collected=args.on or house.today(),
        form=args.form,
        activity=args.activity,
        name=args.name,
        reference=args.reference,
        giver=args.giver,
        language=args.language,
        first=args.first,
    )


def _due(house: Instance, args: argparse.Namespace) -> int:
    """Exit status 1 when somebody is past their day."""
    found = collected.waiting(house, actor(house))
    tell(args, [_data(e) for e in found], "\n".join(_line(e) for e in found) or "Everybody has been told.")
    return 1 if collected.count(house).late else 0


def _show(house: Instance, args: argparse.Namespace, entry: Entry) -> int:
    drawn = collected.notice(house, entry)
    due, language = collected.due(house, entry), entry.language
    law = house.law()
    why = law.say("no-rule.ask", language) if isinstance(due, NoRule) else law.cite(due.source.id, language)
    lacks = [words.get(language) or words["fr"] for words in drawn.lacks]
    text = collection.as_text(drawn, language) if entry.open and entry.letter is None else ""
    lines = [f"{_line(entry)}  ({why})", *([text] if text else []), *([f"({', '.join(lacks)})"] if lacks else [])]
    tell(args, {**_data(entry), "why": why, "notice": text, "spoken": drawn.spoken, "lacks": lacks}, "\n".join(lines))
    return 0


def _line(entry: Entry) -> str:
    """No name stands in it: the id is enough to go on."""
    state = f"told {entry.told} {entry.way}" if entry.told else f"to be told by {entry.due or 'no known date'}"
    on_its_way = "; its notice is on its way" if entry.letter and not entry.told else ""
    return f"{entry.id}  {entry.entry} {entry.form or entry.activity}, {entry.collected}  {state}{on_its_way}"


def _data(entry: Entry) -> dict[str, Any]:
    return {
        "id": str(entry.id),
        "source": entry.entry,
        "form": entry.form,
        "activity": entry.activity,
        "collected": entry.collected,
        "due": entry.due,
        "told": entry.told,
        "how": entry.way,
        "mailed": entry.letter is not None,
    }


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise UsageError(
            "This is no id of an entry.", place="ID", remedy="`garant collection due` prints them."
        ) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text} is not a date like 2026-11-22") from None
