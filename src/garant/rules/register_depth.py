"""How much is asked of an organisation, by its size and by what it does (S3-12). Pure."""

from __future__ import annotations

from garant.rules.processing import Item, Processing, Register

WATCHING = ("behaviour.location", "behaviour.tracker", "behaviour.page")
"""Data by which people are followed (art. 37(1)(b))."""


def asks_for_dpo(register: Register) -> bool:
    """Whether a data protection officer is asked for: by art. 37(1), or by a size at which somebody has to lead it.

    Somebody alone is not asked, unless what they do triggers it: a public body, or special data or the following of
    people at the heart of what they do, which is where an activity is about nothing else.
    """
    organisation = register.organisation
    if organisation.dpo is not None:
        return True
    if organisation.nature == "public" or any(_at_heart(a) for a in register.activities.values()):
        return True
    return organisation.size in ("medium", "large")


def _at_heart(activity: Processing) -> bool:
    telling = [item for item in activity.items.values() if _triggers(item)]
    return len(telling) * 2 > len(activity.items)


def _triggers(item: Item) -> bool:
    return item.sensitivity in ("special", "offence") or item.category.startswith(("special", "offence", *WATCHING))
