"""Organisations: whose data, keys, log and clock these are (A1)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from garant.errors import NotFound, UsageError
from garant.ledger import ids, keys, setup
from garant.ledger.tables import OrganisationRow
from garant.ledger.values import Organisation


def create(
    name: str,
    contact: str,
    place: str,
    zone: str,
    language: str,
    year_end: tuple[int, int],
    now: datetime,
    address: str = "",
) -> Organisation:
    """A new organisation with its own key and log. `year_end`: (month, day) of the financial year's close (E1)."""
    row = OrganisationRow(
        id=ids.uuid7(now),
        name=name,
        contact=contact,
        address=address,
        place=place,
        zone=zone,
        language=language,
        year_end_month=year_end[0],
        year_end_day=year_end[1],
        created=now,
    )
    with setup.transaction():
        row.save(force_insert=True)
        keys.make_own(setup.started(), row.id, now)
    return _value(row)


def update(organisation: Organisation) -> None:
    """Keep what the register now says of an organisation: name, contact, address, place and zone, year-end."""
    OrganisationRow.objects.filter(id=organisation.id).update(
        name=organisation.name,
        contact=organisation.contact,
        address=organisation.address,
        place=organisation.place,
        zone=organisation.zone,
        year_end_month=organisation.year_end[0],
        year_end_day=organisation.year_end[1],
    )


def the_only() -> Organisation:
    """The organisation of an instance that holds one; with several, the call must say which."""
    found = all()
    if not found:
        raise NotFound("no organisation is declared yet", remedy="Run `garant init`.")
    if len(found) > 1:
        raise UsageError("this instance holds several organisations", remedy="Say which one.")
    return found[0]


def by_id(organisation: UUID) -> Organisation:
    """The organisation of this id."""
    row = OrganisationRow.objects.filter(id=organisation).first()
    if row is None:
        raise NotFound("there is no such organisation")
    return _value(row)


def all() -> list[Organisation]:
    """Every organisation of the instance, oldest first."""
    return [_value(row) for row in OrganisationRow.objects.order_by("id")]


def _value(row: OrganisationRow) -> Organisation:
    return Organisation(
        id=row.id,
        name=row.name,
        contact=row.contact,
        place=row.place,
        zone=row.zone,
        language=row.language,
        year_end=(row.year_end_month, row.year_end_day),
        created=row.created,
        address=row.address,
    )
