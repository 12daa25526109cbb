"""Who is a customer and who a prospect: of the person of a request, as their plan found it; of a store, in numbers."""

from __future__ import annotations

import json
from collections.abc import Sequence

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import MapError, UsageError
from garant.law.standards import Retention
from garant.ledger import plans
from garant.ledger.values import Request
from garant.rules.persons import Standing, Tally, kept_by, of_record

PROSPECTING = "prospecting"


def of_request(house: Instance, request: Request) -> Standing | None:
    """What the person of a request is, as their plan found it. None: no plan, no map tells, or the case has ended."""
    if request.plan is None:
        return None
    sealed = plans.parts(house.keyring, request.plan, [request.id]).get(request.id)
    found = json.loads(sealed).get("standing") if sealed else None
    return of_record(found) if found else None


def prospected_until(house: Instance, found: Standing) -> Sequence[Retention]:
    """The rules of the law for how long such a person may be kept for prospecting."""
    return kept_by(house.law(), found, PROSPECTING)


def tally(house: Instance, actor: Actor, store: str) -> tuple[Tally, ...]:
    """How many customers and prospects a store holds. Numbers only: nobody's data are opened."""
    access.require(house, actor, "check")
    mapped = house.register().maps.get(store)
    opened = house.store(store)
    if mapped is None:
        raise MapError("This store has no map yet.", place=store, remedy=f"`garant store propose {store}` drafts one.")
    if mapped.instructions:
        raise UsageError("Only a person can look into this store.", place=store, remedy="Count by hand.")
    return opened.tally(mapped)
