"""The register's entries: each version is kept and sealed, so that what was declared on a day can be read back."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from garant.errors import Changed
from garant.ledger import ids, plain, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import OrganisationRow, RegisterEntryRow
from garant.ledger.values import EntryVersion, NewEntry
from garant.rules.evidence import canonical

TABLE = "register_entry"


def current(keyring: Keyring) -> list[EntryVersion]:
    """What is declared now: the newest version of every entry that stands, in the order of their first declaration."""
    return _newest(keyring, _all(keyring.organisation))


def at(keyring: Keyring, instant: datetime) -> list[EntryVersion]:
    """What was declared at an instant."""
    return _newest(keyring, _all(keyring.organisation).filter(applied__lte=instant))


def history(keyring: Keyring, kind: str, entry: str) -> list[EntryVersion]:
    """Every version of one entry, the newest first."""
    rows = _all(keyring.organisation).filter(kind=kind, entry=entry).order_by("-number")
    return [_value(keyring, row) for row in rows]


def sequence(organisation: UUID) -> int:
    """How many versions have been kept: while it stays, nothing has changed."""
    newest = _all(organisation).order_by("-sequence").values_list("sequence", flat=True).first()
    return newest or 0


def hold(keyring: Keyring) -> None:
    """Hold the register to the end of the transaction, so that two edits cannot both start from the same version: the
    row on PostgreSQL; SQLite's IMMEDIATE transaction holds the file."""
    OrganisationRow.objects.select_for_update().get(id=keyring.organisation)


def put(keyring: Keyring, new: Sequence[NewEntry], now: datetime, by: str) -> list[EntryVersion]:
    """Keep new versions, all or none; returns those that differ from what stood.

    Raises `Changed` if an entry is no longer at the version that its edit started from.
    """
    with setup.transaction():
        hold(keyring)
        standing = {(row.kind, row.entry): row for row in _heads(_all(keyring.organisation))}
        count = sequence(keyring.organisation)
        made: list[RegisterEntryRow] = []
        for each in new:
            before = standing.get((each.kind, each.entry))
            _not_changed(each, before)
            row = _row(keyring, each, now, by)
            if not _same(row, before):
                row.number = 1 if before is None else before.number + 1
                row.sequence = count + len(made) + 1
                made.append(row)
        RegisterEntryRow.objects.bulk_create(made)
    return [_value(keyring, row) for row in made]


def _not_changed(new: NewEntry, before: RegisterEntryRow | None) -> None:
    number = 0 if before is None else before.number
    if new.expected == number or (before is not None and before.gone and new.expected == 0):
        return
    stands = "is not declared" if before is None else f"was changed at {before.applied:%Y-%m-%d %H:%M} UTC"
    raise Changed(
        f"This entry {stands}: it stands at version {number}, and this edit started from version {new.expected}.",
        place=f"{new.kind} {new.entry}".rstrip(),
        remedy="Look at it as it is now, and make the change again.",
    )


def _same(row: RegisterEntryRow, before: RegisterEntryRow | None) -> bool:
    """Whether nothing would change: the same words, or gone already."""
    if before is None or before.gone:
        return row.gone
    return not row.gone and row.digest == before.digest


def _row(keyring: Keyring, new: NewEntry, now: datetime, by: str) -> RegisterEntryRow:
    row = ids.uuid7(now)
    body = plain.dump(new.body)
    return RegisterEntryRow(
        id=row,
        organisation_id=keyring.organisation,
        kind=new.kind,
        entry=new.entry,
        body=keyring.seal_own(TABLE, row, "body", body),
        digest=keyring.fingerprint(canonical(json.loads(body))).hex(),
        gone=new.body is None,
        applied=now,
        by=by,
    )


def _all(organisation: UUID) -> QuerySet[RegisterEntryRow]:
    return RegisterEntryRow.objects.filter(organisation_id=organisation)


def _heads(rows: QuerySet[RegisterEntryRow]) -> Iterable[RegisterEntryRow]:
    """The newest row of each entry, without its body, in the order of their first version."""
    found: dict[tuple[str, str], RegisterEntryRow] = {}
    for row in rows.defer("body").order_by("sequence"):
        found[row.kind, row.entry] = row
    return found.values()


def _newest(keyring: Keyring, rows: QuerySet[RegisterEntryRow]) -> list[EntryVersion]:
    heads = [row for row in _heads(rows) if not row.gone]
    bodies = dict(RegisterEntryRow.objects.filter(id__in=[row.id for row in heads]).values_list("id", "body"))
    return [_value(keyring, row, bytes(bodies[row.id])) for row in heads]


def _value(keyring: Keyring, row: RegisterEntryRow, body: bytes | None = None) -> EntryVersion:
    sealed = bytes(row.body if body is None else body)
    return EntryVersion(
        kind=row.kind,
        entry=row.entry,
        number=row.number,
        body=plain.load(keyring.unseal_own(TABLE, row.id, "body", sealed)),
        digest=row.digest,
        gone=row.gone,
        applied=row.applied,
        by=row.by,
        sequence=row.sequence,
    )
