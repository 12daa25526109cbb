"""The forms in which authorities publish or ask for a record of processing, read from a pack's folder `forms/`.

A form says which sheets there are and by which words their cells are known; `rules/record_form/` fills and reads them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from garant.law.provisions import Words
from garant.law.reading import read_yaml
from garant.law.shape import Part

Labels = Mapping[str, tuple[str, ...]]
"""Code → the words by which a cell is known; the first is the one that is written."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the form, for some categories of data or some measures. `new`: the category of what is new in it."""

    label: str
    holds: tuple[str, ...]
    new: str = ""


@dataclass(frozen=True, slots=True)
class SheetForm:
    """One sheet: its name, its title, and the labels of its sections, fields and columns.

    `more`: what follows a section's name where it takes a second row.
    """

    name: str
    title: str
    sections: Labels
    fields: Labels
    columns: Labels
    more: str = ""


@dataclass(frozen=True, slots=True)
class RecordForm:
    """A form for the record of processing: a sheet that lists the activities, and one for each of them."""

    id: str
    name: Words
    language: str
    mark: str
    list: SheetForm
    card: SheetForm
    data: Mapping[str, Line]
    sensitive: Mapping[str, Line]
    recipients: Mapping[str, str]
    security: Mapping[str, Line]
    safeguards: Mapping[str, str]
    answers: Mapping[str, str]


@cache
def read_form(place: str = "fr") -> RecordForm:
    """The form of a pack ("fr"). Raises `LawError` with file and line if it has not the right shape."""
    file = Path(__file__).parent / place / "forms" / "register.yaml"
    top = Part(read_yaml(file.read_bytes(), f"{place}/forms/{file.name}"))
    texts, lines = ("recipients", "safeguards", "answers"), ("data", "sensitive", "security")
    top.only(("form", "id", "name", "language", "mark", "list", "card", *texts, *lines))
    top["form"].text(("register/1",))
    return RecordForm(
        id=top["id"].text(),
        name=top["name"].words(),
        language=top["language"].text(),
        mark=top["mark"].text(("P", "2", "K")),
        list=_sheet(top["list"]),
        card=_sheet(top["card"]),
        data=_lines(top["data"]),
        sensitive=_lines(top["sensitive"]),
        recipients=_texts(top["recipients"]),
        security=_lines(top["security"]),
        safeguards=_texts(top["safeguards"]),
        answers=_texts(top["answers"]),
    )


def _sheet(part: Part) -> SheetForm:
    part.only(("sheet", "title", "sections", "fields", "columns"), ("more",))
    labels = {
        key: {code: tuple(each.text() for each in words.items()) for code, words in part[key].pairs()}
        for key in ("sections", "fields", "columns")
    }
    more = part.maybe("more", Part.text, "")
    return SheetForm(part["sheet"].text(), part["title"].text(), **labels, more=more)


def _texts(part: Part) -> dict[str, str]:
    return {code: each.text() for code, each in part.pairs()}


def _lines(part: Part) -> dict[str, Line]:
    return {code: _line(each.only(("label", "holds"), ("new",))) for code, each in part.pairs()}


def _line(part: Part) -> Line:
    holds = tuple(each.text() for each in part["holds"].items())
    return Line(part["label"].text(), holds, part.maybe("new", Part.text, ""))
