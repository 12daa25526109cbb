"""Who may do what: one table, and no by default (A1, A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from garant.rules.access import Actor, may

HERE, THERE = UUID(int=1), UUID(int=2)
TODAY = date(2026, 11, 23)


def staff(role: str) -> Actor:
    return Actor("staff", HERE, role, UUID(int=9), role)


@pytest.mark.parametrize(
    ("role", "verb", "allowed"),
    [
        ("owner", "store", True),
        ("owner", "agree", True),
        ("clerk", "agree", True),
        ("clerk", "store", False),
        ("dpo", "plan", True),
        ("dpo", "agree", False),  # RGPD 38(6)
        ("dpo", "run", False),
        ("auditor", "read", True),
        ("auditor", "plan", False),
        ("program", "file", True),
        ("program", "agree", False),
        ("nobody", "read", False),
        ("owner", "unheard-of", False),
    ],
)
def test_each_role_may_what_it_is_for(role: str, verb: str, allowed: bool) -> None:
    assert may(staff(role), verb, HERE, TODAY) is allowed


@pytest.mark.parametrize("kind", ["staff", "person", "program", "system"])
def test_nobody_reaches_another_organisation(kind: str) -> None:
    """A1: not even the system actor of another one."""
    actor = Actor(kind, HERE, "x", role="owner")  # type: ignore[arg-type]  # each kind in turn
    assert not may(actor, "read", THERE, TODAY)
    assert not may(actor, "follow", THERE, TODAY)


def test_an_auditor_reads_until_the_last_day_and_no_longer() -> None:
    auditor = replace(staff("auditor"), until=TODAY)
    assert may(auditor, "read", HERE, TODAY)
    assert not may(auditor, "read", HERE, date(2026, 11, 24))


def test_an_event_names_staff_by_id_and_never_by_name() -> None:
    assert staff("owner").label == f"staff:{UUID(int=9)}"
    assert Actor("person", HERE, "Alice").label == "person"
