"""What the verbs of a request share: its dates, its events, whether a step is allowed now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound, WrongState
from garant.law.holidays import days_off
from garant.law.provisions import Law
from garant.ledger.values import NewEvent, OutcomeCode, Request, RequestRight
from garant.rules import requests as life
from garant.rules.deadlines import Deadline, deadline_for


def clock_of(house: Instance, request: Request, law: Law | None = None) -> Deadline:
    """The dates of a request and the reasoning, as they stand now: those of the right that is due first, of those
    still open. Its warnings say if no rule is known for it."""
    law = law or house.law()
    rights = [r.right for r in request.rights if r.state == "open"] or [r.right for r in request.rights]
    return min((_clock(law, request, right) for right in rights), key=lambda found: (found.due, found.raw))


def dated(house: Instance, request: Request) -> Request:
    """The same request with the dates of its open rights worked out again, each by its own period."""
    law = house.law()
    return replace(request, rights=tuple(_dated(law, request, r) if r.state == "open" else r for r in request.rights))


def new_rights(house: Instance, request: Request, asked: Sequence[str]) -> tuple[RequestRight, ...]:
    """The rights of a request just received, in the order in which they run, with their dates."""
    law = house.law()
    dates = {right: _clock(law, request, right) for right in life.in_order(asked)}
    return tuple(RequestRight(right, "open", found.raw, found.due) for right, found in dates.items())


def _dated(law: Law, request: Request, right: RequestRight) -> RequestRight:
    found = _clock(law, request, right.right)
    return replace(right, raw=found.raw, due=found.due)


def _clock(law: Law, request: Request, right: str) -> Deadline:
    return deadline_for(
        request.received,
        right,
        law,
        is_off=days_off(law.territory),
        extended=request.extended and law.extends(right),
        asked=request.asked,
        answered=request.answered,
    )


def own(house: Instance, request: Request) -> None:
    """A request of another organisation is not there, whoever hands it in (A1)."""
    if request.organisation != house.organisation.id:
        raise NotFound("No request bears this id.", place=str(request.id), remedy="`garant request list` shows them.")


def event(
    house: Instance, actor: Actor, request: Request, kind: str, *, reason: str = "", **public: object
) -> NewEvent:
    own(house, request)
    sealed = {"by": actor.name, "reason": reason} if reason else None
    return NewEvent(kind, house.clock(), actor.label, public, sealed, request.id, request.key)


def ended(request: Request, outcome: OutcomeCode) -> tuple[RequestRight, ...]:
    return tuple(
        replace(r, state="withdrawn" if outcome == "withdrawn" else "done", outcome=outcome) if r.state == "open" else r
        for r in request.rights
    )


def allow(request: Request, deed: str) -> None:
    if not life.allows(request.state, deed):
        raise WrongState(
            f"A request that is {request.state} cannot take this step ({deed}).",
            place=request.reference,
            remedy="`garant request show` says where it stands and what comes next.",
        )
