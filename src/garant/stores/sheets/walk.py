"""A map laid over the files: which tables and columns it names, how rows are told apart and hang on persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from garant.errors import MapError, StoreError
from garant.rules.plan import Key
from garant.rules.register import StoreMap, Table
from garant.stores.names import column_name
from garant.stores.port import TableInfo
from garant.stores.sheets.catalogue import Catalogue
from garant.stores.sheets.grid import Grid
from garant.stores.sheets.values import WHOLE, Value, joined, key_part

Joined = tuple[str, ...]
"""The values of some columns of a record, as they are compared."""
NO_KEY = (
    "Name a column whose value no two rows share as its `key:` in the map, or several that no two rows share together "
    "(`key: [N° facture, Ligne]`); row numbers shift and are none. If there is none, add a column “N°” to the file and "
    "number the rows 1, 2, 3…"
)


@dataclass(frozen=True, slots=True)
class Join:
    """How a mapped table hangs on `parent` (a map's table name), by the places of both tables' columns."""

    kind: str
    parent: str
    columns: tuple[int, ...]
    parent_columns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table of the map with what it really is. `columns`: the map's column name → the real one."""

    name: str
    declared: Table
    info: TableInfo
    grid: Grid
    key: tuple[str, ...]
    columns: Mapping[str, str]
    join: Join | None = None

    def real(self, column: str) -> str:
        found = self.columns.get(column) or column_name(self.info, column)
        if found is None:
            raise MapError(f"the column {column} is not there.", place=self.name, remedy="Run `garant check`.")
        return found

    def place(self, real: str) -> int:
        return self.grid.names.index(real)

    def places(self, names: Sequence[str]) -> tuple[int, ...]:
        return tuple(self.place(self.real(name)) for name in names)

    @property
    def key_places(self) -> tuple[int, ...]:
        return tuple(map(self.place, self.key))

    @property
    def date(self) -> str | None:
        return self.real(self.declared.date) if self.declared.date else None

    def key_of(self, record: Sequence[Value]) -> Key:
        return tuple(key_part(record[place]) for place in self.key_places)

    def at(self, places: Sequence[int], wanted: Mapping[Joined, object] | frozenset[Joined]) -> dict[Joined, list[int]]:
        """The records whose values in these columns, compared as text, are among those wanted."""
        columns = self.grid.columns(places)
        found: dict[Joined, list[int]] = {}
        if len(places) == 1:
            single = {one[0] for one in wanted}
            numbers = {int(text) for text in single if WHOLE.fullmatch(text)}
            for at, value in enumerate(columns[0]):
                if isinstance(value, str):
                    text = value.strip()
                elif value is None or (type(value) is int and value not in numbers):
                    continue
                else:
                    text = joined(value)
                if text in single:
                    found.setdefault((text,), []).append(at)
            return found
        for at, values in enumerate(zip(*columns, strict=True)):
            link = tuple(map(joined, values))
            if link in wanted:
                found.setdefault(link, []).append(at)
        return found

    def by_key(self, keys: frozenset[Joined]) -> dict[Joined, int]:
        """Key → its one record, where there is one. Raises `StoreError` where several have it."""
        found = self.at(self.key_places, keys)
        for several in found.values():
            if len(several) > 1:
                lines = " and ".join(str(self.grid.line(at)) for at in several[:2])
                raise StoreError(
                    f"rows {lines} have the same value in the key {', '.join(self.key)}.",
                    place=self.name,
                    remedy="Correct the file, or name another key in the map.",
                )
        return {key: at for key, (at,) in found.items()}


@dataclass(frozen=True, slots=True)
class Walk:
    """The map's tables in an order in which a table stands after the one it hangs on."""

    map: StoreMap
    catalogue: Catalogue
    tables: Mapping[str, Mapped]
    by_real: Mapping[str, Mapped]

    def __iter__(self) -> Iterator[Mapped]:
        return iter(self.tables.values())

    def children(self, name: str) -> tuple[Mapped, ...]:
        return tuple(mapped for mapped in self if mapped.join is not None and mapped.join.parent == name)

    def pointers(self, target: Mapped) -> Iterator[tuple[Mapped, tuple[int, ...], tuple[int, ...]]]:
        """Every table that the map says points at this one, the columns by which, and those it points at."""
        for mapped in self:
            join = mapped.join
            if join is None:
                continue
            if join.kind == "child" and join.parent == target.name:
                yield mapped, join.columns, join.parent_columns
            if join.kind == "shared" and mapped is target:
                yield self.tables[join.parent], join.parent_columns, join.columns


def walk(map: StoreMap, catalogue: Catalogue) -> Walk:
    """Resolves every name. Raises `MapError` for the first that is not there, or has no key."""
    bare = {name: _mapped(table, map, catalogue) for name, table in map.tables.items()}
    ordered: dict[str, Mapped] = {}
    for name in bare:
        _place(name, bare, ordered)
    return Walk(map, catalogue, ordered, {mapped.info.name: mapped for mapped in ordered.values()})


def _mapped(table: Table, map: StoreMap, catalogue: Catalogue) -> Mapped:
    info = catalogue.table(table.name)
    stated = stated_key(table, map)
    if not stated:
        raise MapError("nothing tells its rows apart.", place=table.name, remedy=NO_KEY)
    columns = {name: real for name in table.columns if (real := column_name(info, name)) is not None}
    bare = Mapped(table.name, table, info, catalogue.grids[info.name], (), columns)
    return replace(bare, key=tuple(bare.real(name) for name in stated))


def stated_key(table: Table, map: StoreMap) -> tuple[str, ...]:
    return table.key or next((person.key for person in map.persons.values() if person.table == table.name), ())


def _place(name: str, bare: Mapping[str, Mapped], ordered: dict[str, Mapped]) -> None:
    if name in ordered:
        return
    mapped = bare[name]
    link = mapped.declared.link
    if link is None:
        ordered[name] = mapped
        return
    if link.parent not in bare:
        raise MapError(f"it hangs on {link.parent}, which the map does not name.", place=name, remedy="Map it too.")
    _place(link.parent, bare, ordered)
    parent = ordered[link.parent]
    columns = mapped.places(link.columns) or mapped.key_places
    above = parent.places(link.parent_columns) or parent.key_places
    if len(columns) != len(above):
        raise MapError(
            f"its link to {link.parent} joins {len(columns)} columns to {len(above)}.",
            place=name,
            remedy="Name as many columns on both sides.",
        )
    ordered[name] = replace(mapped, join=Join(link.kind, link.parent, columns, above))
