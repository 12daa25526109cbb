"""What stays after an erasure has its day on record, and is told when the day has come (D2)."""

from __future__ import annotations

from datetime import date

from garant.actions import access, due, register
from tests.actions.conftest import World


def test_what_is_kept_is_on_record_with_its_end_from_the_day_of_the_erasure(each: World) -> None:
    """D2, E1. Given Alice's invoice of 2024, when she is erased, then the invoice, its two lines and the record that
    names her are on record until the close of 2034; and nothing of a plan that was only shown.
    """
    request = each.identified("erasure")
    assert due.kept(each.house, each.bruno) == ()
    each.run(request)
    assert [(d.store, d.table, d.rows, d.until) for d in due.kept(each.house, each.bruno)] == [
        ("shop", "customer", 1, date(2034, 12, 31)),
        ("shop", "invoice", 1, date(2034, 12, 31)),
        ("shop", "invoice_line", 2, date(2034, 12, 31)),
    ]


def test_check_tells_what_has_come_to_its_end(world: World) -> None:
    """D2. Given the last day of the duty, then nothing is told; the day after, each table is."""
    owner = access.by_command(world.house, "owner")
    world.run(world.identified("erasure"))
    world.clock.now = world.clock.now.replace(year=2034, month=12, day=31)
    assert [f.place for f in register.check(world.house, owner) if f.rule == "kept.over"] == []
    world.clock.now = world.clock.now.replace(year=2035, month=1, day=1)
    told = [f for f in register.check(world.house, owner) if f.rule == "kept.over"]
    assert [f.place for f in told] == ["shop.customer", "shop.invoice", "shop.invoice_line"]
    assert told[1].text == "What an erasure kept until 2034-12-31 has come to its end (rows: 1)."
