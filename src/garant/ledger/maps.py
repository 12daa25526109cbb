"""Applied maps: each version is kept, so that an old decision can be read with the map it was made on."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from garant.errors import NotFound
from garant.ledger import ids, setup
from garant.ledger.tables import MapRow
from garant.ledger.values import MapVersion


def apply(organisation: UUID, store_name: str, text: str, digest: str, now: datetime, by: str) -> MapVersion:
    """Keep a map as the store's current one. The same map again is the same version."""
    with setup.transaction():
        before = current(organisation, store_name)
        if before is not None and before.digest == digest:
            return before
        row = MapRow.objects.create(
            id=ids.uuid7(now),
            organisation_id=organisation,
            store=store_name,
            number=before.number + 1 if before else 1,
            text=text,
            digest=digest,
            applied=now,
            by=by,
        )
    return _value(row)


def current(organisation: UUID, store: str, instant: datetime | None = None) -> MapVersion | None:
    """The map in force for a store, now or at an instant; None if none had been applied."""
    rows = MapRow.objects.filter(organisation_id=organisation, store=store)
    row = (rows if instant is None else rows.filter(applied__lte=instant)).order_by("-number").first()
    return _value(row) if row else None


def versions(organisation: UUID, store: str) -> list[MapVersion]:
    """Every applied version, newest first."""
    return [_value(row) for row in MapRow.objects.filter(organisation_id=organisation, store=store).order_by("-number")]


def at(organisation: UUID, store: str, number: int) -> MapVersion:
    """One version, by its number."""
    row = MapRow.objects.filter(organisation_id=organisation, store=store, number=number).first()
    if row is None:
        raise NotFound(f"there is no version {number} of this map", place=store)
    return _value(row)


def _value(row: MapRow) -> MapVersion:
    return MapVersion(row.id, row.store, row.number, row.text, row.digest, row.applied, row.by)
