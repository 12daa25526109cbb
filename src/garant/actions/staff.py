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
from garant.rules import functions
from garant.rules.access import ROLES
from garant.rules.functions import FunctionAccess


def add(
    house: Instance,
    actor: Actor,
    *,
    email: str,
    name: str,
    role: Role,
    password: str | None = None,
    until: date | None = None,
    function: str = "",
    trained: date | None = None,
) -> Staff:
    """Add somebody. Without a password they set theirs by the link of "forgotten password".

    `function`: the register's role that they have, if it declares them; `trained`: when they were trained (S2-06).
    """
    access.require(house, actor, "staff")
    if role not in ROLES:
        raise UsageError("Unknown role.", place=role, remedy=f"One of: {', '.join(ROLES)}.")
    if "@" not in email:
        raise UsageError("This is not an e-mail address.", place="email", remedy="It is what one signs in with.")
    if staff.by_email(email) is not None:
        raise UsageError("Somebody signs in with this address already.", place="email", remedy="Use another one.")
    now = house.clock()
    public = {"staff": "", "role": role, **_placed(house, function, trained)}
    with setup.transaction():
        added = staff.add(
            house.organisation.id,
            email,
            name,
            role,
            house.organisation.language,
            password,
            now,
            until=until,
            function=function,
            trained=trained,
        )
        public["staff"] = str(added.id)
        events.append(house.keyring, [NewEvent("staff.added", now, actor.label, public)])
    return added


def all(house: Instance, actor: Actor) -> list[Staff]:
    access.require(house, actor, "read-log")
    return staff.all(house.organisation.id)


def team(house: Instance, actor: Actor) -> list[Staff]:
    """Every account, for whoever keeps them: also while people's data are closed to that very account."""
    access.require(house, actor, "staff")
    return staff.all(house.organisation.id)


def by_id(house: Instance, account: UUID) -> Staff:
    """An account of this organisation (A1)."""
    found = staff.by_id(account)
    if found.organisation != house.organisation.id:
        raise NotFound("There is no such account.")
    return found


def place(
    house: Instance, actor: Actor, account: UUID, *, function: str, trained: date | None, until: date | None
) -> Staff:
    """Say which function of the register an account carries, when its holder was trained (S2-06), and its last day."""
    access.require(house, actor, "staff")
    before = by_id(house, account)
    public = {"staff": str(before.id), **_placed(house, function, trained)}
    if until != before.until:
        _ends(house, actor, before, until)
    if until is not None:
        public["until"] = until.isoformat()
    with setup.transaction():
        placed = staff.place(account, function, trained, until)
        events.append(house.keyring, [NewEvent("staff.placed", house.clock(), actor.label, public)])
    return placed


def _ends(house: Instance, actor: Actor, account: Staff, until: date | None) -> None:
    """A last day is to come, an auditor has one, and nobody shuts the door on themselves."""
    if until is None and account.role == "auditor":
        raise UsageError("An auditor reads until a date.", place="until", remedy="Give the last day.")
    if until is not None and until < house.today():
        raise UsageError("This day is over.", place="until", remedy="Name today or a later day, or close the account.")
    if until is not None and account.id == actor.id:
        raise UsageError("You would shut yourself out.", place="until", remedy="Another owner sets the end of yours.")


def matrix(house: Instance, actor: Actor, on: date | None = None) -> tuple[FunctionAccess, ...]:
    """Every declared function with the data it uses or reads, and whether its access is open (S1-53 to S1-55)."""
    access.require(house, actor, "check")
    return functions.matrix(house.declared(), on or house.today())


def _placed(house: Instance, function: str, trained: date | None) -> dict[str, str]:
    """The same for an event, once it is sure that the register knows the function and that the day has been."""
    roles = house.declared().roles
    if function and function not in roles:
        raise UsageError(
            "The register knows no such function.",
            place="function",
            remedy=f"One of: {', '.join(roles)}." if roles else "Declare it there, under roles.",
        )
    if trained is not None and trained > house.today():
        raise UsageError("This training is still to come.", place="trained", remedy="Enter it once it is done.")
    said = {"function": function, "trained": trained.isoformat() if trained else ""}
    return {name: value for name, value in said.items() if value}


def deactivate(house: Instance, actor: Actor, account: UUID) -> Staff:
    """Close an account. What it did stays in the log."""
    access.require(house, actor, "staff")
    return staff.deactivate(by_id(house, account).id)


def signed_in(house: Instance, actor: Actor) -> None:
    """Remember that somebody signed in, and in which role."""
    public = {"staff": str(actor.id), "role": actor.role or ""}
    with setup.transaction():
        events.append(house.keyring, [NewEvent("staff.signed-in", house.clock(), actor.label, public)])
