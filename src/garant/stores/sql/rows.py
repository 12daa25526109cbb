"""Rows fetched again by the keys that were captured, whatever has become of their links since (D4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa

from garant.rules.plan import Key
from garant.stores.plain import key_of
from garant.stores.sql.batch import Carrier
from garant.stores.sql.keys import stored
from garant.stores.sql.links import Mapped


def key_rows(mapped: Mapped, keys: Iterable[Key]) -> list[tuple[Any, ...]]:
    """Rows of a batch over the table's key columns, in the values that they take."""
    typed = [(mapped.info.columns[name], mapped.relation.c[name]) for name in mapped.key]
    return [
        (place, *(stored(part, info, column) for part, (info, column) in zip(key, typed, strict=True)))
        for place, key in enumerate(keys)
    ]


def by_key(carrier: Carrier, mapped: Mapped, keys: Sequence[Key], columns: Sequence[str]) -> dict[Key, dict[str, Any]]:
    """Key → real column → value, for those of `keys` whose row exists."""
    found: dict[Key, dict[str, Any]] = {}
    wanted = list(dict.fromkeys([*mapped.key, *columns]))
    for batch in carrier.carry(mapped.key_columns(), key_rows(mapped, keys)):
        same = [column == batch.c[f"c{place}"] for place, column in enumerate(mapped.key_columns())]
        query = sa.select(*(mapped.relation.c[name] for name in wanted)).select_from(
            batch.join(mapped.relation, sa.and_(*same))
        )
        for row in carrier.connection.execute(query):
            values = dict(zip(wanted, row, strict=True))
            found[key_of([values[name] for name in mapped.key])] = values
    return found
