"""What erasures left standing, and until when: every kept row is due on a day that was written down at once (D2).

It lists and reminds. Rows whose day has come are erased by their owner; retention runs are not built yet.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.ledger import plans
from garant.rules import records
from garant.rules.plan import Why


@dataclass(frozen=True, slots=True)
class Due:
    """Rows of one table that an erasure kept, for one reason, until the end of a day."""

    plan: UUID
    store: str
    table: str
    rows: int
    until: date
    why: Why


def kept(house: Instance, actor: Actor) -> tuple[Due, ...]:
    """What executed plans kept under a duty, the earliest end first. Counts and dates only: it names nobody."""
    access.require(house, actor, "check")
    found = [
        Due(plan.id, count.store, count.table, count.rows, count.until, count.why)
        for plan in plans.executed(house.organisation.id)
        for count in map(records.to_count, plan.body["counts"])
        if count.fate == "keep" and count.until is not None
    ]
    return tuple(sorted(found, key=lambda due: (due.until, due.store, due.table)))
