"""Find requests, and open one whole: for a page, or for the person with their link."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from garant.actions import access, evidence, persons, plans
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.requests.common import clock_of, own
from garant.errors import KeyLost, NotFound
from garant.ledger import events, ids, messages, outbox, packages, requests, steps, tasks
from garant.ledger.values import (
    Contact,
    Event,
    Letter,
    Message,
    Package,
    Request,
    RequestState,
    Step,
    Task,
)
from garant.rules.deadlines import Deadline
from garant.rules.persons import Standing

OPEN: tuple[RequestState, ...] = ("received", "identified", "planned", "agreed", "running", "waiting", "answered")
ERASED = "…"
"""What stands for a name whose key is destroyed."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list, with the name that the person gave."""

    request: Request
    name: str


@dataclass(frozen=True, slots=True)
class RequestFile:
    """Everything of one request, as a page shows it."""

    request: Request
    contact: Contact
    deadline: Deadline
    trail: tuple[Event, ...]
    plan: plans.Shown | None
    steps: tuple[Step, ...]
    tasks: tuple[Task, ...]
    letters: tuple[Letter, ...]
    messages: tuple[Message, ...]
    packages: tuple[Package, ...]
    standing: Standing | None
    """Customer or prospect, once a plan has looked."""


def by_reference(house: Instance, reference: str) -> Request:
    """By reference, or by id as the command line prints it."""
    try:
        return requests.by_reference(house.organisation.id, reference)
    except NotFound:
        place = reference if ids.is_reference(reference) else ""  # anything else may be a person's: not repeated
        raise NotFound(
            "No request bears this reference.",
            place=place or "a word that is no reference",
            remedy="`garant request list` shows them.",
        ) from None


def by_token(house: Instance, token: str) -> Request:
    """The request of a follow-up link."""
    found = requests.by_token(ids.token_hash(token))
    if found is None or found.organisation != house.organisation.id:
        raise NotFound("This link leads to no request.", remedy="Use the link of your acknowledgement, whole.")
    return found


def many(house: Instance, references: Sequence[str]) -> list[Request]:
    """Requests by reference, in the order given."""
    return [by_reference(house, r) for r in references]


def by_id(house: Instance, request: UUID) -> Request:
    found = requests.by_id(request)
    if found.organisation != house.organisation.id:  # A1
        raise NotFound("No request bears this id.", place=str(request))
    return found


def listed(house: Instance, actor: Actor, *, closed: bool = False, limit: int = 500) -> list[Request]:
    """Requests by due date; only open ones unless `closed`."""
    access.require(house, actor, "read")
    return requests.list(house.organisation.id, states=None if closed else OPEN, limit=limit)


def list_open(house: Instance, actor: Actor, *, closed: bool = False) -> tuple[Listed, ...]:
    """The inbox. Names are opened for it, which is a reading (A6)."""
    found = listed(house, actor, closed=closed)
    contacts = requests.contacts(house.keyring, found)
    if found:
        evidence.was_read(house, actor, "names in the inbox", None)
    return tuple(Listed(r, contacts[r.id].name if r.id in contacts else ERASED) for r in found)


def counts(house: Instance) -> requests.Counts:
    """How many are open, late, near: numbers only."""
    return requests.counts(house.organisation.id, house.today())


def references(house: Instance, asked: Collection[UUID]) -> dict[UUID, str]:
    """The references of requests, by id; those of another organisation are left out (A1)."""
    return {r.id: r.reference for r in requests.many(asked) if r.organisation == house.organisation.id}


def request_file(house: Instance, actor: Actor, asked: str | Request) -> RequestFile:
    """A request, opened whole. When staff open it, that is a reading of a person's data (A6)."""
    request = by_reference(house, asked) if isinstance(asked, str) else asked
    own(house, request)
    if actor.kind != "person":
        access.require(house, actor, "read")
        evidence.was_read(house, actor, "request", request)
    plan = plans.of_request(house, request)
    return RequestFile(
        request=request,
        contact=_contact(house, request),
        deadline=clock_of(house, request),
        trail=tuple(events.of_request(house.keyring, request.id)),
        plan=plan,
        steps=tuple(steps.of_plan(plan.id)) if plan else (),
        tasks=tuple(tasks.of_request(house.keyring, request.id)),
        letters=tuple(outbox.of_request(request.id)),
        messages=tuple(messages.of_request(house.keyring, request.id)),
        packages=tuple(packages.of_request(request)),
        standing=persons.of_request(house, request),
    )


def _contact(house: Instance, request: Request) -> Contact:
    try:
        return requests.contact(house.keyring, request)
    except KeyLost:  # the case has come to its end: its dates and evidence remain
        return Contact(name=ERASED)
