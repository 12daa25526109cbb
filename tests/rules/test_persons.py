"""A prospect is not a customer: what makes the one or the other, and what the law says of each."""

from __future__ import annotations

from datetime import date

import pytest

from garant.law.packs import read_law
from garant.rules.maps import read_map, write_map
from garant.rules.persons import Dealings, Standing, Tally, kept_by, of_record, standing, tells, to_record
from garant.rules.retention import Happened, end_of
from tests.rules.test_maps import SHOP, read, refusal

WHEN = SHOP.replace("phone: [Phone, Fax]}\n", "phone: [Phone, Fax]}\n    customer_when: Invoice\n")
DAVID = Standing("prospect", stores=("shop",))
ALICE = Standing("customer", 3, date(2012, 5, 1), date(2024, 5, 1), ("shop", "till"))


def test_who_has_no_order_anywhere_is_a_prospect() -> None:
    """S1-18. Given a person with no order, then status = prospect."""
    david = [Dealings(0, "customer", 0)]
    assert standing(david, ["shop"]) == DAVID
    assert standing([], ["shop"]) == DAVID, "in the newsletter's list alone"


def test_one_order_in_any_store_makes_a_customer_since_the_first_and_until_the_last() -> None:
    alice = [
        Dealings(0, "customer", 2, date(2024, 5, 1), date(2024, 5, 1)),
        Dealings(0, "holder", 1, date(2012, 5, 1), date(2012, 5, 1)),
        Dealings(0, "holder", 0),
    ]
    assert standing(alice, ["shop", "till"]) == ALICE


def test_nothing_is_concluded_where_no_map_says_what_makes_a_customer() -> None:
    assert standing([], []) is None
    assert tells(read(SHOP)) is False
    assert Tally("customer", 12).prospects is None


def test_a_standing_comes_back_from_what_a_plan_keeps() -> None:
    assert [of_record(to_record(one)) for one in (ALICE, DAVID)] == [ALICE, DAVID]


# ── the law ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_prospect_is_kept_three_years_and_was_kept_one_under_ns48() -> None:
    """The reference of 2022: three years from the last contact. NS-48 of 2005: one year. A customer has other rules."""
    contact = [Happened("inquiry", date(2024, 3, 1))]
    (now,) = kept_by(read_law("FR", date(2026, 11, 23)), DAVID, "prospecting")
    assert (now.id, end_of(now, contact).until) == ("RET-02", date(2027, 3, 1))
    then = read_law("FR", date(2010, 1, 1))
    assert kept_by(then, DAVID, "prospecting") == ()
    (ns48,) = kept_by(then, DAVID, "prospecting", ["fr-ns48-2005"])
    assert (ns48.id, end_of(ns48, contact).until) == ("RET-01", date(2025, 3, 1))
    customers = kept_by(read_law("FR", date(2026, 11, 23)), ALICE, "prospecting")
    assert [rule.id for rule in customers] == ["RET-03", "RET-04"]


def test_a_country_without_such_a_rule_says_none() -> None:
    assert kept_by(read_law("MA", date(2026, 11, 23)), DAVID, "prospecting") == ()


# ── the map ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_map_says_which_tables_make_a_customer_and_is_written_as_it_was_read() -> None:
    map = read(WHEN)
    assert map.persons["customer"].customer_when == ("Invoice",)
    assert tells(map) is True
    assert write_map(map)["persons"]["customer"]["customer_when"] == "Invoice"
    assert read_map(write_map(map)) == map


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Order", "“Order” is not a table of this map."),
        ("Customer", "“Customer” does not hang on customer."),
        ("[Invoice, News]", "“News” does not hang on customer."),
    ],
)
def test_a_table_that_makes_no_customer_of_them_is_refused_with_its_place(written: str, told: str) -> None:
    text = WHEN.replace("customer_when: Invoice", f"customer_when: {written}")
    text = text.replace("tables:\n", "  reader: {table: News, key: id, identities: {email: mail}}\ntables:\n")
    text += "  News: {activity: letter, columns: {mail: contact.email}}\n"
    assert told in refusal(text)
