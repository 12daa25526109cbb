"""`garant register table`: what is collected, item by item, as a shopkeeper reads it."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from garant.actions import information
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.cli import tell
from garant.law.information import InformationWords, read_information
from garant.rules.information import Row, Section
from garant.rules.register import Words

LINES = (
    ("collected", "collected"),
    ("reason", "reasons"),
    ("used", "used"),
    ("stored", "stored"),
    ("shared", "shared"),
)
"""Column of the table → field of a row."""
COLON = {"fr": "\u00a0:"}


def show(args: argparse.Namespace, house: Instance, who: Actor) -> None:
    language = args.language or house.organisation.language
    sections = information.table(house, who)
    text = "\n".join(_lines(house, sections, read_information(), language))
    tell(args, [_plain(section) for section in sections], text)


def _lines(house: Instance, sections: Sequence[Section], words: InformationWords, language: str) -> Iterator[str]:
    """Line 1 is whom to write to (S0-01); then each heading, each datum, and what is said of it."""
    yield f"{house.organisation.contact} · {house.organisation.name}"
    for section in sections:
        yield f"\n{section.name[language]}"
        for row in section.rows:
            yield from _row(row, words, language)


def _row(row: Row, words: InformationWords, language: str) -> Iterator[str]:
    yield f"  {_in(row.name, language)}  [{row.activity}.{row.item}]"
    for column, field in LINES:
        told = ", ".join(_in(each, language) for each in getattr(row, field))
        yield f"    {words.columns[column][language]}{COLON.get(language, ':')} {told}"
    for gap in row.gaps:
        yield f"    ! {words.words[gap][language]}"


def _plain(section: Section) -> dict[str, Any]:
    return {
        "heading": section.heading,
        "name": section.name,
        "rows": [asdict(row) | {"storage": sorted(row.storage), "ready": row.ready} for row in section.rows],
    }


def _in(words: Words, language: str) -> str:
    return words.get(language) or words.get("fr") or next(iter(words.values()), "")
