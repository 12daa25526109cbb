"""Counts over a sample of each table, for a first map: values are looked at here and never handed on.

A file declares no key, so one is proposed: a column that is full, whose values are all different, named as keys are;
else two or three such columns together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from garant.law.findings import read_sensitive
from garant.law.vocabulary import read_lexicon
from garant.rules.guessing import KEY_WORDS, words
from garant.rules.patterns import patterns, telling
from garant.rules.pointers import borne_out, candidates
from garant.rules.profile import ColumnProfile, Pointer, Profile, TableProfile
from garant.stores.port import TableInfo
from garant.stores.sheets.catalogue import Catalogue
from garant.stores.sheets.foot import is_total
from garant.stores.sheets.grid import SAMPLE, Grid
from garant.stores.sheets.values import Value, joined, said

NUMBERS = KEY_WORDS | {"numero", "number", "matricule"}
LINES = frozenset({"ligne", "line", "rang", "rank", "position", "poste", "item", "sequence"})
NO_KEYS = frozenset({"email", "phone", "url", "sentence", "date"})


def profile(catalogue: Catalogue) -> Profile:
    tables = {info.name: _table(info, catalogue.grids[info.name]) for info in catalogue.schema.tables.values()}
    found = []
    for candidate in candidates(tables, read_lexicon()):
        pointer, _ = candidate
        if not tables[pointer.table].sampled or not tables[pointer.target].sampled:
            continue
        values = _values(catalogue.grids[pointer.table], pointer.columns[0])[:SAMPLE]
        aim = set(_values(catalogue.grids[pointer.target], pointer.target_columns[0]))
        share = sum(value in aim for value in values) / len(values) if values else 0.0
        if borne_out(candidate, share, len(values), tables[pointer.table].whole):
            ends = (pointer.table, pointer.columns, pointer.target, pointer.target_columns)
            found.append(Pointer(*ends, declared=False, share=share, values=len(values)))
    return Profile(catalogue.schema.engine, tables, tuple(found), keys_declared=False)


def scan(catalogue: Catalogue) -> Profile:
    """Counts for `garant check`, over the same sample."""
    tables = {info.name: _scanned(info, catalogue.grids[info.name]) for info in catalogue.schema.tables.values()}
    return Profile(catalogue.schema.engine, tables, keys_declared=False)


def _scanned(info: TableInfo, grid: Grid) -> TableProfile:
    rows = [] if info.blind else list(grid.sample())
    columns = {}
    for place, name in enumerate(grid.names):
        if name in info.columns:
            filled = [said(row[place]) for row in rows if row[place] is not None]
            kind = info.columns[name].type
            met = telling(filled, kind, read_sensitive())
            columns[name] = ColumnProfile(name, kind, True, len(filled), 0, met)
    return TableProfile(info.name, columns, sampled=len(rows), blind=info.blind)


def _values(grid: Grid, name: str) -> list[str]:
    return [joined(value) for value in grid.columns([grid.names.index(name)])[0] if value is not None]


def _table(info: TableInfo, grid: Grid) -> TableProfile:
    if info.blind:
        return TableProfile(info.name, {}, sampled=0, whole=False, blind=info.blind)
    rows = [row for row in grid.sample() if not is_total(row)]
    places = {name: place for place, name in enumerate(grid.names) if name}
    columns = {name: _column(info, name, [row[place] for row in rows]) for name, place in places.items()}
    full = [name for name, column in columns.items() if rows and column.filled == len(rows)]
    uniques = [name for name in full if columns[name].distinct == len(rows) and _apart(grid, (places[name],))]
    ranks = {name: (_rank(columns[name]), places[name]) for name in full}
    key = tuple(name for name in sorted(uniques, key=ranks.__getitem__)[:1] if ranks[name][0] < UNFIT)
    several = () if key else next(_together(grid, places, [columns[name] for name in full]), ())
    chosen = bool(several) and all(_numbers(columns[name]) for name in several)
    return TableProfile(
        name=info.name,
        columns=columns,
        key=several if chosen else key,
        uniques=tuple((name,) for name in uniques),
        sampled=len(rows),
        whole=len(rows) == len(grid),
        aside=grid.aside,
        together=() if chosen else several,
    )


TOGETHER = 8
"""Of so many columns at most it is tried whether some of them together tell the rows apart."""


def _together(grid: Grid, places: Mapping[str, int], full: Sequence[ColumnProfile]) -> Iterator[tuple[str, ...]]:
    """Columns, two or three, that together tell the rows apart: those that number first, addresses last."""
    fit = [column for column in full if column.kind in {"integer", "text", "date"}]
    fit.sort(key=lambda column: (not _numbers(column), any(column.share(one) > 0.5 for one in NO_KEYS - {"date"})))
    names = [column.name for column in fit[:TOGETHER]]
    for size in (2, 3):
        for some in sorted(
            combinations(names, size), key=lambda some: not any(LINES & set(words(one)) for one in some)
        ):
            if _apart(grid, [places[name] for name in some]):
                yield tuple(sorted(some, key=places.__getitem__))


def _numbers(column: ColumnProfile) -> bool:
    """Whether a column is named as the numbers of documents and of their lines are: others are different by chance."""
    return column.kind in {"integer", "text"} and bool((NUMBERS | LINES) & set(words(column.name)))


UNFIT = 4


def _rank(column: ColumnProfile) -> int:
    """How well a unique column serves as a key; `UNFIT`, and it does not: people's names and amounts repeat one day."""
    if column.kind in {"integer", "text"} and NUMBERS & set(words(column.name)):
        return 0
    if column.kind == "integer":
        return 1
    if (
        column.kind == "text"
        and not any(column.share(pattern) > 0.5 for pattern in NO_KEYS)
        and column.share("code") > 0.9
    ):
        return 2
    return 3 if column.share("email") > 0.9 else UNFIT


def _apart(grid: Grid, places: Sequence[int]) -> bool:
    """Whether these columns, full in every row but totals, tell all rows apart."""
    met: set[tuple[str, ...]] = set()
    for at, values in enumerate(zip(*grid.columns(places), strict=True)):
        key = tuple(map(joined, values))
        if all(key):
            if key in met:
                return False
            met.add(key)
        elif not is_total(grid.record(at)):
            return False
    return True


def _column(info: TableInfo, name: str, values: Sequence[Value]) -> ColumnProfile:
    filled = [said(value) for value in values if value is not None]
    met: Counter[str] = Counter()
    if info.columns[name].type == "text":
        for text in filled:
            met.update(patterns(text))
            met["code"] += any(map(str.isdigit, text)) and " " not in text.strip()
    return ColumnProfile(name, info.columns[name].type, True, len(filled), len(set(filled)), dict(met))
