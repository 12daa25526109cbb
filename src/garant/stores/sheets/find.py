"""Who is here by these identities, and everybody who is: exact comparison of normalised values (D12)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garant.errors import MapError, StoreError
from garant.rules.plan import Key
from garant.rules.register import Person, StoreMap
from garant.stores.identities import PHONE_TAIL, normalise, phone_tail
from garant.stores.names import column_name
from garant.stores.plain import sortable
from garant.stores.port import Match, Present, Wanted
from garant.stores.sheets.catalogue import Catalogue
from garant.stores.sheets.grid import Grid
from garant.stores.sheets.values import Value, day_in, joined, key_part, said
from garant.stores.sheets.walk import NO_KEY

GROUPING = str.maketrans("", "", " .()/-+\u00a0")


@dataclass(frozen=True, slots=True)
class Root:
    """A kind of person's own table: places of its key and of its identities."""

    person: Person
    grid: Grid
    key: tuple[int, ...]
    identities: dict[str, tuple[int, ...]]

    @classmethod
    def of(cls, person: Person, catalogue: Catalogue) -> Root:
        info = catalogue.table(person.table)
        grid = catalogue.grids[info.name]

        def place(name: str) -> int:
            found = column_name(info, name)
            if found is None:
                raise MapError(f"the column {name} is not there.", place=person.table, remedy="Run `garant check`.")
            return grid.names.index(found)

        if not person.key:
            raise MapError("nothing tells its rows apart.", place=person.table, remedy=NO_KEY)
        identities = {kind: tuple(map(place, names)) for kind, names in person.identities.items()}
        return cls(person, grid, tuple(map(place, person.key)), identities)

    def match(self, number: int, at: int, by: str) -> Match:
        record = self.grid.record(at)
        if not all(joined(record[place]) for place in self.key):
            raise StoreError(
                f"row {self.grid.line(at)} matches and has no value in the key {', '.join(self.person.key)}.",
                place=self.person.table,
                remedy="Give it one in the file.",
            )
        key: Key = tuple(key_part(record[place]) for place in self.key)
        return Match(number, self.person.kind, key, by, self.pairs(record))

    def pairs(self, record: Sequence[Value]) -> tuple[tuple[str, str], ...]:
        found = ((kind, said(record[place])) for kind, places in self.identities.items() for place in places)
        return tuple((kind, text) for kind, text in found if text)


def find(catalogue: Catalogue, region: str, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
    found: dict[tuple[int, str, Key, str], Match] = {}
    for person in persons:
        root = Root.of(person, catalogue)
        sought = {one.kind for one in wanted}
        root.grid.columns(
            [*root.key, *(p for kind, places in root.identities.items() if kind in sought for p in places)]
        )
        for kind, places in root.identities.items():
            asked: dict[str, list[int]] = {}
            for one in wanted:
                form = normalise(kind, one.value, region) if one.kind == kind else ""
                if form:
                    asked.setdefault(form, []).append(one.number)
            for place in places if asked else ():
                for at, numbers in _matching(root.grid.columns([place])[0], kind, asked, region):
                    for number in numbers:
                        match = root.match(number, at, kind)
                        found.setdefault((match.number, match.kind, match.key, match.by), match)
    return tuple(sorted(found.values(), key=lambda one: (one.number, one.kind, sortable(one.key), one.by)))


def _matching(
    column: Sequence[Value], kind: str, asked: dict[str, list[int]], region: str
) -> Iterator[tuple[int, list[int]]]:
    """Records whose value, normalised, is asked for. Reading a phone number is dear: only what ends alike is read."""
    tails = {phone_tail(form) for form in asked} if kind == "phone" else None
    for at, value in enumerate(column):
        if value is None:
            continue
        text = value if isinstance(value, str) else said(value)
        if tails is not None and _tail(text) not in tails:
            continue
        form = text.strip().casefold() if tails is None and text.isascii() else normalise(kind, text, region)
        if form in asked:
            yield at, asked[form]


def _tail(text: str) -> str:
    """The last digits of a phone number, as `phone_tail` tells them, told faster of plain signs."""
    bare = text.translate(GROUPING)
    return bare[-PHONE_TAIL:] if bare.isascii() and bare.isdigit() else phone_tail(text)


def present(catalogue: Catalogue, map: StoreMap) -> Iterator[Present]:
    """Everybody, by what is theirs alone (E10). One reading of each person's table."""
    for person in map.persons.values():
        root = Root.of(person, catalogue)
        info = catalogue.table(person.table)
        dated = map.tables[person.table].date
        day = column_name(info, dated) if dated else None
        unique = [(kind, place) for kind in sorted(person.unique) for place in root.identities.get(kind, ())]
        if not unique:
            continue
        places = [*root.key, *(place for _, place in unique), *([root.grid.names.index(day)] if day else [])]
        for values in zip(*root.grid.columns(places), strict=True):
            key, rest = tuple(key_part(value) for value in values[: len(root.key)]), values[len(root.key) :]
            pairs = tuple((kind, said(value)) for (kind, _), value in zip(unique, rest, strict=False) if value)
            yield Present(person.kind, key, pairs, day_in(values[-1]) if day else None)
