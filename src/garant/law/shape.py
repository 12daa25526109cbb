"""Asks of a document that it has the shape it should have, and says file and line where it has not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from garant.errors import GarantError
from garant.law.reading import Document, Path

T = TypeVar("T")
LANGUAGES = ("fr", "en")
"""Every text that a person reads stands in these languages (A4)."""


@dataclass(frozen=True, slots=True)
class Part:
    """A value somewhere in a document, with the way to it. Every question that is not met raises the document's error
    class with file, line and remedy."""

    document: Document
    path: Path = ()

    @property
    def value(self) -> Any:
        found = self.document.data
        for step in self.path:
            found = found[step]
        return found

    @property
    def place(self) -> str:
        return self.document.place(self.path)

    def refuse(self, cause: str, remedy: str = "") -> GarantError:
        return self.document.refuse(self.path, cause, remedy)

    def __getitem__(self, step: str | int) -> Part:
        return Part(self.document, (*self.path, step))

    def keys(self) -> tuple[str, ...]:
        """The keys of a mapping; no other value will do."""
        value = self.value
        if not isinstance(value, dict):
            raise self.refuse(f"{self.name} should be a mapping (key: value).")
        return tuple(value)

    def only(self, required: Sequence[str], optional: Sequence[str] = ()) -> Part:
        """A mapping with all of `required` and nothing but these keys."""
        keys = self.keys()
        for key in keys:
            if key not in required and key not in optional:
                known = ", ".join((*required, *optional))
                raise self[key].refuse(f"The key “{key}” is not known here.", f"Known keys: {known}.")
        for key in required:
            if key not in keys:
                raise self.refuse(f"{self.name} lacks “{key}”.", f"Add “{key}:”.")
        return self

    def has(self, key: str) -> bool:
        return key in self.keys()

    def items(self) -> Iterator[Part]:
        """The items of a list; no other value will do."""
        value = self.value
        if not isinstance(value, list):
            raise self.refuse(f"{self.name} should be a list (- item).")
        return (self[index] for index in range(len(value)))

    def pairs(self) -> Iterator[tuple[str, Part]]:
        return ((key, self[key]) for key in self.keys())

    @property
    def name(self) -> str:
        """What to call this value in an error: the last key on the way to it."""
        keys = [step for step in self.path if isinstance(step, str)]
        if not keys:
            return "This file"
        return f"“{keys[-1]}”" if self.path[-1] == keys[-1] else f"This item of “{keys[-1]}”"

    def text(self, one_of: Sequence[str] = ()) -> str:
        value = self._of(str, "text")
        if not value.strip():
            raise self.refuse(f"{self.name} is empty.")
        if one_of and value not in one_of:
            raise self.refuse(f"{self.name} should be one of: {', '.join(one_of)}.")
        return value

    def day(self) -> date:
        return self._of(date, "a date (2026-11-23)")

    def flag(self) -> bool:
        return self._of(bool, "true or false")

    def one_of(self, choices: Sequence[T]) -> T:
        """A text that is one of these. Of `get_args` of a Literal, the type is the reader's."""
        value = self.text([str(choice) for choice in choices])
        return next(choice for choice in choices if choice == value)

    def texts(self, one_of: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text(one_of) for item in self.items())

    def number(self, low: int = 0, high: int = 1_000_000) -> int:
        value = self._of(int, "a whole number")
        if isinstance(value, bool) or not low <= value <= high:
            raise self.refuse(f"{self.name} should be a whole number from {low} to {high}.")
        return value

    def words(self) -> dict[str, str]:
        """A text in every language."""
        self.only(LANGUAGES)
        return {language: self[language].text() for language in LANGUAGES}

    def maybe(self, key: str, read: Callable[[Part], T], otherwise: T) -> T:
        """Read a key that may be absent."""
        return read(self[key]) if self.has(key) else otherwise

    def _of(self, kind: type[T], what: str) -> T:
        value = self.value
        if not isinstance(value, kind):
            raise self.refuse(f"{self.name} should be {what}.")
        return value
