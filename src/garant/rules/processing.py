"""What an organisation declares of what it does with people's data: the record of art. 30, and what answers need.

These are the values; `rules/registers/` reads them from YAML. Where the data really stand is said by the maps
(`rules/register.py`); `garant check` compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from garant.rules.contacts import Client, Contact
from garant.rules.register import Basis, Words

Nature = Literal["private", "public", "association"]
Size = Literal["solo", "small", "medium", "large"]
Sensitivity = Literal["no", "potential", "indirect", "special", "offence", "forbidden"]
"""Of a datum: by itself (art. 9: "special"; art. 10: "offence"), through what it lets one guess ("indirect")."""
ItemSource = Literal["form", "agreement", "email", "phone", "counter", "third-party", "observed", "inferred"]
PlaceKind = Literal["paper", "computer", "server", "cloud", "external-disk", "third-party"]
DeviceKind = Literal["computer", "laptop", "phone", "tablet", "usb-key", "external-disk", "wireless"]
State = Literal["done", "planned", "missing"]


@dataclass(frozen=True, slots=True)
class Site:
    """A web site of the organisation; it covers its sub-domains (S1-01). `embeds`: what its pages bring in of others
    ("advertising", "share-buttons", "audience"). `trackers`: how one refuses them; "browser": by its settings only."""

    domain: str
    embeds: tuple[str, ...] = ()
    trackers: Literal["", "none", "consent", "refusal", "browser"] = ""


@dataclass(frozen=True, slots=True)
class Organisation:
    """Who answers for it all (art. 30(1)(a)). `contact` stands at the head of every output (S0-01).

    `promises`: what the organisation says in public that it never does ("cession", "rental", "exchange",
    "disclosure", "commercial-disclosure", "sensitive-data"): sharing and the checks hold it to them.
    """

    name: str
    contact: str
    place: str
    year_end: str = "12-31"
    address: str = ""
    phone: str = ""
    nature: Nature | None = None
    size: Size | None = None
    staff: int | None = None
    sector: str = ""
    sites: tuple[Site, ...] = ()
    establishments: tuple[Contact, ...] = ()
    dpo: Contact | None = None
    representative: Contact | None = None
    promises: tuple[str, ...] = ()
    without: tuple[Literal["sites"], ...] = ()
    """What it says that it has none of: a list that is empty says nothing by itself."""
    identity: Literal["", "doubt", "always"] = ""
    """When whoever asks must prove who they are: on reasonable doubt (art. 12(6)), or always."""
    languages: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Duration:
    """How long data stay (art. 5(1)(e), 30(1)(f)): a length from an event on, or a criterion in words.

    `clock`: the event's code ("last-contact", "relationship-end", "financial-year-end", "collection", "withdrawal",
    "delivery", "debit", "settlement"). `rule`: the law pack's retention rule it follows ("RET-02"). `reason`: why it
    is longer than a recommendation (E5). `indefinite`: said to have no end, which is a finding.
    """

    years: int = 0
    months: int = 0
    days: int = 0
    clock: str = ""
    phase: Literal["active", "archive"] = "active"
    categories: tuple[str, ...] = ()
    """The categories it is for (prefixes); empty: all of them."""
    criterion: Words = field(default_factory=dict)
    rule: str = ""
    reason: Words = field(default_factory=dict)
    indefinite: bool = False


@dataclass(frozen=True, slots=True)
class Purpose:
    """One purpose of an activity (art. 5(1)(b)), with one basis. `kind`: its id in the catalogue of purposes.

    The map's tables may name it as "activity.purpose".
    """

    id: str
    name: Words
    kind: str
    basis: Basis | None = None  # None: nobody has said yet, which is a finding
    interest: Words = field(default_factory=dict)  # Art. 13(1)(d)
    duty: str | None = None
    contract: str = ""
    """The contract that it performs: what the organisation calls it (S2-48)."""
    services: tuple[str, ...] = ()
    durations: tuple[Duration, ...] = ()
    necessary: Mapping[str, bool] = field(default_factory=dict)
    """Item id → whether the purpose cannot do without it (S0-32)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One kind of datum of an activity. Its category is the maps' ("contact.email"), which ties it to real columns."""

    id: str
    category: str
    name: Words = field(default_factory=dict)
    sources: tuple[ItemSource, ...] = ()
    given_by: tuple[str, ...] = ()
    """Recipients it came from, when the source is a third party (art. 14)."""
    informed: date | None = None
    """When those concerned were told of data got from others (art. 14(3))."""
    forms: tuple[str, ...] = ()
    collected_by: tuple[str, ...] = ()
    used_by: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Places, or names of stores."""
    shared_with: tuple[str, ...] = ()
    required: bool | None = None  # Art. 13(2)(e)
    why: Words = field(default_factory=dict)
    """What it is needed for (art. 5(1)(c), S2-50)."""
    consequence: Words = field(default_factory=dict)
    """What happens if it is not given (art. 13(2)(e))."""
    sensitivity: Sensitivity = "no"
    only_for: tuple[str, ...] = ()
    """Purpose kinds to which it is locked ("statistics.audience")."""
    transferable: bool = True
    confidential: bool = False
    express_consent: str = ""
    """How express consent is got, where the datum is sensitive: "written", "oral", "electronic"; empty: not yet."""


@dataclass(frozen=True, slots=True)
class AutomatedDecision:
    """A decision made by a machine alone (art. 22). `human`: the role that reviews it when it is contested."""

    id: str
    name: Words
    logic: Words = field(default_factory=dict)
    consequences: Words = field(default_factory=dict)
    human: str = ""


@dataclass(frozen=True, slots=True)
class Processing:
    """One processing activity: a line of the record, as controller (art. 30(1)) or as processor (art. 30(2))."""

    id: str
    name: Words
    role: Literal["controller", "joint-controller", "processor"] = "controller"
    purposes: Mapping[str, Purpose] = field(default_factory=dict)
    items: Mapping[str, Item] = field(default_factory=dict)
    persons: tuple[str, ...] = ()
    """Kinds of person: customers, prospects, …, codes of the law packs ("person.customers")."""
    recipients: tuple[str, ...] = ()
    durations: tuple[Duration, ...] = ()
    follows: tuple[str, ...] = ()
    """Rule sets whose conformity report it asks for (S1-12)."""
    joint_with: tuple[str, ...] = ()
    on_behalf_of: tuple[Client, ...] = ()
    """For whom it is run, as processor (art. 30(2)(a))."""
    services: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    """Measures of this activity beyond the organisation's general ones."""
    decisions: tuple[AutomatedDecision, ...] = ()
    uses: tuple[str, ...] = ()
    """Uses that rule sets may exclude: "exclusion-from-right", "shared-loyalty", "scoring", "enrichment"."""
    without: tuple[Literal["uses", "recipients", "decisions"], ...] = ()
    """What somebody looked for and says is not there: a list that is empty says nothing by itself."""
    occasional: bool = False
    software: str = ""
    owner: str = ""
    source: Words = field(default_factory=dict)
    created: date | None = None
    reviewed: date | None = None
    transfers: bool | None = None
    """Whether data leave the Union (art. 30(1)(e)), as stated; to which countries, its recipients say (S1-80)."""
    impact: Literal["", "required", "not-required", "exempt", "done"] = ""
    impact_reason: Words = field(default_factory=dict)
    declaration: str = ""
    """The number that the authority gave for it: owed in some places (Morocco), archive metadata in others (S1-11)."""


@dataclass(frozen=True, slots=True)
class Contract:
    """What binds a recipient. `clauses`: code → since when it stands; codes are the law packs' `clauses` ("audit")."""

    reference: str = ""
    signed: date | None = None
    until: date | None = None
    purposes: tuple[str, ...] = ()
    """Purpose kinds that it allows (S0-73); empty: it names none."""
    clauses: Mapping[str, date | None] = field(default_factory=dict)
    audit: date | None = None
    """When we mean to use the right to audit that it gives (S0-72)."""


@dataclass(frozen=True, slots=True)
class Review:
    """A look at how somebody else protects the data (S0-69). `next`: when to look again."""

    done: date
    result: Literal["good", "gaps", "bad"]
    next: date | None = None
    measures: tuple[str, ...] = ()
    """Measures that the recipient showed to have (S3-28)."""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Somebody outside who receives data (art. 4(9)), or gives them. `kind`: code of the law packs ("debt-collector").

    `level`, `nature`: of an authority (S2-12). `safeguard`: of a transfer outside the Union (art. 46): "adequacy",
    "scc", "bcr", "derogation", …; `document`: where its proof lies. `undertakings`: code → signed on (S1-38, S1-52).
    """

    id: str
    name: str
    role: Literal["processor", "controller", "joint-controller", "authority"]
    kind: str = ""
    level: Literal["", "local", "national", "federal", "union"] = ""
    nature: Literal["", "judicial", "administrative"] = ""
    contact: str = ""
    address: str = ""
    country: str = ""
    countries: tuple[str, ...] = ()
    """Where else the data go (its own processors); the country above is included."""
    safeguard: str = ""
    document: str = ""
    fallback: str = ""
    """The safeguard that would stand in its place, if a decision or a framework fell (B.8)."""
    contract: Contract | None = None
    undertakings: Mapping[str, date] = field(default_factory=dict)
    reviews: tuple[Review, ...] = ()
    certification: str = ""
    """What a payment provider shows (PCI DSS …)."""
    need: tuple[str, ...] = ()
    """Categories that it needs and may get (S2-08); empty: not said."""


@dataclass(frozen=True, slots=True)
class Role:
    """A team or function that collects or uses data (S0-06, S0-08)."""

    id: str
    name: Words
    kind: Literal["staff", "manager", "control", "outside"] = "staff"
    manages: tuple[str, ...] = ()
    people: int | None = None
    trained: date | None = None
    until: date | None = None
    """The end of an access that has one (an auditor's, S1-55)."""
    confidentiality: bool = False


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure of protection (art. 32). The id is the catalogue's ("locked-cabinet", "passwords", "antivirus")."""

    id: str
    state: State = "done"
    owner: str = ""
    due: date | None = None
    since: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A machine or medium that may hold data and be lost (S0-63). None: nobody has said."""

    id: str
    name: str
    kind: DeviceKind
    owner: str = ""
    password: bool | None = None
    encrypted: bool | None = None
    remote_wipe: bool | None = None
    antivirus: bool | None = None
    holds: tuple[str, ...] = ()
    """Categories."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where data are kept (S0-09, S3-29). `store`: the declared store that it is, if Garant can reach it."""

    id: str
    name: str
    kind: PlaceKind
    store: str = ""
    country: str = ""
    recipient: str = ""
    measures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup of some places (S0-62). `days`: how long the oldest copy lives, which erasures wait for (E10)."""

    id: str
    of: tuple[str, ...]
    location: str = ""
    locked: bool | None = None
    encrypted: bool | None = None
    days: int | None = None
    tested: date | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """A point of collection: where data come in (S0-14). `url` of a web form."""

    id: str
    name: Words
    kind: Literal["web", "paper", "phone", "email", "agreement", "counter"]
    activity: str
    purposes: tuple[str, ...] = ()
    url: str = ""
    objection: bool | None = None
    """Whether refusing prospecting is offered there, expressly and simply."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What persons are told today (art. 13, 14): declared as found, to be compared with what must be told.

    `says`: the items it holds, codes of the law packs ("controller", "dpo", "purposes", "basis", "duration", …).
    """

    id: str
    name: Words
    forms: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    text: Words = field(default_factory=dict)
    since: date | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Passwords:
    """The organisation's own rule for passwords (S3-30)."""

    length: int
    second_factor: bool = False
    renewed_after_leak: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """An entry of the catalogue of what the organisation sells or does; purposes are tied to it (S2-14)."""

    id: str
    name: Words
    until: date | None = None
    reveals: tuple[str, ...] = ()
    """Special categories that having bought it lets one guess ("special.belief"): its purchases inherit it (S1-39)."""


@dataclass(frozen=True, slots=True)
class Register:
    """All that is declared on a day. `numbers`: (kind, id) → the version of that entry."""

    organisation: Organisation
    services: Mapping[str, Service] = field(default_factory=dict)
    activities: Mapping[str, Processing] = field(default_factory=dict)
    recipients: Mapping[str, ThirdParty] = field(default_factory=dict)
    roles: Mapping[str, Role] = field(default_factory=dict)
    measures: Mapping[str, Measure] = field(default_factory=dict)
    devices: Mapping[str, Device] = field(default_factory=dict)
    places: Mapping[str, Place] = field(default_factory=dict)
    backups: Mapping[str, Backup] = field(default_factory=dict)
    forms: Mapping[str, Form] = field(default_factory=dict)
    notices: Mapping[str, Notice] = field(default_factory=dict)
    passwords: Passwords | None = None
    numbers: Mapping[tuple[str, str], int] = field(default_factory=dict)
