"""The deed on a store: what was agreed is checked again under lock, then done in one transaction (D5, D6).

Fields are emptied first, then rows go, children before parents; a person whose data changed is left out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from garant.rules.plan import Key, Touched
from garant.stores.plain import plain
from garant.stores.port import Scope, Written
from garant.stores.reckoning import Fates, fates
from garant.stores.sql.batch import Carrier
from garant.stores.sql.capture import Captured, capture
from garant.stores.sql.links import Mapped, Walk
from garant.stores.sql.mask import Mask, mask_for, simple
from garant.stores.sql.order import deletion_order
from garant.stores.sql.rows import by_key, key_rows

Masks = Mapping[str, Mapping[str, Mask]]
"""Table → the map's column → its mask."""


def masks_of(walk: Walk, scope: Scope) -> Masks:
    """The masks of every column that a case clears. Raises `MapError` for one that cannot be masked."""
    found: dict[str, dict[str, Mask]] = {}
    for name, cases in scope.cases.items():
        for column in dict.fromkeys(column for case in cases if case.row == "keep" for column in case.clear):
            found.setdefault(name, {})[column] = mask_for(walk.tables[name], column, scope)
    return found


def erase(carrier: Carrier, walk: Walk, scope: Scope, touched: Sequence[Touched]) -> Written:
    deed = _Deed(carrier, walk, scope, masks_of(walk, scope))
    extra = {name: [mask.column for mask in masks.values()] for name, masks in deed.masks.items()}
    now = capture(carrier, walk, scope, lock=True, extra=extra)
    agreed, present = _by_number(touched), _by_number(now.touched)
    numbers = {subject.number for subject in scope.subjects} | set(agreed)
    same = {number for number in numbers if agreed.get(number, set()) == present.get(number, set())}
    finished = deed.finished_rows(now, same)
    already = {number for number in same if all(row in finished for row in agreed.get(number, ()))}
    already |= deed.finished_persons({number: agreed.get(number, set()) for number in numbers - same})
    done = frozenset(same - already)
    changed = frozenset(numbers - same - already)
    # a row that a person left out still holds is not ours to delete, so every person's rows are weighed
    deed.write(fates(scope.cases, now.touched, doing=done, done_before=frozenset(already)))
    return Written(done, frozenset(already), changed, deed.written)


def _by_number(rows: Sequence[Touched]) -> dict[int, set[Touched]]:
    found: dict[int, set[Touched]] = {}
    for row in rows:
        found.setdefault(row.number, set()).add(row)
    return found


@dataclass(slots=True)
class _Deed:
    carrier: Carrier
    walk: Walk
    scope: Scope
    masks: Masks
    written: dict[str, int] = field(default_factory=dict)

    # ── final state ────────────────────────────────────────────────────────────────────────────────────────────────

    def finished_rows(self, now: Captured, numbers: set[int]) -> set[Touched]:
        """Captured rows that are already as the plan wants them: kept, and empty where they are to be emptied."""
        return {
            row
            for row, held in zip(now.touched, now.rows, strict=True)
            if row.number in numbers and self._finished(row, held.values)
        }

    def finished_persons(self, agreed: Mapping[int, set[Touched]]) -> set[int]:
        """Persons whose every agreed row, fetched by its key, is in its final state: the step was done before."""
        states: dict[str, dict[Key, dict[str, Any]]] = {}
        rows = [row for mine in agreed.values() for row in mine]
        for name in dict.fromkeys(row.table for row in rows):
            keys = list(dict.fromkeys(row.key for row in rows if row.table == name))
            columns = [mask.column for mask in self.masks.get(name, {}).values()]
            states[name] = by_key(self.carrier, self.walk.tables[name], keys, columns)
        return {
            number
            for number, mine in agreed.items()
            if mine and all(self._finished(row, states[row.table].get(row.key)) for row in mine)
        }

    def _finished(self, row: Touched, values: Mapping[str, Any] | None) -> bool:
        cases = self.scope.cases.get(row.table, ())
        if not cases:
            return values is not None
        case = cases[row.case]
        if case.row == "delete":
            return values is None
        return values is not None and all(self._cleared(row, column, values) for column in case.clear)

    def _cleared(self, row: Touched, column: str, values: Mapping[str, Any]) -> bool:
        mask = self.masks[row.table][column]
        return cleared(mask, row.table, row.key, values[mask.column])

    # ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────

    def write(self, what: Fates) -> None:
        for name, groups in what.clears.items():
            for columns, keys in groups.items():
                self._clear(self.walk.tables[name], [self.masks[name][column] for column in columns], keys)
        order = deletion_order(self.walk)
        self._cut_circles(what, order)
        for mapped in order:
            keys = what.deletes.get(mapped.name, [])
            for batch in self.carrier.carry(mapped.key_columns(), key_rows(mapped, keys)):
                pairs = _pairs(mapped, batch)
                statement = self.carrier.dialect.delete(mapped.relation, batch, pairs)
                self._count(mapped, self.carrier.connection.execute(statement).rowcount)

    def _clear(self, mapped: Mapped, masks: Sequence[Mask], keys: Sequence[Key]) -> None:
        """One UPDATE: the same value for all rows where it may be, a value carried with each key where it is unique."""
        single = {
            mask.column: self._bound(mapped, mask, mask.value(mapped.name, ())) for mask in masks if not mask.by_row
        }
        each = [mask for mask in masks if mask.by_row]
        columns = [*mapped.key_columns(), *(mapped.relation.c[mask.column] for mask in each)]
        rows = [
            (*row, *(simple(mask.value(mapped.name, key), self.carrier) for mask in each))
            for row, key in zip(key_rows(mapped, keys), keys, strict=True)
        ]
        for batch in self.carrier.carry(columns, rows):
            own = {mask.column: batch.c[f"c{len(mapped.key) + place}"] for place, mask in enumerate(each)}
            statement = sa.update(mapped.relation).values(
                {mapped.relation.c[name]: value for name, value in {**single, **own}.items()}
            )
            same = (theirs == mine for theirs, mine in _pairs(mapped, batch))
            self._count(mapped, self.carrier.connection.execute(statement.where(*same)).rowcount)

    def _cut_circles(self, what: Fates, order: Sequence[Mapped]) -> None:
        """Rows to delete that point at rows of their own table, or of one that goes before it, let go of them first
        where the column may be empty: the engine would refuse, at once or at the statement's end."""
        before: set[str] = set()
        for mapped in order:
            before.add(mapped.info.name)
            keys = what.deletes.get(mapped.name, [])
            pointing = {name for key in mapped.info.foreign_keys if key.table in before for name in key.columns}
            loose = sorted(name for name in pointing if mapped.info.columns[name].nullable)
            for batch in self.carrier.carry(mapped.key_columns(), key_rows(mapped, keys)) if loose else ():
                statement = sa.update(mapped.relation).values(
                    {mapped.relation.c[column]: sa.null() for column in loose}
                )
                self.carrier.connection.execute(
                    statement.where(*(theirs == mine for theirs, mine in _pairs(mapped, batch)))
                )

    def _bound(self, mapped: Mapped, mask: Mask, value: Any) -> Any:
        if value is None:
            return sa.null()
        return sa.bindparam(None, simple(value, self.carrier), type_=mapped.relation.c[mask.column].type)

    def _count(self, mapped: Mapped, rows: int) -> None:
        self.written[mapped.name] = self.written.get(mapped.name, 0) + rows


def cleared(mask: Mask, table: str, key: Key, value: Any) -> bool:
    """Whether a stored value is what clearing leaves: nothing, or this very mask."""
    if value is None:
        return True
    wanted = mask.value(table, key)
    return wanted is not None and (value == wanted or str(plain(value)) == str(plain(wanted)))


def _pairs(mapped: Mapped, batch: sa.FromClause) -> list[tuple[sa.Column[Any], sa.ColumnElement[Any]]]:
    return [(column, batch.c[f"c{place}"]) for place, column in enumerate(mapped.key_columns())]
