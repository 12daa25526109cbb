"""What a datum lets one guess of a person: by itself, or through the service that it is held for (S1-39). Pure."""

from __future__ import annotations

from dataclasses import dataclass

from garant.law.purposes import within
from garant.rules.processing import Item, Processing, Register, Sensitivity

TELLING = ("transaction.item", "transaction.service", "relation", "behaviour.rental", "preference.interest")
"""Data that name what a person asked for, bought or subscribed to."""


@dataclass(frozen=True, slots=True)
class Sensed:
    """`reveals`: codes of what it lets one guess ("special.belief"). `through`: the services it comes from."""

    sensitivity: Sensitivity
    reveals: tuple[str, ...] = ()
    through: tuple[str, ...] = ()

    @property
    def indirect(self) -> bool:
        return self.sensitivity == "indirect"


def sensitivity(item: Item, activity: Processing, register: Register) -> Sensed:
    """As declared; or "indirect" where it names a product or service that is tagged as revealing something."""
    if item.sensitivity != "no":
        return Sensed(item.sensitivity)
    if not within(item.category, *TELLING):
        return Sensed("no")
    purposes = [activity.purposes[p] for p in item.purposes if p in activity.purposes] or activity.purposes.values()
    named = dict.fromkeys(s for p in purposes for s in (p.services or activity.services))
    telling = [register.services[s] for s in named if s in register.services and register.services[s].reveals]
    if not telling:
        return Sensed("no")
    reveals = tuple(dict.fromkeys(code for service in telling for code in service.reveals))
    return Sensed("indirect", reveals, tuple(service.id for service in telling))
