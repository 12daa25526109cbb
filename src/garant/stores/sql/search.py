"""Looks for identifying values in every text column of a store, mapped or not (D9).

Each column is read once for whole values, by a join with the batch; columns that may hold sentences once more for
values inside the text. It is bounded: what is not searched is listed with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from garant.stores.identities import digits, lowered, normalise, spellings
from garant.stores.port import ColumnInfo, TableInfo, Wanted
from garant.stores.sql.batch import Carrier
from garant.stores.sql.catalogue import Catalogue

LONG = 60
"""A text column that can hold more characters than this may hold a sentence that quotes a person."""
SHORTEST = 4
"""Values of fewer characters are looked for as whole values only."""
FEW = 20
"""Up to so many values are looked for one by one inside texts; of more, only e-mail addresses, word by word."""
MOST_ROWS = 20_000_000
"""A table with more rows is not searched: its administrator does it, and the answer says so."""
PAGE = 5_000
WORD_LENGTH = 500
"""Longer values are not looked for: no column of identities holds them."""
WORD = re.compile(r"[^\s<>()\[\]{},;:\"'«»“”|=/\\]+")
NUMBER = re.compile(r"\+?\d[\d .()/\-]{5,}\d")
DOCUMENTS = ("JSON", "JSONB", "XML", "HSTORE")

Hit = tuple[TableInfo, str, int, tuple[Any, ...]]
"""Table, column, person's number, the row's key as the driver gave it (empty: the table has none)."""


@dataclass(slots=True)
class Search:
    """What is looked for: normalised value → numbers of the persons it belongs to, and spellings for the database."""

    region: str
    values: dict[str, set[int]] = field(default_factory=dict)
    phones: dict[str, set[int]] = field(default_factory=dict)
    letters: set[str] = field(default_factory=set)

    def add(self, one: Wanted) -> None:
        form = normalise(one.kind, one.value, self.region)
        if not form or len(one.value) > WORD_LENGTH // 2:
            return
        (self.phones if one.kind == "phone" else self.values).setdefault(form, set()).add(one.number)
        self.letters |= lowered(one.value)
        if one.kind == "phone":
            self.letters |= {letter.lower() for letter in spellings(one.kind, one.value, self.region)}

    def whole(self, value: str) -> set[int]:
        """Persons of whom this is the value itself."""
        found = set(self.values.get(normalise("text", value), ()))
        if self.phones and len(digits(value)) >= SHORTEST:
            found |= self.phones.get(normalise("phone", value, self.region), set())
        return found

    def inside(self, text: str) -> set[int]:
        """Persons one of whose values stands somewhere in this text."""
        folded = normalise("text", text)
        found: set[int] = set()
        if self.few:
            for value, numbers in self.values.items():
                if len(value) >= SHORTEST and _stands_in(value, folded):
                    found |= numbers
        elif "@" in folded:
            for word in WORD.findall(folded):
                found |= self.values.get(word.strip(".!?’…-"), set()) if "@" in word else set()
        for number in NUMBER.findall(text) if self.phones and self.few else ():
            found |= self.phones.get(normalise("phone", number, self.region), set())
        return found

    @property
    def few(self) -> bool:
        return len(self.values) + len(self.phones) <= FEW

    def patterns(self) -> list[str]:
        """LIKE patterns that find every text `inside` may agree to, and more."""
        if not self.few:
            return ["%@%"]
        texts = {letter for letter in self.letters if len(letter) >= SHORTEST}
        return sorted(f"%{_escaped(text)}%" for text in texts)


@dataclass(slots=True)
class Searching:
    """One search through a store. `columns` and `rows` count what was read, `skipped` says what was not and why."""

    carrier: Carrier
    catalogue: Catalogue
    search: Search
    keys: Mapping[str, tuple[str, ...]]
    """Table → key columns, where the map states another key than the database's."""
    columns: int = 0
    rows: int = 0
    skipped: list[str] = field(default_factory=list)

    def hits(self) -> Iterator[Hit]:
        if not self.search.letters:
            return
        if not self.search.few:
            self.skipped.append(
                f"inside longer texts: of more than {FEW} values at once, only e-mail addresses were looked for"
            )
        for info in self.catalogue.schema.tables.values():
            if info.kind != "view":  # a view holds nothing of its own; a materialised one does
                yield from self._table(info)

    def _table(self, info: TableInfo) -> Iterator[Hit]:
        if info.rows > MOST_ROWS:
            self.skipped.append(f"{info.name}: about {info.rows} rows, more than the search's bound of {MOST_ROWS}")
            return
        if "select" not in info.may:
            self.skipped.append(f"{info.name}: the right to read it is missing")
            return
        hidden = self.catalogue.facts.hidden.get(info.name, frozenset())
        key = self.keys.get(info.name, info.key)
        key = key if not hidden.intersection(key) else ()
        searched = 0
        for name, column in info.columns.items():
            if not _holds_text(column):
                if column.type in {"binary", "other"} and column.declared.upper() != "UUID":
                    self.skipped.append(f"{info.name}.{name}: of type {column.declared}, not text")
            elif name in hidden:
                self.skipped.append(f"{info.name}.{name}: the right to read it is missing")
            else:
                searched += 1
                yield from self._column(info, name, column, key)
        self.columns += searched
        self.rows += info.rows if searched else 0

    def _column(self, info: TableInfo, name: str, column: ColumnInfo, key: Sequence[str]) -> Iterator[Hit]:
        met: set[tuple[int, tuple[Any, ...]]] = set()
        for at, (whole, row) in enumerate(self._candidates(info, name, column, key)):
            numbers = self.search.whole(str(row[0])) if whole else self.search.inside(str(row[0]))
            for number in numbers:
                place = (number, tuple(row[1:]) if key else (at,))
                if place not in met:
                    met.add(place)
                    yield info, name, number, tuple(row[1:])

    def _candidates(
        self, info: TableInfo, name: str, column: ColumnInfo, key: Sequence[str]
    ) -> Iterator[tuple[bool, Sequence[Any]]]:
        relation = self.catalogue.relations[info.name]
        dialect = self.carrier.dialect
        plain = (
            relation.c[name] if column.type == "text" and not column.values else sa.cast(relation.c[name], sa.Text())
        )
        wanted = [plain, *(relation.c[part] for part in key)]
        words = sa.Column("word", sa.String(WORD_LENGTH))
        if column.type == "text":
            rows = list(enumerate(sorted(self.search.letters)))
            for batch in self.carrier.carry([words], rows):
                yield from self._rows(True, wanted, batch, relation, dialect.searched(plain) == batch.c.c0)
        if column.length is None or column.length > LONG:
            for batch in self.carrier.carry([words], list(enumerate(self.search.patterns()))):
                like = dialect.searched(plain).like(batch.c.c0, escape="\\")
                yield from self._rows(False, wanted, batch, relation, like)

    def _rows(
        self, whole: bool, wanted: Sequence[Any], batch: sa.FromClause, relation: sa.Table, on: sa.ColumnElement[bool]
    ) -> Iterator[tuple[bool, Sequence[Any]]]:
        query = sa.select(*wanted).select_from(relation.join(batch, on))
        with self.carrier.connection.execution_options(yield_per=PAGE).execute(query) as found:
            for row in found:
                if row[0] is not None:
                    yield whole, row


def _holds_text(column: ColumnInfo) -> bool:
    return column.type == "text" or column.declared.upper() in DOCUMENTS


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stands_in(value: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", text) is not None
