"""How long a backup still holds what was erased: as the register says, and nothing where it does not say."""

from __future__ import annotations

from dataclasses import replace

from garant.rules.backups import oldest
from garant.rules.processing import Backup, Place, Register
from tests.rules.declared import lormel

SHOP = Place("base", "Base de la boutique", "server", store="shop")


def kept(*backups: Backup) -> Register:
    register = lormel()
    return replace(register, places={**register.places, "base": SHOP}, backups={b.id: b for b in backups})


def test_the_oldest_copy_of_the_stores_that_were_written_counts() -> None:
    register = kept(Backup("nightly", ("base",), days=30), Backup("yearly", ("shop",), days=400))

    assert oldest(register, ["shop"]) == 400
    assert oldest(kept(Backup("nightly", ("base",), days=30)), ["shop", "other"]) == 30


def test_what_nobody_declared_is_not_promised_to_anybody() -> None:
    """Alice is told no date that nobody can keep."""
    assert oldest(kept(), ["shop"]) is None
    assert oldest(kept(Backup("nightly", ("cabinet",), days=30)), ["shop"]) is None, "the cabinet's, not the shop's"
    assert oldest(kept(Backup("nightly", ("base",), days=30), Backup("tape", ("base",))), ["shop"]) is None
