"""Names of tables and columns as a map writes them: exactly, else without regard to case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from garant.rules.register import StoreMap, Table
from garant.stores.port import TableInfo


def same_name(name: str, known: Iterable[str]) -> str | None:
    """The one known name that equals `name` but for case; None when there is none, or more than one."""
    found = [candidate for candidate in known if candidate.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def column_name(info: TableInfo, name: str) -> str | None:
    return name if name in info.columns else same_name(name, info.columns)


def named(table: Table, map: StoreMap) -> Iterator[str]:
    """Every column of this table that the map speaks of."""
    yield from table.columns
    yield from table.key
    if table.date:
        yield table.date
    if table.link is not None:
        yield from table.link.columns
    for other in map.tables.values():
        if other.link is not None and other.link.parent == table.name:
            yield from other.link.parent_columns
    for person in map.persons.values():
        if person.table == table.name:
            yield from person.key
            for columns in person.identities.values():
                yield from columns
