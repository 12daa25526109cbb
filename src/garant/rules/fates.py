"""What became of one person's rows, table by table, so that no two lines say opposite things of the same rows.

Pure. A letter says which rows a line speaks of: how many of how many, and of which days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from garant.law.provisions import Law
from garant.rules.plan import Cases, Touched, Why
from garant.rules.register import Table
from garant.rules.tally import Fate, grouped


@dataclass(frozen=True, slots=True)
class Line:
    """Rows of one table that share a fate and its reason.

    `rows` of the `of` rows that the person has there, dated from `first` to `last` (None: they bear no date).
    `columns`: what of them it is said of, all that is personal where the rows are whole. `ends`: until when they stay,
    the earliest first; empty where no date says.
    """

    table: str
    fate: Fate
    columns: tuple[str, ...]
    why: Why
    rows: int
    of: int
    first: date | None
    last: date | None
    ends: tuple[date, ...]

    @property
    def whole(self) -> bool:
        """Whether it is said of all the rows that the person has in this table."""
        return self.rows == self.of


def lines(
    touched: Sequence[Touched], cases: Cases, law: Law, year_end: tuple[int, int], tables: Iterable[Table]
) -> tuple[Line, ...]:
    """The lines of one person in one store, in the order of the map."""
    declared = {table.name: table for table in tables}
    has = Counter(t.table for t in touched)
    met: dict[tuple[str, Fate, tuple[str, ...], Why], list[tuple[Touched, date | None]]] = {}
    for t, (table, fate, columns, why, until) in grouped(touched, cases, law, year_end):
        met.setdefault((table, fate, columns, why), []).append((t, until))
    found = []
    for (table, fate, columns, why), rows in met.items():
        days = [t.day for t, _ in rows if t.day]
        dated = len(days) == len(rows)
        ends = [until for _, until in rows]
        found.append(
            Line(
                table,
                fate,
                columns or _personal(declared[table]),
                why,
                len(rows),
                has[table],
                min(days) if dated else None,
                max(days) if dated else None,
                tuple(sorted({e for e in ends if e})) if all(ends) else (),
            )
        )
    order = {table: i for i, table in enumerate(cases)}
    return tuple(sorted(found, key=lambda line: (order[line.table], line.fate, line.first or date.max)))


def _personal(table: Table) -> tuple[str, ...]:
    """What stands of a person in the whole rows of a table."""
    return tuple(c.name for c in table.columns.values() if c.personal)
