"""Runs the step rows of agreed plans: claim under a lease, do, then record result and end in one ledger commit (B7).

Every step is harmless when run again, so a process may die anywhere. The deeds themselves are in `steps.py`.
"""

from __future__ import annotations

import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from garant.actions import access, ends, evidence, mail, steps
from garant.actions.access import Actor
from garant.actions.batch import Batch, open_batch
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import GarantError, LedgerError, WrongState
from garant.ledger import events, plans, requests, tasks
from garant.ledger import steps as rows
from garant.ledger.setup import close, transaction
from garant.ledger.values import PlanRecord, Step

LEASE = 60
"""Seconds after which a step whose holder gives no sign is taken over."""
PAUSE = 0.2
PATIENCE = 2 * LEASE
"""How long a run that somebody asked for waits for a process that holds its plan's step."""

Stage = Literal["agreed", "running", "waiting"]
_LIFE = secrets.token_hex(4)
"""Tells this process from an earlier one with its number: in a container every start has the same."""


@dataclass(frozen=True, slots=True)
class Progress:
    done: int
    total: int
    steps: tuple[Step, ...]
    state: str


def holder() -> str:
    """Who holds a step: this machine, this process, this life of it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_LIFE}"


def is_dead(who: str) -> bool:
    """Whether a holder is a process of this machine that is no more. Of other machines only the lease can tell."""
    host, pid, life = [*who.rsplit(":", 2), "", ""][:3]
    if host != socket.gethostname() or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        return life != _LIFE
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
    planned = _begin(house, plan, again)
    answer = next(s.position for s in planned if s.kind == "answer")
    following, idle = next((s.position for s in planned if s.state != "done"), len(planned)), 0.0
    batch: Batch | None = None
    with ExitStack() as held:
        while following != answer or not _waits(house, plan):
            step = _claim(house, plan)
            if step is not None and step.position == answer != following and _waits(house, plan):
                rows.release(step)  # another process came this far meanwhile
                return _wait(house, plan)
            if step is not None:
                if batch is None or step.position != following:
                    batch = open_batch(house, plan)  # another process did the step before: read what it left
                    held.enter_context(house.keyring.holding(r.key for r in batch.requests))
                do(house, batch, step)
                following, idle = step.position + 1, 0.0
                if on_step is not None:
                    on_step(step)
            elif again and idle < PATIENCE and any(s.state == "running" for s in rows.of_plan(plan)):
                time.sleep(PAUSE)  # another process is at it: go on from where it ends or dies
                idle += PAUSE
            else:
                break
        else:
            return _wait(house, plan)
    if any(s.state != "done" for s in rows.of_plan(plan)):
        return plans.by_id(plan)  # a step failed, or another process holds it and will finish
    evidence.seal(house)
    mail.send_waiting(house)
    return plans.by_id(plan)


def do(house: Instance, batch: Batch, step: Step) -> None:
    """One claimed step: the deed, then one ledger commit that holds its events, its results and its end."""
    with attempting(house, step):
        with holding(house, step):
            done = steps.HANDLERS[step.kind](batch, step.store)
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


@contextmanager
def attempting(house: Instance, step: Step) -> Iterator[None]:
    """Whatever stops the work of a step stands in the step."""
    try:
        yield
    except Exception as problem:
        _fail(house, step, problem)
        raise


def _fail(house: Instance, step: Step, problem: Exception) -> None:
    """Leave the cause in the step. An error that is not ours is named by its type only: its words may quote a row."""
    told = str(problem) if isinstance(problem, GarantError) else f"unexpected error ({type(problem).__name__})"
    # If the ledger itself refuses, the lease tells. If another has taken the step over, that is what is raised: to one
    # that comes late, the store looks as if the person had changed.
    with suppress(LedgerError), transaction():
        rows.fail(step, told, house.clock(), type(problem).__name__)


@contextmanager
def holding(house: Instance, step: Step) -> Iterator[None]:
    """Lengthen the lease for as long as the deed lasts, so that nobody takes over what is alive (B7)."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(LEASE / 3):
            with suppress(LedgerError), transaction():
                rows.beat(step, house.clock(), LEASE)
        close()  # this thread's own connection

    heart = threading.Thread(target=beat, daemon=True)
    heart.start()
    try:
        yield
    finally:
        over.set()
        heart.join()


def _claim(house: Instance, plan: UUID) -> Step | None:
    with recording("step.claim"):
        return rows.claim(plan, holder(), house.clock(), LEASE, dead=is_dead)


def _begin(house: Instance, plan: UUID, again: bool) -> list[Step]:
    """The plan's steps, those that failed ready to be tried again; the plan and its requests under way."""
    record = plans.by_id(plan, house.organisation.id)
    if record.state == "stale":
        raise WrongState("This plan was given up for another one.", remedy="Run the plan that the request has now.")
    planned = rows.of_plan(plan)
    for step in planned:
        if again and step.state == "failed":
            rows.retry(step)
    if record.state == "agreed":
        _move("run.begin", plan, "agreed", "running")
    return planned


def _move(commit: str, plan: UUID, before: Stage, after: Stage) -> None:
    """Take a plan and its requests to the next stage together, unless another process did."""
    with recording(commit):
        several = requests.locked(UUID(e["id"]) for e in plans.by_id(plan).body["requests"])
        record = plans.by_id(plan)
        if record.state == before:
            plans.set_state(replace(record, state=after))
            requests.update_many([replace(r, state=after) for r in several if r.state == before])


def _waits(house: Instance, plan: UUID) -> bool:
    """Whether nothing but the answer is left and a person still has something to do (E3, D16)."""
    left = [s.kind for s in rows.of_plan(plan) if s.state != "done"]
    return left[:1] == ["answer"] and any(t.blocking for t in tasks.open_of_plan(house.keyring, plan))


def _wait(house: Instance, plan: UUID) -> PlanRecord:
    if plans.by_id(plan).state != "waiting":
        _move("run.wait", plan, "running", "waiting")
    mail.send_waiting(house)
    return plans.by_id(plan)


def resume(house: Instance, actor: Actor, plan: UUID) -> None:
    """Somebody asks that the steps which failed run again: a worker takes them up."""
    access.require(house, actor, "run")
    with transaction():
        for step in rows.of_plan(plan):
            if step.state == "failed":
                rows.retry(step)


def stopped(house: Instance) -> set[UUID]:
    """Plans that stand still until somebody takes a failed step up again, or plans again."""
    return rows.failed_plans(house.organisation.id)


def progress(plan: UUID) -> Progress:
    """Where a plan stands, for a page that is looked at again and again."""
    several = tuple(rows.of_plan(plan))
    return Progress(sum(s.state == "done" for s in several), len(several), several, plans.by_id(plan).state)


def work_once(house: Instance) -> bool:
    """What a worker does each time: run what is agreed, send and seal what waits. True if there was work."""
    done: list[Step] = []
    for plan in rows.pending_plans(house.organisation.id):
        try:
            run(house, plan, again=False, on_step=done.append)
        except GarantError:
            continue  # the step keeps its error, which the office shows; other plans go on
    sent = mail.send_waiting(house)
    sealed = evidence.seal(house)
    ends.carry_out(house)
    return bool(done or sent or sealed)
