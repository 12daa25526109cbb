"""Counts, totals, dates and limits of a plan."""

from __future__ import annotations

from datetime import date

from garant.law.packs import read_law
from garant.rules.plan import Always, Case, DatedFrom, HasKept, Limits, Touched, Why, WithParent
from garant.rules.tally import Totals, counts, passed, totals

LAW = read_law("FR", date(2026, 11, 23))
KEPT = Why("duty", (), "accounting")
GONE = Why("no-longer-needed", (), "customers")
CASES = {
    "customer": (
        Case(HasKept("invoice", (0,)), "keep", Why("named-on-documents"), ("email",), GONE, ("name",), "accounting"),
        Case(Always(), "delete", GONE),
    ),
    "invoice": (
        Case(DatedFrom("issued", date(2016, 1, 1)), "keep", KEPT, holds=("total",), duty="accounting"),
        Case(Always(), "delete", GONE),
    ),
    "line": (
        Case(WithParent(), "keep", Why("with-its-document"), holds=("label",), duty="accounting"),
        Case(Always(), "delete", GONE),
    ),
}
TOUCHED = (
    Touched("customer", 0, (1,), 0, date(2001, 1, 1)),
    Touched("invoice", 0, (10,), 0, date(2022, 3, 1)),
    Touched("invoice", 0, (11,), 0, date(2024, 3, 1)),
    Touched("invoice", 0, (9,), 1, date(2012, 3, 1)),
    Touched("line", 0, (100,), 0, date(2022, 3, 1)),
    Touched("line", 0, (90,), 1, date(2012, 3, 1)),
)


def test_a_plan_counts_rows_by_fate_reason_and_date() -> None:
    """Invoices and their lines stay by their own year; the customer until the last of them, whatever its own date."""
    shown = [(c.table, c.fate, c.rows, c.until) for c in counts("shop", TOUCHED, CASES, LAW, (12, 31))]
    assert shown == [
        ("customer", "keep", 1, date(2034, 12, 31)),
        ("customer", "mask", 1, None),
        ("invoice", "erase", 1, None),
        ("invoice", "keep", 1, date(2032, 12, 31)),
        ("invoice", "keep", 1, date(2034, 12, 31)),
        ("line", "erase", 1, None),
        ("line", "keep", 1, date(2032, 12, 31)),
    ]


def test_each_row_counts_once_in_the_totals() -> None:
    assert totals(TOUCHED, CASES) == Totals(erase=2, mask=1, keep=3)
    assert totals(TOUCHED, CASES).found == len(TOUCHED)


def test_limits_name_what_is_passed_and_by_how_much() -> None:
    """D14: persons of one request, rows written, share of a table; a share of a tiny table says nothing."""
    many = tuple(Touched("invoice", 0, (i,), 1) for i in range(30))
    assert passed(Limits(), 1, many, CASES, {"invoice": 10_000}) == []
    assert passed(Limits(), 2, many, CASES, {"invoice": 100}) == [
        "persons 2 > 1",
        "invoice 30 of 100 rows > 5%",
    ]
    assert passed(Limits(rows=29), 1, many, CASES, {}) == ["rows 30 > 29"]
    assert passed(Limits(), 1, many[:3], CASES, {"invoice": 3}) == []
