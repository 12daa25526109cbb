"""What reading again found in a place that no plan named: it is finished first, or the answer says when it will be.

Garant erases nothing there by itself. Whoever knows the place classes it in the map or empties it; then it is read
again, and only that ends the task.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from garant.actions import access, letters, steps
from garant.actions.access import Actor
from garant.actions.batch import Batch, open_batch
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError, WrongState
from garant.ledger import events, requests, setup, staff, tasks
from garant.ledger.values import NewEvent, Task
from garant.press import letters as press
from garant.press.sentences import sentences
from garant.rules import requests as life


def search_again(house: Instance, actor: Actor, task: UUID) -> Mapping[str, int]:
    """Read the store of a rest again; what is still there ("table.column" → rows), or nothing: the task is then done.

    A request that was answered in part is told to its person as finished with the last rest.
    """
    access.require(house, actor, "task")
    asked = _open(house, task)
    batch = open_batch(house, _plan_of(asked))
    seen = steps.verify(batch, asked.target)
    left: dict[str, int] = seen.work[f"verified:{asked.target}"][asked.request]["left"]
    mine = [e for e in seen.events if e.request == asked.request]
    with setup.transaction():
        if not batch.over:
            batch.put(f"verified:{asked.target}", {asked.request: seen.work[f"verified:{asked.target}"][asked.request]})
        events.append(house.keyring, mine)
        if not left:
            words = sentences(house.organisation.language)
            _done(house, actor, asked, batch, words.say("rest-proof", on=words.day(house.today())), "done")
    return left


def not_theirs(house: Instance, actor: Actor, task: UUID, reason: str) -> None:
    """What was found is somebody else's (an address that two persons share): nothing of this person is left there."""
    access.require(house, actor, "task")
    asked = _open(house, task)
    if not reason.strip():
        raise UsageError("A task ends with its proof.", remedy="Say whose it is, and what shows it.")
    batch = open_batch(house, _plan_of(asked))
    with setup.transaction():
        if not batch.over:
            seen = {**batch.get(f"verified:{asked.target}")[asked.request], "left": {}}
            batch.put(f"verified:{asked.target}", {asked.request: seen})
        _done(house, actor, asked, batch, reason.strip(), "others")


def put_off(house: Instance, actor: Actor, task: UUID, *, to: str, due: date) -> None:
    """Answer in part now. The task stays open, with somebody of the office, by a day that the person is told."""
    access.require(house, actor, "task")
    asked = _open(house, task)
    owner = staff.by_email(to)
    if owner is None or owner.organisation != house.organisation.id or not owner.active:
        raise NotFound("Nobody of the office signs in with this address.", remedy="`garant user add` adds people.")
    if due < house.today():
        raise UsageError("This day is over.", place="due", remedy="Name today or a later day.")
    now = house.clock()
    public = {"task": str(task), "kind": asked.kind, "target": asked.target, "due": due.isoformat()}
    with setup.transaction():
        tasks.put_off(asked, str(owner.id), due)
        told = NewEvent("task.put-off", now, actor.label, {**public, "staff": str(owner.id)}, request=asked.request)
        events.append(house.keyring, [told])


def of_closed(house: Instance) -> dict[UUID, list[Task]]:
    """The rests that stay open though their request was answered in part: request → its tasks."""
    found: dict[UUID, list[Task]] = {}
    for task in tasks.open_of(house.keyring, house.organisation.id):
        if task.kind == "rest" and not task.blocking:
            found.setdefault(task.request, []).append(task)
    return found


def _open(house: Instance, task: UUID) -> Task:
    asked = tasks.by_id(house.keyring, task)
    if asked.kind != "rest" or asked.state != "open":
        raise WrongState("This is no open rest.", place=asked.target, remedy="Look at the tasks of the request.")
    return asked


def _plan_of(asked: Task) -> UUID:
    plan = requests.by_id(asked.request).plan
    assert plan is not None, "a rest is of a plan"
    return plan


def _done(house: Instance, actor: Actor, asked: Task, batch: Batch, proof: str, outcome: str) -> None:
    now = house.clock()
    tasks.finish(house.keyring, asked, proof, actor.label, now)
    public = {"kind": asked.kind, "target": asked.target, "outcome": outcome}
    events.append(house.keyring, [NewEvent("task.done", now, actor.label, public, request=asked.request)])
    request = requests.by_id(asked.request)
    others = [t for t in tasks.of_request(house.keyring, request.id) if t.kind == "rest" and t.state == "open"]
    if request.state == "closed" and not others:
        requests.update_many([replace(request, rights=tuple(_finished(right) for right in request.rights))])
        contact = batch.contacts[request.id]
        letter = press.rest_done(letters.case(house, request, contact), searched=house.today())
        letters.post(house, request, contact, "rest-done", letter)


def _finished(right: Any) -> Any:
    """An erasure as it ended now that nothing is left."""
    rows = right.detail.get("rows")
    if right.right != "erasure" or not rows:
        return right
    outcome = life.outcome_of_erasure(
        found=True,
        erased=rows["erase"] + rows["mask"],
        kept=rows["keep"] + rows["mask"],
        undecided=rows["undecided"],
        left=0,
    )
    return replace(right, outcome=outcome, detail={**right.detail, "left": 0})
