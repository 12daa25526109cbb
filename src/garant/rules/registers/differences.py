"""What differs between two registers, entry by entry and field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from garant.rules.processing import Register
from garant.rules.registers.document import Key, entries, write_entry
from garant.rules.registers.opened import opened_entry


@dataclass(frozen=True, slots=True)
class Change:
    """One field within an entry. `path`: keys that lead to it. None: it was not said."""

    path: tuple[str, ...]
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that was added, removed, or of which fields changed."""

    kind: str
    entry: str
    what: Literal["added", "removed", "changed"]
    changes: tuple[Change, ...] = ()

    @property
    def key(self) -> Key:
        return (self.kind, self.entry)


def differences(before: Register, after: Register) -> tuple[Difference, ...]:
    """What one would do to the first register to have the second, in the order of the document."""
    old, new = written(before), written(after)
    found: list[Difference] = []
    for kind, entry in dict.fromkeys([*new, *old]):
        key = (kind, entry)
        if key not in old:
            found.append(Difference(kind, entry, "added"))
        elif key not in new:
            found.append(Difference(kind, entry, "removed"))
        elif old[key] != new[key]:
            whole = (opened_entry(kind, each) for each in (old[key], new[key]))
            found.append(Difference(kind, entry, "changed", changes(*whole)))
    return tuple(found)


def changes(before: Any, after: Any) -> tuple[Change, ...]:
    """The fields in which two plain values differ; lists are compared whole."""
    return tuple(_changes((), before, after))


def lost(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Only what would go: entries that are taken out, fields that are emptied, and what a list no longer has."""
    kept = (replace(each, changes=tuple(c for c in each.changes if _loses(c.before, c.after))) for each in found)
    return tuple(each for each in kept if each.what == "removed" or each.changes)


def _loses(before: Any, after: Any) -> bool:
    if before is None or after is None:
        return before is not None
    if not isinstance(before, list) or not isinstance(after, list):
        return False
    named = all(isinstance(each, str) for each in before)
    return bool({*before} - {*after}) if named else len(after) < len(before)


def written(register: Register) -> dict[Key, Any]:
    """The plain data of every entry."""
    return {key: write_entry(key[0], value) for key, value in entries(register).items()}


def _changes(path: tuple[str, ...], before: Any, after: Any) -> Iterator[Change]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes((*path, str(key)), before.get(key), after.get(key))
    elif before != after:
        yield Change(path, before, after)
