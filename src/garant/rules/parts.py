"""Asks of plain data that they have the shape of a map or a register, and notes each wrong thing as it goes.

It knows lists, mappings and texts, not what they mean.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from garant.errors import GarantError, MapError

Path = tuple[str | int, ...]
"""The way from the top to a value: keys and places in lists, e.g. ("tables", "Invoice", "of")."""

LANGUAGES = ("fr", "en")
_CATEGORY = re.compile(r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*")


@dataclass(frozen=True, slots=True)
class Problem:
    place: str
    cause: str
    remedy: str


class Findings:
    """The problems found so far. `noun`, `error`: what is read, and the error that refuses it."""

    def __init__(self, where: Callable[[Path], str], noun: str = "map", error: type[GarantError] = MapError) -> None:
        self.where = where
        self.noun = noun
        self.error = error
        self.problems: list[Problem] = []

    def settle(self) -> None:
        """Raise the error if anything was wrong: one problem as it is, several as a list."""
        if not self.problems:
            return
        if len(self.problems) == 1:
            only = self.problems[0]
            raise self.error(only.cause, place=only.place, remedy=only.remedy)
        lines = [f"{p.place}: {p.cause} {p.remedy}".rstrip() for p in self.problems]
        cause = "\n  ".join((f"{len(lines)} things in this {self.noun} are wrong:", *lines))
        raise self.error(cause, place=self.where(()), remedy=f"Correct these lines and apply the {self.noun} again.")


@dataclass(frozen=True, slots=True)
class Part:
    """A value somewhere in a map, with the way to it. A missing value is None and answers every question emptily."""

    findings: Findings
    path: Path
    value: Any
    told: bool = False
    """What it stands in is no mapping, which was told already."""

    def __getitem__(self, step: str | int) -> Part:
        inside = self.value.get(step) if isinstance(self.value, Mapping) else None
        return Part(self.findings, (*self.path, step), inside, not self.is_mapping)

    @property
    def present(self) -> bool:
        return self.value is not None

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, Mapping)

    @property
    def name(self) -> str:
        return next(
            (f"“{step}”" for step in reversed(self.path) if isinstance(step, str)), f"This {self.findings.noun}"
        )

    def has(self, key: str) -> bool:
        return isinstance(self.value, Mapping) and key in self.value

    def wrong(self, cause: str, remedy: str = "") -> None:
        self.findings.problems.append(Problem(self.findings.where(self.path), cause, remedy))

    def only(self, keys: Sequence[str]) -> Part:
        """A mapping with no other key than these."""
        if not self.is_mapping:
            self.wrong(f"{self.name} should be a mapping (key: value).", f"Keys: {', '.join(keys)}.")
            return self
        for key in self.value:
            if key not in keys:
                near = difflib.get_close_matches(str(key), keys, n=1)
                remedy = f"Did you mean “{near[0]}”?" if near else f"Known keys: {', '.join(keys)}."
                self[key].wrong(f"The key “{_short(key)}” is not known here.", remedy)
        return self

    def pairs(self) -> Iterator[tuple[str, Part]]:
        """The entries of a mapping; nothing of a missing value."""
        if self.present and not self.is_mapping:
            self.wrong(f"{self.name} should be a mapping (key: value).", "Write one entry a line, indented below it.")
        if self.is_mapping:
            for key in self.value:
                yield str(key), self[key]

    def text(self, one_of: Sequence[str] = ()) -> str:
        """A text that is not empty, "" if it is wrong."""
        value = self.value
        if value is None:
            self._missing()
        elif not isinstance(value, str) or not value.strip():
            self.wrong(f"{self.name} should be a text.", "Put quotes around a number or a date.")
        elif one_of and value not in one_of:
            self.wrong(f"“{_short(value)}” is not known as {self.name}.", f"One of: {', '.join(one_of)}.")
        else:
            return value
        return ""

    def unit(self) -> str:
        """A currency ("EUR"), or the hundredth of one ("EUR/100")."""
        value = self.text()
        if value and not re.fullmatch(r"[A-Z]{3}(/100)?", value):
            self.wrong(f"“{_short(value)}” is no currency.", "Write EUR, or EUR/100 where the store counts cents.")
        return value

    def names(self) -> tuple[str, ...]:
        """One name, or a list of them without doubles."""
        value = self.value
        if not isinstance(value, (list, tuple)):
            name = self.text()
            return (name,) if name else ()
        if not all(isinstance(each, str) and each for each in value):
            self.wrong(f"{self.name} should be a list of names.", "Put quotes around a number.")
            return ()
        if len(set(value)) < len(value):
            self.wrong(f"{self.name} names the same thing twice.", "Keep each name once.")
        return tuple(dict.fromkeys(value))

    def words(self) -> dict[str, str]:
        """A text in French, or in several languages."""
        if self.is_mapping:
            self.only(LANGUAGES)
            if not self.value:
                self._missing()
            return {language: self[language].text() for language in LANGUAGES if self.has(language)}
        text = self.text()
        return {"fr": text} if text else {}

    def flag(self) -> bool:
        """True or false; a missing value is false."""
        if self.present and not isinstance(self.value, bool):
            self.wrong(f"{self.name} should be true or false.")
        return self.value is True

    def category(self) -> str:
        """A dotted name such as contact.email, or none."""
        text = self.text()
        if text and not _CATEGORY.fullmatch(text):
            self.wrong(
                f"“{_short(text)}” is not the name of a category.",
                "Write small letters with dots between, like contact.email; or none.",
            )
            return ""
        return text

    def _missing(self) -> None:
        above = Part(self.findings, self.path[:-1], None)
        if not self.told:
            above.wrong(f"{above.name} lacks {self.name}.", f"Add “{self.path[-1]}:”.")


def _short(text: object) -> str:
    found = str(text)
    return found if len(found) <= 60 else f"{found[:60]}…"
