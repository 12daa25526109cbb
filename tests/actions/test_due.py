"""What stays after an erasure has its day on record, and is told when the day has come (D2)."""

from __future__ import annotations

from datetime import date

import pytest

from garant.actions import access, check, due
from garant.errors import Refused
from garant.ledger import events
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
    assert [f for f in check.run(world.house, owner) if f.told.rule == "kept.over"] == []
    world.clock.now = world.clock.now.replace(year=2035, month=1, day=1)
    told = [f for f in check.run(world.house, owner) if f.told.rule == "kept.over"]
    assert [f.told.place for f in told] == ["shop.customer", "shop.invoice", "shop.invoice_line"]
    assert told[1].told.text.replace("\u00a0", " ") == (
        "Ce qu’un effacement a gardé jusqu’au 31 décembre 2034 est arrivé à son terme : 1 ligne."
    )


def test_the_list_of_kept_rows_names_each_by_its_key_and_reading_it_is_an_event(each: World) -> None:
    """D2, A6. Given Alice erased, when Bruno takes the list for the shop’s software, then it has the record that names
    her, with the columns that stay of it, her invoice of 2024 and its two lines, each by its key until the close of
    2034; and the evidence says who took it, of which request, and how many rows, without a key.
    """
    request = each.run(each.identified("erasure"))
    read = due.rows(each.house, each.bruno)
    assert [(r.table, r.key_columns, r.key, r.columns, r.until) for r in read.rows] == [
        ("customer", ("id",), (1,), ("first_name", "last_name", "address"), date(2034, 12, 31)),
        ("invoice", ("id",), (11,), ("issued", "billed_to", "total"), date(2034, 12, 31)),
        ("invoice_line", ("id",), (101,), ("label",), date(2034, 12, 31)),
        ("invoice_line", ("id",), (102,), ("label",), date(2034, 12, 31)),
    ]
    assert ({r.reference for r in read.rows}, read.closed) == ({request.reference}, 0)
    (noted,) = events.readings(each.house.keyring, request=request.id, limit=1)
    assert noted.public == {"what": "kept rows", "capacity": "clerk", "store": "shop", "rows": 4}


def test_rows_of_a_file_that_has_ended_are_counted_and_no_longer_named(world: World) -> None:
    """A7. Given Alice’s file ended five years after its close, then its rows stay on record with their date, and the
    list says how many erasures it can no longer name.
    """
    request = world.run(world.identified("erasure"))
    world.house.keyring.destroy([request.key], world.clock.now, "end")
    read = due.rows(world.house, world.bruno)
    assert (read.rows, read.closed) == ((), 1)
    assert len(due.kept(world.house, world.bruno)) == 3


def test_nobody_whose_role_does_not_control_takes_the_list(world: World) -> None:
    """A5. Given a program that may only file requests, when it asks for the list, then it is refused."""
    world.run(world.identified("erasure"))
    program = access.Actor("program", world.house.organisation.id, "site", role="program")
    with pytest.raises(Refused):
        due.rows(world.house, program)
