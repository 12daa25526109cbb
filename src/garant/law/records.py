"""Reads the records of a pack into provisions: one function a kind, each strict about keys, sources and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args

from garant.law import records_places, records_standards
from garant.law.provisions import Clock, Duty, Ground, Right, Starts
from garant.law.shape import Part
from garant.law.sourcing import Kind, Sources, dates_of, more_sources, remark, source_of, sources_of
from garant.law.terms import Source

SAID = ("pace", "conditions", "silence", "complaint")
"""What a clock says in words, each with its own source."""
BASES = ("consent", "contract", "legal-obligation", "vital-interests", "public-interest", "legitimate-interest")


@dataclass(frozen=True, slots=True)
class Record:
    """A value of the law and the days on which it holds; `until` is the last of them."""

    kind: str
    id: str
    since: date
    until: date | None
    value: Any
    place: str
    plain: Mapping[str, Any]
    """The record as it stands in its file."""

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def read_record(kind: str, part: Part, sources: Sources) -> Record:
    """Read one item of a kind's list. `sources`: those of this pack and of the packs it is laid over."""
    build, required, optional = _KINDS[kind]
    part.only(("id", "since", "source", *required), ("until", *optional))
    since, until = dates_of(part)
    source = source_of(part["source"], sources)
    if since < source.since:
        raise part["since"].refuse(
            f"This holds since {since}, but its source only since {source.since}.", "Correct one of the two dates."
        )
    return Record(kind, part["id"].text(), since, until, build(part, sources), part.place, part.value)


# ── kinds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _right(part: Part, sources: Sources) -> Right:
    grounds = tuple(_ground(item, sources) for item in part["grounds"].items()) if part.has("grounds") else ()
    bases, only_on, rests_on = _bases(part["bases"], sources, {ground.code for ground in grounds})
    return Right(
        id=part["id"].text(),
        name=part["name"].words(),
        short=part["short"].words(),
        source=source_of(part["source"], sources),
        grounds=grounds,
        refusals=tuple(_ground(item, sources) for item in part["refusals"].items()) if part.has("refusals") else (),
        bases=bases,
        only_on=only_on,
        sources={"bases": rests_on},
        cost=part.maybe("cost", lambda p: remark(p, sources), None),
    )


def _ground(part: Part, sources: Sources) -> Ground:
    part.only(("code", "words", "source"), ("asks",))
    return Ground(
        code=part["code"].text(),
        words=part["words"].words(),
        source=source_of(part["source"], sources),
        asks=part.maybe("asks", Part.text, ""),
    )


def _bases(
    part: Part, sources: Sources, grounds: set[str]
) -> tuple[dict[str, bool], dict[str, tuple[str, ...]], Source]:
    """`true`, `false`, or the list of the grounds on which alone the right applies to data of this basis."""
    part.only(("source", *BASES))
    bases: dict[str, bool] = {}
    only_on: dict[str, tuple[str, ...]] = {}
    for basis in BASES:
        answer = part[basis]
        if isinstance(answer.value, list):
            only_on[basis] = tuple(item.text(sorted(grounds)) for item in answer.items())
            bases[basis] = False
        else:
            bases[basis] = answer.flag()
    return bases, only_on, source_of(part["source"], sources)


def _clock(part: Part, sources: Sources) -> Clock:
    months = part.maybe("months", lambda p: p.number(1, 120), None)
    days = part.maybe("days", lambda p: p.number(1, 3660), None)
    if (months is None) == (days is None):
        raise part.refuse("A clock counts either “months” or “days”.", "Give exactly one of the two.")
    parts = ("receipt", "count", "short-month", "roll", "suspend", "ask-within", "extend", "wait", "clear")
    return Clock(
        id=part["id"].text(),
        months=months,
        days=days,
        extension_months=part.maybe("extension_months", lambda p: p.number(1, 120), 0),
        rolls=part["rolls"].flag(),
        asks_within_days=part.maybe("asks_within_days", lambda p: p.number(0, 366), None),
        not_before_hours=part.maybe("not_before_hours", lambda p: p.number(1, 720), 0),
        source=source_of(part["source"], sources),
        sources=sources_of(part["sources"], parts, sources),
        extension_days=part.maybe("extension_days", lambda p: p.number(1, 366), 0),
        clear=part.maybe("clear", Part.flag, False),
        known=part.maybe("known", Part.flag, True),
        **{said: part.maybe(said, lambda p: remark(p, sources), None) for said in SAID},
    )


def _duty(part: Part, sources: Sources) -> Duty:
    return Duty(
        id=part["id"].text(),
        name=part["name"].words(),
        years=part["years"].number(1, 200),
        starts=part["starts"].one_of(get_args(Starts)),
        holds=tuple(item.text() for item in part["holds"].items()),
        source=source_of(part["source"], sources),
        sources=more_sources(part, sources),
    )


def _duration(part: Part, sources: Sources) -> tuple[int, Source]:
    return part["days"].number(1, 40_000), source_of(part["source"], sources)


_KINDS: Mapping[str, Kind] = {
    "rights": (_right, ("name", "short", "bases"), ("grounds", "refusals", "cost")),
    "clocks": (
        _clock,
        ("rolls", "sources"),
        (
            "months",
            "days",
            "extension_months",
            "extension_days",
            "asks_within_days",
            "not_before_hours",
            "clear",
            "known",
            *SAID,
        ),
    ),
    "duties": (_duty, ("name", "years", "starts", "holds"), ("sources",)),
    "durations": (_duration, ("days",), ()),
    **records_places.KINDS,
    **records_standards.KINDS,
}
KINDS = tuple(_KINDS)
"""The lists that a pack file may hold, besides `sources`."""
