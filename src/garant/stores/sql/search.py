"""Looks for identifying values in every text column of a store, mapped or not (D9).

Each column is read once for whole values, by a join with the batch; columns that may hold sentences once more for
values inside the text. It is bounded: what is not searched is listed with its reason.
"""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from garant.stores.identities import lowered, normalise, phone_tail, spellings
from garant.stores.port import ColumnInfo, Skipped, TableInfo, Wanted
from garant.stores.sql.batch import Carrier
from garant.stores.sql.catalogue import Catalogue

SHORTEST = 4
"""Values of fewer characters are looked for as whole values only."""
LONGEST_NUMBER = 40
"""No phone number is written with more signs."""
FEW = 3
"""Up to so many names and numbers are looked for inside every text; of addresses, any number: several of them by
reading every text that holds one, which costs less than one LIKE for each."""
BESIDE = (" ", "<", ",", ";", ":", "=", '"', "/")
MOST_ROWS = 20_000_000
"""A table with more rows is not searched: its administrator does it, and the answer says so."""
PAGE = 5_000
WORD_LENGTH = 500
"""Longer values are not looked for: no column of identities holds them."""
WORD = re.compile(r"[^\s<>()\[\]{},;:\"'«»“”|=/\\]+")
NUMBER = re.compile(r"\+?\d[\d .()/\-]{5,}\d")
DOCUMENTS = ("JSON", "JSONB", "XML", "HSTORE", "ARRAY")

Hit = tuple[TableInfo, str, int, tuple[Any, ...]]
"""Table, column, person's number, the row's key as the driver gave it (empty: the table has none)."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: normalised value → numbers of the persons it belongs to, and how the database is asked."""

    region: str
    values: Mapping[str, set[int]]
    phones: Mapping[str, set[int]]
    tails: frozenset[str]
    """The last digits of each phone number: only what ends alike is worth reading as one."""
    names: frozenset[str]
    """Values, other than addresses, that are looked for inside texts; phone numbers are when there are `patterns`."""
    numbers_inside: bool
    addresses_inside: bool
    """Every text that holds an address is read, because they are too many to be looked for one by one."""
    patterns: tuple[str, ...]
    """LIKE patterns for what the database looks for inside texts; a phone number's has room for grouping signs."""
    letters: tuple[str, ...]
    """Spellings of what it looks for as whole values only."""
    simple: bool

    @classmethod
    def of(cls, wanted: Sequence[Wanted], region: str) -> Search:
        values: dict[str, set[int]] = {}
        phones: dict[str, set[int]] = {}
        letters: dict[str, set[str]] = {}
        for one in wanted:
            form = normalise(one.kind, one.value, region)
            if form and len(one.value) <= WORD_LENGTH // 2:
                phone = one.kind == "phone"
                (phones if phone else values).setdefault(form, set()).add(one.number)
                spelled = {letter.lower() for letter in spellings("phone", one.value, region)} if phone else set()
                letters.setdefault(form, set()).update(lowered(one.value), spelled)
        addresses = {value for value in values if "@" in value}
        long = {value for value in values if len(value) >= SHORTEST} - addresses
        names = frozenset(long if len(long) + len(phones) <= FEW else ())
        numbers = phones if len(long) + len(phones) <= FEW else {}
        inside = {*names, *(addresses if len(addresses) == 1 else ())}
        spelled = {unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in inside}
        patterns = [*map(_escaped, sorted(spelled)), *("%".join(phone_tail(number)) for number in sorted(numbers))]
        whole = {
            letter for form, found in letters.items() if form not in inside and form not in numbers for letter in found
        }
        return cls(
            region,
            values,
            phones,
            frozenset(map(phone_tail, phones)),
            names,
            numbers_inside=bool(numbers),
            addresses_inside=len(addresses) > 1,
            patterns=tuple(f"%{pattern}%" for pattern in patterns),
            letters=tuple(sorted(whole)),
            simple=all(letter.isascii() for found in letters.values() for letter in found),
        )

    def numbers(self, text: str) -> set[int]:
        """Persons of whom this is a value, or one of whose values stands in it."""
        folded = normalise("text", text)
        found = set(self.values.get(folded, ()))
        if self.phones and len(text) <= LONGEST_NUMBER:
            found |= self._called(text)
        if "@" in folded:
            for word in WORD.findall(folded):
                found |= self.values.get(word.strip(".!?’…-"), set()) if "@" in word else set()
        for value in self.names:
            if _stands_in(value, folded):
                found |= self.values[value]
        for number in NUMBER.findall(text) if self.numbers_inside else ():
            found |= self._called(number)
        return found

    def _called(self, number: str) -> set[int]:
        if phone_tail(number) not in self.tails:
            return set()
        return self.phones.get(normalise("phone", number, self.region), set())

    @property
    def partial(self) -> bool:
        """Whether some values are looked for as whole values only."""
        return any(len(value) >= SHORTEST and "@" not in value for value in self.values if value not in self.names) or (
            bool(self.phones) and not self.numbers_inside
        )


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
    skipped: list[Skipped] = field(default_factory=list)

    def hits(self) -> Iterator[Hit]:
        if not self.search.values and not self.search.phones:
            return
        if self.search.partial:
            whole = "inside longer texts, of so many persons at once, only e-mail addresses are looked for"
            self.skipped.append(Skipped("", "", "inside", whole))
        for info in self.catalogue.schema.tables.values():
            if info.kind != "view" and info.name not in self.catalogue.facts.empty:
                # a view holds nothing of its own; a materialised one does
                yield from self._table(info)

    def _table(self, info: TableInfo) -> Iterator[Hit]:
        if info.rows > MOST_ROWS:
            told = f"about {info.rows} rows, more than the search's bound of {MOST_ROWS}"
            self.skipped.append(Skipped(info.name, "", "size", told))
            return
        if "select" not in info.may:
            self.skipped.append(Skipped(info.name, "", "privilege", "the right to read it is missing"))
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
                for number in self.search.numbers(str(value)):
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
                self.skipped.append(Skipped(info.name, name, "type", f"of type {column.declared}, not text"))
            return False
        if name in self.catalogue.facts.hidden.get(info.name, frozenset()):
            self.skipped.append(Skipped(info.name, name, "privilege", "the right to read it is missing"))
            return False
        return True

    def _candidates(self, info: TableInfo, names: Sequence[str], key: Sequence[str]) -> Iterator[Sequence[Any]]:
        """Rows of which some column may hold a value, read in one go through the table."""
        relation, dialect = self.catalogue.relations[info.name], self.carrier.dialect
        texts = {name: _as_text(relation.c[name], info.columns[name]) for name in names}
        wanted = [*texts.values(), *(relation.c[part] for part in key)]
        word = sa.Column("word", sa.String(WORD_LENGTH))
        folded = functools.partial(dialect.searched, simple=self.search.simple)
        for like in self.carrier.carry([word], list(enumerate(self.search.patterns))):
            hay = folded(dialect.joined(list(texts.values())))
            met = sa.select(like.c.n).where(hay.like(like.c.c0, escape="\\"))
            yield from self._rows(wanted, relation, sa.exists(met))
        inside = [_has_address(text) for text in texts.values()] if self.search.addresses_inside else []
        for batch in self.carrier.carry([word], list(enumerate(self.search.letters))):
            words = sa.select(batch.c.c0)
            whole = (folded(text).in_(words) for text in texts.values())
            yield from self._rows(wanted, relation, sa.or_(*whole, *inside))
            inside = []
        if inside:
            yield from self._rows(wanted, relation, sa.or_(*inside))

    def _rows(
        self, wanted: Sequence[Any], relation: sa.Table, where: sa.ColumnElement[bool]
    ) -> Iterator[Sequence[Any]]:
        query = sa.select(*wanted).select_from(relation).where(where)
        with self.carrier.connection.execute(query, execution_options={"yield_per": PAGE}) as found:
            yield from found


def _holds_text(column: ColumnInfo) -> bool:
    return column.type == "text" or column.declared.upper() in DOCUMENTS


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
