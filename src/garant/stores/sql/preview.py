"""What a deed would meet in the database, told before it is agreed: errors and side effects (D7)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from garant.errors import MapError
from garant.rules.plan import Key
from garant.stores.plain import key_of
from garant.stores.port import ForeignKey, Scope, TableInfo
from garant.stores.reckoning import Fates, fates
from garant.stores.sql.batch import Carrier
from garant.stores.sql.capture import capture
from garant.stores.sql.faults import COPY
from garant.stores.sql.links import Mapped, Walk
from garant.stores.sql.mask import Mask, mask_for, simple
from garant.stores.sql.rows import key_rows


def preview(carrier: Carrier, walk: Walk, scope: Scope) -> tuple[str, ...]:
    """Texts in a stable order; an error's starts with "error: "."""
    touched = capture(carrier, walk, scope).touched
    everyone = frozenset(row.number for row in touched)
    what = fates(scope.cases, touched, doing=everyone, done_before=frozenset())
    look = _Preview(carrier, walk, scope, what)
    return tuple(dict.fromkeys(look.texts()))


class _Preview:
    def __init__(self, carrier: Carrier, walk: Walk, scope: Scope, what: Fates) -> None:
        self.carrier = carrier
        self.walk = walk
        self.scope = scope
        self.what = what

    def texts(self) -> Iterator[str]:
        writes = bool(self.what.deletes or self.what.clears)
        if writes and not self.carrier.dialect.on_primary(self.carrier.connection):
            yield f"error: {COPY}"
        for mapped in self.walk:
            deletes = self.what.deletes.get(mapped.name, [])
            clears = self.what.clears.get(mapped.name, {})
            if deletes or clears:
                yield from self._engine(mapped)
                yield from self._triggers(mapped)
            for columns, keys in clears.items():
                yield from self._masks(mapped, columns, keys)
            if deletes and "delete" not in mapped.info.may:
                yield f"error: {mapped.name}: the right to delete its rows is missing"
            if deletes:
                for info, key in self.walk.pointers(mapped):
                    yield from self._pointing(mapped, info, key)

    def _engine(self, mapped: Mapped) -> Iterator[str]:
        if mapped.info.name in self.walk.catalogue.facts.unsafe:
            yield f"error: {mapped.name}: its storage engine knows no transaction, so that a deed could stop half done"
        for view in self.walk.catalogue.facts.fed.get(mapped.info.name, ()):
            yield f"{view}: a materialised view made from {mapped.name}; it holds the old rows until it is refreshed"

    def _triggers(self, mapped: Mapped) -> Iterator[str]:
        if mapped.info.triggers:
            yield f"{mapped.name}: triggers will fire: {', '.join(mapped.info.triggers)}"

    def _masks(self, mapped: Mapped, columns: Sequence[str], keys: Sequence[Key]) -> Iterator[str]:
        """Columns that cannot be emptied or masked: by their kind, for want of a right, by a check of the database."""
        fixed = self.walk.catalogue.facts.fixed.get(mapped.info.name, frozenset())
        masks: dict[str, Mask] = {}
        for column in columns:
            try:
                mask = mask_for(mapped, column, self.scope)
            except MapError as error:
                yield f"error: {error}"
                continue
            masks[mask.column] = mask
            if mask.column in fixed:
                yield f"error: {mapped.name}.{mask.column}: the right to write it is missing"
            for info, key in self.walk.pointers(mapped):
                if mask.column in key.target and key in info.foreign_keys:
                    yield f"error: {mapped.name}.{mask.column}: rows of {info.name} point at it, it cannot be emptied"
        for check in mapped.info.checks:
            named = [name for name in masks if re.search(rf"\b{re.escape(name)}\b", check)]
            if named and self._refused(mapped, masks, keys, check):
                yield (
                    f"error: {mapped.name}.{named[0]}: the check {check} refuses what would stand there. "
                    "State a `mask:` that it accepts in the map."
                )

    def _refused(self, mapped: Mapped, masks: Mapping[str, Mask], keys: Sequence[Key], check: str) -> bool:
        """Whether a check of the database would refuse one of the rows with its masks: asked without writing."""
        for batch in self.carrier.carry(mapped.key_columns(), key_rows(mapped, keys)):
            same = [column == batch.c[f"c{place}"] for place, column in enumerate(mapped.key_columns())]
            masked = [
                self._as_masked(mapped, column, masks) for column in mapped.relation.c if self._seen(mapped, column)
            ]
            rows = sa.select(*masked).select_from(batch.join(mapped.relation, sa.and_(*same))).subquery("masked")
            refused = sa.select(sa.func.count()).select_from(rows).where(sa.not_(sa.literal_column(f"({check})")))
            if self.carrier.connection.execute(refused).scalar_one():
                return True
        return False

    def _seen(self, mapped: Mapped, column: sa.Column[Any]) -> bool:
        return column.name not in self.walk.catalogue.facts.hidden.get(mapped.info.name, frozenset())

    def _as_masked(self, mapped: Mapped, column: sa.Column[Any], masks: Mapping[str, Mask]) -> sa.ColumnElement[Any]:
        if column.name not in masks:
            return column
        value = masks[column.name].value(mapped.name, ("any",))
        if value is None:
            return (
                sa.cast(sa.null(), column.type).label(column.name)
                if self.carrier.dialect.typed
                else sa.null().label(column.name)
            )
        bound = sa.bindparam(None, simple(value, self.carrier), type_=column.type)
        return (sa.cast(bound, column.type) if self.carrier.dialect.typed else bound).label(column.name)

    def _pointing(self, mapped: Mapped, info: TableInfo, key: ForeignKey) -> Iterator[str]:
        """Rows that point at a row that is to go, and do not go themselves."""
        going = {tuple(key) for name, keys in self.what.deletes.items() for key in keys if self._is(name, info)}
        relation = self.walk.catalogue.relations[info.name].alias("pointing")
        own = self.walk.by_real.get(info.name)
        at = own.key if own else info.key
        staying = 0
        for batch in self.carrier.carry(mapped.key_columns(), key_rows(mapped, self.what.deletes[mapped.name])):
            same = [column == batch.c[f"c{place}"] for place, column in enumerate(mapped.key_columns())]
            on = [relation.c[a] == mapped.relation.c[b] for a, b in zip(key.columns, key.target, strict=True)]
            joined = batch.join(mapped.relation, sa.and_(*same)).join(relation, sa.and_(*on))
            query = sa.select(*(relation.c[name] for name in at or key.columns)).select_from(joined)
            staying += sum(key_of(row) not in going for row in self.carrier.connection.execute(query))
        if staying:
            yield _told(mapped, info, key, staying)

    def _is(self, name: str, info: TableInfo) -> bool:
        return self.walk.tables[name].info.name == info.name


def _told(mapped: Mapped, info: TableInfo, key: ForeignKey, rows: int) -> str:
    where = f"{rows} rows of {info.name} ({', '.join(key.columns)})"
    if key not in info.foreign_keys:
        return f"{where} will point at rows of {mapped.name} that are gone: the database knows no such key"
    match key.on_delete:
        case "CASCADE":
            return f"error: {where} would go with rows of {mapped.name} without standing in the plan"
        case "SET NULL" | "SET DEFAULT":
            return f"{where} will no longer point at rows of {mapped.name}: {key.on_delete}"
        case _:
            return f"error: {where} still point at rows of {mapped.name} that are to go"
