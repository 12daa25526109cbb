"""Phrases in every language, from the files in `lexicon/`: words for the codes that a register is written in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from garant.law.reading import read_yaml
from garant.law.shape import LANGUAGES, Part
from garant.law.terms import Words

FILE = Path(__file__).parent / "lexicon" / "phrases.yaml"


@dataclass(frozen=True, slots=True)
class Phrases:
    """Code → words. Values are given in every language, and so is what is said."""

    words: Mapping[str, Words]

    def say(self, code: str, **values: Words | str | int) -> Words:
        """The words of a code with its values filled in; those of an unknown code are the code itself."""
        known = self.words.get(code, dict.fromkeys(LANGUAGES, code))
        return {
            language: text.format_map({name: _in(value, language) for name, value in values.items()})
            for language, text in known.items()
        }

    def knows(self, code: str) -> bool:
        return code in self.words

    def joined(self, several: list[Words], code: str = "list") -> Words:
        """Several phrases side by side, as each language lists them; nothing of none."""
        if not several:
            return {}
        found = several[0]
        for each in several[1:]:
            found = self.say(code, one=found, two=each)
        return found

    def count(self, code: str, n: int) -> Words:
        """The phrase of a number: French says none and one alike, English one alone."""
        return {
            language: self.say(f"{code}.{'one' if n == 1 or (n == 0 and language == 'fr') else 'other'}", n=n)[language]
            for language in LANGUAGES
        }


def _in(value: Words | str | int, language: str) -> str:
    return (value.get(language) or value.get("fr", "")) if isinstance(value, Mapping) else str(value)


@cache
def read_phrases() -> Phrases:
    """The packaged phrases. Raises `LawError` with file and line if they have not the right shape."""
    return _read(FILE)


@cache
def read_rule_phrases() -> Phrases:
    """The words by which a rule itself is shown: labels, names, codes."""
    return _read(FILE.with_name("rules.yaml"))


def _read(file: Path) -> Phrases:
    top = Part(read_yaml(file.read_bytes(), file.name)).only(("lexicon", "phrases"))
    return Phrases({code: part.words() for code, part in top["phrases"].pairs()})
