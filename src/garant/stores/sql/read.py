"""The rows of a batch of persons, with every mapped column, as plain JSON can carry them (art. 15, 20)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from garant.stores.plain import plain
from garant.stores.port import Row, Scope
from garant.stores.sql.batch import Carrier
from garant.stores.sql.capture import capture
from garant.stores.sql.links import Walk


def read(carrier: Carrier, walk: Walk, scope: Scope, tables: Sequence[str] | None) -> Iterator[Row]:
    wanted = [mapped for mapped in walk if tables is None or mapped.name in tables]
    extra = {mapped.name: list(mapped.columns.values()) for mapped in wanted}
    found = capture(carrier, walk, scope, extra=extra)
    for held in found.rows:
        if held.table in extra:
            mapped = walk.tables[held.table]
            own = {name: plain(held.values[real]) for name, real in mapped.columns.items()}
            keys = {name: plain(held.values[name]) for name in mapped.key if name not in mapped.columns.values()}
            yield Row(held.table, held.number, held.key, keys | own)
