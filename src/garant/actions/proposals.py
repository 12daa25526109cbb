"""The first map of a store, drafted from what the database knows. The owner corrects it and applies it."""

from __future__ import annotations

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.rules.propose import propose as draft
from garant.rules.propose import write


def propose(house: Instance, actor: Actor, store: str, *, language: str = "fr") -> str:
    """A map as YAML, with its confidence and its doubts as comments."""
    access.require(house, actor, "register")
    opened = house.store(store)
    schema = opened.describe()
    return write(draft(store, schema, opened.profile(schema)), language=language)
