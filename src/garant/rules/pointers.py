"""Which columns may be keys that the database does not declare, and which of them the data bear out (D13)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from garant.law.vocabulary import Lexicon
from garant.rules.guessing import KEY_WORDS, best, role, singular, words
from garant.rules.profile import ColumnProfile, Pointer, TableProfile

CONTAINED = 0.98
"""At least this part of the sampled values stands in the target."""
VALUES = 50
"""At least so many values were seen; fewer only where the whole table was read and the name leaves no doubt."""

NAMED, ENDING, KEYED, ROLE = 4, 3, 2, 1
"""How well a column's name fits its target: it is the table's name; it ends with it; it is that of the table's key; it
names a role of its people."""
NO_DOUBT = (NAMED, KEYED)

Candidate = tuple[Pointer, int]


def candidates(tables: Mapping[str, TableProfile], lexicon: Lexicon) -> tuple[Candidate, ...]:
    """Pointers worth testing: a name that fits, a target column that is unique, the same kind of value."""
    return tuple(_best_of(found) for table in tables.values() for found in _by_column(table, tables, lexicon))


def borne_out(candidate: Candidate, share: float, values: int, whole: bool) -> bool:
    """Whether the sampled values of a candidate say that it is a key."""
    enough = values >= VALUES or (whole and values > 0 and candidate[1] in NO_DOUBT)
    return enough and share >= CONTAINED


def _by_column(table: TableProfile, tables: Mapping[str, TableProfile], lexicon: Lexicon) -> Iterator[list[Candidate]]:
    declared = {column for pointer in table.pointers for column in pointer.columns if len(pointer.columns) == 1}
    for column in table.columns.values():
        if column.name in declared or column.kind not in {"integer", "text", "other"}:
            continue
        found = list(_for(table, column, tables.values(), lexicon))
        if found:
            yield found


def _for(
    table: TableProfile, column: ColumnProfile, targets: Iterable[TableProfile], lexicon: Lexicon
) -> Iterator[Candidate]:
    for target in targets:
        for name, held in target.columns.items():
            if not target.unique(name) or held.kind != column.kind or (target is table and name == column.name):
                continue
            fit = _fit(table, column.name, target, lexicon) or _of_its_key(column.name, target)
            own_key = (column.name,) == table.key
            if fit == 0 or (own_key and (fit < NAMED or words(table.name) == words(target.name))):
                continue
            # The key of the target comes before its other unique columns.
            pointer = Pointer(table.name, (column.name,), target.name, (name,), declared=False)
            if (name,) == target.key or column.kind == "text":
                yield pointer, fit


def _fit(table: TableProfile, column: str, target: TableProfile, lexicon: Lexicon) -> int:
    name = words(column)
    bare = tuple(word for word in name if word not in KEY_WORDS)
    if target is table:
        phrases = {tuple(singular(word) for word in phrase) for phrase in lexicon.self_links}
        return NAMED if name in phrases or bare in phrases else 0
    aim = _subject(target.name)
    if not bare or not aim:
        return 0
    if bare == aim or "".join(bare) == "".join(aim):
        return NAMED
    keyed = len(bare) < len(name)
    if keyed and (bare[-len(aim) :] == aim or bare[: len(aim)] == aim):
        return ENDING
    if keyed and len(aim) > len(bare) and aim[-len(bare) :] == bare and column in target.key:
        return ENDING
    met = best(bare, lexicon.roles)
    return ROLE if keyed and met and met[0] == "staff" and role(target.name, lexicon) == "staff" else 0


def _of_its_key(column: str, target: TableProfile) -> int:
    """A column that bears the very name of another table's key, where that says more than “id” or “number”."""
    name = words(column)
    telling = [word for word in name if word not in KEY_WORDS]
    return KEYED if telling and len(target.key) == 1 and words(target.key[0]) == name else 0


def _subject(table: str) -> tuple[str, ...]:
    """What a table is about: “Clients 2026” is about clients."""
    name = words(table.rpartition(".")[2])
    return tuple(word for word in name if not word.isdigit())


def _best_of(found: list[Candidate]) -> Candidate:
    return max(found, key=lambda one: (one[1], len(one[0].target)))
