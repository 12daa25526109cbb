"""The words of a conformity report, and of the codes that a register uses for sectors, natures and uses.

From `lexicon/conformity.yaml`; what is found is worked out in `rules/conformity.py`.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from functools import cache

from garant.law.reading import read_yaml
from garant.law.rulesets import Words
from garant.law.shape import Part
from garant.law.vocabulary import FOLDER

FILE = FOLDER / "conformity.yaml"


@cache
def read_conformity_words() -> Mapping[str, Words]:
    """Code → language → sentence. Raises `LawError` with file and line if the file has not the right shape."""
    top = Part(read_yaml(FILE.read_bytes(), FILE.name)).only(("lexicon", "words"))
    found: dict[str, Words] = {}
    for code, part in top["words"].pairs():
        words = part.words()
        if len({_places(text) for text in words.values()}) > 1:
            raise part.refuse("The languages do not name the same places.", "Name in each what the other names.")
        found[code] = words
    return found


def _places(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)
