"""The frozen values that cross the ledger's border (B2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from garant.rules.plan import Limits

Role = Literal["owner", "clerk", "dpo", "auditor", "program"]  # A5
Channel = Literal["form", "email", "letter", "phone", "counter"]
RequestState = Literal["received", "identified", "planned", "agreed", "running", "waiting", "answered", "closed"]
RightState = Literal["open", "done", "withdrawn"]
TaskKind = Literal["manual-store", "processor", "recipient", "rest", "answer"]
OutcomeCode = Literal["done", "partly", "refused", "nothing-found", "not-identified", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose data, keys, log and clock these are (A1). `year_end` is (month, day)."""

    id: UUID
    name: str
    contact: str
    place: str
    zone: str
    language: str
    year_end: tuple[int, int]
    created: datetime
    address: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    id: UUID
    organisation: UUID
    email: str
    name: str
    role: Role
    language: str
    active: bool = True
    until: date | None = None
    function: str = ""
    """The function of the register that this account carries; empty: none is said."""
    trained: date | None = None


@dataclass(frozen=True, slots=True)
class StoreRecord:
    """A declared store. Its URL is sealed and only `stores.url_of` opens it (D15)."""

    id: UUID
    organisation: UUID
    name: str
    engine: str
    options: Mapping[str, str]
    limits: Limits
    added: datetime


@dataclass(frozen=True, slots=True)
class MapVersion:
    id: UUID
    store: str
    number: int
    text: str
    digest: str
    applied: datetime
    by: str


@dataclass(frozen=True, slots=True)
class EntryVersion:
    """One version of an entry of the register. `body`: plain data; None where the entry was taken out (`gone`).

    `sequence`: its place among all versions of all entries. `digest`: keyed, over the canonical body.
    """

    kind: str
    entry: str
    number: int
    body: Any
    digest: str
    gone: bool
    applied: datetime
    by: str
    sequence: int


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry to keep, or to take out (`body` None). `expected`: the version the edit started from; 0: none."""

    kind: str
    entry: str
    expected: int
    body: Any


MessageAbout = Literal["", "answer"]


@dataclass(frozen=True, slots=True)
class Identity:
    """A value by which a person is looked up. Only verified ones are searched for."""

    kind: str
    value: str
    verified: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """What the person told us of themself: sealed under the case key."""

    name: str
    email: str = ""
    phone: str = ""
    identities: tuple[Identity, ...] = ()
    message: str = ""
    changes: tuple[Mapping[str, str], ...] = ()
    """Asked rectifications: {"field": category or words, "old": …, "new": …, "statement": …} (art. 16)."""
    scope: tuple[str, ...] = ()
    """Activities an erasure is limited to; empty means everything (S3-03)."""
    chosen: tuple[str, ...] = ()
    """Rows that a clerk chose as this person's where several matched (D12): keyed digests, never keys."""
    aside: tuple[str, ...] = ()
    """Rows that something given and not proved names, and that a clerk set aside (D12): keyed digests."""
    aside_reason: str = ""
    late_reason: str = ""
    """Why the answer comes after its date, as the person reads it in the answer (art. 12(3))."""
    token: str = ""
    """The secret of the follow-up link, so that later letters can carry it; looked up only by its hash (A2)."""
    refusals: tuple[Mapping[str, str], ...] = ()
    """Rights refused before a plan: {"right", "ground", "reason"} each, the reason in the clerk's words (12(4))."""
    country: str = ""
    """Where the person lives, as they said or as a store holds it: it tells whose authority is theirs (E6)."""


@dataclass(frozen=True, slots=True)
class RequestRight:
    """One right asked for within a request, with its own state, dates and outcome."""

    right: str
    state: RightState
    raw: date
    due: date
    outcome: OutcomeCode | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    """Public detail: reason codes, articles, counts. Nothing personal."""


@dataclass(frozen=True, slots=True)
class Request:
    id: UUID
    organisation: UUID
    reference: str
    key: UUID
    channel: Channel
    language: str
    received: date
    received_at: datetime
    state: RequestState
    rights: tuple[RequestRight, ...]
    acknowledged_at: datetime | None = None
    identified_at: datetime | None = None
    method: str = ""
    asked: date | None = None
    answered: date | None = None
    extended: bool = False
    extension_reason: str = ""
    plan: UUID | None = None
    closed_at: datetime | None = None
    withdrawn_at: datetime | None = None
    handler: UUID | None = None

    @property
    def due(self) -> date:
        """The earliest date of a right still open, else of all of them."""
        still = [r.due for r in self.rights if r.state == "open"]
        return min(still or [r.due for r in self.rights])


@dataclass(frozen=True, slots=True)
class PlanRecord:
    """A plan as kept. `body` is public (counts, reasons, versions); what names a person is in the sealed parts."""

    id: UUID
    organisation: UUID
    fingerprint: str
    body: Mapping[str, Any]
    state: Literal["drawn", "agreed", "running", "waiting", "done", "stale"]
    created: datetime
    agreed_at: datetime | None = None
    agreed_by: str = ""
    free_text: str = ""
    """What a clerk decided on free text when agreeing: "release" or "withhold" (E8); empty before."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a plan. `kind` names a handler of `actions/steps.py`; `store` is empty for steps of the ledger.

    `plan`: None for work of the house itself.
    """

    id: UUID
    plan: UUID | None
    position: int
    kind: str
    store: str
    state: Literal["waiting", "running", "done", "failed"]
    attempts: int = 0
    holder: str = ""
    lease_until: datetime | None = None
    error: str = ""
    result: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NewEvent:
    """An event to append. `public` never holds a store's key or an identifier; `sealed` is closed under `key`."""

    type: str
    at: datetime
    actor: str
    public: Mapping[str, Any] = field(default_factory=dict)
    sealed: Mapping[str, Any] | None = None
    request: UUID | None = None
    key: UUID | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    id: UUID
    type: str
    version: int
    at: datetime
    actor: str
    public: Mapping[str, Any]
    request: UUID | None
    reason: str
    index: int | None
    """Its place in the sealed log; None while it waits for the sealer (C3)."""
    sealed: Mapping[str, Any] | None = None
    """Opened content, or None where there is none or its key is destroyed."""
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A signed state of an organisation's log, as C2SP writes it."""

    size: int
    root: bytes
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Task:
    """Something a person must do inside a request: a manual store, a processor to instruct, a recipient to tell, what
    reading again found elsewhere, an answer to read before it leaves. `owner`: who sees to what was put off."""

    id: UUID
    request: UUID
    kind: TaskKind
    target: str
    state: Literal["open", "done"]
    due: date
    done_at: datetime | None = None
    done_by: str = ""
    blocking: bool = True
    owner: str = ""
    text: str = ""
    """Instructions, opened from their seal."""
    proof: str = ""


@dataclass(frozen=True, slots=True)
class NewFinding:
    """What a check met: rule and place are its name, `said` fills its words."""

    rule: str
    place: str
    about: tuple[str, str] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FindingTask:
    """A finding of `garant check` as a task. `said`: plain data that fill its words. `about`: (kind, id) of an entry.

    `owner`: a staff account. `closed`: when its fact was gone; `times`: how often it came. `accepted`: the last day of
    an exception, whose `reason` somebody wrote.
    """

    id: UUID
    rule: str
    place: str
    opened: datetime
    about: tuple[str, str] | None = None
    said: Mapping[str, Any] = field(default_factory=dict)
    closed: datetime | None = None
    times: int = 1
    owner: UUID | None = None
    due: date | None = None
    note: str = ""
    accepted: date | None = None
    reason: str = ""

    def excepted(self, today: date) -> bool:
        """Whether it stands under a written exception."""
        return self.accepted is not None and today <= self.accepted


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter in the outbox; `to`, `subject` and `body` lie encrypted under the case key until sent (A7)."""

    id: UUID
    request: UUID | None
    kind: str
    to: str
    subject: str
    body: str
    state: Literal["waiting", "sent", "failed"]
    created: datetime
    sent_at: datetime | None = None
    attempts: int = 0
    by_post: bool = False
    """No e-mail address is known: the office prints and posts it."""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """A file kept for the person (access, portability, answer): sealed under the case key until `expires`."""

    id: UUID
    request: UUID
    kind: str
    name: str
    size: int
    digest: str
    created: datetime
    expires: datetime
    fetched_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message between the person and the office inside a request, opened from its seal."""

    id: UUID
    request: UUID
    at: datetime
    from_person: bool
    text: str
    about: MessageAbout = ""
    """"answer": the person disputes the answer that they were given."""
    read_at: datetime | None = None
    """When somebody of the office said that it is read, or answered it; a message of the office needs no reader."""


@dataclass(frozen=True, slots=True)
class NewLetter:
    """A letter for the outbox. `body` is the press's letter as JSON; `to`, `subject` and `body` are sealed under `key`
    (None: the organisation's own key, for a letter that belongs to no request)."""

    request: UUID | None
    key: UUID | None
    kind: str
    to: str
    subject: str
    body: str
