"""What a document says, as values: the answer to an access or a portability request, ready to be printed.

Everything that a person reads here is already in the language of the case; `press/answers.py` fills it from a map.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from garant.rules.register import Origin


@dataclass(frozen=True, slots=True)
class Party:
    """The organisation that answers. `contact` is an address that a person can write to."""

    name: str
    contact: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class AuthorityAnswer:
    """The supervisory authority a person may complain to (art. 77). `page`: where a complaint is lodged online.

    `union`: the law of the Union holds, so that the authority of where they live or work will do as well.
    """

    name: str
    address: str
    page: str
    union: bool = True
    silence: str = ""
    """What the law makes of a silence, cited; "" where no rule is known."""
    within: str = ""
    """By when a refusal is complained of, cited."""


@dataclass(frozen=True, slots=True)
class RecipientAnswer:
    """One named recipient (CJEU C-154/21). `role` is in words.

    `abroad`: outside the area of the law: the Economic Area, or elsewhere the country; `safeguard`: what covers it
    (art. 15(2)).
    """

    name: str
    role: str
    country: str = ""
    abroad: bool = False
    safeguard: str = ""


@dataclass(frozen=True, slots=True)
class ActivityAnswer:
    """What the data of one activity are held for: the items of art. 15(1), in words.

    `automated` describes an automated decision, its logic and its consequences (art. 15(1)(h)); empty: there is none.
    `since` is the date of the oldest row that bears one.
    """

    id: str
    name: str
    purpose: str
    bases: tuple[str, ...]
    categories: tuple[str, ...]
    recipients: tuple[RecipientAnswer, ...] = ()
    duration: str = ""
    source: str = ""
    since: date | None = None
    automated: str = ""


@dataclass(frozen=True, slots=True)
class RightAnswer:
    """A right that the person has (art. 15(1)(e)): its name, what it does, and its article."""

    name: str
    text: str
    article: str


@dataclass(frozen=True, slots=True)
class ColumnAnswer:
    """One field: its name in the store, its title and category in words, where its values come from.

    `meaning` explains what the title leaves open; `codes` explains each coded value. `unit`: the currency of an amount,
    "EUR", or "EUR/100" where cents are counted; `country`: the values are codes of countries.
    """

    name: str
    title: str
    category: str
    origin: Origin
    free_text: bool = False
    meaning: str = ""
    codes: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    country: bool = False


@dataclass(frozen=True, slots=True)
class TableAnswer:
    """The rows of one table of a store that are about the person. `activity` is the id of an `ActivityAnswer`."""

    store: str
    table: str
    title: str
    activity: str
    columns: tuple[ColumnAnswer, ...]
    rows: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something that is not handed over, and why. An empty `column` means the whole table."""

    store: str
    table: str
    title: str
    reason: str
    article: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class AccessDocument:
    """The answer to an access (art. 15) or a portability (art. 20) request.

    `searched` names the stores that were searched, those without a result too. `undecided` names fields that nobody
    has sorted yet (D13): they are not handed over, and the person is told. `rectify_link` is the page where an error
    is reported; `?field=store.table.column` is added to it, never a value.
    """

    kind: Literal["access", "portability"]
    organisation: Party
    reference: str
    language: str
    received: date
    made: date
    person: str
    authority: AuthorityAnswer
    rectify_link: str
    searched: tuple[str, ...]
    identities: tuple[tuple[str, str], ...] = ()
    """(kind in words, value) pairs by which the person was found."""
    arrivals: tuple[str, ...] = ()
    """How each of the person's data came in, where that was noted (art. 15(1)(g)), in complete sentences."""
    standing: str = ""
    """Whether they are a customer or a prospect, where the stores' maps tell."""
    activities: tuple[ActivityAnswer, ...] = ()
    rights: tuple[RightAnswer, ...] = ()
    tables: tuple[TableAnswer, ...] = ()
    withheld: tuple[Withheld, ...] = ()
    undecided: tuple[Withheld, ...] = ()

    @property
    def rows(self) -> int:
        return sum(len(table.rows) for table in self.tables)
