"""The table of what is collected, as the register stands."""

from __future__ import annotations

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.law.information import read_information
from garant.rules import information
from garant.rules.information import Section


def table(house: Instance, actor: Actor) -> tuple[Section, ...]:
    """Heading by heading, what is collected, by whom, why, who uses it, where it is kept, who gets it."""
    access.require(house, actor, "read")
    return information.information(house.declared(), house.law(), read_information())
