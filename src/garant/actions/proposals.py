"""The first map of a store, drafted from what the database knows. The owner corrects it and applies it."""

from __future__ import annotations

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.rules.drafts import write
from garant.rules.propose import propose as draft


def propose(house: Instance, actor: Actor, store: str, *, language: str = "fr") -> str:
    """A map as YAML, with its confidence and its doubts as comments."""
    access.require(house, actor, "register")
    return write(draft(store, house.store(store).profile()), language)
