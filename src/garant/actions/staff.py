"""Who works in the office, in which role."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError
from garant.ledger import events, setup, staff
from garant.ledger.values import NewEvent, Role, Staff
from garant.rules.access import ROLES


def add(
    house: Instance,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None = None,
    until: date | None = None,
) -> Staff:
    """Add somebody. Without a password they set theirs by the link of "forgotten password"."""
    access.require(house, actor, "staff")
    if role not in ROLES:
        raise UsageError("Unknown role.", place=role, remedy=f"One of: {', '.join(ROLES)}.")
    if "@" not in email:
        raise UsageError("This is not an e-mail address.", place="email", remedy="It is what one signs in with.")
    if staff.by_email(email) is not None:
        raise UsageError("Somebody signs in with this address already.", place="email", remedy="Use another one.")
    now = house.clock()
    with setup.transaction():
        added = staff.add(
            house.organisation.id, email, name, role, house.organisation.language, password, now, until=until
        )
        public = {"staff": str(added.id), "role": role}
        events.append(house.keyring, [NewEvent("staff.added", now, actor.label, public)])
    return added


def all(house: Instance, actor: Actor) -> list[Staff]:
    access.require(house, actor, "read-log")
    return staff.all(house.organisation.id)


def by_id(house: Instance, account: UUID) -> Staff:
    """An account of this organisation (A1)."""
    found = staff.by_id(account)
    if found.organisation != house.organisation.id:
        raise NotFound("There is no such account.")
    return found


def deactivate(house: Instance, actor: Actor, account: UUID) -> Staff:
    """Close an account. What it did stays in the log."""
    access.require(house, actor, "staff")
    return staff.deactivate(by_id(house, account).id)


def signed_in(house: Instance, actor: Actor) -> None:
    """Remember that somebody signed in, and in which role."""
    public = {"staff": str(actor.id), "role": actor.role or ""}
    with setup.transaction():
        events.append(house.keyring, [NewEvent("staff.signed-in", house.clock(), actor.label, public)])
