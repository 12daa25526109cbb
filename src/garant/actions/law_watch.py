"""When a pack is updated: what rests on a changed rule is found by `garant check` until somebody has looked at it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.law.changes import Change, compared, prints
from garant.law.packs import BUILTIN, packs_at, read_law, read_packs
from garant.ledger import events, laws, requests, setup
from garant.ledger.values import NewEvent, RequestState
from garant.rules import law_watch
from garant.rules.findings import Finding
from garant.rules.law_watch import OpenRequest

UNANSWERED: tuple[RequestState, ...] = ("received", "identified", "planned", "agreed", "running", "waiting")
MOST = 10_000
"""Open requests that are looked at; whoever has more of them has other worries than a changed rule."""


def changes(house: Instance, folders: Sequence[Path] = BUILTIN) -> tuple[Change, ...]:
    """What the packs say otherwise than when everything was last looked at; nothing before a first look."""
    before = laws.seen(house.organisation.id)
    return () if before is None else compared(before, prints(read_packs(tuple(folders))))


def findings(house: Instance, folders: Sequence[Path] = BUILTIN) -> list[Finding]:
    """What must be looked at again, because a rule that it rests on changed."""
    place, today, found = house.organisation.place, house.today(), changes(house, folders)
    if not found:
        return []
    packs = [pack.id for pack in packs_at(place, today, folders=folders)]
    days = sorted({today, *(change.since for change in found if change.since > today)})
    laws = [read_law(place, day, folders=tuple(folders)) for day in days]
    return law_watch.findings(found, packs, law_watch.resting(house.declared(), _open(house), laws))


def seen(house: Instance, actor: Actor, folders: Sequence[Path] = BUILTIN) -> int:
    """Note that all of it was looked at with the packs as they are now; how many rules had changed."""
    access.require(house, actor, "register")
    return _see(house, actor, folders)


def begin(house: Instance, actor: Actor, folders: Sequence[Path] = BUILTIN) -> None:
    """The first check takes the packs as they are: there is nothing older to compare with."""
    if laws.seen(house.organisation.id) is None:
        _see(house, actor, folders)


def _see(house: Instance, actor: Actor, folders: Sequence[Path]) -> int:
    changed, now = changes(house, folders), house.clock()
    with setup.transaction():
        laws.see(house.organisation.id, prints(read_packs(tuple(folders))), now, actor.label)
        public = {"law": house.law().version, "changed": len(changed)}
        events.append(house.keyring, [NewEvent("law.seen", now, actor.label, public)])
    return len(changed)


def _open(house: Instance) -> list[OpenRequest]:
    waiting = requests.list(house.organisation.id, states=UNANSWERED, limit=MOST)
    return [
        OpenRequest(r.reference, tuple(right.right for right in r.rights if right.state == "open")) for r in waiting
    ]
