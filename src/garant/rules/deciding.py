"""One table of a map as somebody decides it by a form: what its columns hold, what it is for, which date dates a row.

What the form does not ask (replacements, words, mandatory mentions) stays as the map has it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from garant.law.purposes import within
from garant.rules.propose import usual_origin
from garant.rules.register import NO_CATEGORY, Column, Link, StoreMap, Table

UNDECIDED = ""
"""Said of a column that somebody leaves for later: Garant does not touch it (D13)."""
FREE_TEXT = "note"


@dataclass(frozen=True, slots=True)
class Decided:
    """What somebody says of a table. `categories`: column → category, or `UNDECIDED`; a column left out stays.

    `link`, `key`: only for a table that the map does not know yet; it must hang on one that it knows.
    """

    activity: str
    categories: Mapping[str, str] = field(default_factory=dict)
    date: str | None = None
    link: Link | None = None
    key: tuple[str, ...] = ()


def decided(map: StoreMap, name: str, said: Decided) -> StoreMap:
    """The map with that table as it was decided. It is a new value; the old one stays as it was."""
    table = map.tables.get(name) or Table(name, said.activity, {}, said.link, key=said.key)
    told = {
        c: _column(table.columns.get(c), c, category)
        for c, category in said.categories.items()
        if c in table.columns or category != UNDECIDED  # keys and the like, of which a map says nothing
    }
    columns = {**table.columns, **told}
    whole = replace(table, activity=said.activity, columns=columns, date=said.date or None, review=False)
    return replace(map, tables={**map.tables, name: whole})


def _column(known: Column | None, name: str, category: str) -> Column:
    column = known or Column(name, NO_CATEGORY, review=True)
    if category == UNDECIDED:
        return replace(column, review=True)
    if known is not None and category == known.category:
        return replace(known, review=False)
    new = replace(column, category=category, review=False, origin=usual_origin(category))
    if not new.personal:
        return replace(new, also=(), mask=None, free_text=False)
    return replace(new, free_text=within(category, FREE_TEXT))  # it may name others (E8)
