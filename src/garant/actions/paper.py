"""Letters that leave on paper, as no e-mail address is known: the office prints them, and says when they are posted."""

from __future__ import annotations

from uuid import UUID

from garant.actions import access, evidence, requests
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound
from garant.ledger import events, outbox, setup
from garant.ledger.values import Letter, NewEvent
from garant.press.letter import Letter as Pressed


def waiting(house: Instance, actor: Actor) -> tuple[Letter, ...]:
    """What is to be printed, oldest first, without address and content."""
    access.require(house, actor, "read")
    return tuple(outbox.to_print(house.organisation.id))


def opened(house: Instance, actor: Actor, letter: UUID) -> Pressed:
    """A letter as it is printed. Opening it is a reading (A6)."""
    access.require(house, actor, "write")
    found = _found(house, letter)
    request = requests.by_id(house, found.request) if found.request else None
    evidence.was_read(house, actor, "letter", request)
    return Pressed.of_json(outbox.opened(house.keyring, found.id).body)


def posted(house: Instance, actor: Actor, letter: UUID) -> None:
    """It is on its way: its content is let go, the fact and its date stay."""
    access.require(house, actor, "write")
    found = _found(house, letter)
    now = house.clock()
    with setup.transaction():
        outbox.sent(found.id, now)
        if found.kind == "answer" and found.request is not None:
            events.append(
                house.keyring,
                [NewEvent("answer.delivered", now, actor.label, {"by": "paper"}, request=found.request)],
            )


def _found(house: Instance, letter: UUID) -> Letter:
    for each in outbox.to_print(house.organisation.id):  # only this organisation's (A1)
        if each.id == letter:
            return each
    raise NotFound("This letter does not wait to be printed.", remedy="It was posted, or its time is over.")
