"""A check that somebody asks for at the desk: a step row that the worker takes up, and how far it is meanwhile (B7).

A check that dies half way is done again from the start: it changes nothing in a store.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from garant.actions import access, check, runner, staff
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import GarantError, WrongState
from garant.ledger import steps as rows
from garant.ledger.setup import transaction
from garant.ledger.values import Step

KIND = "check"
HOUSE = ""
"""What is looked at after the stores: register, law, and all of it together."""


@dataclass(frozen=True, slots=True)
class Looking:
    """How far a check is. `passed`: what has been looked at, `now`: what is, of `all`; HOUSE stands last."""

    state: Literal["waiting", "running", "done", "failed"]
    all: tuple[str, ...]
    passed: tuple[str, ...]
    now: str | None
    error: str
    kind: str
    """The name of the class of the error."""


def ask(house: Instance, actor: Actor) -> None:
    """Have everything checked; while one check waits or runs, it is that one."""
    access.require(house, actor, "check")
    rows.ask(house.organisation.id, KIND, {"staff": str(actor.id)}, house.clock())


def progress(house: Instance, actor: Actor) -> Looking | None:
    """Where the latest check is that somebody asked for at the desk; None before the first."""
    access.require(house, actor, "check")
    step = rows.own(house.organisation.id, KIND)
    if step is None:
        return None
    every = (*(record.name for record in house.records()), HOUSE)
    passed = every if step.state == "done" else tuple(step.result.get("passed", ()))
    now = step.result.get("now") if step.state == "running" else None
    return Looking(step.state, every, passed, now, step.error, str(step.result.get("failed", "")))


def carry_out(house: Instance) -> bool:
    """What a worker does: the check that waits, if one does."""
    with transaction():
        step = rows.claim_own(
            house.organisation.id, KIND, runner.holder(), house.clock(), runner.LEASE, dead=runner.is_dead
        )
    if step is None:
        return False
    with suppress(GarantError), runner.attempting(house, step):  # the step keeps its error, which the office shows
        with runner.holding(house, step):
            _look(house, step)
        rows.finish(step, {})
    return True


def _look(house: Instance, step: Step) -> None:
    passed: list[str] = []
    said: Mapping[str, Any] = {"staff": step.result["staff"]}

    def passing(name: str) -> None:
        rows.note(step, {**said, "passed": list(passed), "now": name})
        passed.append(name)

    check.run(house, _asker(house, said), passing=passing)


def _asker(house: Instance, said: Mapping[str, Any]) -> Actor:
    """Whoever asked, as they may act now."""
    account = staff.by_id(house, UUID(said["staff"]))
    if not account.active:
        raise WrongState("Whoever asked has no account any more.", place="check", remedy="Ask for a check again.")
    return access.by_staff(account)
