"""What a register may start from: sectors and their activities, from the files in `profiles/`. To be confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from garant.law.reading import read_yaml
from garant.law.shape import Part
from garant.law.terms import Words

FOLDER = Path(__file__).parent / "profiles"


@dataclass(frozen=True, slots=True)
class Asked:
    """A recipient whose name only the owner knows. `activities`: those that usually give it data."""

    role: str
    question: Words
    activities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sector:
    """`activities` and `asks`: ids of what `Profiles` holds."""

    id: str
    name: Words
    sector: str
    activities: tuple[str, ...]
    asks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profiles:
    """`activities` and `roles` are plain data of the form register/1."""

    sectors: Mapping[str, Sector]
    asks: Mapping[str, Asked]
    roles: Mapping[str, Any]
    activities: Mapping[str, Any]


@cache
def read_profiles() -> Profiles:
    """The packaged profiles. Raises `LawError` with file and line if they have not the right shape."""
    top = _part("sectors.yaml").only(("profiles", "sectors", "asks", "roles"))
    activities = _part("activities.yaml").only(("profiles", "activities"))["activities"]
    known = activities.keys()
    asks = {key: _asked(part, known) for key, part in top["asks"].pairs()}
    return Profiles(
        sectors={key: _sector(key, part, known, tuple(asks)) for key, part in top["sectors"].pairs()},
        asks=asks,
        roles=top["roles"].value,
        activities=activities.value,
    )


def _part(name: str) -> Part:
    return Part(read_yaml((FOLDER / name).read_bytes(), f"profiles/{name}"))


def _sector(key: str, part: Part, activities: tuple[str, ...], asks: tuple[str, ...]) -> Sector:
    part.only(("name", "sector", "activities", "asks"))
    chosen = tuple(item.text(activities) for item in part["activities"].items())
    asked = tuple(item.text(asks) for item in part["asks"].items())
    return Sector(key, part["name"].words(), part["sector"].text(), chosen, asked)


def _asked(part: Part, activities: tuple[str, ...]) -> Asked:
    part.only(("role", "question", "for"))
    used = tuple(item.text(activities) for item in part["for"].items())
    return Asked(part["role"].text(("processor", "controller")), part["question"].words(), used)
