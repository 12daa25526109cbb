"""A first register to read over: from a sector's profile, from the maps, beside what is declared already."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from garant.actions import access, declared
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound
from garant.law.profiles import Profiles, read_profiles
from garant.law.vocabulary import read_lexicon
from garant.rules import starting
from garant.rules.registers import read_register, write_register


def profiles() -> Profiles:
    """The sectors and activities to choose from."""
    return read_profiles()


def is_declared(house: Instance, key: str, activity: Mapping[str, Any]) -> bool:
    """Whether an activity of a trade is in the register already, under its name or as what another is for."""
    standing = house.declared().activities
    kinds = [[purpose.kind for purpose in each.purposes.values()] for each in standing.values()]
    return key in standing or starting.stands(activity, kinds)


def draft(
    house: Instance,
    actor: Actor,
    sector: str = "",
    *,
    without: Collection[str] = (),
    names: Mapping[str, str] | None = None,
    maps: bool = True,
) -> str:
    """A register as YAML: what is declared, what the maps name besides, then a sector's lines. Nothing is kept by it.

    `without`: paths of lines that are not wanted; `names`: what was asked → the recipient's name.
    """
    access.require(house, actor, "register")
    known = read_profiles()
    if sector and sector not in known.sectors:
        raise NotFound("There is no profile of this name.", place=sector, remedy=f"One of: {', '.join(known.sectors)}.")
    plain = write_register(house.declared())
    standing = plain.get("activities", {})
    mapped = starting.from_maps(house.register().maps.values() if maps else (), standing)
    if sector:
        lines = starting.from_sector(known, sector, without=without, names=names)
        lines["activities"] = {
            key: activity for key, activity in lines["activities"].items() if not is_declared(house, key, activity)
        }
        kinds = {key: texts["kinds"] for key, texts in read_lexicon().activities.items()}
        lines = starting.together(lines, mapped, starting.same(lines, mapped, kinds))
        plain = starting.add(plain, starting.known_rules(lines, house.law().standards.retention))
        plain["organisation"].setdefault("sector", known.sectors[sector].sector)
    return declared.to_yaml(read_register(starting.add(plain, mapped)))
