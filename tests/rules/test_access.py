"""Who may do what: one table, and no by default (A1, A5)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from garant.rules.access import Actor, may, shut
from garant.rules.processing import Item, Measure, Organisation, Processing, Register, Role

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


def declared(*measures: str, **roles: Role) -> Register:
    """Boutique Lormel, where the sales staff uses the customers' names and nobody else does."""
    name = Item("nom", "identity.name", used_by=("ventes",))
    sales = Role("ventes", {"fr": "Ventes"})
    return Register(
        Organisation("Boutique Lormel", "donnees@lormel.example", "FR"),
        activities={"clients": Processing("clients", {"fr": "Clients"}, items={"nom": name})},
        roles={"ventes": sales, **roles},
        measures={id_: Measure(id_) for id_ in measures},
    )


def test_once_staff_is_trained_an_account_without_a_training_date_opens_no_record() -> None:
    """At Garant's own door (S2-06): what is no person's data stays open, so that the date can be entered."""
    clerk, trained = staff("clerk"), replace(staff("clerk"), trained=date(2026, 9, 1))
    assert may(clerk, "read", HERE, TODAY, declared())
    assert not may(clerk, "read", HERE, TODAY, declared("staff-training"))
    assert may(clerk, "check", HERE, TODAY, declared("staff-training"))
    assert may(staff("owner"), "staff", HERE, TODAY, declared("staff-training"))
    assert may(trained, "read", HERE, TODAY, declared("staff-training"))
    assert shut(clerk, "read", TODAY, declared("staff-training")) == "untrained"


def test_a_clerk_who_carries_a_function_and_was_never_trained_opens_nothing() -> None:
    """S2-06: given a clerk of sales without a training record, then access is not granted, whatever the register says
    of training; what is no person's data stays open, and an auditor is not ours to train.
    """
    clerk = replace(staff("clerk"), function="ventes")
    assert not may(clerk, "read", HERE, TODAY, declared())
    assert shut(clerk, "read", TODAY, declared()) == "untrained"
    assert may(clerk, "check", HERE, TODAY, declared())
    assert not may(replace(clerk, trained=date(2026, 12, 1)), "read", HERE, TODAY, declared())
    assert may(replace(clerk, trained=date(2026, 9, 1)), "read", HERE, TODAY, declared())
    control = Role("commissaire", {"fr": "Commissaire"}, "control")
    assert may(replace(clerk, function="commissaire"), "read", HERE, TODAY, declared(commissaire=control))


def test_a_function_without_data_opens_no_record_and_its_manager_does() -> None:
    workshop = Role("atelier", {"fr": "Atelier"})
    head = Role("direction", {"fr": "Direction"}, "manager", ("ventes",))
    known = declared(atelier=workshop, direction=head)
    clerk = replace(staff("clerk"), trained=date(2026, 9, 1))
    assert may(replace(clerk, function="ventes"), "read", HERE, TODAY, known)
    assert not may(replace(clerk, function="atelier"), "read", HERE, TODAY, known)
    assert may(replace(clerk, function="direction"), "read", HERE, TODAY, known)
    assert shut(replace(clerk, function="atelier"), "read", TODAY, known) == "outside"


def test_a_control_function_reads_and_its_last_day_closes_it() -> None:
    control = Role("commissaire", {"fr": "Commissaire"}, "control", until=TODAY)
    known = declared(commissaire=control)
    auditor = replace(staff("clerk"), function="commissaire")
    assert may(auditor, "read", HERE, TODAY, known)
    assert not may(auditor, "refuse", HERE, TODAY, known)
    assert shut(auditor, "refuse", TODAY, known) == "read-only"
    assert not may(auditor, "read", HERE, date(2026, 11, 24), known)
    assert shut(auditor, "read", date(2026, 11, 24), known) == "ended"


def test_training_is_asked_of_staff_only() -> None:
    """Alice follows her own request, the command line reads as its owner, and the worker works."""
    known = declared("staff-training")
    assert may(Actor("person", HERE, "Alice"), "follow", HERE, TODAY, known)
    assert may(Actor("program", HERE, "Nadia", role="owner"), "read", HERE, TODAY, known)
    assert may(Actor("system", HERE, "worker"), "read", HERE, TODAY, known)
