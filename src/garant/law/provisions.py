"""The values a law pack is read into. Each bears its articles, dates, source, binding force and verification mark."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from garant.law.rulesets import RuleSets
from garant.law.standards import (
    NO_STANDARDS,
    Age,
    Breach,
    Category,
    Consent,
    Informing,
    RegisterDuty,
    Replaced,
    Retention,
    Sensitivity,
    Standards,
)
from garant.law.terms import Binding, Mark, Remark, RightId, Source, Words

__all__ = [
    "Age", "Authority", "Binding", "Breach", "Category", "Clock", "Consent", "Duty", "Ground", "Informing", "Law",
    "Mark", "NoRule", "OwnDay", "RegisterDuty", "Replaced", "Retention", "Right", "RightId", "Sensitivity", "Source",
    "Territory", "Words",
]  # fmt: skip


Starts = Literal["financial-year-end", "date"]


@dataclass(frozen=True, slots=True)
class Ground:
    """A ground or a refusal of a right, e.g. 17(1)(a) or 17(3)(b). `code` is stable and stored; words are shown."""

    code: str
    words: Words
    source: Source
    asks: str = ""
    """A fact that somebody must state for it to hold ("running-contract"), asked of the clerk (E2)."""


@dataclass(frozen=True, slots=True)
class Right:
    id: str
    name: Words
    short: Words
    source: Source
    grounds: tuple[Ground, ...] = ()
    refusals: tuple[Ground, ...] = ()
    bases: Mapping[str, bool] = field(default_factory=dict)
    """Basis of an activity → whether the right applies to its data."""
    only_on: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Basis for which `bases` says False → the grounds (codes) on which the right applies all the same."""
    sources: Mapping[str, Source] = field(default_factory=dict)
    """What parts of the right rest on: "bases"."""
    cost: Remark | None = None
    """Whether it is free, and what may be asked for it."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How long there is to answer. Either months or days. `rolls`: weekends and holidays move the last day on.

    `clear`: neither the day of receipt nor the last day counts ("jours francs"). `known`: False where the law gives no
    figure and this is only the date that a pack finds prudent to show.
    """

    id: str
    months: int | None
    days: int | None
    extension_months: int
    rolls: bool
    asks_within_days: int | None
    """Identity must be asked within this many days of receipt for the clock to stop (E7). None: it never stops."""
    not_before_hours: int
    source: Source
    sources: Mapping[str, Source] = field(default_factory=dict)
    """What each part of the calculation rests on: "receipt", "count", "short-month", "roll", "suspend",
    "ask-within", "extend", "wait", "clear"."""
    extension_days: int = 0
    clear: bool = False
    known: bool = True
    pace: Remark | None = None
    """How fast, where the law says it in words ("without delay")."""
    conditions: Remark | None = None
    """When it may be extended."""
    silence: Remark | None = None
    """What follows if the period passes without an answer."""
    complaint: Remark | None = None
    """By when to complain of a refusal."""

    @property
    def extends(self) -> bool:
        return bool(self.extension_months or self.extension_days)


@dataclass(frozen=True, slots=True)
class NoRule:
    """The packs of a place have no answer to a question ("clock.access"). It is shown as such and never guessed.

    `prudent`: a period that a pack proposes to show meanwhile, as a convention and said to be one.
    """

    question: str
    place: str
    prudent: Clock | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty to keep ("accounting"): rows stay `years` from `starts`, with the columns of the categories it `holds`.

    `starts` "financial-year-end": the close of the financial year that the row's date falls in; "date": the date.
    """

    id: str
    name: Words
    years: int
    starts: Starts
    holds: tuple[str, ...]
    """Category prefixes that are mandatory mentions of its documents ("identity.name", "contact.address")."""
    source: Source
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority, competent for `place` (E6). `complaint`: its page for complaints, else `page`.

    `sources`: what "address", "page", "complaint", "email" and "phone" rest on where that is not `source`.
    """

    id: str
    place: str
    names: Words
    address: str
    page: str
    source: Source
    complaint: str = ""
    email: str = ""
    phone: str = ""
    sources: Mapping[str, Source] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    """Its names and addresses in other languages of the place."""

    @property
    def name(self) -> str:
        return self.called("fr")

    @property
    def complain_at(self) -> str:
        """Where a complaint is lodged online: the platform, or else the authority's site."""
        return self.complaint or self.page

    def called(self, language: str) -> str:
        return self.names.get(language) or self.names["fr"]

    def mark(self, part: str) -> Mark:
        """How far a part of this record was checked (E11)."""
        return self.sources.get(part, self.source).mark

    def marked(self, part: str) -> str:
        """A part as it is shown, with its mark of doubt where it has one: "address", "page", "complain_at", "email"…"""
        text: str = getattr(self, part)
        source = ("complaint" if self.complaint else "page") if part == "complain_at" else part
        mark = self.mark(source)
        return text if mark == "P" or not text else f"{text} [{mark}]"


@dataclass(frozen=True, slots=True)
class OwnDay:
    """A holiday that a pack names itself. `day` is a date of one year, or (month, day) of every year; `easter` counts
    days from Easter Sunday (-2 is Good Friday)."""

    code: str
    day: date | tuple[int, int] | None = None
    easter: int | None = None


@dataclass(frozen=True, slots=True)
class Territory:
    """A place whose holidays count. `calendar` is (country, subdivision) of the `holidays` library, named in
    `language`; or, where the library has no such country, the pack lists `own_days` and `calendar` is ("", None)."""

    id: str
    name: Words
    calendar: tuple[str, str | None]
    zone: str
    adds: tuple[str, ...]
    """Packs laid over each other for this place, first to last ("eu", "fr")."""
    not_holidays: tuple[str, ...] = ()
    """Days that the library names and that are holidays by custom only, not by law."""
    source: Source | None = None
    """What makes its holidays holidays."""
    language: str = ""
    own_days: tuple[OwnDay, ...] = ()
    weekend: tuple[int, ...] = (6, 7)
    """ISO days of the week on which nobody works: Monday is 1."""
    also: tuple[str, ...] = ()
    """Other names by which people and files call it ("Belgien", "BEL")."""


@dataclass(frozen=True, slots=True)
class Law:
    """What is in force at a place on a date: the packs laid over each other, read-only."""

    place: str
    on: date
    version: str
    """The packs and a digest of their content, e.g. "eu+fr 2026.11 3f9a…": a decision names it."""
    rights: Mapping[str, Right]
    clocks: Mapping[str, Clock]
    duties: Mapping[str, Duty]
    authorities: Mapping[str, Authority]
    """Of every place that any pack knows: a person may live elsewhere (E6)."""
    territories: Mapping[str, Territory]
    """Every place that any pack knows."""
    sources: Mapping[str, Source]
    durations: Mapping[str, int]
    """How long Garant keeps its own files, in days: case, package, copy, outbox, the logs, tombstone (A7)."""
    duration_sources: Mapping[str, Source]
    """The same ids → why that long."""
    words: Mapping[str, Words]
    """Code → language → text: reasons, categories, bases."""
    standards: Standards = NO_STANDARDS
    """What is declared, retained and notified is held against these: categories, consents, retention…"""
    ended: Mapping[str, date] = field(default_factory=dict)
    """Retention rules that were and are no more → their last day. What stands neither here nor in `standards` never
    was a rule of this place."""
    rulesets: RuleSets = field(default_factory=dict)
    """Those of its packs by id, past ones too: an activity may name any."""

    @property
    def authority(self) -> Authority:
        """The authority of this place, else of the part of the world it belongs to."""
        return self.authorities[next(here for here in _wider(self.place, "-") if here in self.authorities)]

    def authority_for(self, country: str) -> Authority:
        """The authority that a person of a country complains to (E6): that of their residence if the same law holds
        there, else that of the establishment, to which the words "or that of your residence" are added.

        `country`: as a person or a file writes it ("BE", "Belgique", "Belgium"); "" if nobody knows.
        """
        place = self.country_of(country)
        if place is None or self.territories[place].adds[0] != self.territory.adds[0]:
            return self.authority
        known = next((here for here in _wider(place, "-") if here in self.authorities), None)
        return self.authorities[known] if known else self.authority

    def country_of(self, text: str) -> str | None:
        """The place that is called so, whatever its capitals; None if no pack knows it."""
        wanted = text.strip().casefold()
        for place in self.territories.values():
            if wanted in {name.casefold() for name in (place.id, *place.name.values(), *place.also)}:
                return place.id
        return None

    def clock_for(self, right: str) -> Clock | NoRule:
        """How long there is to answer a right here: its own period ("request.erasure"), else that of every request."""
        found = self.clocks.get(f"request.{right}") or self.clocks.get("request")
        if found is not None and found.known:
            return found
        return NoRule(f"clock.{right}", self.place, prudent=found or self.clocks.get("prudent"))

    def extends(self, right: str) -> bool:
        """Whether the period of a right can be extended here."""
        clock = self.clock_for(right)
        return clock.extends if isinstance(clock, Clock) else False

    def category(self, code: str) -> Category | NoRule:
        """A category of data as the law here sees it; the nearest one above it answers where it has no own entry."""
        found = next((self.standards.categories[c] for c in _wider(code, ".") if c in self.standards.categories), None)
        found = found or self.standards.categories.get("any")
        if found is None:
            return NoRule(f"category.{code}", self.place)
        group = next((self.standards.groups[c] for c in _wider(code, ".") if c in self.standards.groups), "other")
        return Category(code, group, found.sensitivity, found.source, found.needs)

    def consent_for(self, use: str) -> Consent | NoRule:
        """The kinds of consent admitted for a use ("prospecting.email.consumer"), or for what it is part of."""
        known = self.standards.consents
        return next((known[u] for u in _wider(use, ".") if u in known), NoRule(f"consent.{use}", self.place))

    def age_for(self, use: str) -> Age | NoRule:
        """From which age a minor consents alone ("online-consent")."""
        return self.standards.ages.get(use) or NoRule(f"age.{use}", self.place)

    def breach_to(self, whom: str) -> Breach | NoRule:
        """What is owed after a breach to "authority", to "persons", to the "register" of breaches."""
        return self.standards.breaches.get(whom) or NoRule(f"breach.{whom}", self.place)

    def informing(self, way: str) -> Informing | NoRule:
        """By when a person is told of data got from themself ("direct") or from somebody else ("indirect")."""
        return self.standards.informing.get(way) or NoRule(f"informing.{way}", self.place)

    def retention_rule(self, code: str) -> Retention | NoRule:
        return self.standards.retention.get(code) or NoRule(f"retention.{code}", self.place)

    @property
    def territory(self) -> Territory:
        return self.territories[self.place]

    def say(self, code: str, language: str) -> str:
        """The words for a code, in the language asked or else in French; the code itself if no pack knows it."""
        words = self.words.get(code, {})
        return words.get(language) or words.get("fr") or code

    def source_of(self, source: str) -> Source | None:
        """A source by its id; else the one that stands here in its place, or in the place of what it is part of."""
        return self.sources.get(source) or next(
            (s for wider in _wider(source, "/") for s in self.sources.values() if wider in s.answers), None
        )

    def cite(self, source: str, language: str) -> str:
        """A source's citation, with its mark of doubt where it has one (E11). What no pack of this place knows and
        none replaces is cited as unknown here."""
        found = self.source_of(source)
        if found is None:
            return self.say("no-rule", language) if "no-rule" in self.words else source
        text = found.text.get(language) or found.text.get("fr") or source
        return text if found.mark == "P" else f"{text} [{found.mark}]"

    def cite_all(self, sources: Iterable[str], language: str) -> tuple[str, ...]:
        """The citations of what a reason rests on, each once; what the law here does not know is left out where it
        knows another of them."""
        asked = tuple(sources)
        known = [source for source in asked if self.source_of(source) is not None]
        return tuple(dict.fromkeys(self.cite(source, language) for source in known or asked))


def _wider(code: str, sign: str) -> Iterator[str]:
    """A code, then what it is part of: "FR-974", "FR"."""
    while code:
        yield code
        code = code.rpartition(sign)[0]
