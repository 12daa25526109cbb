"""A map laid over a catalogue: which real tables and columns it names, and how rows hang on persons."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from garant.errors import MapError
from garant.rules.register import Person, StoreMap, Table
from garant.stores.names import column_name
from garant.stores.port import ForeignKey, TableInfo
from garant.stores.sql.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class Join:
    """How a mapped table hangs on `parent` (a map's table name), in the real names of both tables' columns."""

    kind: str
    parent: str
    columns: tuple[str, ...]
    parent_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Mapped:
    """A table of the map with what it really is. `columns`: the map's column name → the real one."""

    name: str
    declared: Table
    info: TableInfo
    relation: sa.Table
    key: tuple[str, ...]
    columns: Mapping[str, str]
    join: Join | None

    def real(self, column: str) -> str:
        """The real name of a column, which the map may write in another case or not name at all."""
        found = self.columns.get(column) or column_name(self.info, column)
        if found is None:
            raise MapError(f"the column {column} is not there.", place=self.name, remedy="Run `garant check`.")
        return found

    def key_columns(self) -> list[sa.Column[object]]:
        return [self.relation.c[name] for name in self.key]

    @property
    def date(self) -> str | None:
        return self.real(self.declared.date) if self.declared.date else None


@dataclass(frozen=True, slots=True)
class Walk:
    """The map's tables in an order in which a table stands after the one it hangs on, and `by_real`: real → mapped."""

    map: StoreMap
    catalogue: Catalogue
    tables: Mapping[str, Mapped]
    by_real: Mapping[str, Mapped]

    def __iter__(self) -> Iterator[Mapped]:
        return iter(self.tables.values())

    def person(self, kind: str) -> Person:
        return self.map.persons[kind]

    def root(self, kind: str) -> Mapped:
        return self.tables[self.map.persons[kind].table]

    def root_key(self, kind: str) -> tuple[str, ...]:
        root = self.root(kind)
        return tuple(root.real(name) for name in self.map.persons[kind].key) or root.key

    def children(self, name: str) -> tuple[Mapped, ...]:
        return tuple(mapped for mapped in self if mapped.join is not None and mapped.join.parent == name)

    def pointers(self, target: Mapped) -> tuple[tuple[TableInfo, ForeignKey], ...]:
        """Every key that points at this table, declared in the database or only in the map, with the table it is in."""
        found: dict[tuple[str, ForeignKey], tuple[TableInfo, ForeignKey]] = {}
        for info in self.catalogue.schema.tables.values():
            for key in info.foreign_keys:
                if key.table == target.info.name:
                    found[info.name, _plain(key)] = (info, key)
        for mapped in self:
            for info, key in self._undeclared(mapped, target):
                found.setdefault((info.name, key), (info, key))
        return tuple(found.values())

    def _undeclared(self, mapped: Mapped, target: Mapped) -> Iterator[tuple[TableInfo, ForeignKey]]:
        join = mapped.join
        if join is None:
            return
        parent = self.tables[join.parent]
        if join.kind == "child" and parent is target:
            yield mapped.info, ForeignKey(join.columns, target.info.name, join.parent_columns)
        if join.kind == "shared" and mapped is target:
            yield parent.info, ForeignKey(join.parent_columns, target.info.name, join.columns)


def walk(map: StoreMap, catalogue: Catalogue) -> Walk:
    """Resolves every name. Raises `MapError` for the first that is not there; `SqlStore.check` tells them all."""
    bare = {name: _mapped(table, map, catalogue) for name, table in map.tables.items()}
    ordered: dict[str, Mapped] = {}
    for name in bare:
        _place(name, bare, map, ordered)
    return Walk(map, catalogue, ordered, {mapped.info.name: mapped for mapped in ordered.values()})


def _mapped(table: Table, map: StoreMap, catalogue: Catalogue) -> Mapped:
    info = catalogue.table(table.name)
    columns = {name: real for name in table.columns if (real := column_name(info, name)) is not None}
    stated = table.key or next((person.key for person in map.persons.values() if person.table == table.name), ())
    key = tuple(column_name(info, name) or name for name in stated) if table.key else info.key or stated
    if not key:
        raise MapError(
            "this table has no unique key, so that its rows cannot be told apart (D10).",
            place=table.name,
            remedy="Give it a primary key, or state a unique `key:` in the map.",
        )
    return Mapped(table.name, table, info, catalogue.relations[info.name], key, columns, None)


def _place(name: str, bare: Mapping[str, Mapped], map: StoreMap, ordered: dict[str, Mapped]) -> None:
    if name in ordered:
        return
    mapped = bare[name]
    link = mapped.declared.link
    if link is None:
        ordered[name] = mapped
        return
    if link.parent not in bare:
        raise MapError(f"it hangs on {link.parent}, which the map does not name.", place=name, remedy="Map it too.")
    _place(link.parent, bare, map, ordered)
    parent = ordered[link.parent]
    columns = tuple(mapped.real(column) for column in link.columns) or mapped.key
    above = tuple(parent.real(column) for column in link.parent_columns) or parent.key
    if len(columns) != len(above):
        raise MapError(
            f"its link to {link.parent} joins {len(columns)} columns to {len(above)}.",
            place=name,
            remedy="Name as many columns on both sides.",
        )
    join = Join(link.kind, link.parent, columns, above)
    ordered[name] = Mapped(mapped.name, mapped.declared, mapped.info, mapped.relation, mapped.key, mapped.columns, join)


def _plain(key: ForeignKey) -> ForeignKey:
    return ForeignKey(key.columns, key.table, key.target)
