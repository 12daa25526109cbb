"""What to do about a finding: who puts it right and until when, or why it may stand for a while."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.check import Standing, all, in_words, run
from garant.actions.instance import Instance
from garant.actions.leftovers import request_of
from garant.errors import NotFound, UsageError
from garant.law.findings import read_findings
from garant.ledger import events, findings, setup, staff
from garant.ledger.values import FindingTask, NewEvent

__all__ = ["Standing", "accept", "all", "assign", "request_of", "run"]

LONGEST = 366
"""Days of an exception; then somebody looks again."""


def by_id(house: Instance, actor: Actor, finding: UUID, language: str = "") -> Standing:
    """One finding, standing or gone. Raises NotFound, also for one whose rule this Garant no longer has."""
    access.require(house, actor, "check")
    found = in_words(house, findings.by_id(house.keyring, finding), language)
    if found is None:
        raise NotFound("This finding is of a rule that is no longer asked.", remedy="Check again: it goes away.")
    return found


def gone(house: Instance, actor: Actor, language: str = "") -> tuple[Standing, ...]:
    """The findings that went away with their facts, the latest first."""
    access.require(house, actor, "check")
    tasks = [task for task in findings.all(house.keyring, closed=True) if task.closed is not None]
    tasks.sort(key=lambda task: (task.closed, task.id), reverse=True)
    return tuple(found for task in tasks if (found := in_words(house, task, language)))


def count(house: Instance) -> int:
    """How many stand, those under an exception apart."""
    return findings.count(house.organisation.id, tuple(read_findings().rules), house.today())


def last_check(house: Instance) -> datetime | None:
    """When the log last says that somebody looked; None if nobody has yet."""
    last = events.latest(house.keyring, "check.done")
    return last.at if last else None


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
