"""The answer before it leaves: read in the office as it would be sent, then sent by somebody, unless told otherwise."""

from __future__ import annotations

from garant.actions import access, answers
from garant.actions.access import Actor
from garant.actions.batch import open_batch
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import WrongState
from garant.ledger import events, tasks
from garant.ledger.values import NewEvent, Request, Task
from garant.press.letter import Letter
from garant.press.sentences import sentences


def to_read(house: Instance, request: Request) -> Task | None:
    """The task that holds the answer back until it is read; None where nothing does."""
    return next((t for t in _open(house, request) if t.kind == "answer"), None)


def waits_for(house: Instance, request: Request) -> tuple[Task, ...]:
    """What has to be done before the answer can be sent."""
    return tuple(t for t in _open(house, request) if t.kind != "answer" and t.blocking)


def preview(house: Instance, request: Request) -> Letter | None:
    """The answer as it would leave now; None where the work that it tells of is not done yet."""
    if request.state != "waiting" or request.plan is None:
        return None
    return answers.compose(open_batch(house, request.plan), only=request.id)[0].letter


def send(house: Instance, actor: Actor, request: Request) -> None:
    """Somebody read the answer and sends it. The worker then writes it as it was read, and closes the request."""
    access.require(house, actor, "answer")
    task = to_read(house, request)
    if task is None:
        raise WrongState(
            "No answer of this request waits to be read.",
            place=request.reference,
            remedy="`garant request show` says where it stands.",
        )
    if left := waits_for(house, request):
        raise WrongState(
            f"The answer would be untrue: {len(left)} tasks are still to be done.",
            place=request.reference,
            remedy="Finish them first, or put off what was found elsewhere.",
        )
    now = house.clock()
    proof = sentences(house.organisation.language).say("answer-proof")
    public = {"kind": "answer", "target": task.target, "outcome": "sent"}
    with recording("task.done"):
        tasks.finish(house.keyring, task, proof, actor.label, now)
        events.append(house.keyring, [NewEvent("task.done", now, actor.label, public, request=request.id)])


def _open(house: Instance, request: Request) -> list[Task]:
    return [t for t in tasks.of_request(house.keyring, request.id) if t.state == "open"]
