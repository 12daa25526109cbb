"""What was given to others, and what was refused: codes and counts, with the references quoted under seal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from garant.errors import NotFound
from garant.ledger import ids, plain, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import DisclosureRow

TABLE = "disclosure"


@dataclass(frozen=True, slots=True)
class NewDisclosure:
    """A decision as it is kept. `register`: how many versions the register had, so that it can be read back as it was.

    `references`: what was quoted ("reference", "case", "consent", with "consent-how" and "consent-on"), never the name
    of a person; sealed until `ends`.
    """

    recipient: str
    register: int
    purpose: str
    why: str
    allowed: bool
    ends: date
    categories: tuple[str, ...] = ()
    removed: Mapping[str, str] = field(default_factory=dict)
    refusals: tuple[tuple[str, str], ...] = ()
    """(code, detail) of each reason against."""
    sources: tuple[str, ...] = ()
    persons: int | None = None
    mode: str = ""
    level: str = ""
    nature: str = ""
    until: date | None = None
    references: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A decision that was kept. `said.references` is empty once its time is over."""

    id: UUID
    at: datetime
    by: str
    said: NewDisclosure
    settled: date | None = None
    erasure_asked: datetime | None = None


def add(keyring: Keyring, new: NewDisclosure, now: datetime, by: str) -> Disclosure:
    """Keep a decision, in the caller's transaction, before anything is given."""
    row = ids.uuid7(now)
    case = new.references.get("case", "")
    made = DisclosureRow.objects.create(
        id=row,
        organisation_id=keyring.organisation,
        at=now,
        by=by,
        recipient=new.recipient,
        register=new.register,
        purpose=new.purpose,
        why=new.why,
        allowed=new.allowed,
        categories=list(new.categories),
        removed=dict(new.removed),
        refusals=[list(reason) for reason in new.refusals],
        sources=list(new.sources),
        persons=new.persons,
        mode=new.mode,
        level=new.level,
        nature=new.nature,
        until=new.until,
        sealed=keyring.seal_own(TABLE, row, "sealed", plain.dump(dict(new.references))),
        subject=_subject(keyring, case) if case else None,
        ends=new.ends,
    )
    return _value(keyring, made)


def all(keyring: Keyring, recipient: str = "", limit: int = 500) -> list[Disclosure]:
    """Every decision, the newest first; of one recipient where it is named."""
    found = _ours(keyring).filter(recipient=recipient) if recipient else _ours(keyring)
    return [_value(keyring, row) for row in found.order_by("-id")[:limit]]


def by_id(keyring: Keyring, disclosure: UUID) -> Disclosure:
    """One decision of this organisation (A1)."""
    row = _ours(keyring).filter(id=disclosure).first()
    if row is None:
        raise NotFound("there is no such disclosure")
    return _value(keyring, row)


def given_for(keyring: Keyring, case: str, recipient: str = "") -> list[Disclosure]:
    """What was given about a case (a bill, a dispute), oldest first, to anybody or to one recipient."""
    found = _ours(keyring).filter(subject=_subject(keyring, case), allowed=True)
    found = found.filter(recipient=recipient) if recipient else found
    return [_value(keyring, row) for row in found.order_by("id")]


def settle(keyring: Keyring, settled: Sequence[UUID], on: date, now: datetime) -> None:
    """The case of these is settled, and their recipients have been asked to erase what they got."""
    with setup.transaction():
        _ours(keyring).filter(id__in=settled).update(settled=on, erasure_asked=now)


def expire(today: date) -> int:
    """Let go of the references whose time is over; returns how many. The decision itself names nobody and stays."""
    return DisclosureRow.objects.filter(ends__lt=today, sealed__isnull=False).update(sealed=None, subject=None)


def _ours(keyring: Keyring) -> QuerySet[DisclosureRow]:
    return DisclosureRow.objects.filter(organisation_id=keyring.organisation)


def _subject(keyring: Keyring, case: str) -> bytes:
    return keyring.index(TABLE, " ".join(case.split()).casefold())


def _value(keyring: Keyring, row: DisclosureRow) -> Disclosure:
    references = plain.load(keyring.unseal_own(TABLE, row.id, "sealed", bytes(row.sealed))) if row.sealed else {}
    said = NewDisclosure(
        recipient=row.recipient,
        register=row.register,
        purpose=row.purpose,
        why=row.why,
        allowed=row.allowed,
        ends=row.ends,
        categories=tuple(row.categories),
        removed=row.removed,
        refusals=tuple((code, detail) for code, detail in row.refusals),
        sources=tuple(row.sources),
        persons=row.persons,
        mode=row.mode,
        level=row.level,
        nature=row.nature,
        until=row.until,
        references=references,
    )
    return Disclosure(row.id, row.at, row.by, said, row.settled, row.erasure_asked)
