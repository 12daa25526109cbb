"""Declared stores. A store's URL is sealed under the organisation's key and opened only by `url_of` (D15)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from garant.errors import NotFound, UsageError
from garant.ledger import ids
from garant.ledger.keys import Keyring
from garant.ledger.tables import StoreRow
from garant.ledger.values import StoreRecord
from garant.rules.plan import Limits


def add(
    keyring: Keyring,
    organisation: UUID,
    name: str,
    engine: str,
    url: str,
    options: Mapping[str, str],
    limits: Limits,
    now: datetime,
) -> StoreRecord:
    """Declare a store under a name that no other one of the organisation bears."""
    store = ids.uuid7(now)
    row = StoreRow(
        id=store,
        organisation_id=organisation,
        name=name,
        engine=engine,
        url=keyring.seal_own("store", store, "url", url.encode()),
        options=dict(options),
        limits=asdict(limits),
        added=now,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise UsageError("a store of this name exists", place=name, remedy="Choose another name.") from None
    return _value(row)


def all(organisation: UUID) -> list[StoreRecord]:
    """Every declared store, by name."""
    return [_value(row) for row in _present(organisation).order_by("name")]


def by_name(organisation: UUID, name: str) -> StoreRecord:
    """The store of this name. Raises NotFound, with the names there are."""
    row = _present(organisation).filter(name=name).first()
    if row is None:
        names = ", ".join(store.name for store in all(organisation)) or "none yet: `garant store add NAME URL`"
        raise NotFound("there is no store of this name", place=name, remedy=f"Declared stores: {names}.")
    return _value(row)


def url_of(keyring: Keyring, store: StoreRecord) -> str:
    """The store's URL, credentials included. It goes to the driver and nowhere else."""
    return keyring.unseal_own("store", store.id, "url", seal_of(store)).decode()


def seal_of(store: StoreRecord) -> bytes:
    """The store's URL as it lies sealed: other bytes each time it is set, none once the store is removed."""
    return bytes(StoreRow.objects.values_list("url", flat=True).get(id=store.id))


def set_url(keyring: Keyring, store: StoreRecord, url: str) -> None:
    """Give a store another URL (a password that changed, a server that moved)."""
    StoreRow.objects.filter(id=store.id).update(url=keyring.seal_own("store", store.id, "url", url.encode()))


def remove(store: StoreRecord, now: datetime) -> None:
    """Withdraw a store. Its maps and what was done in it stay on record; its URL does not."""
    StoreRow.objects.filter(id=store.id).update(removed=now, url=b"")


def _present(organisation: UUID) -> QuerySet[StoreRow]:
    return StoreRow.objects.filter(organisation_id=organisation, removed=None)


def _value(row: StoreRow) -> StoreRecord:
    return StoreRecord(
        id=row.id,
        organisation=row.organisation_id,
        name=row.name,
        engine=row.engine,
        options=row.options,
        limits=Limits(**row.limits),
        added=row.added,
    )
