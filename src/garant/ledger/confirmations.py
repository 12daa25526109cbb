"""One-time codes and links by which a person shows that a contact on file is theirs. Only hashes are kept."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from garant.ledger import ids, setup
from garant.ledger.tables import ConfirmationRow
from garant.ledger.values import Request

ATTEMPTS = 5
"""Wrong tries after which a code is dead: a six-digit code is then guessed once in 200,000."""


def add_code(request: Request, purpose: str, hashed: bytes, expires: datetime) -> None:
    """Keep the hash of a code; the one before for the same purpose stops working."""
    with setup.transaction():
        ConfirmationRow.objects.filter(request_id=request.id, purpose=purpose).delete()
        ConfirmationRow.objects.create(
            id=ids.uuid7(expires),
            organisation=request.organisation,
            request_id=request.id,
            purpose=purpose,
            hash=hashed,
            expires=expires,
        )


def use_code(request: Request, purpose: str, hashed: bytes, now: datetime) -> bool:
    """Whether this is the live code of that request and purpose; if so it is used up, if not a try is counted."""
    with setup.transaction():
        live = _live(request.id, purpose, now)
        if live.filter(hash=hashed).update(used_at=now):
            return True
        live.update(attempts=F("attempts") + 1)
    return False


def forget(now: datetime) -> int:
    """Let go of codes that were used or have expired."""
    return ConfirmationRow.objects.filter(expires__lte=now).delete()[0]


def _live(request: UUID, purpose: str, now: datetime) -> QuerySet[ConfirmationRow]:
    return ConfirmationRow.objects.filter(
        request_id=request, purpose=purpose, used_at=None, expires__gt=now, attempts__lt=ATTEMPTS
    )
