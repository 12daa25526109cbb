"""Who is here by these identities: candidates by the database, exact comparison in Python (D12).

Two look-ups for each column of text: the spellings a plain index can answer, then the folded value, which costs one
reading of the table unless the column's collation or an index on lower() answers it, or completes the first.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from garant.errors import MapError
from garant.rules.plan import Key
from garant.rules.register import Person
from garant.stores.identities import PHONE_TAIL, lowered, normalise, phone_tail, spellings
from garant.stores.names import column_name
from garant.stores.plain import key_of, sortable
from garant.stores.port import ColumnInfo, Match, TableInfo, Wanted
from garant.stores.sql.batch import Carrier
from garant.stores.sql.catalogue import Catalogue
from garant.stores.sql.keys import fits

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Root:
    """A kind of person's own table, in real names."""

    person: Person
    info: TableInfo
    relation: sa.Table
    key: tuple[str, ...]
    identities: Mapping[str, tuple[str, ...]]

    @classmethod
    def of(cls, person: Person, catalogue: Catalogue) -> Root:
        info = catalogue.table(person.table)

        def real(name: str) -> str:
            found = column_name(info, name)
            if found is None:
                raise MapError(f"the column {name} is not there.", place=person.table, remedy="Run `garant check`.")
            return found

        identities = {kind: tuple(map(real, names)) for kind, names in person.identities.items()}
        key = tuple(map(real, person.key)) or info.key
        return cls(person, info, catalogue.relations[info.name], key, identities)

    @property
    def columns(self) -> list[str]:
        return list(dict.fromkeys([*self.key, *(name for names in self.identities.values() for name in names)]))


@dataclass(frozen=True, slots=True)
class Finder:
    carrier: Carrier
    catalogue: Catalogue
    region: str

    def find(self, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
        found: dict[tuple[int, str, Key, str], Match] = {}
        for person in persons:
            root = Root.of(person, self.catalogue)
            for kind in root.identities:
                asked = self._asked(kind, wanted)
                for match in self._matches(root, kind, asked) if asked else ():
                    found.setdefault((match.number, match.kind, match.key, match.by), match)
        return tuple(sorted(found.values(), key=lambda one: (one.number, one.kind, sortable(one.key), one.by)))

    def _asked(self, kind: str, wanted: Sequence[Wanted]) -> dict[str, list[Wanted]]:
        """Normalised value → those who look for it."""
        asked: dict[str, list[Wanted]] = {}
        for one in wanted:
            form = normalise(kind, one.value, self.region) if one.kind == kind else ""
            if form:
                asked.setdefault(form, []).append(one)
        return asked

    def _matches(self, root: Root, kind: str, asked: dict[str, list[Wanted]]) -> Iterator[Match]:
        values = [one.value for group in asked.values() for one in group]
        for name in root.identities[kind]:
            for row in self._candidates(root, kind, name, values):
                form = normalise(kind, str(row[name]), self.region) if row[name] is not None else ""
                for one in asked.get(form, ()):
                    at = key_of([row[part] for part in root.key])
                    yield Match(one.number, root.person.kind, at, kind, _identities(root, row))

    def _candidates(self, root: Root, kind: str, name: str, values: Sequence[str]) -> Iterator[Row]:
        info, column = root.info.columns[name], root.relation.c[name]
        if info.type != "text":
            yield from self._look(root, column, column, _as_typed(values, info))
            return
        letters = {spelling for value in values for spelling in spellings(kind, value, self.region)}
        yield from self._look(root, column, column, {one for one in letters if fits(one, info)})
        dialect = self.carrier.dialect
        if kind == "phone":
            tails = {tail for value in values if (tail := phone_tail(value))}
            yield from self._look(root, column, dialect.phone_tail(column, PHONE_TAIL), tails)
            return
        lower = {one for value in values for one in lowered(value) | dialect.lower(value) if fits(one, info)}
        indexed = (root.info.name, name) in self.catalogue.facts.folding
        folded = dialect.folded(column, indexed=indexed, simple=all(one.isascii() for one in lower))
        if folded is not None:
            yield from self._look(root, column, folded, lower)

    def _look(
        self, root: Root, column: sa.Column[Any], made: sa.ColumnElement[Any], values: Collection[Any]
    ) -> Iterator[Row]:
        """Rows whose column, as `made`, equals one of the values."""
        wanted = root.columns
        for batch in self.carrier.carry([column], list(enumerate(sorted(values)))):
            query = sa.select(*(root.relation.c[part] for part in wanted)).select_from(
                batch.join(root.relation, made == batch.c.c0)
            )
            for row in self.carrier.connection.execute(query):
                yield dict(zip(wanted, row, strict=True))


def _identities(root: Root, row: Row) -> tuple[tuple[str, str], ...]:
    pairs = ((kind, row[name]) for kind, names in root.identities.items() for name in names)
    return tuple((kind, str(value)) for kind, value in pairs if value not in (None, ""))


def _as_typed(values: Sequence[str], info: ColumnInfo) -> set[Any]:
    """The wanted values that a column of numbers can hold; other types are compared as text by the engine."""
    if info.type != "integer":
        return set(values)
    numbers = {int(value) for value in values if value.strip().isascii() and value.strip().lstrip("-").isdigit()}
    return {number for number in numbers if fits(number, info)}
