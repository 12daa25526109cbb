"""The words by which columns and tables are usually called, from the files in `lexicon/`, for a first map's proposal.

It holds words, not judgement: `rules/guessing.py` weighs them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from garant.law.reading import read_yaml
from garant.law.shape import Part

FOLDER = Path(__file__).parent / "lexicon"
LANGUAGES = ("en", "fr")

Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases (words in small letters, without accents) → what they usually mean. All languages together.

    `self_links`: phrases by which a row points at another of its own table. `activities`: id → its texts and basis.
    """

    categories: Mapping[Phrase, str]
    roles: Mapping[Phrase, str]
    self_links: frozenset[Phrase]
    activities: Mapping[str, Mapping[str, Any]]


@cache
def read_lexicon() -> Lexicon:
    """The packaged lexicon. Raises `LawError` with file and line if it has not the right shape."""
    categories: dict[Phrase, str] = {}
    roles: dict[Phrase, str] = {}
    selves: set[Phrase] = set()
    for language in LANGUAGES:
        top = _part(f"{language}.yaml").only(("lexicon", "categories", "roles", "self"))
        for target, key in ((categories, "categories"), (roles, "roles")):
            for name, phrases in top[key].pairs():
                for phrase in _phrases(phrases):
                    target.setdefault(phrase, name)
        selves |= set(_phrases(top["self"]))
    activities = _part("activities.yaml").only(("lexicon", "activities"))["activities"]
    return Lexicon(categories, roles, frozenset(selves), {name: part.value for name, part in activities.pairs()})


def _part(name: str) -> Part:
    return Part(read_yaml((FOLDER / name).read_bytes(), name))


def _phrases(part: Part) -> tuple[Phrase, ...]:
    return tuple(tuple(item.text().split()) for item in part.items())
