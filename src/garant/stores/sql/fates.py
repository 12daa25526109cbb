"""What becomes of each row when several persons of a batch share it, and in which order tables are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from garant.rules.plan import Cases, Key, Touched
from garant.stores.sql.links import Mapped, Walk


@dataclass(slots=True)
class Fates:
    """Per table: keys to delete, and keys to clear by the set of the map's columns that are to be emptied."""

    deletes: dict[str, list[Key]] = field(default_factory=dict)
    clears: dict[str, dict[tuple[str, ...], list[Key]]] = field(default_factory=dict)


def fates(cases: Cases, rows: Iterable[Touched], *, doing: frozenset[int], done_before: frozenset[int]) -> Fates:
    """The one fate of each row of the persons `doing`. Where persons of the batch differ, or one of them drops out,
    the row stays and only what all of them clear is cleared (D3)."""
    ends: dict[tuple[str, Key], tuple[bool, frozenset[str]]] = {}
    written: set[tuple[str, Key]] = set()
    for row in rows:
        agreed = row.number in doing or row.number in done_before
        goes, cleared = _end(cases, row) if agreed else (False, frozenset[str]())
        at = (row.table, row.key)
        if row.number in doing:
            written.add(at)
        if at in ends:
            went, before = ends[at]
            cleared = cleared if went else before if goes else before & cleared
            goes = went and goes
        ends[at] = (goes, cleared)
    found = Fates()
    for (table, key), (goes, cleared) in ends.items():
        if (table, key) not in written:
            continue
        if goes:
            found.deletes.setdefault(table, []).append(key)
        elif cleared:
            found.clears.setdefault(table, {}).setdefault(tuple(sorted(cleared)), []).append(key)
    return found


def _end(cases: Cases, row: Touched) -> tuple[bool, frozenset[str]]:
    mine = cases.get(row.table, ())
    if not mine:
        return False, frozenset()  # nothing was decided for this table: it stays as it is
    case = mine[row.case]
    return case.row == "delete", frozenset(case.clear)


def deletion_order(walk: Walk) -> tuple[Mapped, ...]:
    """Tables whose rows point at others come first, by the database's own keys and by the map's links (D6)."""
    below = {mapped.name: _pointing_names(walk, mapped) for mapped in walk}
    ordered: dict[str, Mapped] = {}
    for mapped in reversed(tuple(walk)):
        _after(mapped.name, below, walk.tables, ordered, frozenset())
    return tuple(ordered.values())


def _pointing_names(walk: Walk, mapped: Mapped) -> tuple[str, ...]:
    names = (walk.by_real[info.name].name for info, _ in walk.pointers(mapped) if info.name in walk.by_real)
    return tuple(name for name in dict.fromkeys(names) if name != mapped.name)


def _after(
    name: str,
    below: Mapping[str, tuple[str, ...]],
    tables: Mapping[str, Mapped],
    ordered: dict[str, Mapped],
    path: frozenset[str],
) -> None:
    if name in ordered or name in path:  # a circle of keys: `erase` has emptied the ones that may be empty
        return
    for pointing in below[name]:
        _after(pointing, below, tables, ordered, path | {name})
    ordered[name] = tables[name]
