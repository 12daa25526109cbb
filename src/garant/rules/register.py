"""What an organisation declares: where people's data stand, for which activity, on which basis, for how long.

These are the values; `rules/maps.py` reads them from a map file, `press` and `stores` use them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from garant.law.purposes import within

NO_CATEGORY = "none"
"""The category of a column that is not this person's data (an employee's key, a stock number)."""

Basis = Literal[
    "consent", "contract", "legal-obligation", "vital-interests", "public-interest", "legitimate-interest"
]  # Art. 6(1)
Origin = Literal["provided", "observed", "inferred", "third-party"]  # Art. 15(1)(g), 20(1)
Words = Mapping[str, str]
"""Language code ("fr", "en") → text."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a store's table that was looked at and declared.

    `category` is a dotted name ("contact.email", "identity.name", "none"); `also` names the activities for whose
    mandatory mentions it stays when the rest of the row goes (E1); `free_text` marks text that may name others (E8);
    `mask` is a stated replacement for a column that may not be empty; `review` means nobody has decided yet (D13).
    `unit` says in which currency an amount is ("EUR"), or of which it counts the cents ("EUR/100").
    """

    name: str
    category: str
    also: tuple[str, ...] = ()
    origin: Origin = "provided"
    free_text: bool = False
    mask: str | None = None
    review: bool = False
    words: Words = field(default_factory=dict)
    unit: str = ""

    @property
    def personal(self) -> bool:
        return self.category != NO_CATEGORY


@dataclass(frozen=True, slots=True)
class Link:
    """How a table hangs on another, towards the person.

    `child`: this table's `columns` point at `parent`'s `parent_columns` (a declared or undeclared key).
    `shared`: `parent`'s `parent_columns` point at this table's `columns`; the row may serve others too (D3).
    `parent` is a table's name. Empty `parent_columns` (child) or `columns` (shared) mean the key of that table.
    """

    kind: Literal["child", "shared"]
    parent: str
    columns: tuple[str, ...]
    parent_columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of a store that holds rows about persons. `date` dates a row for duties; `erase` says how it goes."""

    name: str
    activity: str
    columns: Mapping[str, Column]
    link: Link | None = None  # None: this is the table of a person
    date: str | None = None
    erase: Literal["row", "fields"] = "row"
    key: tuple[str, ...] = ()  # empty: the store's own primary key
    review: bool = False
    words: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Person:
    """A kind of person in a store: one row of `table` is one person.

    `identities`: kind ("email", "phone", "customer-number", …) → columns. `unique`: the kinds whose value belongs to
    one person only, by which stores are joined (D12). `customer_when`: the tables of which one row makes this person a
    customer; without one, they are a prospect (S1-18).
    """

    kind: str
    table: str
    key: tuple[str, ...]
    identities: Mapping[str, tuple[str, ...]]
    unique: frozenset[str] = frozenset({"email"})
    customer_when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody the data are given to. A processor is instructed (art. 28), any other recipient is told (art. 19)."""

    id: str
    name: str
    role: Literal["processor", "controller", "joint-controller", "authority"]
    contact: str = ""
    country: str = ""
    safeguard: str = ""


@dataclass(frozen=True, slots=True)
class Activity:
    """What the data are held for (art. 30(1)): purposes, their bases, recipients, duration, source.

    `bases`: of its purposes, each once. `serves`: a category of data → the bases of the purposes that it serves, where
    somebody has said so. `duty` names a duty of a law pack ("accounting") that makes rows stay; `duration` is said to
    the person in words.
    """

    id: str
    name: Words
    purpose: Words
    bases: tuple[Basis, ...]
    recipients: tuple[str, ...] = ()
    duration: Words = field(default_factory=dict)
    source: Words = field(default_factory=dict)
    duty: str | None = None
    serves: Mapping[str, tuple[Basis, ...]] = field(default_factory=dict)

    def bases_of(self, category: str) -> tuple[Basis, ...]:
        """The bases on which data of a category are held: those of what is declared of it most exactly, else of all
        that lies within it.

        Where nothing is declared of it, all of the activity's: nobody has said that one of them does not need it.
        """
        declared = sorted((code for code in self.serves if within(category, code)), key=len)[-1:]
        declared = declared or [code for code in self.serves if within(code, category)]
        return tuple(dict.fromkeys(b for code in declared for b in self.serves[code])) or self.bases


@dataclass(frozen=True, slots=True)
class StoreMap:
    """One applied version of a store's map. `manual` instructions make it a store that a person answers for (D16)."""

    store: str
    persons: Mapping[str, Person]
    tables: Mapping[str, Table]
    activities: Mapping[str, Activity]
    recipients: Mapping[str, Recipient]
    instructions: Words = field(default_factory=dict)
    version: int = 0
    digest: str = ""

    def person_of(self, table: str) -> Person | None:
        """The kind of person whose own table this is."""
        return next((p for p in self.persons.values() if p.table == table), None)

    def root_of(self, table: str) -> Person:
        """The kind of person on whom a table hangs, following its links up."""
        seen: set[str] = set()
        name = table
        while name not in seen:
            seen.add(name)
            own = self.person_of(name)
            if own is not None:
                return own
            link = self.tables[name].link
            if link is None:
                break
            name = link.parent
        raise KeyError(table)

    @property
    def undecided(self) -> tuple[tuple[str, str], ...]:
        """(table, column) pairs marked `review`; a whole table counts as (table, "")."""
        tables = tuple((t.name, "") for t in self.tables.values() if t.review)
        return tables + tuple(
            (t.name, c.name) for t in self.tables.values() if not t.review for c in t.columns.values() if c.review
        )
