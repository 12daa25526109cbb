"""By what a person is still known in a store after an erasure, and by what no longer (promise 5, D2)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from garant.rules.plan import Cases, Touched
from garant.rules.register import StoreMap


def identities(map: StoreMap, touched: Iterable[Touched], cases: Cases) -> Iterator[tuple[Touched, str, bool]]:
    """(a person's own row, kind of identity, whether it stays there): a row may be kept with its customer number while
    its e-mail goes. A kind with several columns stays while one of them does."""
    of_table = {p.table: p for p in map.persons.values()}
    for t in touched:
        person, case = of_table.get(t.table), cases[t.table][t.case]
        cleared = {name.casefold() for name in case.clear}
        for kind, names in person.identities.items() if person else ():
            yield t, kind, case.row == "keep" and any(name.casefold() not in cleared for name in names)
