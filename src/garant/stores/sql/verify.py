"""Reading again after the deed, by the captured keys and by each identifying value; it judges what is left (D9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from garant.rules.plan import Key, Touched
from garant.stores.plain import key_of
from garant.stores.port import Left, Scope, TableInfo, Verified, Wanted
from garant.stores.search import Search
from garant.stores.sql.batch import Carrier
from garant.stores.sql.erase import Masks, cleared, masks_of
from garant.stores.sql.links import Walk
from garant.stores.sql.rows import by_key
from garant.stores.sql.search import Searching

Finding = tuple[int, str, str, bool, bool]
"""Person's number, table, column, mapped, expected."""


def verify(
    carrier: Carrier, walk: Walk, scope: Scope, touched: Sequence[Touched], values: Sequence[Wanted], region: str
) -> Verified:
    check = _Check(walk, scope, masks_of(walk, scope), touched)
    for name in dict.fromkeys(row.table for row in touched):
        check.table(carrier, name)
    search = Search.of(values, region)
    searching = Searching(carrier, walk.catalogue, search, {name: mapped.key for name, mapped in walk.by_real.items()})
    for info, column, number, key in searching.hits():
        check.hit(info, column, number, key_of(key))
    left = tuple(
        Left(number, table, column, rows, mapped, expected)
        for (number, table, column, mapped, expected), rows in sorted(check.left.items())
    )
    return Verified(
        check.gone, check.cleared, check.kept, left, searching.columns, searching.rows, tuple(searching.skipped)
    )


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
    staying: dict[tuple[str, int, Key], frozenset[str]] = field(default_factory=dict)
    """(table, number, key) of rows the plan keeps → real columns it empties."""

    def table(self, carrier: Carrier, name: str) -> None:
        """Counts the rows of one table in the state they should be in; what is not so is left."""
        mine = [row for row in self.touched if row.table == name]
        masks = self.masks.get(name, {})
        keys = list(dict.fromkeys(row.key for row in mine))
        columns = [mask.column for mask in masks.values()]
        states = by_key(carrier, self.walk.tables[name], keys, columns)
        good: dict[str, set[Key]] = {"gone": set(), "cleared": set(), "kept": set()}
        for row in mine:
            state = states.get(row.key)
            deletes, clear = self._end(row)
            if deletes and state is None:
                good["gone"].add(row.key)
            elif deletes:
                self._add((row.number, name, "", True, False))
            elif state is not None:
                good["kept"].add(row.key)
                self.staying[name, row.number, row.key] = frozenset(masks[column].column for column in clear)
                full = [
                    column for column in clear if not cleared(masks[column], name, row.key, state[masks[column].column])
                ]
                for column in full:
                    self._add((row.number, name, column, True, False))
                if clear and not full:
                    good["cleared"].add(row.key)
        for counts, what in ((self.gone, "gone"), (self.cleared, "cleared"), (self.kept, "kept")):
            if good[what]:
                counts[name] = len(good[what])

    def hit(self, info: TableInfo, column: str, number: int, key: Key) -> None:
        """A value that the search found. It is expected in a row and column that the plan keeps for this person."""
        mapped = self.walk.by_real.get(info.name)
        if mapped is None:
            self._add((number, info.name, column, False, False))
            return
        named = next((name for name, real in mapped.columns.items() if real == column), "")
        emptied = self.staying.get((mapped.name, number, key))
        expected = emptied is not None and column not in emptied
        finding = (number, mapped.name, named or column, bool(named), expected)
        already = (number, mapped.name, named or column, True, False)
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
