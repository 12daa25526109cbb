"""The values a law pack is read into. Each bears its articles, dates, source, binding force and verification mark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Words = Mapping[str, str]
"""Language code → text."""
Mark = Literal["P", "2", "K"]
"""P: checked on an official text. 2: on a secondary source only. K: known, not checked. (E11)"""
Binding = Literal["law", "recommendation", "practice", "convention"]
RightId = Literal["access", "rectification", "erasure", "portability", "restriction", "objection"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `text` is the citation that a person reads ("RGPD, art. 17(3)(b)")."""

    id: str
    text: Words
    pack: str
    since: date
    until: date | None = None
    binding: Binding = "law"
    mark: Mark = "K"
    link: str = ""


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


@dataclass(frozen=True, slots=True)
class Clock:
    """How long there is to answer. Either months or days. `rolls`: weekends and holidays move the last day on."""

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
    "ask-within", "extend", "wait"."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty to keep ("accounting"): rows stay `years` from `starts`, with the columns of the categories it `holds`.

    `starts` "financial-year-end": the close of the financial year that the row's date falls in; "date": the date.
    """

    id: str
    name: Words
    years: int
    starts: Literal["financial-year-end", "date"]
    holds: tuple[str, ...]
    """Category prefixes that are mandatory mentions of its documents ("identity.name", "contact.address")."""
    source: Source
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True)
class Authority:
    """A supervisory authority, competent for `place` (E6)."""

    id: str
    place: str
    name: str
    address: str
    page: str
    source: Source


@dataclass(frozen=True, slots=True)
class Territory:
    """A place whose holidays count. `calendar` is (country, subdivision) of the `holidays` library."""

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
    territories: Mapping[str, Territory]
    sources: Mapping[str, Source]
    durations: Mapping[str, int]
    """How long Garant keeps its own files, in days: case, package, outbox, access-log, staff-log, tombstone (A7)."""
    duration_sources: Mapping[str, Source]
    """The same ids → why that long."""
    words: Mapping[str, Words]
    """Code → language → text: reasons, categories, bases."""

    @property
    def authority(self) -> Authority:
        """The authority of this place, else of the part of the world it belongs to."""
        here = self.place
        while here not in self.authorities and "-" in here:
            here = here.rsplit("-", 1)[0]
        return self.authorities[here]

    @property
    def territory(self) -> Territory:
        return self.territories[self.place]

    def say(self, code: str, language: str) -> str:
        """The words for a code, in the language asked or else in French; the code itself if no pack knows it."""
        words = self.words.get(code, {})
        return words.get(language) or words.get("fr") or code

    def cite(self, source: str, language: str) -> str:
        """A source's citation, with its mark of doubt where it has one (E11)."""
        found = self.sources.get(source)
        if found is None:
            return source
        text = found.text.get(language) or found.text.get("fr") or source
        return text if found.mark == "P" else f"{text} [{found.mark}]"
