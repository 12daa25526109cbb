"""Staff accounts: the one exception to per-person sealing (A7). The e-mail is the login."""

from __future__ import annotations

from datetime import date, datetime
from typing import cast
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction

from garant.errors import NotFound, UsageError
from garant.ledger import ids
from garant.ledger.tables import StaffRow
from garant.ledger.values import Role, Staff


def add(
    organisation: UUID,
    email: str,
    name: str,
    role: Role,
    language: str,
    password: str | None,
    now: datetime,
    until: date | None = None,
    function: str = "",
    trained: date | None = None,
) -> Staff:
    """A new account. Without a password nobody can sign in with it until one is set by a link."""
    row = StaffRow(
        id=ids.uuid7(now),
        organisation_id=organisation,
        email=email.strip().lower(),
        name=name,
        role=role,
        language=language,
        until=until,
        function=function,
        trained=trained,
        created=now,
        password=make_password(password),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise UsageError("an account with this address exists already", remedy="Choose another address.") from None
    return _value(row)


def by_email(email: str) -> Staff | None:
    """The account of this login, active or not; None if there is none."""
    row = StaffRow.objects.filter(email=email.strip().lower()).first()
    return _value(row) if row else None


def by_id(staff: UUID) -> Staff:
    """The account of this id."""
    return _value(_row(staff))


def all(organisation: UUID) -> list[Staff]:
    """Every account of the organisation, by name."""
    return [_value(row) for row in StaffRow.objects.filter(organisation_id=organisation).order_by("name", "id")]


def set_password(staff: UUID, password: str) -> None:
    """Set a new password. Sessions signed with the old one end."""
    row = _row(staff)
    row.set_password(password)
    row.save(update_fields=["password"])


def deactivate(staff: UUID) -> Staff:
    """Close an account: it can no longer sign in. The events that name it stay."""
    row = _row(staff)
    row.is_active = False
    row.save(update_fields=["is_active"])
    return _value(row)


def place(staff: UUID, function: str, trained: date | None, until: date | None) -> Staff:
    """Say which function of the register an account carries, when its holder was trained, and its last day."""
    row = _row(staff)
    row.function, row.trained, row.until = function, trained, until
    row.save(update_fields=["function", "trained", "until"])
    return _value(row)


def _row(staff: UUID) -> StaffRow:
    row = StaffRow.objects.filter(id=staff).first()
    if row is None:
        raise NotFound("there is no such account")
    return row


def _value(row: StaffRow) -> Staff:
    return Staff(
        id=row.id,
        organisation=row.organisation_id,
        email=row.email,
        name=row.name,
        role=cast("Role", row.role),
        language=row.language,
        active=row.is_active,
        until=row.until,
        function=row.function,
        trained=row.trained,
    )
