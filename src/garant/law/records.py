"""Reads the records of a pack into provisions: one function a kind, each strict about keys, sources and dates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from garant.law.provisions import Authority, Binding, Clock, Duty, Ground, Mark, Right, Source, Territory
from garant.law.shape import Part

BASES = ("consent", "contract", "legal-obligation", "vital-interests", "public-interest", "legitimate-interest")

Sources = Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class Record:
    """A value of the law and the days on which it holds; `until` is the last of them."""

    kind: str
    id: str
    since: date
    until: date | None
    value: Any
    place: str

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


def read_record(kind: str, part: Part, sources: Sources) -> Record:
    """Read one item of a kind's list. `sources`: those of this pack and of the packs it is laid over."""
    build, required, optional = _KINDS[kind]
    part.only(("id", "since", "source", *required), ("until", *optional))
    since, until = _dates(part)
    source = _source(part["source"], sources)
    if since < source.since:
        raise part["since"].refuse(
            f"This holds since {since}, but its source only since {source.since}.", "Correct one of the two dates."
        )
    return Record(kind, part["id"].text(), since, until, build(part, sources), part.place)


def read_source(part: Part, pack: str) -> Source:
    """One item of the list `sources`: a citation with its dates, binding force and mark of verification (E11)."""
    part.only(("id", "text", "since", "binding", "mark"), ("until", "link"))
    since, until = _dates(part)
    binding = part["binding"].text(get_args(Binding))
    mark = str(part["mark"].value)  # 2 is a mark as well as a number
    if mark not in get_args(Mark):
        raise part["mark"].refuse("“mark” should be one of: P, 2, K.")
    return Source(
        id=part["id"].text(),
        text=part["text"].words(),
        pack=pack,
        since=since,
        until=until,
        binding=binding,  # type: ignore[arg-type]  # `one_of` saw to it
        mark=mark,  # type: ignore[arg-type]  # as above
        link=part.maybe("link", Part.text, ""),
    )


def _dates(part: Part) -> tuple[date, date | None]:
    since = part["since"].day()
    until = part.maybe("until", Part.day, None)
    if until is not None and until < since:
        raise part["until"].refuse("“until” lies before “since”.", "“until” is the last day on which this holds.")
    return since, until


def _source(part: Part, sources: Sources) -> Source:
    found = sources.get(part.text())
    if found is None:
        raise part.refuse(
            f"There is no source “{part.text()}” in this pack or below it.", "Add it to a list “sources”."
        )
    return found


def _sources(part: Part, keys: tuple[str, ...], sources: Sources) -> dict[str, Source]:
    part.only((), keys)
    return {key: _source(item, sources) for key, item in part.pairs()}


# ── kinds ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _right(part: Part, sources: Sources) -> Right:
    grounds = tuple(_ground(item, sources) for item in part["grounds"].items()) if part.has("grounds") else ()
    bases, only_on, rests_on = _bases(part["bases"], sources, {ground.code for ground in grounds})
    return Right(
        id=part["id"].text(),
        name=part["name"].words(),
        short=part["short"].words(),
        source=_source(part["source"], sources),
        grounds=grounds,
        refusals=tuple(_ground(item, sources) for item in part["refusals"].items()) if part.has("refusals") else (),
        bases=bases,
        only_on=only_on,
        sources={"bases": rests_on},
    )


def _ground(part: Part, sources: Sources) -> Ground:
    part.only(("code", "words", "source"), ("asks",))
    return Ground(
        code=part["code"].text(),
        words=part["words"].words(),
        source=_source(part["source"], sources),
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
    return bases, only_on, _source(part["source"], sources)


def _clock(part: Part, sources: Sources) -> Clock:
    months = part.maybe("months", lambda p: p.number(1, 120), None)
    days = part.maybe("days", lambda p: p.number(1, 3660), None)
    if (months is None) == (days is None):
        raise part.refuse("A clock counts either “months” or “days”.", "Give exactly one of the two.")
    parts = ("receipt", "count", "short-month", "roll", "suspend", "ask-within", "extend", "wait")
    return Clock(
        id=part["id"].text(),
        months=months,
        days=days,
        extension_months=part.maybe("extension_months", lambda p: p.number(1, 120), 0),
        rolls=part["rolls"].flag(),
        asks_within_days=part.maybe("asks_within_days", lambda p: p.number(0, 366), None),
        not_before_hours=part.maybe("not_before_hours", lambda p: p.number(1, 720), 0),
        source=_source(part["source"], sources),
        sources=_sources(part["sources"], parts, sources),
    )


def _duty(part: Part, sources: Sources) -> Duty:
    return Duty(
        id=part["id"].text(),
        name=part["name"].words(),
        years=part["years"].number(1, 200),
        starts=part["starts"].text(("financial-year-end", "date")),  # type: ignore[arg-type]  # `one_of` saw to it
        holds=tuple(item.text() for item in part["holds"].items()),
        source=_source(part["source"], sources),
        sources=tuple(_source(item, sources) for item in part["sources"].items()) if part.has("sources") else (),
    )


def _authority(part: Part, sources: Sources) -> Authority:
    return Authority(
        id=part["authority"].text(),
        place=part["id"].text(),
        name=part["name"].text(),
        address=part["address"].text(),
        page=part["page"].text(),
        source=_source(part["source"], sources),
    )


def _territory(part: Part, sources: Sources) -> Territory:
    calendar = part["calendar"].only(("country",), ("subdivision",))
    zone = part["zone"].text()
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise part["zone"].refuse("There is no such time zone.", "Give its IANA name: Europe/Paris.") from None
    return Territory(
        id=part["id"].text(),
        name=part["name"].words(),
        calendar=(calendar["country"].text(), calendar.maybe("subdivision", Part.text, None)),
        zone=zone,
        adds=tuple(item.text() for item in part["packs"].items()),
        not_holidays=tuple(item.text() for item in part["not_holidays"].items()) if part.has("not_holidays") else (),
        source=_source(part["source"], sources),
    )


def _duration(part: Part, sources: Sources) -> tuple[int, Source]:
    return part["days"].number(1, 40_000), _source(part["source"], sources)


_Kind = tuple[Callable[[Part, Sources], Any], tuple[str, ...], tuple[str, ...]]
_KINDS: Mapping[str, _Kind] = {
    "rights": (_right, ("name", "short", "bases"), ("grounds", "refusals")),
    "clocks": (
        _clock,
        ("rolls", "sources"),
        ("months", "days", "extension_months", "asks_within_days", "not_before_hours"),
    ),
    "duties": (_duty, ("name", "years", "starts", "holds"), ("sources",)),
    "authorities": (_authority, ("authority", "name", "address", "page"), ()),
    "territories": (_territory, ("name", "calendar", "zone", "packs"), ("not_holidays",)),
    "durations": (_duration, ("days",), ()),
}
KINDS = tuple(_KINDS)
"""The lists that a pack file may hold, besides `sources`."""
