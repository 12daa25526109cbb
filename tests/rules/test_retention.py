"""Until when data are kept: from what happened to Alice the prospect, and from nothing else."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from garant.law.packs import read_law
from garant.law.standards import Retention
from garant.rules.retention import Happened, Subject, applies, end_of

TODAY = date(2026, 11, 23)
DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2100, 12, 31))


def rule(code: str, on: date = TODAY) -> Retention:
    return read_law("FR", on).standards.retention[code]


PROSPECT = rule("RET-02")
NS48 = rule("RET-01", date(2010, 1, 1))


def test_alice_is_kept_on_the_last_day_of_the_third_year_and_due_the_day_after() -> None:
    end = end_of(PROSPECT, [Happened("collection", date(2019, 1, 1)), Happened("click", date(2023, 11, 23))])
    assert end.until == date(2026, 11, 23)
    assert (end.over(date(2026, 11, 23)), end.over(date(2026, 11, 24))) == (False, True)


def test_opening_e_mails_for_three_years_does_not_keep_her() -> None:
    opened = [Happened("open", date(2023, 11, 1) + timedelta(days=30 * n)) for n in range(36)]
    end = end_of(PROSPECT, [Happened("collection", date(2023, 11, 1)), *opened])
    assert end.until == date(2026, 11, 1)
    assert end.over(TODAY)


def test_an_answer_after_the_second_solicitation_starts_the_count_again() -> None:
    tried = [Happened("solicitation", date(2009, month, 1)) for month in (7, 9)]
    before = [Happened("inquiry", date(2009, 6, 1)), *tried]
    assert (end_of(NS48, before).until, end_of(NS48, before).why) == (date(2009, 9, 1), "unanswered")
    answered = [*before, Happened("reply", date(2009, 9, 2))]
    assert (end_of(NS48, answered).until, end_of(NS48, answered).why) == (date(2010, 9, 2), "period")
    again = [*answered, Happened("solicitation", date(2009, 10, 1))]
    assert end_of(NS48, again).why == "period"


def test_without_the_event_nothing_has_begun() -> None:
    end = end_of(rule("RET-05"), [Happened("order", date(2001, 1, 1))])
    assert (end.until, end.why, end.over(TODAY)) == (None, "not-begun", False)


def test_an_identity_document_goes_once_it_was_seen_and_stays_a_year_at_most() -> None:
    end = end_of(rule("RET-15"), [Happened("receipt", date(2026, 11, 2)), Happened("verified", date(2026, 11, 3))])
    assert (end.until, end.at_most) == (date(2026, 11, 3), date(2027, 11, 3))


def test_the_amount_of_a_contract_decides_to_the_cent() -> None:
    contract = rule("RET-07")
    assert [applies(contract, Subject(document="electronic-contract", cents=c)) for c in (11_999, 12_000)] == [
        False,
        True,
    ]
    assert not applies(contract, Subject(document="electronic-contract"))
    assert not applies(contract, Subject(document="invoice", cents=12_000))


def test_a_rule_of_a_rule_set_is_for_those_who_follow_it() -> None:
    assert not applies(NS48, Subject(person="prospects"))
    assert applies(NS48, Subject(person="prospects", ruleset="fr-ns48-2005"))


def test_a_rule_for_prospecting_is_for_every_part_of_it_and_for_no_other_purpose() -> None:
    assert applies(PROSPECT, Subject(person="prospects", purpose="prospecting.newsletter"))
    assert not applies(PROSPECT, Subject(person="prospects", purpose="prospectings"))
    assert not applies(PROSPECT, Subject(person="customers", purpose="prospecting"))


@given(first=DAYS, later=st.integers(0, 4000))
def test_a_later_contact_never_shortens(first: date, later: int) -> None:
    one = end_of(PROSPECT, [Happened("click", first)])
    two = end_of(PROSPECT, [Happened("click", first), Happened("click", first + timedelta(days=later))])
    assert one.until is not None
    assert two.until is not None
    assert two.until >= one.until
