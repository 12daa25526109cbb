"""Erasing and rectifying: which records change and how, reckoned on the files as they are under lock (D4, D5)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from garant.errors import MapError, StoreError
from garant.rules.plan import Change, Key, Touched
from garant.stores.port import Scope, Written
from garant.stores.reckoning import Fates, fates
from garant.stores.sheets.capture import AT, Captured, capture
from garant.stores.sheets.grid import Edit
from garant.stores.sheets.values import Value, joined_key, key_part, parse_date, said, shown
from garant.stores.sheets.walk import Mapped, Walk

Edits = dict[str, dict[int, Edit]]
"""Real table's name → record → what becomes of it."""
Masks = Mapping[str, Mapping[str, str | None]]
"""Table → the map's column → what stands there once it is cleared; None is nothing."""


@dataclass(frozen=True, slots=True)
class Due:
    """What a deed comes to: the edits to write, and what is then true."""

    edits: Edits
    written: Written


def masks_of(walk: Walk, scope: Scope) -> Masks:
    """Raises `MapError` for a column that may not be cleared."""
    found: dict[str, dict[str, str | None]] = {}
    for name, cases in scope.cases.items():
        for column in dict.fromkeys(column for case in cases if case.row == "keep" for column in case.clear):
            found.setdefault(name, {})[column] = mask_of(walk.tables[name], column)
    return found


def mask_of(mapped: Mapped, column: str) -> str | None:
    real = mapped.real(column)
    if real in mapped.key:
        raise MapError(
            "it is part of the key and cannot be emptied.",
            place=f"{mapped.name}.{real}",
            remedy="Let the row go instead.",
        )
    declared = mapped.declared.columns.get(column)
    return declared.mask if declared else None


def cleared(mask: str | None, value: Value) -> bool:
    """Whether a cell holds what clearing leaves: nothing, or this very mask."""
    return value in (None, "") or (mask is not None and said(value) == mask)


def erasing(walk: Walk, scope: Scope, touched: Sequence[Touched]) -> Due:
    """What to write for those whose rows are still exactly `touched`; the others drop out (D5)."""
    masks = masks_of(walk, scope)
    now = capture(walk, scope)
    agreed, present = _by_number(touched), _by_number(now.touched)
    numbers = {subject.number for subject in scope.subjects} | set(agreed)
    same = {number for number in numbers if agreed.get(number, set()) == present.get(number, set())}
    deed = Deed(walk, scope, masks)
    others = deed.finished({row for number in numbers - same for row in agreed.get(number, ())})
    finished = deed.finished({row for row in now.touched if row.number in same})
    already = {number for number in same if agreed.get(number, set()) <= finished}
    already |= {number for number in numbers - same if agreed.get(number) and agreed[number] <= others}
    done = frozenset(same - already)
    changed = frozenset(numbers - same - already)
    # a row that a person left out still holds is not ours to delete, so every person's rows are weighed
    what = fates(scope.cases, now.touched, doing=done, done_before=frozenset(already))
    edits, rows = deed.edits(what, now)
    return Due(edits, Written(done, frozenset(already), changed, rows))


def _by_number(rows: Iterable[Touched]) -> dict[int, set[Touched]]:
    found: dict[int, set[Touched]] = {}
    for row in rows:
        found.setdefault(row.number, set()).add(row)
    return found


@dataclass(slots=True)
class Deed:
    walk: Walk
    scope: Scope
    masks: Masks
    rows: dict[str, int] = field(default_factory=dict)

    def finished(self, rows: set[Touched]) -> set[Touched]:
        """Those that are in their final state: gone, or kept and empty where they are to be emptied."""
        found: set[Touched] = set()
        for name in dict.fromkeys(row.table for row in rows):
            mapped = self.walk.tables[name]
            mine = [row for row in rows if row.table == name]
            at = mapped.by_key(frozenset(joined_key(row.key) for row in mine))
            found |= {row for row in mine if self._finished(mapped, row, at.get(joined_key(row.key)))}
        return found

    def _finished(self, mapped: Mapped, row: Touched, at: int | None) -> bool:
        cases = self.scope.cases.get(row.table, ())
        if not cases:
            return at is not None
        case = cases[row.case]
        if case.row == "delete" or at is None:
            return case.row == "delete" and at is None
        record = mapped.grid.record(at)
        masks = self.masks.get(row.table, {})
        return all(cleared(masks[column], record[mapped.place(mapped.real(column))]) for column in case.clear)

    def edits(self, what: Fates, now: Captured) -> tuple[Edits, dict[str, int]]:
        at = {(held.table, held.key): held.values[AT] for held in now.rows}
        edits: Edits = {}
        rows: dict[str, int] = {}
        for name, groups in what.clears.items():
            mapped = self.walk.tables[name]
            for columns, keys in groups.items():
                values = {mapped.place(mapped.real(column)): self.masks[name][column] for column in columns}
                for key in keys:
                    edits.setdefault(mapped.info.name, {})[at[name, key]] = Edit(at[name, key], values)
                rows[name] = rows.get(name, 0) + len(keys)
        for name, keys in what.deletes.items():
            mapped = self.walk.tables[name]
            for key in keys:
                edits.setdefault(mapped.info.name, {})[at[name, key]] = Edit(at[name, key], goes=True)
            rows[name] = rows.get(name, 0) + len(keys)
        return edits, rows


# ── rectify ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rectifying(walk: Walk, scope: Scope, changes: Sequence[Change]) -> Due:
    """Sets each value that still is what was shown (art. 16)."""
    found = capture(walk, scope)
    owners = _owners(found, changes)
    states = {number: [_state(found, number, one) for one in mine] for number, mine in owners.items()}
    changed = frozenset(number for number, mine in states.items() if "changed" in mine)
    already = frozenset(number for number, mine in states.items() if set(mine) == {"already"})
    done = frozenset(states) - changed - already
    edits: Edits = {}
    written: dict[str, set[tuple[Key, str]]] = {}
    for number in sorted(done):
        for one in owners[number]:
            if _state(found, number, one) == "due":
                mapped = walk.tables[one.table]
                at = found.tables[one.table][number, one.key].values[AT]
                mine = edits.setdefault(mapped.info.name, {})
                values = dict(mine[at].values) if at in mine else {}
                values[mapped.place(mapped.real(one.column))] = one.new
                mine[at] = Edit(at, values)
                written.setdefault(one.table, set()).add((one.key, one.column))
    return Due(edits, Written(done, already, changed, {name: len(cells) for name, cells in written.items()}))


def _owners(found: Captured, changes: Sequence[Change]) -> dict[int, list[Change]]:
    """Person's number → changes to rows of theirs. A row that is nobody's in the scope is refused."""
    owners: dict[tuple[str, Key], list[int]] = {}
    for held in found.rows:
        owners.setdefault((held.table, held.key), []).append(held.number)
    mine: dict[int, list[Change]] = {}
    for change in changes:
        numbers = owners.get((change.table, tuple(key_part(part) for part in change.key)))
        if not numbers:
            raise StoreError(
                "a row to rectify is not, or no longer, this person's.", place=change.table, remedy="Plan again."
            )
        for number in numbers:
            mine.setdefault(number, []).append(change)
    return mine


def _state(found: Captured, number: int, change: Change) -> str:
    mapped = found.walk.tables[change.table]
    held = found.tables[change.table][number, change.key]
    place = mapped.place(mapped.real(change.column))
    value = mapped.grid.record(held.values[AT])[place]
    now = shown(value, mapped.info.columns[mapped.grid.names[place]].type)
    if _same(now, change.new):
        return "already"
    return "due" if _same(now, change.old) else "changed"


def _same(now: Any, other: Any) -> bool:
    """Whether a cell says what was shown, or asked for: the same text, or the same day."""
    if now in (None, "") or other in (None, ""):
        return now in (None, "") and other in (None, "")
    left, right = (unicodedata.normalize("NFC", str(one)) for one in (now, other))
    return left == right or (parse_date(left) is not None and parse_date(left) == parse_date(right))
