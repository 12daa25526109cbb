"""Keys: master → organisation → one data key per person and file → events (C1). Destroying one makes our copy
unreadable, and says nothing of other copies (C5)."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import transaction

from garant.config import Settings
from garant.errors import KeyLost
from garant.ledger import ids, journal, master, sealed, setup
from garant.ledger.tables import DataKeyRow, OrganisationKeyRow

_CACHED = 4096
"""Opened keys kept in memory; a batch of 1,000 requests needs about 1,000. One that was pushed out is opened again."""
_rings: dict[UUID, Keyring] = {}
_lock = threading.Lock()


def make_master(path: Path) -> None:
    """Make the master key file of a new instance. Losing it loses everything sealed: `init` says so (C7)."""
    master.make(path)


def make_own(settings: Settings, organisation: UUID, now: datetime) -> None:
    """The key and the log of a new organisation. Called by `organisations.create`, in its transaction."""
    own = secrets.token_bytes(32)
    row = ids.uuid7(now)
    signing = Ed25519PrivateKey.generate()
    private = sealed.seal(AESGCM(own), row.bytes, signing.private_bytes_raw(), _log_place(organisation))
    OrganisationKeyRow.objects.create(
        id=row,
        organisation_id=organisation,
        wrapped=_wrap_own(master.read(settings.master_key_file), organisation, own),
        log_name=f"garant/{organisation}",
        log_public=signing.public_key().public_bytes_raw(),
        log_private=private,
        created=now,
    )


class Keyring:
    """An organisation's keys, opened. Sealing and unsealing with a key in memory touches no database."""

    def __init__(self, settings: Settings, row: OrganisationKeyRow) -> None:
        self.organisation: UUID = row.organisation_id
        self._id = row.id
        self._bound = self.organisation.bytes
        own = _unwrap_own(settings, row)
        self._own = AESGCM(own)
        self._index = sealed.derive(own, b"index")
        self._tombstones = sealed.derive(own, b"tombstones")
        self._fingerprints = sealed.derive(own, b"fingerprints")
        self.commitments = sealed.derive(own, b"commitments")
        self._log = Ed25519PrivateKey.from_private_bytes(
            sealed.unseal(self._own, bytes(row.log_private), _log_place(self.organisation))
        )
        self._log_name = row.log_name
        self._opened: dict[UUID, tuple[bytes, AESGCM]] = {}
        self._holding: frozenset[UUID] = frozenset()
        self._lock = threading.Lock()

    @staticmethod
    def open(settings: Settings, organisation_id: UUID) -> Keyring:
        """The organisation's keyring, one for each process. Raises KeyLost if the master key is missing or another."""
        with _lock:
            ring = _rings.get(organisation_id)
            if ring is None:
                row = OrganisationKeyRow.objects.filter(organisation_id=organisation_id).first()
                if row is None:
                    raise KeyLost("this organisation has no key", remedy="Restore the ledger from its last backup.")
                ring = _rings[organisation_id] = Keyring(settings, row)
            return ring

    # ── data keys ───────────────────────────────────────────────────────────────────────────────────────────────

    def new(self, file: str, now: datetime, ends: date | None) -> UUID:
        """A new data key for one person's file ("profile", "case", "consent", "archive") and its own end."""
        return self.new_many(1, file, now, ends)[0]

    def new_many(self, count: int, file: str, now: datetime, ends: date | None) -> list[UUID]:
        """New data keys, in one statement."""
        made = [(ids.uuid7(now), secrets.token_bytes(32)) for _ in range(count)]
        DataKeyRow.objects.bulk_create(
            DataKeyRow(
                id=key_id,
                organisation_id=self.organisation,
                file=file,
                wrapped=sealed.seal(self._own, self._id.bytes, key, self._key_place(key_id)),
                created=now,
                ends=ends,
            )
            for key_id, key in made
        )
        for key_id, key in made:
            self._keep(key_id, key)
        return [key_id for key_id, _ in made]

    def preload(self, keys: Iterable[UUID]) -> frozenset[UUID]:
        """Open these keys with one query; returns those that are still there.

        Those destroyed meanwhile, by any process, are forgotten here too.
        """
        asked = set(keys)
        if asked <= self._holding and asked <= self._opened.keys():  # one pushed out of memory is opened again
            return frozenset(asked)
        found = DataKeyRow.objects.filter(organisation_id=self.organisation, id__in=asked, wrapped__isnull=False)
        there = dict(found.values_list("id", "wrapped"))
        for key_id, wrapped in there.items():
            if key_id not in self._opened:
                self._keep(key_id, sealed.unseal(self._own, bytes(wrapped or b""), self._key_place(key_id)))
        self._forget(asked - set(there))
        return frozenset(there)

    @contextmanager
    def holding(self, keys: Iterable[UUID]) -> Iterator[None]:
        """Open these keys once for a piece of work, which then asks the database no more whether they are there.

        One that another process destroys meanwhile serves to the end of the work; one destroyed here is let go at once.
        """
        mine = self.preload(keys)
        self._holding |= mine
        try:
            yield
        finally:
            self._holding -= mine

    def alive(self, key: UUID) -> bool:
        """Whether the key is still there, as the database says now."""
        return DataKeyRow.objects.filter(organisation_id=self.organisation, id=key, wrapped__isnull=False).exists()

    def ended(self, today: date, limit: int = 1000) -> list[UUID]:
        """Keys whose end has come, oldest first: what they sealed is due to go (A7)."""
        due = DataKeyRow.objects.filter(organisation_id=self.organisation, ends__lte=today, wrapped__isnull=False)
        return list(due.order_by("ends").values_list("id", flat=True)[:limit])

    def set_end(self, keys: Sequence[UUID], ends: date) -> None:
        """Give these keys their end."""
        DataKeyRow.objects.filter(organisation_id=self.organisation, id__in=list(keys)).update(ends=ends)

    def destroy(self, keys: Sequence[UUID], now: datetime, reason: str) -> int:
        """Make what these keys sealed unreadable in our copy. Returns how many were still there.

        Also written to the journal, once the transaction is kept, so that a restored backup cannot revive them (C6).
        """
        with setup.transaction():
            rows = DataKeyRow.objects.filter(
                organisation_id=self.organisation, id__in=list(keys), wrapped__isnull=False
            )
            alive = list(rows.values_list("id", flat=True))
            rows.update(wrapped=None, destroyed_at=now, reason=reason)
            journal.note_destroyed(self.organisation, alive, now, reason)
            transaction.on_commit(setup.flush)
        self._holding -= set(keys)
        self._forget(keys)
        return len(alive)

    # ── sealing ─────────────────────────────────────────────────────────────────────────────────────────────────

    def seal(self, key: UUID, table: str, row: UUID, field: str, data: bytes) -> bytes:
        """Encrypt a value of a person under their key, bound to organisation, table, row and field."""
        return sealed.seal(self._key(key)[1], key.bytes, data, self._place(table, row, field))

    def unseal(self, key: UUID, table: str, row: UUID, field: str, value: bytes) -> bytes:
        """Decrypt. Raises KeyLost if the key is destroyed or another, or if the value was changed or moved."""
        return sealed.unseal(self._key(key)[1], bytes(value), self._place(table, row, field))

    def seal_own(self, table: str, row: UUID, field: str, data: bytes) -> bytes:
        """Encrypt a secret of the organisation itself (a store's URL) under its own key."""
        return sealed.seal(self._own, self._id.bytes, data, self._place(table, row, field))

    def unseal_own(self, table: str, row: UUID, field: str, value: bytes) -> bytes:
        """Decrypt a secret of the organisation."""
        return sealed.unseal(self._own, bytes(value), self._place(table, row, field))

    def event_key(self, key: UUID | None, event: UUID) -> bytes:
        """The key of one event: from the person's key, so that it dies with it; else from the organisation's."""
        parent = self.commitments if key is None else self._key(key)[0]
        return sealed.derive(parent, b"event" + event.bytes)

    # ── keyed hashes ────────────────────────────────────────────────────────────────────────────────────────────

    def index(self, kind: str, value: str) -> bytes:
        """A keyed hash by which a value is looked up without being readable. `value` is already normalised."""
        return hmac.digest(self._index, sealed.place(kind.encode(), value.encode()), "sha256")

    def tombstone(self, store: str, kind: str, value: str) -> bytes:
        """A keyed hash of an erased identity, under a key of its own (E10)."""
        return hmac.digest(self._tombstones, sealed.place(store.encode(), kind.encode(), value.encode()), "sha256")

    def fingerprint(self, data: bytes) -> bytes:
        """A keyed hash of canonical bytes: binds without telling (D5)."""
        return hmac.digest(self._fingerprints, data, "sha256")

    # ── the log's key ───────────────────────────────────────────────────────────────────────────────────────────

    def log_key(self) -> Ed25519PrivateKey:
        """What checkpoints and packages are signed with."""
        return self._log

    def log_public(self) -> bytes:
        """The public half, 32 bytes, as it is published."""
        return self._log.public_key().public_bytes_raw()

    def log_name(self) -> str:
        """The log's name in signed notes: no space, no plus sign (C2SP)."""
        return self._log_name

    # ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _key(self, key: UUID) -> tuple[bytes, AESGCM]:
        opened = self._opened.get(key)
        if opened is None and key in self.preload([key]):
            opened = self._opened.get(key)
        if opened is None:
            raise KeyLost("the key of this file was destroyed", remedy="What it sealed cannot be read again.")
        return opened

    def _keep(self, key_id: UUID, key: bytes) -> None:
        with self._lock:
            while len(self._opened) >= _CACHED:
                del self._opened[next(iter(self._opened))]
            self._opened[key_id] = (key, AESGCM(key))

    def _forget(self, keys: Iterable[UUID]) -> None:
        with self._lock:
            for key in keys:
                self._opened.pop(key, None)

    def _place(self, table: str, row: UUID, field: str) -> bytes:
        return sealed.place(self._bound, table.encode(), row.bytes, field.encode())

    def _key_place(self, key_id: UUID) -> bytes:
        return self._place("data_key", key_id, "wrapped")


def rotate_master(old: Path, new: Path) -> int:
    """Wrap every organisation's key again, from one master key to another; returns how many.

    Run it with both files at hand, then let `master_key_file` name the new one. Data keys and logs stay as they are.
    """
    before, after = master.read(old), master.read(new)
    with setup.transaction():
        rows = list(OrganisationKeyRow.objects.select_for_update())
        for row in rows:
            own = _open_own(before, row, str(old))
            row.wrapped = _wrap_own(after, row.organisation_id, own)
            row.save(update_fields=["wrapped"])
    return len(rows)


def _wrap_own(key: master.Master, organisation: UUID, own: bytes) -> bytes:
    return sealed.seal(AESGCM(key.key), key.id.ljust(16, b"\0"), own, _own_place(organisation))


def _unwrap_own(settings: Settings, row: OrganisationKeyRow) -> bytes:
    return _open_own(master.read(settings.master_key_file), row, str(settings.master_key_file))


def _open_own(key: master.Master, row: OrganisationKeyRow, place: str) -> bytes:
    wrapped = bytes(row.wrapped)
    if wrapped[1:9] != key.id:
        raise KeyLost(
            f"this master key is {key.id.hex()}; the ledger was sealed with {wrapped[1:9].hex()}",
            place=place,
            remedy="Put back the master key that belongs to this ledger.",
        )
    return sealed.unseal(AESGCM(key.key), wrapped, _own_place(row.organisation_id))


def _own_place(organisation: UUID) -> bytes:
    return sealed.place(organisation.bytes, b"organisation_key", organisation.bytes, b"wrapped")


def _log_place(organisation: UUID) -> bytes:
    return sealed.place(organisation.bytes, b"organisation_key", organisation.bytes, b"log_private")
