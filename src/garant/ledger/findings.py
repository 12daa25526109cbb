"""Findings of `garant check` as tasks: opened when a fact is met, closed when it is gone, the same if it returns."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from garant.errors import NotFound
from garant.ledger import ids, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import FindingRow, OrganisationRow
from garant.ledger.values import FindingTask, NewFinding
from garant.rules.evidence import canonical

TABLE = "finding"
Name = tuple[str, str]
"""(rule, place): what makes a finding the same one again."""


@dataclass(frozen=True, slots=True)
class Turned:
    """What a check changed: findings met for the first time, met again after they had gone, and gone."""

    opened: tuple[Name, ...] = ()
    again: tuple[Name, ...] = ()
    closed: tuple[Name, ...] = ()


def keep(keyring: Keyring, met: Collection[NewFinding], gone: Collection[Name], now: datetime) -> Turned:
    """Note what a check met, and what it looked for and met no more. Several checks at once do no harm."""
    marks = {_mark((finding.rule, finding.place)): finding for finding in met}
    left = {_mark(name) for name in gone} - set(marks)
    with setup.transaction():
        # Held to the end of the transaction, so that two checks do not open the same finding.
        OrganisationRow.objects.select_for_update().get(id=keyring.organisation)
        known = {row.mark: row for row in FindingRow.objects.filter(organisation_id=keyring.organisation)}
        new = [_row(keyring, mark, finding, now) for mark, finding in marks.items() if mark not in known]
        FindingRow.objects.bulk_create(new)
        again = [known[mark] for mark in marks if mark in known and known[mark].closed is not None]
        closed = [known[mark] for mark in left if mark in known and known[mark].closed is None]
        for row in again:
            row.closed, row.times = None, row.times + 1
        for row in closed:
            row.closed = now
        FindingRow.objects.bulk_update([*again, *closed], ["closed", "times"], batch_size=500)
        other = [row for mark, row in known.items() if mark in marks and _says(keyring, row, marks[mark])]
        FindingRow.objects.bulk_update(other, ["about", "said", "digest"], batch_size=500)
    return Turned(*(tuple((row.rule, row.place) for row in rows) for rows in (new, again, closed)))


def all(keyring: Keyring, *, closed: bool = False, rule: str = "") -> list[FindingTask]:
    """The findings that stand, or those of one rule, the oldest first; with `closed` those that are gone too."""
    rows = FindingRow.objects.filter(organisation_id=keyring.organisation).order_by("opened", "rule", "place")
    rows = rows.filter(rule=rule) if rule else rows
    return [_value(keyring, row) for row in (rows if closed else rows.filter(closed=None))]


def standing(organisation: UUID) -> list[Name]:
    """The names of those that stand; nothing is unsealed for it."""
    rows = FindingRow.objects.filter(organisation_id=organisation, closed=None).order_by("opened", "rule", "place")
    return list(rows.values_list("rule", "place"))


def by_name(keyring: Keyring, rule: str, place: str) -> FindingTask:
    """The finding of this rule at this place, standing or gone."""
    return _value(keyring, _of(keyring, rule, place))


def by_id(keyring: Keyring, finding: UUID) -> FindingTask:
    """A finding of this organisation (A1), standing or gone."""
    row = FindingRow.objects.filter(organisation_id=keyring.organisation, id=finding).first()
    if row is None:
        raise NotFound("There is no such finding.", remedy="`garant check` lists them, rule and place.")
    return _value(keyring, row)


def count(organisation: UUID, rules: Collection[str], today: date) -> int:
    """How many of these rules stand, and under no exception: one statement, for every page shows it."""
    standing = FindingRow.objects.filter(organisation_id=organisation, closed=None, rule__in=rules)
    return standing.exclude(accepted__gte=today).count()


def assign(keyring: Keyring, rule: str, place: str, owner: UUID | None, due: date | None, note: str) -> FindingTask:
    """Say who puts it right, and until when; an empty note leaves none."""
    row = _of(keyring, rule, place)
    row.owner, row.due, row.note = owner, due, _sealed(keyring, row, "note", note)
    row.save(update_fields=["owner", "due", "note"])
    return _value(keyring, row)


def accept(keyring: Keyring, rule: str, place: str, reason: str, until: date | None) -> FindingTask:
    """Let it stand until the end of a day, for a written reason; None takes the exception back."""
    row = _of(keyring, rule, place)
    row.accepted, row.reason = until, _sealed(keyring, row, "reason", reason if until else "")
    row.save(update_fields=["accepted", "reason"])
    return _value(keyring, row)


def forget(before: datetime) -> int:
    """Let go of findings whose fact has been gone since before an instant, with the words written about them (A7)."""
    return FindingRow.objects.filter(closed__lt=before).delete()[0]


def _of(keyring: Keyring, rule: str, place: str) -> FindingRow:
    row = FindingRow.objects.filter(organisation_id=keyring.organisation, mark=_mark((rule, place))).first()
    if row is None:
        raise NotFound("There is no such finding.", place=place, remedy="`garant check` lists them, rule and place.")
    return row


def _mark(name: Name) -> str:
    return hashlib.sha256("\0".join(name).encode()).hexdigest()


def _row(keyring: Keyring, mark: str, new: NewFinding, now: datetime) -> FindingRow:
    row = FindingRow(
        id=ids.uuid7(now),
        organisation_id=keyring.organisation,
        mark=mark,
        rule=new.rule,
        place=new.place,
        opened=now,
    )
    _says(keyring, row, new)
    return row


def _says(keyring: Keyring, row: FindingRow, new: NewFinding) -> bool:
    """Let the row say what was met now; whether that is otherwise than before."""
    body = canonical({"about": new.about, "said": new.said})
    digest = keyring.fingerprint(body).hex()
    if row.digest == digest:
        return False
    row.about, row.digest = ":".join(new.about or ()), digest
    row.said = keyring.seal_own(TABLE, row.id, "said", canonical(new.said))
    return True


def _sealed(keyring: Keyring, row: FindingRow, field: str, text: str) -> bytes | None:
    return keyring.seal_own(TABLE, row.id, field, text.encode()) if text else None


def _opened(keyring: Keyring, row: FindingRow, field: str) -> str:
    sealed = getattr(row, field)
    return keyring.unseal_own(TABLE, row.id, field, bytes(sealed)).decode() if sealed else ""


def _value(keyring: Keyring, row: FindingRow) -> FindingTask:
    about = row.about.partition(":")
    return FindingTask(
        id=row.id,
        rule=row.rule,
        place=row.place,
        opened=row.opened,
        about=(about[0], about[2]) if about[1] else None,
        said=json.loads(_opened(keyring, row, "said") or "{}"),
        closed=row.closed,
        times=row.times,
        owner=row.owner,
        due=row.due,
        note=_opened(keyring, row, "note"),
        accepted=row.accepted,
        reason=_opened(keyring, row, "reason"),
    )
