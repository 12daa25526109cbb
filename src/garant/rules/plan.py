"""What would be done to a store: conditions that the store compiles (D1), cases, plans, limits, fingerprint."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

KeyValue = str | int
"""A part of a row's key, as plain JSON can carry it. Stores convert (a UUID, a date, a decimal travel as text)."""
Key = tuple[KeyValue, ...]

# ── conditions ─────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Always:
    """Every row."""


@dataclass(frozen=True, slots=True)
class DatedFrom:
    """The row's date column is on or after `day`, or is empty (no date is no ground to let go of a duty)."""

    column: str
    day: date


@dataclass(frozen=True, slots=True)
class WithParent:
    """The row it hangs on (its link's parent) stays."""


@dataclass(frozen=True, slots=True)
class HasKept:
    """A row of the table `child`, linked to this one, stays: under one of the child's cases numbered in `cases`,
    or under any case that keeps its row if `cases` is empty."""

    child: str
    cases: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SharedByOthers:
    """A row other than those of this person points at it (D3)."""


@dataclass(frozen=True, slots=True)
class HasText:
    """One of these columns of the row says something."""

    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    of: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    of: tuple[Condition, ...]


Condition = Always | DatedFrom | WithParent | HasKept | SharedByOthers | HasText | AnyOf | AllOf


# ── cases ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Why:
    """The reason of a fate: a code that packs put into words, the articles it rests on, the activity behind it."""

    code: str
    articles: tuple[str, ...] = ()
    activity: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """What happens to the rows of a table that meet `when`, if no earlier case of the table took them.

    `row` delete: the row goes. `row` keep: the row stays, `clear` columns are emptied or masked for `cleared_why`,
    and `holds` columns stay for `why`. `duty` names the duty of a law pack that says until when.
    """

    when: Condition
    row: Literal["keep", "delete"]
    why: Why
    clear: tuple[str, ...] = ()
    cleared_why: Why | None = None
    holds: tuple[str, ...] = ()
    duty: str | None = None
    waits: tuple[str, ...] = ()
    """Columns of a kept row that stay until somebody has decided about them, whatever becomes of the row."""


Cases = Mapping[str, tuple[Case, ...]]
"""Table → its cases, in order. The last one is `Always`."""

# ── what a store is asked to do ────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Subject:
    """One person of a batch: `number` is its place in the batch, `kind` and `key` its row in the store.

    One number may stand for several rows (a customer and a newsletter subscriber, each with its own Subject).
    `known`: the identity values that the row bore when the person was found. A row that bears none of them any more is
    somebody else's: databases give keys away again. Empty: the key alone says who it is.
    """

    number: int
    kind: str
    key: Key
    known: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Touched:
    """One row that belongs to a person of the batch, as captured: which case takes it, and its date.

    `day` is the row's own date column, or the date of the row that it hangs on where its table declares none.
    """

    table: str
    number: int
    key: Key
    case: int
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """One value of one row to rectify (art. 16)."""

    table: str
    key: Key
    column: str
    old: Any
    new: Any


# ── limits ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Limits:
    """Above these a plan needs a second confirmation (D14)."""

    persons: int = 1
    rows: int = 10_000
    share: float = 0.05
    """Part of a table's rows, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a shown plan: rows of one table that share a fate."""

    store: str
    table: str
    fate: Literal["erase", "mask", "keep", "undecided"]
    rows: int
    columns: tuple[str, ...]
    why: Why
    until: date | None = None
