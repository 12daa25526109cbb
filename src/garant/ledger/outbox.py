"""Letters on their way out. Address, subject and body lie sealed until sent, and go when delivered or expired (A7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal, cast
from uuid import UUID

from django.db.models import F

from garant.errors import NotFound
from garant.ledger import ids, plain
from garant.ledger.keys import Keyring
from garant.ledger.tables import LetterRow
from garant.ledger.values import Letter, NewLetter

TRIES = 8
"""After so many the letter is `failed` and the office is told; the waits between them double, to four hours."""


def put(keyring: Keyring, letter: NewLetter, now: datetime, ends: date) -> UUID:
    """Put one letter into the outbox, in the caller's transaction; returns its id."""
    return put_many(keyring, [letter], now, ends)[0]


def put_many(keyring: Keyring, letters: Sequence[NewLetter], now: datetime, ends: date) -> list[UUID]:
    """The same for many, in one statement. `ends`: the day after which what was not delivered is let go."""
    keyring.preload({letter.key for letter in letters if letter.key is not None})
    rows = [_row(keyring, letter, now, ends) for letter in letters]
    LetterRow.objects.bulk_create(rows)
    return [row.id for row in rows]


def waiting(organisation: UUID, now: datetime, limit: int = 50) -> list[UUID]:
    """Letters whose turn has come, oldest first. Ids only: `opened` reads one when it is to be sent."""
    found = LetterRow.objects.filter(organisation_id=organisation, state="waiting", by_post=False, next_try__lte=now)
    return list(found.order_by("next_try", "id").values_list("id", flat=True)[:limit])


def claim(letter: UUID, now: datetime, lease_seconds: int) -> bool:
    """Take a letter for sending, so that no other process sends it too. False if another was faster."""
    until = now + timedelta(seconds=lease_seconds)
    return LetterRow.objects.filter(id=letter, state="waiting", next_try__lte=now).update(next_try=until) == 1


def opened(keyring: Keyring, letter: UUID) -> Letter:
    """A letter with its content. Raises KeyLost once its case key is destroyed, NotFound once it was let go."""
    row = LetterRow.objects.filter(id=letter, organisation_id=keyring.organisation).first()
    if row is None or row.sealed is None:
        raise NotFound("this letter is not in the outbox", remedy="It was delivered, or its time is over.")
    told = plain.load(_unseal(keyring, row, bytes(row.sealed)))
    return _value(row, **told)


def of_request(request: UUID) -> list[Letter]:
    """The letters of a request, oldest first, without address and content."""
    return [_value(row) for row in LetterRow.objects.filter(request_id=request).order_by("id")]


def to_print(organisation: UUID) -> list[Letter]:
    """Letters that go by post, as no e-mail address is known; without content."""
    found = LetterRow.objects.filter(organisation_id=organisation, state="waiting", by_post=True)
    return [_value(row) for row in found.order_by("id")]


def sent(letter: UUID, now: datetime) -> None:
    """Delivered to the mail server, or posted: the content is let go, the fact and its date stay."""
    LetterRow.objects.filter(id=letter).update(
        state="sent", sent_at=now, sealed=None, attempts=F("attempts") + 1, error=""
    )


def failed(letter: UUID, now: datetime, error: str) -> None:
    """Not delivered; it is tried again later, then given up. `error` quotes no address."""
    row = LetterRow.objects.get(id=letter)
    row.attempts += 1
    row.error = error
    row.state = "failed" if row.attempts >= TRIES else "waiting"
    row.next_try = now + min(timedelta(minutes=2**row.attempts), timedelta(hours=4))
    row.save(update_fields=["attempts", "error", "state", "next_try"])


def withdraw(request: UUID, kind: str, now: datetime) -> bool:
    """Take back letters of a kind that nobody has begun to send: what they say is no longer so. True if one was."""
    found = LetterRow.objects.filter(request_id=request, kind=kind, state="waiting", by_post=False, next_try__lte=now)
    return found.delete()[0] > 0


def again(letter: UUID, now: datetime) -> None:
    """Let a failed letter be tried once more."""
    LetterRow.objects.filter(id=letter, state="failed").update(state="waiting", attempts=0, next_try=now)


def expire(today: date) -> int:
    """Let go of the content of letters whose time is over; returns how many."""
    return LetterRow.objects.filter(ends__lt=today, sealed__isnull=False).update(sealed=None, state="failed")


def _row(keyring: Keyring, letter: NewLetter, now: datetime, ends: date) -> LetterRow:
    row = LetterRow(
        id=ids.uuid7(now),
        organisation_id=keyring.organisation,
        request_id=letter.request,
        key=letter.key,
        kind=letter.kind,
        state="waiting",
        by_post=not letter.to,
        created=now,
        next_try=now,
        ends=ends,
    )
    data = plain.dump({"to": letter.to, "subject": letter.subject, "body": letter.body})
    if letter.key is None:
        row.sealed = keyring.seal_own("letter", row.id, "sealed", data)
    else:
        row.sealed = keyring.seal(letter.key, "letter", row.id, "sealed", data)
    return row


def _unseal(keyring: Keyring, row: LetterRow, value: bytes) -> bytes:
    if row.key is None:
        return keyring.unseal_own("letter", row.id, "sealed", value)
    return keyring.unseal(row.key, "letter", row.id, "sealed", value)


def _value(row: LetterRow, to: str = "", subject: str = "", body: str = "") -> Letter:
    return Letter(
        id=row.id,
        request=row.request_id,
        kind=row.kind,
        to=to,
        subject=subject,
        body=body,
        state=cast(Literal["waiting", "sent", "failed"], row.state),
        created=row.created,
        sent_at=row.sent_at,
        attempts=row.attempts,
        by_post=row.by_post,
        error=row.error,
    )
