"""Reads the sources of a pack, and what every record of it bears: its dates and the sources that it rests on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, get_args

from garant.law.shape import Part
from garant.law.terms import Binding, Mark, Remark, Source

Sources = Mapping[str, Source]
Kind = tuple[Callable[[Part, Sources], Any], tuple[str, ...], tuple[str, ...]]
"""How a record of a kind is read, the keys that it must have besides those of every record, and those that it may."""


def read_source(part: Part, pack: str) -> Source:
    """One item of the list `sources`: a citation with its dates, binding force and mark of verification (E11)."""
    part.only(("id", "text", "since", "binding", "mark"), ("until", "link", "answers"))
    since, until = dates_of(part)
    binding = part["binding"].one_of(get_args(Binding))
    mark = next((m for m in get_args(Mark) if m == str(part["mark"].value)), None)  # 2 is a mark as well as a number
    if mark is None:
        raise part["mark"].refuse("“mark” should be one of: P, 2, K.")
    return Source(
        id=part["id"].text(),
        text=part["text"].words(),
        pack=pack,
        since=since,
        until=until,
        binding=binding,
        mark=mark,
        link=part.maybe("link", Part.text, ""),
        answers=part.maybe("answers", Part.texts, ()),
    )


def dates_of(part: Part) -> tuple[date, date | None]:
    since = part["since"].day()
    until = part.maybe("until", Part.day, None)
    if until is not None and until < since:
        raise part["until"].refuse("“until” lies before “since”.", "“until” is the last day on which this holds.")
    return since, until


def source_of(part: Part, sources: Sources) -> Source:
    found = sources.get(part.text())
    if found is None:
        raise part.refuse(
            f"There is no source “{part.text()}” in this pack or below it.", "Add it to a list “sources”."
        )
    return found


def sources_of(part: Part, keys: tuple[str, ...], sources: Sources) -> dict[str, Source]:
    part.only((), keys)
    return {key: source_of(item, sources) for key, item in part.pairs()}


def remark(part: Part, sources: Sources) -> Remark:
    """`words` with the `source` that they rest on."""
    part.only(("source", "words"))
    return Remark(part["words"].words(), source_of(part["source"], sources))


def more_sources(part: Part, sources: Sources) -> tuple[Source, ...]:
    """The optional list `sources` of a record: what it rests on besides its `source`."""
    return tuple(source_of(item, sources) for item in part["sources"].items()) if part.has("sources") else ()
