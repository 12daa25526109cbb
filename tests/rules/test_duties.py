"""Until when the accounting duty holds Alice's invoices, and from which date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from garant.law.packs import read_law
from garant.law.provisions import Duty
from garant.rules.duties import close_of_year, cut_off, until

ACCOUNTING = read_law("FR", date(2026, 11, 23)).duties["accounting"]


def dated(years: int) -> Duty:
    return Duty(id="dated", name={}, years=years, starts="date", holds=(), source=ACCOUNTING.source)


YEAR_ENDS = [(12, 31), (6, 30), (3, 31), (2, 28), (2, 29), (1, 1)]
DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2200, 12, 31))
DUTIES = st.builds(lambda years, own: dated(years) if own else ACCOUNTING, st.integers(1, 30), st.booleans())


@pytest.mark.parametrize(
    ("invoice", "year_end", "last_day"),
    [
        (date(2016, 1, 1), (12, 31), date(2026, 12, 31)),
        (date(2016, 12, 31), (12, 31), date(2026, 12, 31)),
        (date(2017, 1, 1), (12, 31), date(2027, 12, 31)),
        (date(2016, 6, 30), (6, 30), date(2026, 6, 30)),
        (date(2016, 7, 1), (6, 30), date(2027, 6, 30)),
        (date(2016, 2, 29), (2, 29), date(2026, 2, 28)),
        (date(2016, 3, 1), (2, 29), date(2027, 2, 28)),
        (date(2015, 2, 28), (2, 29), date(2025, 2, 28)),
        (date(9999, 12, 31), (12, 31), date.max),
    ],
)
def test_alices_invoice_is_kept_ten_years_from_the_close_of_its_financial_year(
    invoice: date, year_end: tuple[int, int], last_day: date
) -> None:
    assert until(ACCOUNTING, year_end, invoice) == last_day


@pytest.mark.parametrize(
    ("today", "year_end", "first"),
    [
        (date(2026, 11, 23), (12, 31), date(2016, 1, 1)),
        (date(2026, 12, 31), (12, 31), date(2016, 1, 1)),
        (date(2027, 1, 1), (12, 31), date(2017, 1, 1)),
        (date(2026, 11, 23), (6, 30), date(2016, 7, 1)),
        (date(2026, 6, 30), (6, 30), date(2015, 7, 1)),
        (date(2026, 2, 28), (2, 29), date(2015, 3, 1)),
        (date(2026, 3, 1), (2, 29), date(2016, 3, 1)),
        (date(2028, 2, 29), (2, 29), date(2018, 3, 1)),
    ],
)
def test_the_first_invoice_that_is_still_held_is_the_first_of_its_financial_year(
    today: date, year_end: tuple[int, int], first: date
) -> None:
    assert cut_off(ACCOUNTING, year_end, today) == first


def test_a_duty_counted_from_the_date_of_the_record_ends_on_the_same_day_years_later() -> None:
    assert until(dated(5), (12, 31), date(2021, 11, 23)) == date(2026, 11, 23)
    assert until(dated(5), (12, 31), date(2020, 2, 29)) == date(2025, 2, 28)
    assert cut_off(dated(5), (12, 31), date(2026, 11, 23)) == date(2021, 11, 23)
    assert cut_off(dated(1), (12, 31), date(2024, 2, 29)) == date(2023, 3, 1)


def test_a_year_end_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError, match="day"):
        close_of_year((2, 30), date(2026, 11, 23))


@given(duty=DUTIES, year_end=st.sampled_from(YEAR_ENDS), day=DAYS, today=DAYS)
@example(duty=dated(1), year_end=(12, 31), day=date(2023, 2, 28), today=date(2024, 2, 29))
@example(duty=ACCOUNTING, year_end=(2, 29), day=date(2018, 2, 28), today=date(2028, 2, 29))
def test_a_row_is_on_or_after_the_cut_off_exactly_while_its_last_day_has_not_passed(
    duty: Duty, year_end: tuple[int, int], day: date, today: date
) -> None:
    assert (day >= cut_off(duty, year_end, today)) == (until(duty, year_end, day) >= today)


@given(duty=DUTIES, year_end=st.sampled_from(YEAR_ENDS), today=DAYS)
def test_the_cut_off_is_the_very_first_such_day(duty: Duty, year_end: tuple[int, int], today: date) -> None:
    first = cut_off(duty, year_end, today)
    assert until(duty, year_end, first) >= today > until(duty, year_end, first - timedelta(days=1))


@given(year_end=st.sampled_from(YEAR_ENDS), day=DAYS)
def test_a_day_falls_in_a_year_that_closes_within_twelve_months_of_it(year_end: tuple[int, int], day: date) -> None:
    close = close_of_year(year_end, day)
    assert day <= close <= day + timedelta(days=365)
    assert (close.month, close.day) == year_end or (year_end == (2, 29) and (close.month, close.day) == (2, 28))
