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
FEW = 40
"""Up to so many spellings are looked for one by one inside texts; of more, only e-mail addresses, word by word."""
BESIDE = (" ", "<", ",", ";", ":", "=", '"', "/")
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
    long: set[str] = field(default_factory=set)
    """Those letters that are long enough to be looked for inside a text."""

    def add(self, one: Wanted) -> None:
        form = normalise(one.kind, one.value, self.region)
        if not form or len(one.value) > WORD_LENGTH // 2:
            return
        (self.phones if one.kind == "phone" else self.values).setdefault(form, set()).add(one.number)
        letters = set(lowered(one.value))
        if one.kind == "phone":
            letters |= {letter.lower() for letter in spellings(one.kind, one.value, self.region)}
        self.letters |= letters
        self.long |= {letter for letter in letters if len(letter) >= SHORTEST}

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
        """Whether each value can be looked for inside every text."""
        return len(self.long) <= FEW

    @property
    def simple(self) -> bool:
        return all(letter.isascii() for letter in self.letters)


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
            self.skipped.append("inside longer texts: of so many values at once, only e-mail addresses were looked for")
        for info in self.catalogue.schema.tables.values():
            if info.kind != "view" and info.name not in self.catalogue.facts.empty:
                # a view holds nothing of its own; a materialised one does
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
        names = [name for name in info.columns if self._searchable(info, name)]
        if not names:
            return
        self.columns += len(names)
        self.rows += info.rows
        met: set[tuple[str, int, tuple[Any, ...]]] = set()
        for at, row in enumerate(self._candidates(info, names, key)):
            for name, value in zip(names, row, strict=False):
                if value is None:
                    continue
                for number in self._numbers(info.columns[name], str(value)):
                    found = tuple(row[len(names) :])
                    place = (name, number, found if key else (at,))
                    if place not in met:
                        met.add(place)
                        yield info, name, number, found

    def _searchable(self, info: TableInfo, name: str) -> bool:
        """Whether a column is searched; what is not, and might hold a value, is listed."""
        column = info.columns[name]
        if not _holds_text(column):
            if column.type in {"binary", "other"} and column.declared.upper() != "UUID":
                self.skipped.append(f"{info.name}.{name}: of type {column.declared}, not text")
            return False
        if name in self.catalogue.facts.hidden.get(info.name, frozenset()):
            self.skipped.append(f"{info.name}.{name}: the right to read it is missing")
            return False
        return True

    def _numbers(self, column: ColumnInfo, value: str) -> set[int]:
        whole = self.search.whole(value)
        return whole | self.search.inside(value) if self.search.few or _long(column) else whole

    def _candidates(self, info: TableInfo, names: Sequence[str], key: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Rows of which some column may hold a value, read in one go through the table."""
        relation, dialect = self.catalogue.relations[info.name], self.carrier.dialect
        texts = {name: _as_text(relation.c[name], info.columns[name]) for name in names}
        wanted = [*texts.values(), *(relation.c[part] for part in key)]
        word = sa.Column("word", sa.String(WORD_LENGTH))
        letters, inside = sorted(self.search.letters), list[sa.ColumnElement[bool]]()
        if self.search.few:
            hay = dialect.searched(dialect.joined(list(texts.values())), simple=self.search.simple)
            patterns = [f"%{_escaped(one)}%" for one in sorted(self.search.long)]
            for batch in self.carrier.carry([word], list(enumerate(patterns))):
                yield from self._rows(wanted, relation.join(batch, hay.like(batch.c.c0, escape="\\")), None)
            letters = sorted(self.search.letters.difference(self.search.long))
        else:
            inside = [_has_address(texts[name]) for name in names if _long(info.columns[name])]
        for batch in self.carrier.carry([word], list(enumerate(letters))):
            words = sa.select(batch.c.c0)
            whole = [dialect.searched(text, simple=self.search.simple).in_(words) for text in texts.values()]
            yield from self._rows(wanted, relation, sa.or_(*whole, *inside))

    def _rows(
        self, wanted: Sequence[Any], source: sa.FromClause, where: sa.ColumnElement[bool] | None
    ) -> Iterator[Sequence[Any]]:
        query = sa.select(*wanted).select_from(source)
        query = query if where is None else query.where(where)
        with self.carrier.connection.execute(query, execution_options={"yield_per": PAGE}) as found:
            yield from found


def _holds_text(column: ColumnInfo) -> bool:
    return column.type == "text" or column.declared.upper() in DOCUMENTS


def _long(column: ColumnInfo) -> bool:
    return column.length is None or column.length > LONG


def _as_text(column: sa.Column[Any], info: ColumnInfo) -> sa.ColumnElement[Any]:
    return column if info.type == "text" and not info.values else sa.cast(column, sa.Text())


def _has_address(text: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Text with an @ and something beside the address: the address alone is found as a whole value."""
    return text.like("%@%") & sa.or_(*(text.like(f"%{sign}%") for sign in BESIDE))


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stands_in(value: str, text: str) -> bool:
    """Whether a text says the value itself, not an address or a longer word that contains it."""
    return re.search(rf"(?<![\w@-]){re.escape(value)}(?![\w@-]|\.\w)", text) is not None
