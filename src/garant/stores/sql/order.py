"""In which order tables are written."""

from __future__ import annotations

from collections.abc import Mapping

from garant.stores.sql.links import Mapped, Walk


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
