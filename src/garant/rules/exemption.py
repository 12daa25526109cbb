"""Whether an activity need not stand in a record (art. 30(5)): the facts that the register states, and what follows.

An activity that nobody called occasional is not: a file of customers or prospects never is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garant.law.provisions import Law, NoRule
from garant.law.standards import RegisterDuty
from garant.rules.processing import Processing, Register
from garant.rules.register_duty import owed


@dataclass(frozen=True, slots=True)
class Standing:
    """What one activity owes. `facts`: why an exemption does not hold, codes of `register_duty.FACTS`."""

    activity: str
    facts: tuple[str, ...]
    duties: tuple[RegisterDuty, ...]

    @property
    def exempt(self) -> bool:
        return not self.duties


def standings(register: Register, law: Law) -> tuple[Standing, ...]:
    """Each activity with the duty to record it, as the law of the place has it."""
    return tuple(_standing(register, activity, law) for activity in register.activities.values())


def facts(activity: Processing, law: Law) -> tuple[str, ...]:
    """The facts of art. 30(5) that hold for an activity, as it is declared."""
    return tuple(_facts(activity, law))


def _standing(register: Register, activity: Processing, law: Law) -> Standing:
    found = facts(activity, law)
    part = "processor" if activity.role == "processor" else "controller"
    duties = tuple(d for d in owed(law, staff=register.organisation.staff, facts=found) if d.id in (part, ""))
    return Standing(activity.id, found, duties)


def _facts(activity: Processing, law: Law) -> Iterator[str]:
    if not activity.occasional:
        yield "not-occasional"
    if activity.impact in ("required", "done"):
        yield "likely-risk"
    if any(_special(item.category, law) or item.sensitivity in _SPECIAL for item in activity.items.values()):
        yield "special-data"


_SPECIAL = ("special", "offence")


def _special(category: str, law: Law) -> bool:
    known = law.category(category)
    return not isinstance(known, NoRule) and known.sensitivity in _SPECIAL
