"""Reads YAML from files that people write: plain data, and the line where every key and value stands.

A strict part of YAML: no tags, no anchors, no second document, no key twice; every key is text; `yes` and `no` are
text, as is a number with a leading zero (a postcode). It knows nothing of what a file means.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from garant.errors import GarantError, LawError

MAX_BYTES = 1_000_000
MAX_DEPTH = 40

Path = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings and places in lists, e.g. ("tables", "Invoice")."""

# libyaml is some twenty times faster; the wheel of PyYAML holds it nearly everywhere.
_LOADER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")
_NUMBER = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})\.[0-9]{1,18}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: Mapping[str, Any] = {"": None, "~": None, "null": None, "true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Document:
    """What a file says. `data`: mappings, lists, text, int, float, bool, date, None. Lines count from 1."""

    name: str
    data: Any
    lines: Mapping[Path, int]
    error: type[GarantError] = LawError

    def line_of(self, path: Path) -> int:
        """The line of a key (with its value) or of a list's item; of the nearest thing above it that exists."""
        while path not in self.lines and path:
            path = path[:-1]
        return self.lines.get(path, 1)

    def place(self, path: Path = ()) -> str:
        """ "file:line", as errors say it."""
        return f"{self.name}:{self.line_of(path)}"

    def refuse(self, path: Path, cause: str, remedy: str = "") -> GarantError:
        """The error to raise about something in this document."""
        return self.error(cause, place=self.place(path), remedy=remedy)


@dataclass(slots=True)
class _Open:
    """A mapping or a list that is being read."""

    path: Path
    data: dict[str, Any] | list[Any]
    key: str | None = None


@dataclass(slots=True)
class _Reader:
    """Builds plain data from the parser's events, without recursion, so that no depth of nesting can hurt."""

    name: str
    error: type[GarantError]
    lines: dict[Path, int] = field(default_factory=dict)
    open: list[_Open] = field(default_factory=list)
    documents: int = 0
    result: Any = None

    def fail(self, line: int, cause: str, remedy: str) -> GarantError:
        return self.error(cause, place=f"{self.name}:{line}", remedy=remedy)

    def take(self, event: Any) -> None:
        line = event.start_mark.line + 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise self.fail(line, "Anchors (&) and aliases (*) are not read here.", "Write the value out.")
        if getattr(event, "tag", None) not in (None, "!"):
            raise self.fail(line, "A tag (!) is not read here.", "Leave the tag out.")
        if isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                raise self.fail(line, "There is a second document in this file.", "Keep one; remove the line “---”.")
        elif isinstance(event, yaml.ScalarEvent):
            self.scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self.enter({} if isinstance(event, yaml.MappingStartEvent) else [], line)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self.open.pop()

    def scalar(self, event: Any, line: int) -> None:
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.data, dict) and top.key is None:
            key = str(event.value)
            if key in top.data:
                first = self.lines[(*top.path, key)]
                raise self.fail(line, f"The key “{_short(key)}” stands here and on line {first}.", "Keep one of them.")
            top.key = key
            # A value on a later line is still found under its key's line: that is where people look.
            self.lines[(*top.path, key)] = line
            top.data[key] = None
        else:
            self.put(self.plain(event, line), line)

    def plain(self, event: Any, line: int) -> Any:
        text = str(event.value)
        if event.style:  # quoted, or a block of text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.fullmatch(text):
            return int(text)
        if _NUMBER.fullmatch(text):
            return float(text)
        if _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                raise self.fail(
                    line, "This date is not in the calendar.", "Write it as year-month-day: 2026-11-23."
                ) from None
        return text

    def enter(self, data: dict[str, Any] | list[Any], line: int) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self.fail(line, f"More than {MAX_DEPTH} levels stand within each other.", "Write it flatter.")
        top = self.open[-1] if self.open else None
        if top is not None and isinstance(top.data, dict) and top.key is None:
            raise self.fail(line, "A key is a list or a mapping.", "Use text as the key.")
        self.open.append(_Open(self.put(data, line), data))

    def put(self, value: Any, line: int) -> Path:
        """Hang a value where it belongs; its path."""
        if not self.open:
            self.result = value
            self.lines[()] = line
            return ()
        top = self.open[-1]
        if isinstance(top.data, dict):
            assert top.key is not None  # `scalar` and `enter` saw to it
            path: Path = (*top.path, top.key)
            top.data[top.key] = value
            top.key = None
        else:
            path = (*top.path, len(top.data))
            top.data.append(value)
            self.lines[path] = line
        return path


def read_yaml(text: str | bytes, name: str, error: type[GarantError] = LawError, most: int = MAX_BYTES) -> Document:
    """Read one YAML document of at most `most` bytes. `name` stands in errors; `error` is the class to raise.

    An empty file reads as None.
    """
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > most:
        raise error(
            f"This file holds more than {most // 1_000_000} megabyte.", place=name, remedy="Split it into several."
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        raise error(
            "This file is not UTF-8 text.",
            place=f"{name}:{raw[: broken.start].count(10) + 1}",
            remedy="Save it as UTF-8.",
        ) from None
    reader = _Reader(name, error)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            reader.take(event)
    except yaml.YAMLError as broken:
        raise error(
            f"This is not readable YAML: {_problem(broken)}.",
            place=f"{name}:{_line(broken, text)}",
            remedy="Look at the indentation, the colons and the quotes on this line and the one above.",
        ) from None
    return Document(name, reader.result, reader.lines, error)


def _problem(broken: yaml.YAMLError) -> str:
    """The parser's own words, which name a sign at most and never quote a line of the file."""
    problem = getattr(broken, "problem", None)
    return str(problem) if problem else "it holds a sign that YAML does not allow"


def _line(broken: yaml.YAMLError, text: str) -> int:
    mark = getattr(broken, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    position = getattr(broken, "position", 0)
    return text[: position if isinstance(position, int) else 0].count("\n") + 1


def _short(key: str) -> str:
    return key if len(key) <= 60 else f"{key[:60]}…"
