"""Runs the step rows of agreed plans: claim under a lease, do, then record result and end in one ledger commit (B7).

Every step is harmless when run again, so a process may die anywhere. The deeds themselves are in `steps.py`.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import UUID

from garant.actions import mail, steps
from garant.actions.batch import Batch, open_batch
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import GarantError
from garant.ledger import events, plans, requests, sealing, tasks
from garant.ledger import steps as rows
from garant.ledger.setup import transaction
from garant.ledger.values import PlanRecord, Step

LEASE = 60
"""Seconds after which a step whose holder gives no sign is taken over."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    steps: tuple[Step, ...]
    state: str


def holder() -> str:
    """Who holds a step: this machine and process."""
    return f"{socket.gethostname()}:{os.getpid()}"


def is_dead(who: str) -> bool:
    """Whether a holder is a process of this machine that is no more. Of other machines only the lease can tell."""
    host, _, pid = who.rpartition(":")
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def run(
    house: Instance, plan: UUID, *, again: bool = True, on_step: Callable[[Step], None] | None = None
) -> PlanRecord:
    """Run a plan to its end, or to where it waits for a person. Finished steps are not done again.

    `again`: a step that failed is tried once more (somebody asked); a worker does not insist by itself.
    """
    _begin(house, plan, again)
    batch: Batch | None = None
    while True:
        if _waits(house, plan):
            return _wait(house, plan)
        step = rows.claim(plan, holder(), house.clock(), LEASE, dead=is_dead)
        if step is None:
            break
        batch = batch or open_batch(house, plan)
        do(house, batch, step)
        if on_step is not None:
            on_step(step)
    left = [s for s in rows.of_plan(plan) if s.state != "done"]
    if left:
        return plans.by_id(plan)  # another worker holds a step; it will finish
    sealing.seal(house.keyring, house.organisation.id, house.clock())
    mail.send_waiting(house)
    return plans.by_id(plan)


def do(house: Instance, batch: Batch, step: Step) -> None:
    """One claimed step: the deed, then one ledger commit that holds its events, its results and its end."""
    try:
        done = steps.HANDLERS[step.kind](batch, step.store)
    except GarantError as problem:
        with transaction():
            rows.fail(step, str(problem), house.clock())
        raise
    with recording(f"step.{step.kind}"):
        for name, contents in done.work.items():
            batch.put(name, contents)
        if done.requests:
            requests.update_many(done.requests)
        done.record()
        events.append(house.keyring, done.events)
        rows.finish(step, done.result)
    batch.dropped |= done.dropped
    by_id = {r.id: r for r in done.requests}
    batch.requests = [by_id.get(r.id, r) for r in batch.requests]


def _begin(house: Instance, plan: UUID, again: bool) -> None:
    record = plans.by_id(plan)
    for step in rows.of_plan(plan):
        if again and step.state == "failed":
            rows.retry(step)
    if record.state == "agreed":
        several = requests.many([UUID(e["id"]) for e in record.body["requests"]])
        with transaction():
            plans.set_state(replace(record, state="running"))
            requests.update_many([replace(r, state="running") for r in several if r.state == "agreed"])


def _waits(house: Instance, plan: UUID) -> bool:
    """Whether nothing but the answer is left and a person still has something to do (E3, D16)."""
    left = [s.kind for s in rows.of_plan(plan) if s.state != "done"]
    return left[:1] == ["answer"] and any(t.blocking for t in tasks.open_of_plan(house.keyring, plan))


def _wait(house: Instance, plan: UUID) -> PlanRecord:
    record = plans.by_id(plan)
    if record.state != "waiting":
        several = requests.many([UUID(e["id"]) for e in record.body["requests"]])
        with transaction():
            plans.set_state(replace(record, state="waiting"))
            requests.update_many([replace(r, state="waiting") for r in several if r.state == "running"])
    mail.send_waiting(house)
    return plans.by_id(plan)


def progress(plan: UUID) -> Progress:
    """Where a plan stands, for a page that is looked at again and again."""
    several = tuple(rows.of_plan(plan))
    return Progress(sum(s.state == "done" for s in several), len(several), several, plans.by_id(plan).state)


def work_once(house: Instance) -> bool:
    """What a worker does each time: run what is agreed, send and seal what waits. True if there was work."""
    worked = False
    for plan in rows.pending_plans(house.organisation.id):
        try:
            run(house, plan, again=False)
            worked = True
        except GarantError:
            continue  # the step keeps its error, which the office shows; other plans go on
    worked = mail.send_waiting(house) > 0 or worked
    return sealing.seal(house.keyring, house.organisation.id, house.clock()) is not None or worked
