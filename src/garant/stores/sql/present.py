"""Every person of a store by what identifies them alone, to be compared with those who were erased (E10)."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from garant.rules.register import StoreMap
from garant.stores.names import column_name
from garant.stores.plain import day_of, key_of
from garant.stores.port import Present
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.find import Root

CHUNK = 2000


def present(connection: sa.Connection, catalogue: Catalogue, map: StoreMap) -> Iterator[Present]:
    """One reading of each person's table, a few columns of it."""
    for person in map.persons.values():
        root = Root.of(person, catalogue)
        identities = [(kind, name) for kind in sorted(person.unique) for name in root.identities.get(kind, ())]
        dated = map.tables[person.table].date
        day = column_name(root.info, dated) if dated else None
        wanted = list(dict.fromkeys([*root.key, *(name for _, name in identities), *([day] if day else [])]))
        if not identities:
            continue
        query = sa.select(*(root.relation.c[name] for name in wanted)).execution_options(yield_per=CHUNK)
        for row in connection.execute(query):
            values = dict(zip(wanted, row, strict=True))
            pairs = tuple((kind, str(values[name])) for kind, name in identities if values[name] not in (None, ""))
            key = key_of([values[name] for name in root.key])
            yield Present(person.kind, key, pairs, day_of(values[day]) if day else None)
