"""What became of Alice's rows: each line says which rows it speaks of, so that no two contradict each other."""

from __future__ import annotations

from datetime import date

from garant.rules.fates import lines
from garant.rules.register import Table
from tests.rules.test_decisions import columns
from tests.rules.test_tally import CASES, LAW, TOUCHED

TABLES = (
    Table("customer", "customers", columns(name="identity.name", email="contact.email")),
    Table("invoice", "accounting", columns(total="transaction.amount", seller="none")),
    Table("line", "accounting", columns(label="transaction.item")),
)


def test_each_line_says_how_many_rows_of_how_many_of_which_days_and_until_when() -> None:
    """Given one invoice of 2012 and two of 2022 and 2024, when Alice is erased, then "1 of 3" goes, "2 of 3" stay
    until two days, and the name on her file stays while the address goes.
    """
    told = [
        (one.table, one.fate, one.columns, f"{one.rows}/{one.of}", one.first, one.last, one.ends)
        for one in lines(TOUCHED, CASES, LAW, (12, 31), TABLES)
    ]
    asked = date(2001, 1, 1)
    assert told == [
        ("customer", "keep", ("name",), "1/1", asked, asked, (date(2034, 12, 31),)),
        ("customer", "mask", ("email",), "1/1", asked, asked, ()),
        ("invoice", "erase", ("total",), "1/3", date(2012, 3, 1), date(2012, 3, 1), ()),
        (
            "invoice",
            "keep",
            ("total",),
            "2/3",
            date(2022, 3, 1),
            date(2024, 3, 1),
            (date(2032, 12, 31), date(2034, 12, 31)),
        ),
        ("line", "erase", ("label",), "1/2", date(2012, 3, 1), date(2012, 3, 1), ()),
        ("line", "keep", ("label",), "1/2", date(2022, 3, 1), date(2022, 3, 1), (date(2032, 12, 31),)),
    ]
