"""Asking whether an actor may act, and remembering a refusal (A5)."""

from __future__ import annotations

from garant.actions.instance import Instance
from garant.errors import Refused
from garant.ledger import events, setup
from garant.ledger.values import NewEvent, Staff
from garant.rules.access import Actor, may

__all__ = ["Actor", "by_command", "by_person", "by_staff", "by_system", "require"]


def require(house: Instance, actor: Actor, verb: str) -> None:
    """Refuse, and record the refusal, unless the actor may do this."""
    if may(actor, verb, house.organisation.id, house.today()):
        return
    with setup.transaction():
        events.append(
            house.keyring,
            [NewEvent("access.refused", house.clock(), actor.label, {"verb": verb, "role": actor.role or actor.kind})],
        )
    raise Refused(
        "Your role does not allow this.",
        place=verb,
        remedy="Ask the owner of this Garant to do it or to change your role.",
    )


def by_staff(staff: Staff) -> Actor:
    return Actor("staff", staff.organisation, staff.name, staff.id, staff.role, staff.until)


def by_person(house: Instance) -> Actor:
    return Actor("person", house.organisation.id, "person")


def by_system(house: Instance) -> Actor:
    return Actor("system", house.organisation.id, "system")


def by_command(house: Instance, name: str) -> Actor:
    """Whoever holds the instance folder and its keys acts as its owner; `name` is who they say they are."""
    return Actor("program", house.organisation.id, name, role="owner")
