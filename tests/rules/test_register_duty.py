"""Who owes a record, a declaration or nothing, and whose record is shown to whoever asks."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from garant.law.packs import read_law
from garant.rules.register_duty import is_communicable, owed

TODAY = date(2026, 11, 23)


def forms(place: str, staff: int | None, *facts: str) -> list[str]:
    return [duty.form for duty in owed(read_law(place, TODAY), staff=staff, facts=facts)]


@pytest.mark.parametrize("voids", list(product([False, True], repeat=3)))
def test_below_250_people_all_conditions_must_hold_together(voids: tuple[bool, bool, bool]) -> None:
    """Art. 30(5): the exemption goes as soon as one of the three is not met."""
    facts = [f for f, holds in zip(("not-occasional", "likely-risk", "special-data"), voids, strict=True) if holds]
    assert bool(forms("FR", 249, *facts)) is any(voids)
    assert forms("FR", 250, *facts) == ["record", "record"]


def test_a_file_of_customers_is_never_occasional_so_a_shop_of_three_owes_a_record() -> None:
    assert forms("FR", 3, "not-occasional") == forms("BE", 3, "not-occasional") == ["record", "record"]


def test_elsewhere_the_duty_has_another_form() -> None:
    assert forms("MA", 3) == ["declaration"]
    assert forms("MA", 3, "transfer-abroad") == ["declaration", "authorisation"]
    assert forms("CA", 900, "not-occasional", "special-data") == ["officer"]
    assert forms("CA-QC", 3) == ["incident-register", "officer"]
    assert forms("CA-QC", 3, "transfer-abroad") == ["incident-register", "officer", "impact-assessment"]


def test_an_unknown_number_of_staff_exempts_nobody() -> None:
    assert forms("FR", None) == ["record", "record"]


def test_the_record_of_a_public_body_is_shown_to_whoever_asks() -> None:
    """A rule of France (CNIL Q&A 1397): elsewhere no pack says so."""
    france = read_law("FR", TODAY)
    assert (is_communicable(france, "public"), is_communicable(france, "private")) == (True, False)
    assert not is_communicable(read_law("CA", TODAY), "public")
