"""The sealer: gives waiting events their place in the organisation's log and signs the log's new state (C3).

One sealer at a time, held by a lock. Writers never wait for it: they only insert.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from garant.ledger import ids, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import BlockRow, CheckpointRow, EventRow, OrganisationKeyRow
from garant.ledger.values import Checkpoint
from garant.rules.evidence import Frontier, write_checkpoint

BLOCK = 256
"""Leaves under one kept subtree root; a power of two, so that RFC 6962 splits on its borders."""

_PLACE_POSTGRESQL = """
UPDATE event SET log_index = given.log_index, place = given.place
FROM unnest(%s::uuid[], %s::bigint[], %s::bytea[]) AS given (id, log_index, place) WHERE event.id = given.id
"""
_PLACE_SQLITE = "UPDATE event SET log_index = %s, place = %s WHERE id = %s"


def seal(keyring: Keyring, organisation: UUID, now: datetime) -> Checkpoint | None:
    """Seal what waits and sign a checkpoint over it. None if nothing waited."""
    with setup.transaction():
        # The lock of the one sealer: PostgreSQL holds this row; SQLite's IMMEDIATE transaction holds the file.
        OrganisationKeyRow.objects.select_for_update().get(organisation_id=organisation)
        waiting = [
            (event, bytes(leaf))
            for event, leaf in EventRow.objects.filter(organisation_id=organisation, log_index=None)
            .order_by("id")
            .values_list("id", "leaf")
        ]
        if not waiting:
            return None
        frontier = _frontier(organisation)
        _give_places(keyring, frontier.size, waiting)
        _append(organisation, frontier, [leaf for _, leaf in waiting], now)
        return _sign(keyring, organisation, frontier, now)


def latest(organisation: UUID) -> Checkpoint | None:
    """The newest checkpoint, or None before the first."""
    row = CheckpointRow.objects.filter(organisation_id=organisation).order_by("-size").first()
    return _value(row) if row else None


def checkpoints(organisation: UUID, limit: int = 100) -> list[Checkpoint]:
    """Checkpoints, the newest first. A note kept elsewhere shows later that nothing before it was changed."""
    found = CheckpointRow.objects.filter(organisation_id=organisation).order_by("-size")
    return [_value(row) for row in found[:limit]]


def waiting(organisation: UUID) -> int:
    """How many events wait for the sealer."""
    return EventRow.objects.filter(organisation_id=organisation, log_index=None).count()


def place_tag(keyring: Keyring, index: int, leaf: bytes) -> bytes:
    """A keyed tag that ties a leaf to its index: whoever moves or replaces a record cannot make it."""
    return hmac.digest(keyring.commitments, b"place" + index.to_bytes(8, "big") + leaf, "sha256")[:16]


def _frontier(organisation: UUID) -> Frontier:
    row = CheckpointRow.objects.filter(organisation_id=organisation).order_by("-size").first()
    if row is None:
        return Frontier()
    edge = bytes(row.frontier)
    return Frontier(row.size, [edge[at : at + 32] for at in range(0, len(edge), 32)])


def _give_places(keyring: Keyring, start: int, waiting: Sequence[tuple[UUID, bytes]]) -> None:
    given = [(event, start + n, place_tag(keyring, start + n, leaf)) for n, (event, leaf) in enumerate(waiting)]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_PLACE_POSTGRESQL, [list(column) for column in zip(*given, strict=True)])
        else:
            cursor.executemany(_PLACE_SQLITE, [(index, place, event.hex) for event, index, place in given])


def _append(organisation: UUID, frontier: Frontier, leaves: Sequence[bytes], now: datetime) -> None:
    block, blocks = frontier.tail(BLOCK), []
    for leaf in leaves:
        frontier.append(leaf)
        block.append(leaf)
        if block.size == BLOCK:
            number = frontier.size // BLOCK - 1
            blocks.append(BlockRow(id=ids.uuid7(now), organisation_id=organisation, number=number, root=block.root))
            block = Frontier()
    BlockRow.objects.bulk_create(blocks)


def _sign(keyring: Keyring, organisation: UUID, frontier: Frontier, now: datetime) -> Checkpoint:
    row = CheckpointRow.objects.create(
        id=ids.uuid7(now),
        organisation_id=organisation,
        size=frontier.size,
        root=frontier.root,
        frontier=b"".join(frontier.edge),
        note=write_checkpoint(keyring.log_name(), frontier.size, frontier.root, keyring.log_key()),
        at=now,
    )
    return _value(row)


def _value(row: CheckpointRow) -> Checkpoint:
    return Checkpoint(size=row.size, root=bytes(row.root), note=row.note, at=row.at)
