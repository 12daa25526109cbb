"""What to do about a finding: who puts it right and until when, or why it may stand for a while."""

from __future__ import annotations

from datetime import date

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.check import Standing, all
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError
from garant.ledger import events, findings, setup, staff
from garant.ledger.values import FindingTask, NewEvent

__all__ = ["Standing", "accept", "all", "assign"]

LONGEST = 366
"""Days of an exception; then somebody looks again."""


def assign(
    house: Instance, actor: Actor, rule: str, place: str, *, to: str = "", due: date | None = None, note: str = ""
) -> FindingTask:
    """Give a finding to somebody of the office, named by what they sign in with, with a day and a note.

    An empty `to` gives it to nobody.
    """
    access.require(house, actor, "write")
    owner = staff.by_email(to) if to else None
    if to and (owner is None or owner.organisation != house.organisation.id or not owner.active):
        raise NotFound(
            "Nobody of the office signs in with this address.", place="--to", remedy="`garant user add` adds people."
        )
    if due is not None and due < house.today():
        raise UsageError("This day is over.", place="due", remedy="Name today or a later day.")
    with setup.transaction():
        task = findings.assign(house.keyring, rule, place, owner.id if owner else None, due, note)
        public = {"finding": str(task.id), "rule": rule}
        public |= {"staff": str(owner.id)} if owner else {}
        public |= {"due": due.isoformat()} if due else {}
        sealed = {"note": note} if note else None
        events.append(house.keyring, [NewEvent("finding.assigned", house.clock(), actor.label, public, sealed)])
    return task


def accept(house: Instance, actor: Actor, rule: str, place: str, *, reason: str, until: date | None) -> FindingTask:
    """Let a finding stand until the end of a day, for a written reason; `until` None takes that back.

    Only whoever answers for the register may: it is a decision, not advice (art. 38(6)).
    """
    access.require(house, actor, "register")
    if until is not None:
        if not reason.strip():
            raise UsageError("An exception needs a reason.", place="reason", remedy="Write why it may stand.")
        if not 0 <= (until - house.today()).days <= LONGEST:
            raise UsageError(
                "An exception ends on a day to come, within a year.", place="until", remedy="Name such a day."
            )
    with setup.transaction():
        task = findings.accept(house.keyring, rule, place, reason.strip(), until)
        public = {"finding": str(task.id), "rule": rule} | ({"until": until.isoformat()} if until else {})
        sealed = {"reason": reason.strip()} if until else None
        events.append(house.keyring, [NewEvent("finding.accepted", house.clock(), actor.label, public, sealed)])
    return task
