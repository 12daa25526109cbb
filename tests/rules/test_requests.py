"""The life of a request, and how outcomes follow from what was counted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.rules.requests import (
    RIGHTS,
    STEPS_OF_LIFE,
    allows,
    in_order,
    outcome_of_erasure,
    outcome_of_reading,
    outcome_of_rectification,
)


def test_nothing_is_planned_before_the_person_is_identified() -> None:
    """S2-38 as a table."""
    assert not allows("received", "plan")
    assert allows("identified", "plan")


def test_a_closed_request_takes_no_more_steps() -> None:
    assert STEPS_OF_LIFE["closed"] == set()


@given(st.lists(st.sampled_from(RIGHTS)))
def test_rights_run_once_each_and_reading_before_erasing(asked: list[str]) -> None:
    ordered = in_order(asked)
    assert set(ordered) == set(asked)
    assert list(ordered) == sorted(set(asked), key=RIGHTS.index)


COUNTS = st.integers(min_value=0, max_value=50)


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_done_is_said_only_when_nothing_is_left(erased: int, kept: int, undecided: int, left: int) -> None:
    """D9: "erased" needs that nothing stays, is undecided, or was found again."""
    outcome = outcome_of_erasure(found=True, erased=erased, kept=kept, undecided=undecided, left=left)
    assert (outcome == "done") == (kept == undecided == left == 0)


@pytest.mark.parametrize("outcome", [outcome_of_reading(found=False, withheld=0, undecided=0)])
def test_nothing_found_is_its_own_outcome(outcome: str) -> None:
    assert outcome == "nothing-found"
    assert outcome_of_rectification(found=False, asked=1, done=0) == "nothing-found"
    nothing = outcome_of_erasure(found=False, erased=0, kept=0, undecided=0, left=0)
    assert nothing == "nothing-found"


def test_an_erasure_that_may_erase_nothing_is_a_refusal() -> None:
    """All rows stay by law: the person is refused with reasons, not told "partly"."""
    assert outcome_of_erasure(found=True, erased=0, kept=3, undecided=0, left=0) == "refused"


def test_a_rectification_is_done_partly_or_refused_by_its_asked_changes() -> None:
    assert [outcome_of_rectification(found=True, asked=2, done=n) for n in (0, 1, 2)] == ["refused", "partly", "done"]
