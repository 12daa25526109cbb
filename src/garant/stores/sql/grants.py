"""The least rights a map needs of a database's user, as statements for its engine (D15)."""

from __future__ import annotations

from garant.rules.register import StoreMap
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.dialects.port import BatchKind, Dialect, Wanted
from garant.stores.sql.links import walk


def grants(map: StoreMap | None, catalogue: Catalogue, dialect: Dialect, user: str, kind: BatchKind) -> str:
    """Without a map: what proposing one needs, which is to read."""
    if map is None:
        return dialect.grants(user, (), catalogue, kind)
    wanted = []
    for mapped in walk(map, catalogue):
        written = sorted({mapped.real(name) for name, column in mapped.declared.columns.items() if column.personal})
        wanted.append(Wanted(mapped.relation, tuple(written), mapped.declared.erase == "row"))
    return dialect.grants(user, wanted, catalogue, kind)
