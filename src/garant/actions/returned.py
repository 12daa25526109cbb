"""Who was erased and is back: a restored backup or an import brings old rows again, and tombstones know them (E10).

It finds and counts, by table; it erases nobody by itself, and names nobody.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from garant.actions.instance import Instance
from garant.ledger import tombstones
from garant.rules.register import StoreMap
from garant.stores.identities import normalise
from garant.stores.port import Present


@dataclass(frozen=True, slots=True)
class Back:
    """Rows of one table whose person was erased. `known`: their date lies before the erasure; else nothing tells."""

    table: str
    rows: int
    known: bool


def back(house: Instance, name: str, map: StoreMap) -> tuple[Back, ...]:
    """What came back in a store. Reads its persons' tables only if somebody was erased there."""
    if not any(t.store == name for t in tombstones.all(house.organisation.id)):
        return ()
    rows = list(house.store(name).present(map))
    erased = _erased(house, name, rows)
    found: Counter[tuple[str, bool]] = Counter()
    for row in rows:
        days = [erased[pair] for pair in _pairs(row) if pair in erased]
        if days and not (row.day and row.day > max(days)):  # newer: somebody who signed up again, who is not meant
            found[map.persons[row.kind].table, row.day is not None and row.day < max(days)] += 1
    return tuple(Back(table, n, known) for (table, known), n in sorted(found.items()))


def _pairs(row: Present) -> list[tuple[str, str]]:
    return [(kind, normalise(kind, value)) for kind, value in row.identities]


def _erased(house: Instance, name: str, rows: list[Present]) -> dict[tuple[str, str], date]:
    """(kind, normalised value) → the local day on which it was erased; asked for all rows together."""
    asked = sorted({pair for row in rows for pair in _pairs(row)})
    zone = ZoneInfo(house.organisation.zone)
    hits = tombstones.match(house.keyring, name, asked)
    return {asked[hit.number]: hit.erased_at.astimezone(zone).date() for hit in hits}
