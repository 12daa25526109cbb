"""Messages between the person and the office inside a request, sealed under the case key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import cast
from uuid import UUID

from garant.ledger import ids
from garant.ledger.keys import Keyring
from garant.ledger.tables import MessageRow
from garant.ledger.values import Message, MessageAbout, Request


@dataclass(frozen=True, slots=True)
class Unread:
    """What a person wrote within one request and nobody has read yet: how many, since when, and whether it disputes
    the answer. No content."""

    request: UUID
    count: int
    since: datetime
    disputed: bool


def add(
    keyring: Keyring, request: Request, at: datetime, *, from_person: bool, text: str, about: MessageAbout = ""
) -> Message:
    """Keep a message. One of the office answers those before it, so that they count as read."""
    row = ids.uuid7(at)
    if not from_person:
        read(request, at)
    MessageRow.objects.create(
        id=row,
        organisation_id=request.organisation,
        request_id=request.id,
        key=request.key,
        at=at,
        from_person=from_person,
        about=about,
        sealed=keyring.seal(request.key, "message", row, "sealed", text.encode()),
    )
    return Message(row, request.id, at, from_person, text, about)


def read(request: Request, at: datetime) -> int:
    """What the person wrote is read; returns how many messages were not."""
    return MessageRow.objects.filter(request_id=request.id, from_person=True, read_at=None).update(read_at=at)


def unread(keyring: Keyring) -> list[Unread]:
    """Requests with messages that nobody has read, the oldest first; none of those whose case key is destroyed."""
    rows = MessageRow.objects.filter(organisation_id=keyring.organisation, from_person=True, read_at=None)
    told = list(rows.order_by("id").values_list("request_id", "key", "at", "about"))
    alive = keyring.preload({key for _, key, _, _ in told})
    found: dict[UUID, Unread] = {}
    for request, key, at, about in told:
        if key in alive:
            before = found.get(request, Unread(request, 0, at, False))
            disputed = before.disputed or about == "answer"
            found[request] = Unread(request, before.count + 1, before.since, disputed)
    return list(found.values())


def of_request(keyring: Keyring, request: UUID) -> list[Message]:
    """The messages of a request, oldest first; none once its case key is destroyed."""
    rows = list(MessageRow.objects.filter(request_id=request, organisation_id=keyring.organisation).order_by("id"))
    alive = keyring.preload({row.key for row in rows})
    return [_value(keyring, row) for row in rows if row.key in alive]


def _value(keyring: Keyring, row: MessageRow) -> Message:
    text = keyring.unseal(row.key, "message", row.id, "sealed", bytes(row.sealed)).decode()
    about = cast("MessageAbout", row.about)
    return Message(row.id, row.request_id, row.at, row.from_person, text, about, row.read_at)
