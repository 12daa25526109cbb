"""To which countries the data of an activity go, and whether one lies outside the area of the law (art. 44). Pure."""

from __future__ import annotations

from garant.law.provisions import Law
from garant.law.transfers import leaves
from garant.rules.processing import Processing, Register
from garant.rules.registers.views import receivers


def countries(register: Register, activity: Processing) -> tuple[str, ...]:
    """Where its recipients are, where they send the data, and where the places lie that keep them (S3-29)."""
    named = receivers(activity, activity.items.values())
    kept = [place for item in activity.items.values() for place in item.kept]
    recipients = [register.recipients[r] for r in named if r in register.recipients]
    found = [country for recipient in recipients for country in (recipient.country, *recipient.countries)]
    found += [register.places[place].country for place in kept if place in register.places]
    return tuple(dict.fromkeys(country for country in found if country))


def abroad(register: Register, activity: Processing, law: Law) -> bool:
    """Whether what is declared shows that its data leave the area of the law, whatever it says itself."""
    return any(leaves(law, country) for country in countries(register, activity))
