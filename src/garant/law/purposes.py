"""The catalogue of purposes (`lexicon/purposes.yaml`): the ids that registers, packs and rule sets all speak of.

It says what a purpose is called and on which bases it usually rests; what an organisation relies on, only it can say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from garant.law.reading import read_yaml
from garant.law.records import BASES
from garant.law.shape import Part

FILE = Path(__file__).parent / "lexicon" / "purposes.yaml"
GROUPS = ("transaction", "secondary", "legal", "other")


@dataclass(frozen=True, slots=True)
class PurposeKind:
    """An entry of the catalogue. `usual`: bases of art. 6(1), the likeliest first. `group`: one of GROUPS."""

    id: str
    name: Mapping[str, str]
    group: str
    usual: tuple[str, ...]


@cache
def read_purposes() -> Mapping[str, PurposeKind]:
    """The catalogue by id, in its order. Raises `LawError` with file and line if it has not the right shape."""
    top = Part(read_yaml(FILE.read_bytes(), FILE.name)).only(("lexicon", "purposes"))
    return {name: _purpose(name, part) for name, part in top["purposes"].pairs()}


def _purpose(name: str, part: Part) -> PurposeKind:
    part.only(("group", "usual", "name"))
    return PurposeKind(
        id=name,
        name=part["name"].words(),
        group=part["group"].text(GROUPS),
        usual=tuple(item.text(BASES) for item in part["usual"].items()),
    )


def within(code: str, *prefixes: str) -> bool:
    """Whether a dotted id is one of these or lies inside one: "sale.order" is within "sale"."""
    return any(code == prefix or code.startswith(f"{prefix}.") for prefix in prefixes)
