"""Where data may go from the Union without a safeguard (`lexicon/transfers.yaml`): its own area, adequate countries.

It knows decisions and their dates; what a recipient must show elsewhere is judged in `rules/sharing.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from garant.law.provisions import Law
from garant.law.reading import read_yaml
from garant.law.shape import Part
from garant.law.sourcing import dates_of, read_source, source_of
from garant.law.terms import Source, Words

FILE = Path(__file__).parent / "lexicon" / "transfers.yaml"


@dataclass(frozen=True, slots=True)
class Adequacy:
    """A decision of the Commission (art. 45). `only`: whom in the country it is for; empty: everybody there.
    `contested`: what may bring it down, so that another safeguard should be ready (B.8)."""

    country: str
    name: Words
    since: date
    until: date | None
    source: Source
    only: Words = field(default_factory=dict)
    contested: Words = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Transfers:
    """`union`: code of a country of the Economic Area → its names; `elsewhere`: of others that have no decision.
    `adequacy`: every decision, past ones too."""

    union: Mapping[str, Words]
    adequacy: tuple[Adequacy, ...]
    elsewhere: Mapping[str, Words] = field(default_factory=dict)

    @property
    def names(self) -> Mapping[str, Words]:
        """Code → what the country is called."""
        return {**self.elsewhere, **self.union, **{a.country: a.name for a in self.adequacy}}

    def code_of(self, country: str) -> str:
        """The code of a country given by code ("FR-974") or by name in French or English; else the text itself."""
        wanted = country.strip().casefold()
        for code, called in self.names.items():
            if wanted in {code.casefold(), *(name.casefold() for name in called.values())}:
                return code
        return country.strip().upper().partition("-")[0]

    def name(self, country: str) -> Words:
        """What a country is called; what was written, if no list knows it."""
        return self.names.get(self.code_of(country)) or {"fr": country, "en": country}

    def inside(self, country: str) -> bool:
        """Whether giving data there is no transfer: the Union and the Economic Area."""
        return self.code_of(country) in self.union

    def decision(self, country: str, on: date) -> Adequacy | None:
        """The adequacy decision for a country in force on a day."""
        code = self.code_of(country)
        held = (a for a in self.adequacy if a.since <= on and (a.until is None or on <= a.until))
        return next((a for a in held if a.country == code), None)


@cache
def read_transfers() -> Transfers:
    """The packaged list. Raises `LawError` with file and line if it has not the right shape."""
    top = Part(read_yaml(FILE.read_bytes(), FILE.name)).only(("lexicon", "union", "elsewhere", "adequacy", "sources"))
    sources = {source.id: source for source in (read_source(item, "transfers") for item in top["sources"].items())}
    return Transfers(
        union={code: part.words() for code, part in top["union"].pairs()},
        adequacy=tuple(_adequacy(item, sources) for item in top["adequacy"].items()),
        elsewhere={code: part.words() for code, part in top["elsewhere"].pairs()},
    )


def leaves(law: Law, country: str) -> bool:
    """Whether data given to somebody there leave the area of the law: the Economic Area for a place in it, else the
    country of the place itself."""
    known = read_transfers()
    if known.inside(law.place):
        return not known.inside(country)
    named = law.country_of(country) or country
    return known.code_of(named) != known.code_of(law.place)


def _adequacy(part: Part, sources: Mapping[str, Source]) -> Adequacy:
    part.only(("id", "since", "source", "name"), ("until", "only", "contested"))
    since, until = dates_of(part)
    return Adequacy(
        country=part["id"].text(),
        name=part["name"].words(),
        since=since,
        until=until,
        source=source_of(part["source"], sources),
        only=part["only"].words() if part.has("only") else {},
        contested=part["contested"].words() if part.has("contested") else {},
    )
