"""What a person must do inside a request: a store searched by hand, others to instruct or tell, a rest, an answer."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, cast
from uuid import UUID

from garant.errors import NotFound, WrongState
from garant.ledger import ids
from garant.ledger.keys import Keyring
from garant.ledger.tables import TaskRow
from garant.ledger.values import Request, Task, TaskKind


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to open. `text` is what to do, in words; it may name the person and is sealed."""

    request: Request
    kind: TaskKind
    target: str
    due: date
    text: str
    plan: UUID | None = None
    blocking: bool = True


def add(keyring: Keyring, new: Sequence[NewTask], now: datetime) -> list[Task]:
    """Open tasks, in one statement. One that stands already (a resumed step) is not opened twice."""
    requests = {task.request.id for task in new}
    standing = set(TaskRow.objects.filter(request_id__in=requests).values_list("request_id", "plan", "kind", "target"))
    keyring.preload({task.request.key for task in new})
    rows = [
        _row(keyring, task, now) for task in new if (task.request.id, task.plan, task.kind, task.target) not in standing
    ]
    TaskRow.objects.bulk_create(rows)
    return [_value(keyring, row, alive=True) for row in rows]


def of_request(keyring: Keyring, request: UUID) -> list[Task]:
    """The tasks of a request, oldest first; texts are empty once the case key is destroyed."""
    return of_requests(keyring, [request])[request]


def of_requests(keyring: Keyring, requests: Collection[UUID]) -> dict[UUID, list[Task]]:
    """The tasks of many requests, two queries in all; a request without any is there with none."""
    found: dict[UUID, list[Task]] = {request: [] for request in requests}
    for task in _values(keyring, list(TaskRow.objects.filter(request_id__in=requests).order_by("id"))):
        found[task.request].append(task)
    return found


def open_of_plan(keyring: Keyring, plan: UUID) -> list[Task]:
    """The tasks of a plan that are still to do."""
    return _values(keyring, list(TaskRow.objects.filter(plan=plan, state="open").order_by("id")))


def open_of(keyring: Keyring, organisation: UUID, limit: int = 200) -> list[Task]:
    """Every task still to do, the most urgent first."""
    found = TaskRow.objects.filter(organisation_id=organisation, state="open").order_by("due", "id")
    return _values(keyring, list(found[:limit]))


def by_id(keyring: Keyring, task: UUID) -> Task:
    """The task of this id."""
    row = TaskRow.objects.filter(id=task, organisation_id=keyring.organisation).first()
    if row is None:
        raise NotFound("there is no such task")
    return _values(keyring, [row])[0]


def finish(keyring: Keyring, task: Task, proof: str, by: str, now: datetime) -> Task:
    """Mark a task done, with its proof in words (a ticket, a letter's date). Raises WrongState if it is already."""
    key = TaskRow.objects.values_list("key", flat=True).get(id=task.id)
    sealed = keyring.seal(key, "task", task.id, "proof", proof.encode())
    rows = TaskRow.objects.filter(id=task.id, state="open")
    if not rows.update(state="done", proof=sealed, done_by=by, done_at=now):
        raise WrongState("this task is done already", place=task.target)
    return by_id(keyring, task.id)


def put_off(task: Task, owner: str, due: date) -> None:
    """Nothing waits for it any more, and it stays open: somebody sees to it by a day."""
    rows = TaskRow.objects.filter(id=task.id, state="open")
    if not rows.update(blocking=False, owner=owner, due=due):
        raise WrongState("this task is done already", place=task.target)


def _row(keyring: Keyring, task: NewTask, now: datetime) -> TaskRow:
    row = ids.uuid7(now)
    return TaskRow(
        id=row,
        organisation_id=keyring.organisation,
        request_id=task.request.id,
        key=task.request.key,
        plan=task.plan,
        kind=task.kind,
        target=task.target,
        state="open",
        due=task.due,
        blocking=task.blocking,
        text=keyring.seal(task.request.key, "task", row, "text", task.text.encode()),
    )


def _values(keyring: Keyring, rows: Sequence[TaskRow]) -> list[Task]:
    alive = keyring.preload({row.key for row in rows})
    return [_value(keyring, row, alive=row.key in alive) for row in rows]


def _value(keyring: Keyring, row: TaskRow, *, alive: bool) -> Task:
    text = keyring.unseal(row.key, "task", row.id, "text", bytes(row.text)) if alive else b""
    proof = keyring.unseal(row.key, "task", row.id, "proof", bytes(row.proof)) if alive and row.proof else b""
    return Task(
        id=row.id,
        request=row.request_id,
        kind=cast("TaskKind", row.kind),
        target=row.target,
        state=cast(Literal["open", "done"], row.state),
        due=row.due,
        done_at=row.done_at,
        done_by=row.done_by,
        blocking=row.blocking,
        owner=row.owner,
        text=text.decode(),
        proof=proof.decode(),
    )
