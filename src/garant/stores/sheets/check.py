"""What of a map does not fit the files now, and what a deed on them would meet, told before it is agreed (D7)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from garant.errors import Blind, MapError
from garant.rules.register import StoreMap, Table
from garant.stores.names import column_name, named
from garant.stores.port import Scope, TableInfo
from garant.stores.reckoning import fates
from garant.stores.sheets.capture import capture
from garant.stores.sheets.catalogue import REMEDY, Catalogue
from garant.stores.sheets.csv_file import CsvFile, runs_as_formula
from garant.stores.sheets.deeds import Deed, mask_of, masks_of
from garant.stores.sheets.files import copies, opened_in
from garant.stores.sheets.grid import Grid
from garant.stores.sheets.values import joined, joined_key
from garant.stores.sheets.walk import NO_KEY, Mapped, Walk, stated_key, walk


def check(map: StoreMap, catalogue: Catalogue) -> tuple[str, ...]:
    """Texts naming table and column. Raises `Blind` when a mapped table cannot be read as one."""
    found: list[str] = []
    blind: list[str] = []
    for table in map.tables.values():
        info = catalogue.find(table.name)
        if info is None:
            found.append(f"{table.name}: the store has no such table")
        elif info.blind:
            blind.append(f"{info.name} ({', '.join(info.blind)})")
        else:
            found += _table(table, info, catalogue.grids[info.name], map)
    if blind:
        raise Blind(f"not everything can be seen: {'; '.join(blind)}.", place=map.store, remedy=REMEDY)
    if not found:
        try:
            walk(map, catalogue)
        except MapError as error:
            found.append(str(error))
    return tuple(found)


def _table(table: Table, info: TableInfo, grid: Grid, map: StoreMap) -> Iterator[str]:
    missing = [name for name in dict.fromkeys(named(table, map)) if column_name(info, name) is None]
    for name in missing:
        yield f"{table.name}.{name}: the table has no such column"
    key = stated_key(table, map)
    if not key:
        yield f"{table.name}: it has no unique key, so that its rows cannot be told apart. {NO_KEY}"
    elif not missing:
        yield from _told_apart(table, info, grid, map, key)


def _told_apart(table: Table, info: TableInfo, grid: Grid, map: StoreMap, key: tuple[str, ...]) -> Iterator[str]:
    """Rows that share a key, or that are somebody's and have none."""
    places = [grid.names.index(column_name(info, name) or name) for name in key]
    columns = [[joined(value) for value in column] for column in grid.columns(places)]
    keys = list(zip(*columns, strict=True))
    double = [at for at, count in Counter(one for one in keys if all(one)).items() if count > 1]
    if double:
        lines = [str(grid.line(at)) for at, one in enumerate(keys) if one == double[0]][:2]
        several = f" ({len(double)} such values)" if len(double) > 1 else ""
        yield f"{table.name}: the key {', '.join(key)} is not unique: rows {' and '.join(lines)}{several}"
    links = [column_name(info, name) or name for name in _telling(table, map)]
    whose = grid.columns([grid.names.index(name) for name in links if name in grid.names])
    bare = [at for at, one in enumerate(keys) if not all(one) and any(column[at] for column in whose)]
    if bare:
        more = f" and {len(bare) - 3} more" if len(bare) > 3 else ""
        lines = [str(grid.line(at)) for at in bare[:3]]
        yield f"{table.name}: rows without a value in the key {', '.join(key)}: {', '.join(lines)}{more}"


def _telling(table: Table, map: StoreMap) -> list[str]:
    """Columns that say whose row it is: its links, or what identifies its person. A line of totals has none."""
    if table.link is not None:
        return list(table.link.columns)
    persons = [person for person in map.persons.values() if person.table == table.name]
    return [name for person in persons for columns in person.identities.values() for name in columns]


# ── preview ────────────────────────────────────────────────────────────────────────────────────────────────────────


def preview(walk: Walk, scope: Scope) -> tuple[str, ...]:
    """Texts in a stable order; an error's starts with "error: "."""
    return tuple(dict.fromkeys(_texts(walk, scope)))


def _texts(walk: Walk, scope: Scope) -> Iterator[str]:
    wrong = list(_masks(walk, scope))
    yield from wrong
    now = capture(walk, scope)
    everyone = frozenset(row.number for row in now.touched)
    what = fates(scope.cases, now.touched, doing=everyone, done_before=frozenset())
    for name in dict.fromkeys([*what.deletes, *what.clears]):
        yield from _file(walk.tables[name], walk.catalogue)
        yield from _aside(walk.tables[name])
    for name, keys in what.deletes.items():
        yield from _pointing(walk, walk.tables[name], {joined_key(key) for key in keys}, what.deletes)
    if not wrong:
        edits, _ = Deed(walk, scope, masks_of(walk, scope)).edits(what, now)
        for book in walk.catalogue.files:
            mine = {grid.name: tuple(edits[grid.name].values()) for grid in book.grids if grid.name in edits}
            yield from book.told(mine) if mine else ()


def _masks(walk: Walk, scope: Scope) -> Iterator[str]:
    for name, cases in scope.cases.items():
        mapped = walk.tables[name]
        for column in dict.fromkeys(column for case in cases if case.row == "keep" for column in case.clear):
            try:
                mask = mask_of(mapped, column)
            except MapError as error:
                yield f"error: {error}"
            else:
                if mask and isinstance(mapped.grid, CsvFile) and runs_as_formula(mask):
                    yield f"error: {name}.{column}: its mask would run as a formula when a spreadsheet opens the file"


def _file(mapped: Mapped, catalogue: Catalogue) -> Iterator[str]:
    book = catalogue.books[mapped.info.name]
    refusal = book.refusal()
    if refusal:
        yield f"error: {book.path.name}: {refusal}"
    elif "update" not in mapped.info.may:
        yield f"error: {mapped.name}: the right to write {book.path.name} or its folder is missing"
    opened = opened_in(book.path)
    if opened:
        yield f"{book.path.name} is open in {opened[0]} now; close it before the plan is run"
    if copies([book.path]):
        yield f"{book.path.name}: a sealed copy from before an earlier deed lies beside it, which was never verified"
    yield from (f"{book.path.name}: {note}" for note in book.notes)


def _aside(mapped: Mapped) -> Iterator[str]:
    lines = mapped.grid.aside
    if lines:
        named = f"rows {', '.join(map(str, lines))} hold" if len(lines) > 1 else f"row {lines[0]} holds"
        told = "totals or a note and nobody's data: they stay, formulas add up again, typed numbers are to be corrected"
        yield f"{mapped.name}: {named} {told}"


def _pointing(
    walk: Walk, target: Mapped, going: set[tuple[str, ...]], deletes: dict[str, list[tuple[str | int, ...]]]
) -> Iterator[str]:
    """Rows that point at a row that is to go, and do not go themselves."""
    at = target.by_key(frozenset(going))
    for source, places, aims in walk.pointers(target):
        records = [target.grid.record(one) for one in at.values()]
        links = frozenset(tuple(joined(record[place]) for place in aims) for record in records)
        pointing = [one for found in source.at(places, links).values() for one in found]
        gone = set(source.by_key(frozenset(map(joined_key, deletes.get(source.name, ())))).values())
        staying = sum(one not in gone for one in pointing)
        if staying:
            names = ", ".join(source.grid.names[place] for place in places)
            yield f"{staying} rows of {source.name} ({names}) will point at rows of {target.name} that are gone"
