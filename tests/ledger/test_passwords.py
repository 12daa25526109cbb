"""The pages of the office hold a password to the organisation's own rule, and never to less than our floor (S3-30)."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from garant.ledger import entries, staff
from garant.ledger.values import NewEntry
from tests.ledgers import NOW, House


def test_the_office_enforces_the_length_that_the_register_states(house: House) -> None:
    """S3-30. Given a policy of sixteen characters, then Bruno's fourteen are refused on the page where he chooses
    them, and sixteen are taken; before any policy, and under one of eight, twelve are asked.
    """
    account = staff.add(house.organisation.id, "bruno@lormel.example", "Bruno", "clerk", "fr", None, NOW)
    bruno = get_user_model().objects.get(id=account.id)
    twelve, fourteen, sixteen = "douze-signes", "quatorze-signe", "seize-signes-ici"
    validate_password(twelve, bruno)
    _policy(house, 16, 0)
    with pytest.raises(ValidationError, match="16"):
        validate_password(fourteen, bruno)
    validate_password(sixteen, bruno)
    _policy(house, 8, 1)
    with pytest.raises(ValidationError, match="12"):
        validate_password("onze-signes", bruno)
    validate_password(twelve, bruno)


def _policy(house: House, length: int, expected: int) -> None:
    entries.put(house.keyring, [NewEntry("passwords", "", expected, {"length": length})], NOW, "system")
