"""A new instance in a folder: its settings, its master key, its ledger, its organisation."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

from garant import config
from garant.actions import clock as clocks
from garant.actions.instance import Instance, open_instance
from garant.errors import UsageError
from garant.law.packs import read_law
from garant.ledger import events, keys, organisations, setup
from garant.ledger.values import NewEvent


def found(
    folder: Path,
    *,
    organisation: str,
    contact: str,
    place: str,
    year_end: str = "12-31",
    address: str = "",
    language: str = "fr",
    settings: dict[str, Any] | None = None,
    clock: clocks.Clock = clocks.system,
) -> Instance:
    """Make an instance. What exists already is never overwritten; a wrong word leaves nothing behind."""
    month_day = _year_end(year_end)
    law = read_law(place, clock().date())  # an unknown place is told before anything is written
    if not organisation.strip() or "@" not in contact:
        raise UsageError("An organisation needs a name and a contact address.", remedy="--organisation, --contact.")
    config.write_settings(folder, {"language": language, **(settings or {})})
    read = config.read_settings(folder, os.environ)
    keys.make_master(read.master_key_file)
    setup.start(read)
    setup.migrate()
    now = clock()
    with setup.transaction():
        made = organisations.create(
            name=organisation,
            contact=contact,
            place=place,
            zone=law.territory.zone,
            language=language,
            year_end=month_day,
            now=now,
            address=address,
        )
    house = open_instance(folder, clock=clock)
    with setup.transaction():
        events.append(house.keyring, [NewEvent("organisation.created", now, "system", {"place": made.place})])
    return house


def _year_end(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2028-{text}")  # a leap year, so that 02-29 is a date
    except ValueError:
        raise UsageError("The end of the financial year is a month and a day.", place=text, remedy="12-31") from None
    return day.month, day.day
