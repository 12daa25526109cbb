"""Who at Boutique Lormel opens customers' records: sales do, the workshop does not, and nobody who was not trained."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.rules.functions import FunctionAccess, State, door, matrix
from garant.rules.processing import Register, Role
from tests.rules.sharing import LAST_YEAR, STAFF, TODAY, register, with_measures


def lormel(*measures: str, **roles: Role) -> Register:
    return register(roles={**STAFF, **roles}, measures=with_measures(*measures))


def line(declared: Register, role: str, on: date = TODAY) -> FunctionAccess:
    return next(each for each in matrix(declared, on) if each.role.id == role)


def test_each_function_has_the_data_it_uses_and_no_other() -> None:
    declared = lormel()
    assert line(declared, "ventes").activities == {"clients": "use"}
    assert line(declared, "compta").activities == {"comptabilite": "use"}
    assert (line(declared, "atelier").activities, line(declared, "atelier").state) == ({}, "outside")


def test_a_manager_reads_what_their_people_use() -> None:
    """S1-54: given a manager of the sales staff, when the matrix is made, then they read the data of sales."""
    manager = line(lormel(), "direction")
    assert (manager.activities, manager.state) == ({"clients": "read"}, "granted")

    above = Role("presidence", {"fr": "Présidence"}, "manager", ("direction",), trained=LAST_YEAR)
    assert line(lormel(presidence=above), "presidence").activities == {"clients": "read"}


def test_two_who_manage_each_other_do_not_go_round_for_ever() -> None:
    one = Role("a", {"fr": "A"}, "manager", ("b",), trained=LAST_YEAR)
    other = Role("b", {"fr": "B"}, "manager", ("a", "ventes"), trained=LAST_YEAR)
    assert line(lormel(a=one, b=other), "a").activities == {"clients": "read"}


def test_the_auditors_access_reads_and_ends_by_itself() -> None:
    """S1-55: given a control function with an end date, when that date has passed, then its access has expired; until
    then it reads."""
    assert line(lormel(), "commissaire").activities == {"clients": "read", "comptabilite": "read"}
    assert line(lormel(), "commissaire", date(2026, 11, 30)).state == "granted"
    assert line(lormel(), "commissaire", date(2026, 12, 1)).state == "ended"


@pytest.mark.parametrize("trained", [None, date(2026, 11, 24)])
def test_without_a_training_date_access_is_not_granted(trained: date | None) -> None:
    sales = replace(STAFF["ventes"], trained=trained)
    assert line(lormel(ventes=sales), "ventes").state == "untrained"


@pytest.mark.parametrize(
    ("measures", "function", "trained", "expected"),
    [
        ((), "", None, "granted"),
        (("staff-training",), "", None, "untrained"),
        (("staff-training",), "", LAST_YEAR, "granted"),
        (("staff-training",), "", date(2026, 11, 24), "untrained"),
        (("staff-training",), "ventes", LAST_YEAR, "granted"),
        ((), "ventes", None, "untrained"),
        ((), "ventes", date(2026, 11, 24), "untrained"),
        ((), "ventes", LAST_YEAR, "granted"),
        ((), "atelier", LAST_YEAR, "outside"),
        ((), "gone", LAST_YEAR, "outside"),
    ],
)
def test_whoever_carries_a_function_and_was_not_trained_opens_nobodys_records(
    measures: tuple[str, ...], function: str, trained: date | None, expected: State
) -> None:
    """S2-06: given an account of sales without a training date, then access is not granted, whatever measures are
    declared; with one that has been, it is. An account without a function is asked for training once the register says
    that staff is trained.
    """
    assert door(lormel(*measures), function, trained, TODAY) == expected
