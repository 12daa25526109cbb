"""The contract on a store that a person answers for (D16): it sees nothing, and promises nothing that nobody did."""

from __future__ import annotations

from dataclasses import replace

import pytest

from garant.plugins import open_store
from garant.stores.port import Store, Written
from tests.stores.contract import Contract
from tests.stores.ground import Ground, PaperGround
from tests.stores.people import MAP, erasing
from tests.stores.people import customer as person


class TestManual(Contract):
    @pytest.fixture
    def ground(self) -> Ground:
        return PaperGround()

    def test_it_declares_that_it_does_nothing_by_itself(self, store: Store) -> None:
        offered = store.capabilities
        assert offered.manual
        assert not any((offered.transactional, offered.rectify, offered.erase_rows, offered.erase_fields))
        assert offered.depth == ()
        assert store.grants(MAP, "garant") == ""

    def test_what_it_was_handed_is_not_taken_for_done(self, store: Store, ground: Ground) -> None:
        """Alice's rows, as another store captured them, are not reported as gone by one that did not look."""
        scope = ground.erasing(person(0, 1))
        assert store.erase(scope, ()) == Written(done=frozenset())
        assert store.rectify(scope, ()) == Written(done=frozenset())

    def test_its_verification_says_that_a_person_looks(self) -> None:
        seen = open_store("paper", "manual:").verify(erasing(person(0, 1)), (), ())
        assert seen.gone == {}
        told = [(place.why, str(place)) for place in seen.skipped]
        assert told == [("by-hand", "a person looks here, and proves it in the task")]

    def test_without_instructions_it_does_not_fit(self, store: Store, ground: Ground) -> None:
        assert store.check(replace(ground.map, instructions={})) == (
            "instructions: they are empty, so that nobody would know what to do",
        )
