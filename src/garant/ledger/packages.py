"""Files kept for the person (access, portability, answer), sealed under the case key until they expire (A7)."""

from __future__ import annotations

import hashlib
from datetime import datetime

from garant.errors import NotFound
from garant.ledger import ids
from garant.ledger.keys import Keyring
from garant.ledger.tables import PackageRow
from garant.ledger.values import Package, Request


def put(
    keyring: Keyring, request: Request, kind: str, name: str, data: bytes, now: datetime, expires: datetime
) -> Package:
    """Keep a file for the person. One made again by a resumed step takes the place of the first."""
    row = PackageRow(
        id=ids.uuid7(now),
        organisation_id=request.organisation,
        request_id=request.id,
        key=request.key,
        kind=kind,
        name=name,
        size=len(data),
        digest=hashlib.sha256(data).hexdigest(),
        created=now,
        expires=expires,
    )
    row.sealed = keyring.seal(request.key, "package", row.id, "sealed", data)
    PackageRow.objects.filter(request_id=request.id, kind=kind, name=name).delete()
    row.save(force_insert=True)
    return _value(row)


def of_request(request: Request) -> list[Package]:
    """The packages of a request, oldest first, expired ones included."""
    found = PackageRow.objects.filter(request_id=request.id).defer("sealed")
    return [_value(row) for row in found.order_by("id")]


def open(keyring: Keyring, package: Package) -> bytes:
    """The file. Raises NotFound once it has expired, KeyLost once its case key is destroyed."""
    row = PackageRow.objects.filter(id=package.id, organisation_id=keyring.organisation).first()
    if row is None or row.sealed is None:
        raise NotFound("this file is no longer kept", remedy="Ask for it again: its time was over.")
    return keyring.unseal(row.key, "package", row.id, "sealed", bytes(row.sealed))


def fetched(package: Package, now: datetime) -> None:
    """The person has fetched it; the first time counts."""
    PackageRow.objects.filter(id=package.id, fetched_at=None).update(fetched_at=now)


def expire(now: datetime) -> int:
    """Let go of the files whose time is over; their name, size and digest stay. Returns how many."""
    return PackageRow.objects.filter(expires__lte=now, sealed__isnull=False).update(sealed=None)


def _value(row: PackageRow) -> Package:
    return Package(
        id=row.id,
        request=row.request_id,
        kind=row.kind,
        name=row.name,
        size=row.size,
        digest=row.digest,
        created=row.created,
        expires=row.expires,
        fetched_at=row.fetched_at,
    )
