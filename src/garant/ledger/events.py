"""Events: append-only, the public part in clear, what names a person sealed, both bound by a commitment (C2)."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db.models import QuerySet

from garant.errors import EvidenceBroken
from garant.ledger import ids, plain, sealed
from garant.ledger.keys import Keyring
from garant.ledger.shapes import TYPES
from garant.ledger.tables import EventRow
from garant.ledger.values import Event, NewEvent
from garant.rules.evidence import canonical, leaf_hash

__all__ = ["TYPES", "append", "latest", "leaf", "of_request", "opened", "readings"]


def append(keyring: Keyring, events: Sequence[NewEvent]) -> list[UUID]:
    """Write events in the caller's transaction, one statement in all; returns their ids, ascending.

    Raises EvidenceBroken for an unknown type or field, KeyLost for a destroyed key.
    """
    keyring.preload({event.key for event in events if event.key is not None})
    rows = [_row(keyring, event) for event in events]
    EventRow.objects.bulk_create(rows)
    return [row.id for row in rows]


def of_request(keyring: Keyring, request: UUID) -> list[Event]:
    """What happened to a request, in order, opened as far as its keys still are."""
    return _values(keyring, EventRow.objects.filter(organisation_id=keyring.organisation, request=request))


def readings(
    keyring: Keyring, *, actor: str | None = None, request: UUID | None = None, limit: int = 200
) -> list[Event]:
    """Who looked at whose data, when, in which capacity (S0-61), the newest first."""
    found = EventRow.objects.filter(organisation_id=keyring.organisation, type="data.read")
    if actor is not None:
        found = found.filter(actor=actor)
    if request is not None:
        found = found.filter(request=request)
    return _values(keyring, found, newest=limit)


def latest(keyring: Keyring, type_: str) -> Event | None:
    """The newest event of a type."""
    found = EventRow.objects.filter(organisation_id=keyring.organisation, type=type_)
    return next(iter(_values(keyring, found, newest=1)), None)


# ── what is committed to ────────────────────────────────────────────────────────────────────────────────────────────


def leaf(row: EventRow) -> dict[str, Any]:
    """The public leaf of an event, as it is hashed into the log and stands in a receipt."""
    return _open_part(row, json.loads(row.public)) | {"commitment": bytes(row.commitment).hex()}


def opened(keyring: Keyring, row: EventRow) -> object:
    """The sealed content of an event whose key is still there; None if it has none. Raises KeyLost."""
    if row.sealed is None:
        return None
    cipher = AESGCM(keyring.event_key(row.key, row.id))
    return plain.load(sealed.unseal(cipher, bytes(row.sealed), _place(row)))


def commitment(keyring: Keyring, row: EventRow, content: object) -> bytes:
    """HMAC of the full event under the event's key: once that key is gone, nobody can tie the leaf to a person."""
    full = _open_part(row, json.loads(row.public)) | {"sealed": content}
    return hmac.digest(keyring.event_key(row.key, row.id), canonical(full), "sha256")


def _open_part(row: EventRow, public: object) -> dict[str, Any]:
    return {
        "v": 1,
        "id": str(row.id),
        "organisation": str(row.organisation_id),
        "type": row.type,
        "version": row.version,
        "at": _instant(row.at),
        "actor": row.actor,
        "reason": row.reason,
        "request": str(row.request) if row.request else None,
        "public": public,
    }


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


# ── rows and values ─────────────────────────────────────────────────────────────────────────────────────────────────


def _row(keyring: Keyring, event: NewEvent) -> EventRow:
    shape = TYPES.get(event.type)
    if shape is None:
        raise EvidenceBroken("this type of event is not in the registry", place=event.type)
    shape.check(event.type, event.public, event.sealed)
    row = EventRow(
        id=ids.uuid7(event.at),
        organisation_id=keyring.organisation,
        type=event.type,
        version=shape.version,
        at=event.at,
        actor=event.actor,
        reason=event.reason,
        request=event.request,
        public=canonical(event.public).decode(),
        key=event.key,
    )
    content = dict(event.sealed) if event.sealed else None
    key = keyring.event_key(event.key, row.id)
    if content is not None:
        row.sealed = sealed.seal(AESGCM(key), (event.key or row.id).bytes, canonical(content), _place(row))
    part = _open_part(row, event.public)
    row.commitment = hmac.digest(key, canonical(part | {"sealed": content}), "sha256")
    row.leaf = leaf_hash(canonical(part | {"commitment": row.commitment.hex()}))
    return row


def _place(row: EventRow) -> bytes:
    return sealed.place(row.organisation_id.bytes, b"event", row.id.bytes, b"sealed")


def _values(keyring: Keyring, found: QuerySet[EventRow], newest: int | None = None) -> list[Event]:
    rows = list(found.order_by("id") if newest is None else found.order_by("-id")[:newest])
    alive = keyring.preload({row.key for row in rows if row.key is not None})
    return [_value(keyring, row, row.key is None or row.key in alive) for row in rows]


def _value(keyring: Keyring, row: EventRow, alive: bool) -> Event:
    readable = row.sealed is None or alive
    content = opened(keyring, row) if readable else None
    return Event(
        id=row.id,
        type=row.type,
        version=row.version,
        at=row.at,
        actor=row.actor,
        public=json.loads(row.public),
        request=row.request,
        reason=row.reason,
        index=row.log_index,
        sealed=content if isinstance(content, Mapping) else None,
        readable=readable,
    )
