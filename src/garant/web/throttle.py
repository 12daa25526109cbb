"""How often the public pages may be asked for what costs us or others something. Counted in the ledger, under keys that
name nobody."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from garant.actions.instance import Instance
from garant.ledger import throttle

HOUR = 3600


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `limit` times within `seconds` from one place."""

    name: str
    limit: int
    seconds: int = HOUR


FORM = Rate("form", 20)
CODE = Rate("code", 10)
TRY = Rate("try", 30)
MESSAGE = Rate("message", 30)
FORM_TO_ADDRESS = Rate("form-to-address", 5)
"""So that nobody fills somebody's mailbox with our acknowledgements."""


def allows(request: HttpRequest, house: Instance, rate: Rate) -> bool:
    """Whether this place may do it once more. The answer never depends on who is known to us (E9)."""
    return _allows(house, rate, request.META.get("REMOTE_ADDR", ""))


def allows_address(house: Instance, email: str) -> bool:
    return _allows(house, FORM_TO_ADDRESS, email.strip().lower())


def _allows(house: Instance, rate: Rate, value: str) -> bool:
    key = house.keyring.index(f"throttle.{rate.name}", value)
    return throttle.allow(key, rate.limit, rate.seconds, house.clock())
