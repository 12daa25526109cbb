"""Requests of persons: state and dates in clear, what names the person sealed under the case key."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, cast
from uuid import UUID, uuid5

from django.db.models import Count, Q, QuerySet

from garant.errors import KeyLost, NotFound
from garant.ledger import plain, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import ContactRow, RequestRow, RightRow
from garant.ledger.values import (
    Channel,
    Contact,
    Identity,
    OutcomeCode,
    Request,
    RequestRight,
    RequestState,
    RightState,
)

OPEN: tuple[RequestState, ...] = ("received", "identified", "planned", "agreed", "running", "waiting", "answered")
_PLAIN = tuple(f.name for f in fields(Request) if f.name not in {"id", "organisation", "rights"})
_WRITTEN = (*(name for name in _PLAIN if name not in {"reference", "key"}), "due")


@dataclass(frozen=True, slots=True)
class Counts:
    """What the inbox shows: open requests by state, and those late or due within `near` days."""

    by_state: Mapping[str, int]
    late: int
    near: int


def add(keyring: Keyring, request: Request, contact: Contact, token_hash: bytes) -> None:
    """Write a new request with its rights and its sealed contact. `token_hash`: of its follow-up link."""
    add_many(keyring, [(request, contact, token_hash)])


def add_many(keyring: Keyring, new: Sequence[tuple[Request, Contact, bytes]]) -> None:
    """Write many new requests, three statements in all."""
    with setup.transaction():
        RequestRow.objects.bulk_create(_row(request, token) for request, _, token in new)
        RightRow.objects.bulk_create(right for request, _, _ in new for right in _right_rows(request))
        ContactRow.objects.bulk_create(_contact_row(keyring, request, contact) for request, contact, _ in new)


def by_id(request: UUID, organisation: UUID | None = None) -> Request:
    """The request of this id; with `organisation`, only if it is that one's (A1)."""
    found = RequestRow.objects.filter(id=request)
    return _one(found if organisation is None else found.filter(organisation_id=organisation))


def by_reference(organisation: UUID, reference: str) -> Request:
    """The request that a person quotes. Case and spaces around do not matter."""
    return _one(RequestRow.objects.filter(organisation_id=organisation, reference=reference.strip().upper()))


def by_token(token_hash: bytes) -> Request | None:
    """The request of a follow-up link, or None."""
    return next(iter(_values(RequestRow.objects.filter(token=token_hash))), None)


def set_token(request: UUID, token_hash: bytes) -> None:
    """Give a request a new follow-up link; the one before stops working."""
    RequestRow.objects.filter(id=request).update(token=token_hash)


def list(
    organisation: UUID, *, states: Sequence[RequestState] | None = None, limit: int = 100, offset: int = 0
) -> builtins.list[Request]:
    """Requests by due date, the earliest first."""
    found = RequestRow.objects.filter(organisation_id=organisation)
    if states is not None:
        found = found.filter(state__in=states)
    return _values(found.order_by("due", "id")[offset : offset + limit])


def many(requests: Iterable[UUID]) -> builtins.list[Request]:
    """These requests, in the order asked. Raises NotFound if one is missing."""
    asked = [*requests]
    found = {request.id: request for request in _values(RequestRow.objects.filter(id__in=asked))}
    if len(found) < len(set(asked)):
        raise NotFound("there is no such request")
    return [found[request] for request in asked]


def locked(requests: Iterable[UUID]) -> builtins.list[Request]:
    """The same, as they stand now, and held until the caller's transaction ends: what another wrote is not undone."""
    asked = [*requests]
    # SQLite's IMMEDIATE transaction holds the whole file already.
    len(RequestRow.objects.select_for_update().filter(id__in=asked).order_by("id").values_list("id"))
    return many(asked)


def counts(organisation: UUID, today: date, near_days: int = 7) -> Counts:
    """For the inbox: how many are open in each state, late, and due soon."""
    still = RequestRow.objects.filter(organisation_id=organisation, state__in=OPEN, answered=None)
    near = date.fromordinal(today.toordinal() + near_days)
    dates = still.aggregate(
        late=Count("id", filter=Q(due__lt=today)), near=Count("id", filter=Q(due__gte=today, due__lte=near))
    )
    states = RequestRow.objects.filter(organisation_id=organisation).values_list("state").annotate(Count("id"))
    return Counts(by_state=dict(states), late=dates["late"], near=dates["near"])


def update(request: Request) -> Request:
    """Write the request's state, dates and rights."""
    update_many([request])
    return request


def update_many(requests: Sequence[Request]) -> None:
    """Write many requests and their rights, a few statements in all. Raises NotFound if one is missing."""
    with setup.transaction():
        tokens = dict(RequestRow.objects.filter(id__in=[r.id for r in requests]).values_list("id", "token"))
        if len(tokens) < len(requests):
            raise NotFound("there is no such request")
        RequestRow.objects.bulk_create(
            (_row(request, bytes(tokens[request.id])) for request in requests),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_WRITTEN,
        )
        RightRow.objects.bulk_create(
            (right for request in requests for right in _right_rows(request)),
            update_conflicts=True,
            unique_fields=["request", "right"],
            update_fields=["state", "raw", "due", "outcome", "detail", "position"],
        )


# ── the contact ─────────────────────────────────────────────────────────────────────────────────────────────────────


def contact(keyring: Keyring, request: Request) -> Contact:
    """What the person told of themself. Raises KeyLost once the case key is destroyed."""
    found = contacts(keyring, [request])
    if request.id not in found:
        raise KeyLost(
            "the contact of this request was erased with its key",
            place=request.reference,
            remedy="What remains is the request's dates and its evidence.",
        )
    return found[request.id]


def contacts(keyring: Keyring, requests: Sequence[Request]) -> dict[UUID, Contact]:
    """The contacts of many requests, two queries in all; those whose key is destroyed are left out."""
    alive = keyring.preload({request.key for request in requests})
    keys = {request.id: request.key for request in requests if request.key in alive}
    rows = ContactRow.objects.filter(request_id__in=[*keys]).values_list("request_id", "sealed")
    return {
        request: _contact(keyring.unseal(keys[request], "request_contact", request, "sealed", bytes(sealed)))
        for request, sealed in rows
    }


def set_contact(keyring: Keyring, request: Request, contact: Contact) -> None:
    """Write the contact anew: identities verified, a request completed by the person."""
    row = _contact_row(keyring, request, contact)
    ContactRow.objects.filter(request_id=request.id).update(sealed=row.sealed)


# ── rows and values ─────────────────────────────────────────────────────────────────────────────────────────────────


def _row(request: Request, token: bytes) -> RequestRow:
    told = {name: getattr(request, name) for name in _PLAIN}
    return RequestRow(id=request.id, organisation_id=request.organisation, token=token, due=request.due, **told)


def _right_rows(request: Request) -> builtins.list[RightRow]:
    return [
        RightRow(
            id=uuid5(request.id, right.right),
            organisation=request.organisation,
            request_id=request.id,
            position=position,
            right=right.right,
            state=right.state,
            raw=right.raw,
            due=right.due,
            outcome=right.outcome,
            detail=dict(right.detail),
        )
        for position, right in enumerate(request.rights)
    ]


def _contact_row(keyring: Keyring, request: Request, contact: Contact) -> ContactRow:
    data = plain.dump(asdict(contact))
    sealed = keyring.seal(request.key, "request_contact", request.id, "sealed", data)
    return ContactRow(request_id=request.id, organisation=request.organisation, sealed=sealed)


def _contact(data: bytes) -> Contact:
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, builtins.list) else value for name, value in plain.load(data).items()
    }
    told["identities"] = tuple(Identity(**identity) for identity in told["identities"])
    return Contact(**told)


def _one(found: QuerySet[RequestRow]) -> Request:
    values = _values(found[:1])
    if not values:
        raise NotFound("there is no such request", remedy="`garant request list` shows those there are.")
    return values[0]


def _values(found: QuerySet[RequestRow]) -> builtins.list[Request]:
    rows = [*found]
    rights: dict[UUID, builtins.list[RequestRight]] = {row.id: [] for row in rows}
    for right in RightRow.objects.filter(request_id__in=[*rights]).order_by("position"):
        rights[right.request_id].append(_right(right))
    return [_value(row, tuple(rights[row.id])) for row in rows]


def _right(row: RightRow) -> RequestRight:
    outcome = cast("OutcomeCode | None", row.outcome)
    return RequestRight(row.right, cast("RightState", row.state), row.raw, row.due, outcome, row.detail)


def _value(row: RequestRow, rights: tuple[RequestRight, ...]) -> Request:
    told = {name: getattr(row, name) for name in _PLAIN}
    told["channel"] = cast("Channel", row.channel)
    told["state"] = cast("RequestState", row.state)
    return Request(id=row.id, organisation=row.organisation_id, rights=rights, **told)
