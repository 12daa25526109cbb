"""What a deed would meet in the database, told before it is agreed: errors and side effects (D7)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import sqlalchemy as sa

from garant.errors import MapError
from garant.stores.port import ForeignKey, Scope, TableInfo
from garant.stores.sql.batch import Carrier
from garant.stores.sql.capture import capture
from garant.stores.sql.fates import Fates, fates
from garant.stores.sql.keys import key_of
from garant.stores.sql.links import Mapped, Walk
from garant.stores.sql.mask import mask_for
from garant.stores.sql.rows import key_rows


def preview(carrier: Carrier, walk: Walk, scope: Scope) -> tuple[str, ...]:
    """Texts in a stable order; an error's starts with "error: "."""
    touched = capture(carrier, walk, scope).touched()
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
        for mapped in self.walk:
            deletes = self.what.deletes.get(mapped.name, [])
            clears = self.what.clears.get(mapped.name, {})
            if deletes or clears:
                yield from self._engine(mapped)
                yield from self._triggers(mapped)
            for columns in clears:
                yield from self._masks(mapped, columns)
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

    def _masks(self, mapped: Mapped, columns: Sequence[str]) -> Iterator[str]:
        for column in columns:
            try:
                mask_for(mapped, column, self.scope)
            except MapError as error:
                yield f"error: {error}"

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
    where = f"{info.name} ({', '.join(key.columns)})"
    match key.on_delete:
        case "CASCADE":
            return f"error: {rows} rows of {where} would go with rows of {mapped.name} without standing in the plan"
        case "SET NULL" | "SET DEFAULT":
            return f"{rows} rows of {where} will no longer point at rows of {mapped.name}: {key.on_delete}"
        case _:
            return f"error: {rows} rows of {where} still point at rows of {mapped.name} that are to go"
