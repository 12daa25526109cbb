"""Each declared purpose looked at by itself: its basis, what it calls for, what it may rest on, what it serves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.law.bases import read_assistant
from garant.law.provisions import Law
from garant.law.purposes import read_purposes
from garant.rules import bases, exemption, services
from garant.rules.bases import Channel
from garant.rules.exemption import Standing
from garant.rules.processing import Processing, Purpose
from garant.rules.register import Words
from garant.rules.services import Tie


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence to show, with its citation in each language. `closed`: whether the register answers it already."""

    code: str
    text: Words
    source: Words
    closed: bool | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One purpose. `proposed`: the basis that such a purpose usually has. `opt_in`: items it does not need; `unsaid`:
    items of which nobody said whether it does."""

    activity: str
    purpose: str
    name: Words
    kind: str
    basis: str | None
    proposed: str
    wrong: tuple[Said, ...]
    asks: tuple[Said, ...]
    opt_in: tuple[str, ...]
    unsaid: tuple[str, ...]
    tie: Tie


@dataclass(frozen=True, slots=True)
class Looks:
    """All of them. `unexplained`: (activity, item) that say no need. `channels`: what each of prospecting asks for.
    `standings`: what each activity owes to the record (art. 30(5))."""

    purposes: tuple[Look, ...]
    unexplained: tuple[tuple[str, str], ...]
    channels: tuple[Channel, ...]
    standings: tuple[Standing, ...]


def look(house: Instance, actor: Actor) -> Looks:
    """What the register says of its purposes, and what the law of the place adds to it."""
    access.require(house, actor, "read")
    register, law = house.declared(), house.law()
    return Looks(
        tuple(_look(house, a, p, law) for a in register.activities.values() for p in a.purposes.values()),
        bases.unexplained(register),
        bases.channels(law),
        exemption.standings(register, law),
    )


def _look(house: Instance, activity: Processing, purpose: Purpose, law: Law) -> Look:
    register, assistant = house.declared(), read_assistant()
    proposal = bases.propose(read_purposes()[purpose.kind], {}, assistant, register.organisation.nature)
    standing = {name: bases.standing(purpose, name) for name in _items(activity, purpose)}
    return Look(
        activity=activity.id,
        purpose=purpose.id,
        name=purpose.name,
        kind=purpose.kind,
        basis=purpose.basis,
        proposed=proposal.basis,
        wrong=tuple(Said("wrong", w.text, _cited(w.source, law)) for w in bases.objections(purpose, assistant)),
        asks=tuple(
            Said(a.id, a.call.text, _cited(a.call.source, law), a.closed)
            for a in bases.asks(register, activity, purpose, assistant)
        ),
        opt_in=tuple(name for name, found in standing.items() if found == "opt-in"),
        unsaid=tuple(name for name, found in standing.items() if found == "unsaid"),
        tie=services.tie(register, activity, purpose, house.today()),
    )


def _items(activity: Processing, purpose: Purpose) -> Iterator[str]:
    return (item.id for item in activity.items.values() if purpose.id in item.purposes)


def _cited(source: str, law: Law) -> Words:
    return {language: law.cite(source, language) for language in ("fr", "en")}
