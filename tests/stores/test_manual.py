"""A store that a person answers for (D16): it promises nothing that nobody did."""

from __future__ import annotations

from dataclasses import replace

from garant.plugins import open_store
from garant.rules.register import StoreMap
from garant.stores.port import Wanted
from tests.stores.people import CUSTOMER, MAP, customer, erasing

PAPER = StoreMap("paper", {}, {}, {}, {}, instructions={"fr": "Chercher dans l’armoire de Bruno."})


def test_nothing_is_found_or_done_by_itself() -> None:
    store = open_store("paper", "manual:")
    assert store.capabilities.manual
    assert not store.capabilities.erase_rows
    assert store.check(PAPER) == ()
    assert store.find([CUSTOMER], [Wanted(0, "email", "alice@example.fr")]) == ()
    scope = erasing(customer(0, 1))
    assert store.capture(scope) == ()
    assert list(store.read(scope)) == []
    assert store.erase(scope, ()).done == frozenset()
    assert store.describe().tables == {}
    assert store.grants(MAP, "garant") == ""
    store.close()


def test_its_verification_says_that_a_person_looks() -> None:
    seen = open_store("paper", "manual:").verify(erasing(customer(0, 1)), (), ())
    assert seen.gone == {}
    assert [(s.why, str(s)) for s in seen.skipped] == [("by-hand", "a person looks here, and proves it in the task")]


def test_without_instructions_it_does_not_fit() -> None:
    told = open_store("paper", "manual:").check(replace(PAPER, instructions={}))
    assert told == ("instructions: they are empty, so that nobody would know what to do",)
