"""`garant collection …`: how a person's data came in, what they are told, and who is still to be told."""

from __future__ import annotations

import argparse
from typing import Any
from uuid import UUID

from garant.actions import collected, collection
from garant.actions.collected import Arrival
from garant.actions.instance import Instance
from garant.cli import tell
from garant.cli.opening import actor, opened, pair
from garant.errors import UsageError
from garant.law.provisions import NoRule
from garant.ledger.collected import Entry


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
