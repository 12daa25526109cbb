"""What declarations, durations and notices are held against: the law's values besides rights and clocks.

Codes are stored and packs put them into words. What follows for a case is worked out in `rules/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from garant.law.terms import Remark, Source, Words

Sensitivity = Literal["no", "potential", "special", "offence", "forbidden"]
"""no: ordinary. potential: sensitive by context, or by what it lets guess. special: art. 9 or its like. offence: art.
10. forbidden: not to be held at all unless what `needs` names is there."""
ConsentKind = Literal["explicit", "express", "implied", "existing-customer", "opt-out", "opt-out-list", "none"]
"""explicit: express and in so many words (art. 9). express: by a clear act beforehand. implied: taken from conduct.
existing-customer: details got on a sale, like products, refusal offered. opt-out: unless the person refused.
opt-out-list: unless they stand on a public list. none: no consent is asked."""
RegisterForm = Literal[
    "record", "declaration", "authorisation", "incident-register", "officer", "impact-assessment", "none"
]
Phase = Literal["active", "archive"]
AtEnd = Literal["delete", "archive", "ask-once", "ask-again", "review", "none"]


@dataclass(frozen=True, slots=True)
class CategoryRule:
    """How sensitive the law finds a category of data and all below it; `needs`: a code of what lifts a prohibition."""

    id: str
    sensitivity: Sensitivity
    source: Source
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of data as the law of a place sees it. `group`: the heading of a register under which it stands."""

    code: str
    group: str
    sensitivity: Sensitivity
    source: Source
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Consent:
    """The kinds of consent that are enough for a use ("prospecting.email.consumer"), any of them.

    `within`: event → months for which an implied consent lasts after it ("purchase": 24).
    """

    id: str
    admits: tuple[ConsentKind, ...]
    source: Source
    conditions: Words = field(default_factory=dict)
    within: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RegisterDuty:
    """What is owed to paper or to the authority before data are used: a record (art. 30), a declaration…

    `when`: facts of which one must hold for the duty to exist at all; empty: always. Below `below_staff` people it
    falls away, unless one of the facts in `unless` holds (art. 30(5)). `communicable`: natures of an organisation
    ("public") whose record is shown to whoever asks. `note` says what the pack adds.
    """

    id: str
    form: RegisterForm
    source: Source
    when: tuple[str, ...] = ()
    below_staff: int | None = None
    unless: tuple[str, ...] = ()
    communicable: tuple[str, ...] = ()
    note: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Breach:
    """What is owed after a breach, to whom (`id`: "authority", "persons", "register"). `hours` after awareness; None
    where the law says only a `pace` (a code). `condition`: a code of when it is owed."""

    id: str
    pace: str
    condition: str
    source: Source
    hours: int | None = None
    how: Remark | None = None
    """By which way it is told."""


@dataclass(frozen=True, slots=True)
class Informing:
    """By when a person is told how their data are used. `id`: "direct", from themself (art. 13), or "indirect" (14).

    So many months or days after the collection, nought days being at once; sooner with the `first` of these events
    ("communication" with the person, "disclosure" to somebody else).
    """

    id: str
    source: Source
    months: int = 0
    days: int = 0
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Age:
    """From `years` on a minor consents alone to this use."""

    id: str
    years: int
    source: Source


@dataclass(frozen=True, slots=True)
class Replaced:
    """Words by which a text is cited that no longer holds, and what stands in its place since a day.

    A `#` in a term is any number ("déclaration CNIL n° #").
    """

    id: str
    terms: tuple[str, ...]
    by: Words
    since: date
    source: Source


@dataclass(frozen=True, slots=True)
class Pending:
    """A text that is announced or proposed: shown as information, not in force and applied nowhere (C.3)."""

    id: str
    name: Words
    state: Words
    source: Source


@dataclass(frozen=True, slots=True)
class Period:
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class Retention:
    """A rule on how long data are kept ("RET-02"), and what happens then.

    It applies to whoever meets every list that is not empty; `from_cents`: the least amount of its document. `clock`
    names the moment it runs from: the latest of the events `counts`, else `otherwise`. `period` None: as long as what
    `clock` names has not come, or no figure is known; `at_most`: the longest that is admitted. `unanswered`: so many
    solicitations in a row without an answer end it sooner. `ruleset`: it belongs to that rule set alone.
    """

    id: str
    name: Words
    clock: str
    counts: tuple[str, ...]
    phase: Phase
    then: AtEnd
    source: Source
    otherwise: str = ""
    period: Period | None = None
    at_most: Period | None = None
    unanswered: int | None = None
    persons: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    from_cents: int | None = None
    ruleset: str = ""
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Standards:
    """Every one of them in force at a place on a day, by id. `groups`: category → heading of the register."""

    categories: Mapping[str, CategoryRule]
    groups: Mapping[str, str]
    consents: Mapping[str, Consent]
    register_duties: Mapping[str, RegisterDuty]
    breaches: Mapping[str, Breach]
    ages: Mapping[str, Age]
    replaced: Mapping[str, Replaced]
    retention: Mapping[str, Retention]
    informing: Mapping[str, Informing]
    pending: Mapping[str, Pending]


NO_STANDARDS = Standards({}, {}, {}, {}, {}, {}, {}, {}, {}, {})
