"""Sets values of a person's rows to what the person says is right, if they still are what was shown (art. 16)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from garant.errors import StoreError
from garant.rules.plan import Change, Key
from garant.stores.plain import plain
from garant.stores.port import Scope, Written
from garant.stores.sql.batch import Carrier
from garant.stores.sql.capture import Captured, capture
from garant.stores.sql.links import Mapped, Walk
from garant.stores.sql.rows import key_rows


def rectify(carrier: Carrier, walk: Walk, scope: Scope, changes: Sequence[Change]) -> Written:
    extra: dict[str, list[str]] = {}
    for change in changes:
        extra.setdefault(change.table, []).append(walk.tables[change.table].real(change.column))
    found = capture(carrier, walk, scope, lock=True, extra=extra)
    states = {number: [_state(found, number, one) for one in mine] for number, mine in _owners(found, changes).items()}
    changed = frozenset(number for number, mine in states.items() if "changed" in mine)
    already = frozenset(number for number, mine in states.items() if set(mine) == {"already"})
    done = frozenset(states) - changed - already
    todo = [
        one for number in sorted(done) for one in _owners(found, changes)[number] if _state(found, number, one) == "due"
    ]
    written: dict[str, int] = {}
    for name in dict.fromkeys(change.table for change in todo):
        mapped = walk.tables[name]
        for column in dict.fromkeys(change.column for change in todo if change.table == name):
            mine = {change.key: change.new for change in todo if change.table == name and change.column == column}
            written[name] = written.get(name, 0) + _set(carrier, mapped, mapped.real(column), mine)
    return Written(done, already, changed, written)


def _owners(found: Captured, changes: Sequence[Change]) -> dict[int, list[Change]]:
    """Person's number → changes to rows of theirs. A row that is nobody's in the scope is refused."""
    owners: dict[tuple[str, Key], list[int]] = {}
    for held in found.rows:
        owners.setdefault((held.table, held.key), []).append(held.number)
    mine: dict[int, list[Change]] = {}
    for change in changes:
        numbers = owners.get((change.table, change.key))
        if not numbers:
            raise StoreError(
                "a row to rectify is not, or no longer, this person's.", place=change.table, remedy="Plan again."
            )
        for number in numbers:
            mine.setdefault(number, []).append(change)
    return mine


def _state(found: Captured, number: int, change: Change) -> str:
    held = found.tables[change.table][number, change.key]
    now = held.values[found.walk.tables[change.table].real(change.column)]
    if _same(now, change.new):
        return "already"
    return "due" if _same(now, change.old) else "changed"


def _same(stored: Any, shown: Any) -> bool:
    """Whether a stored value is the one that was shown, as plain JSON carries both."""
    left, right = plain(stored), plain(shown)
    if left is None or right is None:
        return left is right
    return unicodedata.normalize("NFC", str(left)) == unicodedata.normalize("NFC", str(right))


def _set(carrier: Carrier, mapped: Mapped, column: str, values: Mapping[Key, Any]) -> int:
    target = mapped.relation.c[column]
    keys = list(values)
    rows = [(*row, values[key]) for row, key in zip(key_rows(mapped, keys), keys, strict=True)]
    count = 0
    for batch in carrier.carry([*mapped.key_columns(), target], rows):
        statement = sa.update(mapped.relation).values({target: batch.c[f"c{len(mapped.key)}"]})
        same = (own == batch.c[f"c{place}"] for place, own in enumerate(mapped.key_columns()))
        count += carrier.connection.execute(statement.where(*same)).rowcount
    return count
