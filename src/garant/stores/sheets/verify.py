"""Reading again from the disk after the deed, by captured keys and by each identifying value; it judges what is left.

The values are looked for in every cell of every table, mapped or not, and in all that a file holds beside its cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from garant.rules.plan import Key, Touched
from garant.stores.port import Left, Scope, Skipped, Verified
from garant.stores.sheets.deeds import Masks, cleared, masks_of
from garant.stores.sheets.grid import Found
from garant.stores.sheets.needles import Needles
from garant.stores.sheets.values import joined_key
from garant.stores.sheets.walk import Walk

Finding = tuple[int, str, str, bool, bool]
"""Person's number, table, column, mapped, expected."""


def verify(walk: Walk, scope: Scope, touched: Sequence[Touched], needles: Needles) -> Verified:
    check = _Check(walk, scope, masks_of(walk, scope), touched)
    for name in dict.fromkeys(row.table for row in touched):
        check.table(name)
    skipped: list[Skipped] = []
    columns = rows = 0
    if needles:
        if needles.search.partial:
            whole = "inside longer texts, of so many persons at once, only e-mail addresses are looked for"
            skipped.append(Skipped("", "", "inside", whole))
        for book in walk.catalogue.files:
            for found in book.hits(needles, skipped):
                check.hit(found)
        for grid in walk.catalogue.grids.values():
            columns += max(1, sum(map(bool, grid.names)))
            rows += len(grid)
    left = tuple(
        Left(number, table, column, count, mapped, expected)
        for (number, table, column, mapped, expected), count in sorted(check.left.items())
    )
    return Verified(check.gone, check.cleared, check.kept, left, columns, rows, tuple(skipped))


@dataclass(slots=True)
class _Check:
    walk: Walk
    scope: Scope
    masks: Masks
    touched: Sequence[Touched]
    gone: dict[str, int] = field(default_factory=dict)
    cleared: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)
    left: dict[Finding, int] = field(default_factory=dict)
    staying: dict[tuple[str, int, int], frozenset[str]] = field(default_factory=dict)
    """(table, number, record) that the plan keeps → real columns it empties."""

    def table(self, name: str) -> None:
        """Counts the rows of one table in the state they should be in; what is not so is left."""
        mapped = self.walk.tables[name]
        mine = [row for row in self.touched if row.table == name]
        found = mapped.by_key(frozenset(joined_key(row.key) for row in mine))
        good: dict[str, set[Key]] = {"gone": set(), "cleared": set(), "kept": set()}
        for row in mine:
            at = found.get(joined_key(row.key))
            deletes, clear = self._end(row)
            if at is None:
                if deletes:
                    good["gone"].add(row.key)
                continue
            if deletes:
                self._add((row.number, name, "", True, False))
                continue
            good["kept"].add(row.key)
            record, masks = mapped.grid.record(at), self.masks.get(name, {})
            real = {column: mapped.real(column) for column in clear}
            self.staying[name, row.number, at] = frozenset(real.values())
            full = [column for column in clear if not cleared(masks[column], record[mapped.place(real[column])])]
            for column in full:
                self._add((row.number, name, column, True, False))
            if clear and not full:
                good["cleared"].add(row.key)
        for counts, what in ((self.gone, "gone"), (self.cleared, "cleared"), (self.kept, "kept")):
            if good[what]:
                counts[name] = len(good[what])

    def hit(self, found: Found) -> None:
        """A value that the search found. It is expected in a row and column that the plan keeps for this person."""
        mapped = self.walk.by_real.get(found.grid)
        if mapped is None or found.place:
            self._add((found.number, found.place or found.grid, found.column, False, False))
            return
        named = next((name for name, real in mapped.columns.items() if real == found.column), "")
        emptied = self.staying.get((mapped.name, found.number, found.at))
        expected = emptied is not None and found.column not in emptied
        finding = (found.number, mapped.name, named or found.column, bool(named), expected)
        already = (found.number, mapped.name, named or found.column, True, False)
        if already != finding or already not in self.left:
            self._add(finding)

    def _end(self, row: Touched) -> tuple[bool, tuple[str, ...]]:
        cases = self.scope.cases.get(row.table, ())
        if not cases:
            return False, ()
        case = cases[row.case]
        return case.row == "delete", case.clear if case.row == "keep" else ()

    def _add(self, finding: Finding) -> None:
        self.left[finding] = self.left.get(finding, 0) + 1
