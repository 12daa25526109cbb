"""The words of the table of what is collected (`lexicon/information.yaml`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from garant.law.reading import read_yaml
from garant.law.shape import Part
from garant.law.terms import Words

FILE = Path(__file__).parent / "lexicon" / "information.yaml"


@dataclass(frozen=True, slots=True)
class InformationWords:
    """`prefixes`: category or a prefix of it → heading; "*" is every other. `columns`: the seven, in order."""

    headings: Mapping[str, Words]
    prefixes: Mapping[str, str]
    columns: Mapping[str, Words]
    words: Mapping[str, Words]

    def heading(self, category: str) -> str:
        """The heading under which a category is looked for."""
        code = category
        while code and code not in self.prefixes:
            code = code.rpartition(".")[0]
        return self.prefixes[code or "*"]


@cache
def read_information() -> InformationWords:
    """The packaged words. Raises `LawError` with file and line if they have not the right shape."""
    top = Part(read_yaml(FILE.read_bytes(), FILE.name)).only(("lexicon", "headings", "columns", "words"))
    headings = {name: part.only(("categories", "name")) for name, part in top["headings"].pairs()}
    return InformationWords(
        headings={name: part["name"].words() for name, part in headings.items()},
        prefixes={code: name for name, part in headings.items() for code in part["categories"].texts()},
        columns={name: part.words() for name, part in top["columns"].pairs()},
        words={name: part.words() for name, part in top["words"].pairs()},
    )
