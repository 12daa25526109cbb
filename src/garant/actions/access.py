"""Asking whether an actor may act, and remembering a refusal (A5)."""

from __future__ import annotations

from garant.actions.instance import Instance
from garant.errors import Refused
from garant.ledger import events, setup
from garant.ledger.values import NewEvent, Staff
from garant.rules.access import Actor, may, shut

__all__ = ["Actor", "by_command", "by_person", "by_staff", "by_system", "require"]

ROLE = ("Your role does not allow this.", "Ask the owner of this Garant to do it or to change your role.")
SHUT = {
    "untrained": (
        "People's data are open to trained staff, and your account has no training date.",
        "Ask the owner of this Garant to enter it.",
    ),
    "outside": ("Your function has no data of these persons.", "Ask the owner to correct the register, if it has."),
    "ended": ("The access of your function has ended.", "Ask the owner to extend it in the register."),
    "read-only": ("Your function reads and changes nothing.", "Ask somebody who handles requests to do it."),
}
"""Why a door is shut → cause and remedy."""


def require(house: Instance, actor: Actor, verb: str) -> None:
    """Refuse, and record the refusal, unless the actor may do this."""
    declared, today = house.declared() if actor.kind == "staff" else None, house.today()
    if may(actor, verb, house.organisation.id, today, declared):
        return
    by_role = may(actor, verb, house.organisation.id, today)
    why = shut(actor, verb, today, declared) if declared is not None and by_role else ""
    public = {"verb": verb, "role": actor.role or actor.kind}
    if why:
        public |= {"why": why, "function": actor.function}
    with setup.transaction():
        events.append(house.keyring, [NewEvent("access.refused", house.clock(), actor.label, public)])
    cause, remedy = SHUT.get(why, ROLE)
    raise Refused(cause, place=verb, remedy=remedy)


def by_staff(staff: Staff) -> Actor:
    return Actor(
        "staff",
        staff.organisation,
        staff.name,
        staff.id,
        staff.role,
        staff.until,
        function=staff.function,
        trained=staff.trained,
    )


def by_person(house: Instance) -> Actor:
    return Actor("person", house.organisation.id, "person")


def by_system(house: Instance) -> Actor:
    return Actor("system", house.organisation.id, "system")


def by_command(house: Instance, name: str) -> Actor:
    """Whoever holds the instance folder and its keys acts as its owner; `name` is who they say they are."""
    return Actor("program", house.organisation.id, name, role="owner")
