"""What of a map does not fit the store now, told all at once; and where the store does not let us see (D9, D10)."""

from __future__ import annotations

from collections.abc import Iterator

from garant.errors import Blind, MapError
from garant.rules.register import StoreMap, Table
from garant.stores.names import column_name, named
from garant.stores.port import TableInfo
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.links import walk

GRANTS = "`garant store grants NAME` prints the rights that are needed."


def check(map: StoreMap, catalogue: Catalogue) -> tuple[str, ...]:
    """Texts naming table and column. Raises `Blind` when a mapped table cannot be seen whole."""
    found: list[str] = []
    seen: list[tuple[Table, TableInfo]] = []
    for table in map.tables.values():
        info = catalogue.find(table.name)
        if info is None:
            found.append(f"{table.name}: the store has no such table")
            continue
        seen.append((table, info))
        found += _table(table, info, map)
    if not found:
        try:
            walk(map, catalogue)
        except MapError as error:
            found.append(str(error))
    blind = [text for table, info in seen if (text := _blind(table, info, map, catalogue))]
    copy = any({"standby", "replica"} & set(info.blind) for _, info in seen)
    if blind:
        raise Blind(
            f"not everything can be seen: {'; '.join(blind)}.",
            place=map.store,
            remedy="Name the primary server in the store's URL." if copy else GRANTS,
        )
    return tuple(found)


def _blind(table: Table, info: TableInfo, map: StoreMap, catalogue: Catalogue) -> str:
    """Why a table cannot be seen whole; a hidden column counts when the map speaks of it."""
    hidden = catalogue.facts.hidden.get(info.name, frozenset())
    needed = {*info.key, *(column_name(info, name) for name in named(table, map))}
    spared = {f"column {name} not granted" for name in hidden - needed}
    reasons = [reason for reason in info.blind if reason not in spared]
    return f"{info.name} ({', '.join(reasons)})" if reasons else ""


def _table(table: Table, info: TableInfo, map: StoreMap) -> Iterator[str]:
    if info.kind != "table":
        yield f"{table.name}: it is a {info.kind}; map the tables it is made of"
    if not info.key and not _unique(table.key, info):
        yield f"{table.name}: it has no unique key, so that its rows cannot be told apart"
    elif table.key and not _unique(table.key, info):
        yield f"{table.name}: the stated key {', '.join(table.key)} is not unique in the store"
    for name in dict.fromkeys(named(table, map)):
        if column_name(info, name) is None:
            yield f"{table.name}.{name}: the table has no such column"
    own = map.person_of(table.name)
    if own is not None and own.key and not _unique(own.key, info):
        yield f"{table.name}: the person's key {', '.join(own.key)} is not unique in the store"


def _unique(names: tuple[str, ...], info: TableInfo) -> bool:
    real = {column_name(info, name) for name in names}
    return any(bool(unique) and set(unique) <= real for unique in (info.key, *info.uniques))
