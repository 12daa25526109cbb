"""Messages between the person and the office inside a request, sealed under the case key."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from garant.ledger import ids
from garant.ledger.keys import Keyring
from garant.ledger.tables import MessageRow
from garant.ledger.values import Message, Request


def add(keyring: Keyring, request: Request, at: datetime, *, from_person: bool, text: str) -> Message:
    """Keep a message."""
    row = ids.uuid7(at)
    MessageRow.objects.create(
        id=row,
        organisation_id=request.organisation,
        request_id=request.id,
        key=request.key,
        at=at,
        from_person=from_person,
        sealed=keyring.seal(request.key, "message", row, "sealed", text.encode()),
    )
    return Message(row, request.id, at, from_person, text)


def of_request(keyring: Keyring, request: UUID) -> list[Message]:
    """The messages of a request, oldest first; none once its case key is destroyed."""
    rows = list(MessageRow.objects.filter(request_id=request, organisation_id=keyring.organisation).order_by("id"))
    alive = keyring.preload({row.key for row in rows})
    return [
        Message(row.id, row.request_id, row.at, row.from_person, _text(keyring, row))
        for row in rows
        if row.key in alive
    ]


def _text(keyring: Keyring, row: MessageRow) -> str:
    return keyring.unseal(row.key, "message", row.id, "sealed", bytes(row.sealed)).decode()
