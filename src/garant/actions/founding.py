"""The organisation of a new instance: its place, its law, its keys, its log. The folder was prepared before."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

from garant.actions import clock as clocks
from garant.actions import declared
from garant.actions.instance import Instance, open_instance
from garant.actions.law import law_in_force
from garant.errors import UsageError
from garant.law.packs import places
from garant.ledger import entries, events, organisations, setup
from garant.ledger.values import NewEntry, NewEvent
from garant.rules.registers import write_entry


def found(
    folder: Path,
    *,
    organisation: str,
    contact: str,
    place: str,
    year_end: str = "12-31",
    address: str = "",
    clock: clocks.Clock = clocks.system,
) -> Instance:
    """Declare the organisation of a prepared folder (`start.prepare`)."""
    now = clock()
    month_day, zone = check(organisation, contact, place, year_end, now)
    setup.migrate()
    if (file := setup.started().sqlite_file).exists():
        file.chmod(0o600)  # its journal files take the same mode
    with setup.transaction():
        organisations.create(
            name=organisation,
            contact=contact,
            place=place,
            zone=zone,
            language=setup.started().language,
            year_end=month_day,
            now=now,
            address=address,
        )
    house = open_instance(folder, clock=clock)
    with setup.transaction():
        asked = declared.body(write_entry("organisation", declared.of_row(house.organisation)))
        (kept,) = entries.put(house.keyring, [NewEntry("organisation", "", 0, asked)], now, "system")
        public = {"kind": kept.kind, "entry": kept.entry, "version": kept.number, "digest": kept.digest, "gone": False}
        events.append(
            house.keyring,
            [
                NewEvent("organisation.created", now, "system", {"place": place}),
                NewEvent("register.changed", now, "system", public),
            ],
        )
    return house


def check(
    organisation: str, contact: str, place: str, year_end: str, now: datetime | None = None
) -> tuple[tuple[int, int], str]:
    """Whether an organisation can be declared so; asked before anything is written. Returns year-end and time zone."""
    month_day = _year_end(year_end)
    on = (now or clocks.system()).date()
    if place not in (known := places(on)):
        raise UsageError("The law packs do not know this place.", place=place, remedy=f"Known: {', '.join(known)}.")
    if not organisation.strip() or not re.fullmatch(r"[^@\s]+@[^@\s]+", contact):
        raise UsageError(
            "An organisation needs a name and a contact address.",
            place="--organisation, --contact",
            remedy="For example: --organisation 'Boutique Lormel' --contact donnees@lormel.example",
        )
    return month_day, law_in_force(place, on).territory.zone


def _year_end(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2028-{text}")  # a leap year, so that 02-29 is a date
    except ValueError:
        raise UsageError(
            "The end of the financial year is a month and a day.", place=text, remedy="For example 12-31."
        ) from None
    return day.month, day.day
