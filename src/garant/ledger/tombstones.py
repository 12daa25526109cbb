"""Tombstones: keyed hashes of erased identities, replayed after a restore or an import (E10). Erased stays erased."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from garant.config import Settings
from garant.ledger import ids, journal, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import TombstoneRow


@dataclass(frozen=True, slots=True)
class Tombstone:
    """That somebody was erased from a store at an instant. Data newer than that are not meant (E10)."""

    store: str
    kind: str
    hash: bytes
    erased_at: datetime
    until: date


@dataclass(frozen=True, slots=True)
class Hit:
    """The identity number `number` of those asked was erased at `erased_at`."""

    number: int
    erased_at: datetime


def add(keyring: Keyring, erased: Sequence[tuple[str, str, str, datetime, date]], now: datetime) -> int:
    """Remember erased identities, (store, kind, normalised value, erased at, until); returns how many are new.

    `until`: kept as long as the oldest backup. Also written to the journal (C6).
    """
    with setup.transaction():
        rows = [
            TombstoneRow(
                id=ids.uuid7(now),
                organisation_id=keyring.organisation,
                store=store,
                kind=kind,
                hash=keyring.tombstone(store, kind, value),
                erased_at=at,
                until=until,
            )
            for store, kind, value, at, until in erased
        ]
        rows = list({(row.store, row.kind, row.hash): row for row in rows}.values())  # two persons may share a value
        known = _found(keyring, [row.hash for row in rows])
        TombstoneRow.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["organisation", "store", "kind", "hash"],
            update_fields=["erased_at", "until"],
        )
        journal.note_tombstones(rows)
    return len({bytes(row.hash) for row in rows} - set(known))


def match(keyring: Keyring, store: str, identities: Sequence[tuple[str, str]]) -> list[Hit]:
    """Which of these (kind, normalised value) were erased from the store, and when. One query."""
    asked = [keyring.tombstone(store, kind, value) for kind, value in identities]
    known = _found(keyring, asked)
    return [Hit(number, known[hash_]) for number, hash_ in enumerate(asked) if hash_ in known]


def all(organisation: UUID) -> list[Tombstone]:
    """Every tombstone of the organisation, oldest first."""
    found = TombstoneRow.objects.filter(organisation_id=organisation).order_by("id")
    return [Tombstone(row.store, row.kind, bytes(row.hash), row.erased_at, row.until) for row in found]


def expire(settings: Settings, today: date) -> int:
    """Let go of those whose end has come, here and in the journal; returns how many."""
    gone = TombstoneRow.objects.filter(until__lt=today).delete()[0]
    journal.prune(settings, today)
    return gone


def _found(keyring: Keyring, hashes: Sequence[bytes | memoryview]) -> dict[bytes, datetime]:
    found = TombstoneRow.objects.filter(organisation_id=keyring.organisation, hash__in=list(hashes))
    return {bytes(hash_): at for hash_, at in found.values_list("hash", "erased_at")}
