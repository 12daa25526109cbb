"""How one person's data came in, and that they were told: who it was lies sealed, under a key of each entry's own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from garant.errors import NotFound
from garant.ledger import ids, plain, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import CollectedRow

TABLE = "collected"
FILE = "collection"
"""What its data keys are for."""
AT_ONCE = 500
"""Hashes looked up in one query."""
Identity = tuple[str, str]
"""(kind, normalised value)."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whose data came in, as whoever entered it wrote: all of it is sealed. `reference`: of an agreement."""

    kind: str
    value: str
    name: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """`form`: of the register, empty where none is declared. `giver`: the recipient it came from (art. 14).
    `first`: when they were first written to, or their data first given on. `due` None: no rule is known."""

    person: Person
    identity: Identity
    entry: str
    form: str
    activity: str
    language: str
    collected: date
    due: date | None
    ends: date
    giver: str = ""
    first: date | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as it is kept. `person` None: its key is destroyed, nobody can be named any more.

    `letter`: the notice that is on its way by mail; `told`, `way`, `told_by`: when, how and by whom it was given.
    """

    id: UUID
    key: UUID
    person: Person | None
    entry: str
    form: str
    activity: str
    giver: str
    language: str
    collected: date
    first: date | None
    due: date | None
    recorded: datetime
    by: str
    letter: UUID | None
    told: date | None
    way: str
    told_by: str

    @property
    def open(self) -> bool:
        """Whether somebody is still to be told."""
        return self.told is None and self.person is not None


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many are to be told, and how many of them are past their day."""

    open: int
    late: int


def add(keyring: Keyring, new: NewEntry, now: datetime, by: str) -> Entry:
    """Keep an entry, in the caller's transaction."""
    row, key = ids.uuid7(now), keyring.new(FILE, now, new.ends)
    told = {
        "kind": new.person.kind,
        "value": new.person.value,
        "name": new.person.name,
        "reference": new.person.reference,
    }
    made = CollectedRow.objects.create(
        id=row,
        organisation_id=keyring.organisation,
        key=key,
        sealed=keyring.seal(key, TABLE, row, "sealed", plain.dump(told)),
        subject=_subject(keyring, new.identity),
        entry=new.entry,
        form=new.form,
        activity=new.activity,
        giver=new.giver,
        language=new.language,
        collected=new.collected,
        first=new.first,
        due=new.due,
        recorded=now,
        by=by,
        ends=new.ends,
    )
    return _value(made, new.person)


def by_id(keyring: Keyring, entry: UUID) -> Entry:
    """One entry of this organisation (A1)."""
    found = _opened(keyring, _ours(keyring).filter(id=entry))
    if not found:
        raise NotFound("there is no such entry", place=str(entry), remedy="It may have come to its end.")
    return found[0]


def waiting(keyring: Keyring, limit: int = 500) -> list[Entry]:
    """Those who are still to be told, by date; where no rule gives a date they come last."""
    rows = _open(keyring).order_by("due", "id")
    return _opened(keyring, rows.exclude(due=None)[:limit]) + _opened(keyring, rows.filter(due=None)[:limit])


def latest(keyring: Keyring, limit: int = 50) -> list[Entry]:
    """The newest entries, told or not."""
    return _opened(keyring, _ours(keyring).order_by("-id")[:limit])


def of_persons(keyring: Keyring, asked: Mapping[int, Collection[Identity]]) -> dict[int, list[Entry]]:
    """The entries of persons by number, whoever bears one of their identities, oldest first. Few queries for many."""
    numbers: dict[bytes, set[int]] = defaultdict(set)
    for number, identities in asked.items():
        for one in identities:
            numbers[_subject(keyring, one)].add(number)
    found: dict[int, list[Entry]] = defaultdict(list)
    subjects = list(numbers)
    for start in range(0, len(subjects), AT_ONCE):
        rows = list(_ours(keyring).filter(subject__in=subjects[start : start + AT_ONCE]))
        for row, entry in zip(rows, _opened(keyring, rows), strict=True):
            for number in numbers[bytes(row.subject or b"")] if entry.person is not None else ():
                found[number].append(entry)
    return {number: sorted(entries, key=lambda e: (e.collected, e.id)) for number, entries in found.items()}


def count(organisation: UUID, today: date) -> Waiting:
    """How many wait: numbers only."""
    still = CollectedRow.objects.filter(organisation_id=organisation, told=None, subject__isnull=False)
    return Waiting(still.count(), still.filter(due__lt=today).count())


def tell(keyring: Keyring, entry: UUID, on: date, way: str, by: str) -> bool:
    """They were told. False if they had been before: what was noted first stands."""
    return _open(keyring).filter(id=entry).update(told=on, way=way, told_by=by) == 1


def mail(keyring: Keyring, entry: UUID, letter: UUID) -> None:
    """Their notice is on its way."""
    _open(keyring).filter(id=entry).update(letter=letter)


def of_letters(keyring: Keyring, letters: Sequence[UUID]) -> list[Entry]:
    """The entries whose notices these letters are."""
    return _opened(keyring, _open(keyring).filter(letter__in=list(letters)))


def erase(keyring: Keyring, entries: Sequence[Entry], now: datetime, reason: str) -> int:
    """Nobody can be named by these any more: key, sealed part and look-up hash go; days and codes stay to their end."""
    with setup.transaction():
        gone = keyring.destroy([entry.key for entry in entries], now, reason)
        _ours(keyring).filter(id__in=[entry.id for entry in entries]).update(sealed=None, subject=None)
    return gone


def expire(today: date) -> int:
    """Let go of the entries whose end has come; their keys go the same day."""
    return CollectedRow.objects.filter(ends__lte=today).delete()[0]


def _ours(keyring: Keyring) -> QuerySet[CollectedRow]:
    return CollectedRow.objects.filter(organisation_id=keyring.organisation)


def _open(keyring: Keyring) -> QuerySet[CollectedRow]:
    return _ours(keyring).filter(Q(told=None), subject__isnull=False)


def _subject(keyring: Keyring, identity: Identity) -> bytes:
    kind, value = identity
    return keyring.index(f"{TABLE}/{kind}", value)


def _opened(keyring: Keyring, rows: Iterable[CollectedRow]) -> list[Entry]:
    found = list(rows)
    alive = keyring.preload({row.key for row in found})
    return [_value(row, _person(keyring, row) if row.key in alive else None) for row in found]


def _person(keyring: Keyring, row: CollectedRow) -> Person | None:
    if row.sealed is None:
        return None
    return Person(**plain.load(keyring.unseal(row.key, TABLE, row.id, "sealed", bytes(row.sealed))))


def _value(row: CollectedRow, person: Person | None) -> Entry:
    return Entry(
        id=row.id,
        key=row.key,
        person=person,
        entry=row.entry,
        form=row.form,
        activity=row.activity,
        giver=row.giver,
        language=row.language,
        collected=row.collected,
        first=row.first,
        due=row.due,
        recorded=row.recorded,
        by=row.by,
        letter=row.letter,
        told=row.told,
        way=row.way,
        told_by=row.told_by,
    )
