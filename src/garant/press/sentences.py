"""The press's own words: complete sentences by key and language, typeset as each language does, and dates in words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

NO_BREAK = "\u00a0"
LANGUAGES = ("fr", "en")

_BEFORE_SIGN = re.compile(r" (?=[:;?!»])")
_AFTER_QUOTE = re.compile(r"(?<=«) ")
OF_THE_UNION = re.compile(r" \((?:RGPD|GDPR), art\.(?:[^()]|\([^()]*\))*\)")
_ARTICLE = re.compile(r"\b(art\.|articles?) (?=\d)")


def typeset(text: str, language: str) -> str:
    """French wants a space that does not break before : ; ? ! » and after «; an article keeps its number everywhere."""
    text = _ARTICLE.sub(rf"\1{NO_BREAK}", text)
    if language == "fr":
        text = _AFTER_QUOTE.sub(NO_BREAK, _BEFORE_SIGN.sub(NO_BREAK, text))
    return text


class Sentences:
    """The sentences of one language. `say` puts values in as they are: only our own words are typeset.

    `union`: the law of the Union holds. Where another does, the sentences cite no article of the Union's regulation,
    and one that says what only that regulation says has a variant ("elsewhere-…").
    """

    def __init__(self, language: str, words: Mapping[str, Any], *, union: bool = True) -> None:
        self.language = language
        said: dict[str, str] = words["sentences"]
        if not union:
            said = {key: OF_THE_UNION.sub("", said.get(f"elsewhere-{key}", text)) for key, text in said.items()}
        self._sentences = {key: typeset(text, language) for key, text in said.items()}
        self._days: list[str] = words["days"]
        self._months: list[str] = words["months"]
        self._first: str = words["first"]

    def say(self, key: str, **values: str) -> str:
        return self._sentences[key].format_map(values)

    def knows(self, key: str) -> bool:
        return key in self._sentences

    def set(self, text: str) -> str:
        """Words of a pack or of a map, typeset as ours are. Never for what a person wrote."""
        return typeset(text, self.language)

    def lowered(self, text: str) -> str:
        """Words that begin a line, within a sentence: an initial of its own ("IBAN") stays as it is."""
        return text if text[1:2].isupper() else text[:1].lower() + text[1:]

    def listed(self, citations: Iterable[str]) -> str:
        """Citations side by side, parted by the semicolon of the language."""
        return self.set((" ; " if self.language == "fr" else "; ").join(citations))

    def marks(self, text: str) -> tuple[str, ...]:
        """What the marks of doubt that stand in a text mean (E11)."""
        told = {"[2]": "mark-second-hand", "[K]": "mark-unchecked"}
        return tuple(self.say(key) for mark, key in told.items() if mark in text)

    def day(self, day: date) -> str:
        """A date with its weekday, "mardi 22 décembre 2026"; the day's number does not part from its month."""
        return f"{self._days[day.weekday()]} {self.short_day(day)}"

    def short_day(self, day: date) -> str:
        number = self._first if day.day == 1 else str(day.day)
        return f"{number}{NO_BREAK}{self._months[day.month - 1]} {day.year}"


@lru_cache(maxsize=2 * len(LANGUAGES))
def sentences(language: str, *, union: bool = True) -> Sentences:
    """The sentences of a language, French where we have none of it. `union`: under the law of the Union."""
    known = language if language in LANGUAGES else LANGUAGES[0]
    return Sentences(known, _read(known), union=union)


def _read(name: str) -> dict[str, Any]:
    text = resources.files("garant.press").joinpath("words", f"{name}.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found
