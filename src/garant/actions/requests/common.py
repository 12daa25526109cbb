"""What the verbs of a request share: its dates, its events, whether a step is allowed now."""

from __future__ import annotations

from dataclasses import replace

from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound, WrongState
from garant.law.holidays import days_off
from garant.law.provisions import Law
from garant.ledger.values import NewEvent, OutcomeCode, Request, RequestRight
from garant.rules import requests as life
from garant.rules.deadlines import Deadline, deadline


def clock_of(house: Instance, request: Request, law: Law | None = None) -> Deadline:
    """Both dates of a request and the reasoning, as they stand now (1182/71)."""
    law = law or house.law()
    return deadline(
        request.received,
        law.clocks["request"],
        is_off=days_off(law.territory),
        extended=request.extended,
        asked=request.asked,
        answered=request.answered,
    )


def dated(house: Instance, request: Request) -> Request:
    """The same request with the dates of its open rights worked out again."""
    dates = clock_of(house, request)
    rights = tuple(replace(r, raw=dates.raw, due=dates.due) if r.state == "open" else r for r in request.rights)
    return replace(request, rights=rights)


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
