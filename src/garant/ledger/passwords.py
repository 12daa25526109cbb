"""Holds the passwords of staff to the rule of their organisation, wherever Django asks for one."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.password_validation import MinimumLengthValidator

from garant.ledger import entries, setup
from garant.ledger.keys import Keyring
from garant.rules.passwords import SHORTEST, shortest


class LengthValidator(MinimumLengthValidator):
    """As long as the organisation's register says, and never shorter than our floor."""

    def __init__(self) -> None:
        super().__init__(SHORTEST)

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError in the words of Django, with the length that is asked of this account."""
        MinimumLengthValidator(_asked(user)).validate(password, user)


def _asked(user: Any) -> int:
    organisation = getattr(user, "organisation_id", None)
    if organisation is None:
        return SHORTEST
    versions = entries.history(Keyring.open(setup.started(), organisation), "passwords", "")
    body = versions[0].body if versions and not versions[0].gone else None
    return shortest(body["length"] if isinstance(body, dict) else None)
