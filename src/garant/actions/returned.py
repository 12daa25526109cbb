"""Who was erased and is back: a restored backup or an import brings old rows again, and tombstones know them (E10).

It finds and counts, by table; it erases nobody by itself, and names nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from garant.actions import due
from garant.actions.instance import Instance
from garant.ledger import tombstones
from garant.rules.register import StoreMap
from garant.stores.identities import normalise


@dataclass(frozen=True, slots=True)
class Back:
    """Rows of one table whose person was erased. `known`: their date lies before the erasure; else nothing tells."""

    table: str
    rows: int
    known: bool


def back(house: Instance, name: str, map: StoreMap) -> tuple[Back, ...]:
    """What came back in a store. Reads its persons' tables once, and only if somebody was erased there. What an erasure
    left by law, a customer number on a kept row, is not back: it never went."""
    zone = ZoneInfo(house.organisation.zone)
    erased = {
        t.hash: t.erased_at.astimezone(zone).date() for t in tombstones.all(house.organisation.id) if t.store == name
    }
    found: Counter[tuple[str, bool]] = Counter()
    left = due.known(house, name, map) if erased else ()
    for row in house.store(name).present(map) if erased else ():
        table = map.persons[row.kind].table
        went = ((kind, value) for kind, value in row.identities if (table, row.key, kind) not in left)
        marks = (house.keyring.tombstone(name, kind, normalise(kind, value)) for kind, value in went)
        days = [erased[mark] for mark in marks if mark in erased]
        if days and not (row.day and row.day > max(days)):  # newer: somebody who signed up again, who is not meant
            found[table, row.day is not None and row.day < max(days)] += 1
    return tuple(Back(table, n, known) for (table, known), n in sorted(found.items()))
