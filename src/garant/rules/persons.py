"""What a person is to the organisation: a customer, or a prospect who has bought nothing yet (S1-18). Pure.

A map says which tables make a customer (`customer_when`); a store counts a person's rows there, and this concludes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from garant.law.provisions import Law
from garant.law.standards import Retention
from garant.rules.register import StoreMap
from garant.rules.retention import Subject, applies

Status = Literal["customer", "prospect"]
GROUPS: Mapping[Status, str] = {"customer": "customers", "prospect": "prospects"}
"""How the law packs and the register call them ("person.prospects")."""


@dataclass(frozen=True, slots=True)
class Dealings:
    """What one row of a person did with the organisation: rows in the tables of `customer_when`, the first and the last
    day where they bear one. `number`: the person's place in the batch."""

    number: int
    kind: str
    rows: int
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """How many persons of a kind a store holds. `customers` None: its map does not say what makes a customer."""

    kind: str
    persons: int
    customers: int | None = None

    @property
    def prospects(self) -> int | None:
        return None if self.customers is None else self.persons - self.customers


@dataclass(frozen=True, slots=True)
class Standing:
    """What a person is, and on what that rests. `stores`: those in which orders were looked for."""

    status: Status
    rows: int = 0
    first: date | None = None
    last: date | None = None
    stores: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """The code of the law packs for such persons."""
        return GROUPS[self.status]


def tells(map: StoreMap) -> bool:
    """Whether a store's map says what makes a customer."""
    return any(person.customer_when for person in map.persons.values())


def standing(dealings: Iterable[Dealings], stores: Sequence[str]) -> Standing | None:
    """A person's standing from what all `stores` that tell customers hold of them; None where no store tells.

    Whoever stands only in the list of a newsletter has ordered nothing either: a prospect.
    """
    if not stores:
        return None
    several = [d for d in dealings if d.rows]
    return Standing(
        status="customer" if several else "prospect",
        rows=sum(d.rows for d in several),
        first=min((d.first for d in several if d.first), default=None),
        last=max((d.last for d in several if d.last), default=None),
        stores=tuple(stores),
    )


def kept_by(law: Law, found: Standing, purpose: str, rulesets: Sequence[str] = ()) -> tuple[Retention, ...]:
    """The retention rules of the law for such a person and purpose: three years for a prospect since 2022, and the one
    year of NS-48 where an activity still follows it."""
    subjects = [Subject(person=found.group, purpose=purpose, ruleset=r) for r in ("", *rulesets)]
    rules = [rule for rule in law.standards.retention.values() if rule.persons]
    return tuple(rule for rule in rules if any(applies(rule, subject) for subject in subjects))


def to_record(found: Standing) -> dict[str, Any]:
    """As plain data, to be sealed with a plan."""
    return {
        "status": found.status,
        "rows": found.rows,
        "first": found.first.isoformat() if found.first else None,
        "last": found.last.isoformat() if found.last else None,
        "stores": list(found.stores),
    }


def of_record(data: Mapping[str, Any]) -> Standing:
    first, last = data["first"], data["last"]
    return Standing(
        status=data["status"],
        rows=data["rows"],
        first=date.fromisoformat(first) if first else None,
        last=date.fromisoformat(last) if last else None,
        stores=tuple(data["stores"]),
    )
