"""The steps of a plan, as rows with a lease: any process may take one up where a dead one left it (B7).

Work that belongs to no plan (a check of the house) is one such row, alone of its kind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Literal, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from garant.errors import NotFound, WrongState
from garant.ledger import ids, setup
from garant.ledger.tables import PlanRow, StepRow
from garant.ledger.values import Step


def create(plan: UUID, kinds: Sequence[tuple[str, str]], now: datetime) -> list[Step]:
    """The steps of an agreed plan, (kind, store) in their order. Called again it changes nothing."""
    with setup.transaction():
        organisation = PlanRow.objects.values_list("organisation_id", flat=True).get(id=plan)
        if not StepRow.objects.filter(plan_id=plan).exists():
            StepRow.objects.bulk_create(
                StepRow(
                    id=ids.uuid7(now),
                    organisation=organisation,
                    plan_id=plan,
                    position=position,
                    kind=kind,
                    store=store,
                    state="waiting",
                    created=now,
                )
                for position, (kind, store) in enumerate(kinds)
            )
    return of_plan(plan)


def of_plan(plan: UUID) -> list[Step]:
    """A plan's steps, in their order."""
    return [_value(row) for row in StepRow.objects.filter(plan_id=plan).order_by("position")]


def claim(
    plan: UUID | None, holder: str, now: datetime, lease_seconds: int, *, dead: Callable[[str], bool]
) -> Step | None:
    """Take the next step that may run: of this plan, or of any if None; None if there is none.

    A step may run when all before it in its plan are done, and it waits, or its lease is over, or its holder is dead.
    """
    return _take(_runnable(plan), holder, now, lease_seconds, dead)


def claim_own(
    organisation: UUID, kind: str, holder: str, now: datetime, lease_seconds: int, *, dead: Callable[[str], bool]
) -> Step | None:
    """The same for work of this kind that belongs to no plan."""
    found = _own(organisation, kind).filter(state__in=["waiting", "running"]).select_for_update(skip_locked=True)
    return _take(found, holder, now, lease_seconds, dead)


def ask(organisation: UUID, kind: str, by: Mapping[str, Any], now: datetime) -> Step:
    """Work that belongs to no plan, to be taken up; asked for again before it has ended, it is that which waits."""
    with setup.transaction():
        found = _own(organisation, kind).filter(state__in=["waiting", "running"]).first()
        if found is None:
            _own(organisation, kind).delete()
            found = StepRow.objects.create(
                id=ids.uuid7(now),
                organisation=organisation,
                position=0,
                kind=kind,
                state="waiting",
                result=dict(by),
                created=now,
            )
    return _value(found)


def own(organisation: UUID, kind: str) -> Step | None:
    """The latest work of this kind that belongs to no plan."""
    row = _own(organisation, kind).first()
    return _value(row) if row else None


def note(step: Step, result: Mapping[str, Any]) -> None:
    """How far it is, while it runs."""
    _held(step).update(result=dict(result))


def _take(
    found: QuerySet[StepRow], holder: str, now: datetime, lease_seconds: int, dead: Callable[[str], bool]
) -> Step | None:
    with setup.transaction():
        for row in found:
            if row.state == "waiting" or _abandoned(row, now, dead):
                row.state = "running"
                row.holder = holder
                row.attempts += 1
                row.lease_until = now + timedelta(seconds=lease_seconds)
                row.save(update_fields=["state", "holder", "attempts", "lease_until"])
                return _value(row)
    return None


def beat(step: Step, now: datetime, lease_seconds: int) -> bool:
    """Lengthen the lease. False if another has taken the step over: stop."""
    until = now + timedelta(seconds=lease_seconds)
    return _held(step).update(lease_until=until) == 1


def finish(step: Step, result: Mapping[str, Any]) -> Step:
    """Mark a step done, in the same transaction as what it wrote. Raises WrongState if another has taken it over."""
    done = _held(step).update(state="done", result=dict(result), lease_until=None, holder="", error="")
    if not done:
        raise WrongState("another process has taken this step over", place=step.kind, remedy="It finishes there.")
    return by_id(step.id)


def fail(step: Step, error: str, now: datetime, kind: str) -> Step:
    """Mark a step failed, with a cause that names no person and the name of its class; its plan waits until `retry`."""
    if not _held(step).update(state="failed", error=error, result={"failed": kind}, lease_until=None, holder=""):
        raise WrongState("another process has taken this step over", place=step.kind, remedy="It finishes there.")
    return by_id(step.id)


def release(step: Step) -> bool:
    """Hand a step back untouched, for another process to take (a worker that stops)."""
    return _held(step).update(state="waiting", holder="", lease_until=None) == 1


def retry(step: Step) -> Step:
    """Let a failed step run again."""
    StepRow.objects.filter(id=step.id, state="failed").update(state="waiting", error="")
    return by_id(step.id)


def by_id(step: UUID) -> Step:
    """The step of this id, as it stands now."""
    row = StepRow.objects.filter(id=step).first()
    if row is None:
        raise NotFound("there is no such step")
    return _value(row)


def pending_plans(organisation: UUID | None = None) -> list[UUID]:
    """Plans that have steps to run, oldest first."""
    found = _planned().filter(state__in=["waiting", "running"]).exclude(plan__state="stale")
    if organisation is not None:
        found = found.filter(organisation=organisation)
    return sorted({plan for plan in found.values_list("plan_id", flat=True) if plan is not None})


def failed_plans(organisation: UUID) -> set[UUID]:
    """Plans that stand still because a step of them failed."""
    found = _planned().filter(organisation=organisation, state="failed").exclude(plan__state="stale")
    return {plan for plan in found.values_list("plan_id", flat=True) if plan is not None}


def _planned() -> QuerySet[StepRow]:
    return StepRow.objects.filter(plan__isnull=False)


def _own(organisation: UUID, kind: str) -> QuerySet[StepRow]:
    return StepRow.objects.filter(plan__isnull=True, organisation=organisation, kind=kind).order_by("-id")


def _runnable(plan: UUID | None) -> QuerySet[StepRow]:
    before = StepRow.objects.filter(plan_id=OuterRef("plan_id"), position__lt=OuterRef("position")).exclude(
        state="done"
    )
    found = _planned().filter(~Exists(before), state__in=["waiting", "running"])
    if plan is not None:
        found = found.filter(plan_id=plan)
    return found.order_by("created", "position").select_for_update(skip_locked=True)


def _abandoned(row: StepRow, now: datetime, dead: Callable[[str], bool]) -> bool:
    return row.lease_until is None or row.lease_until <= now or dead(row.holder)


def _held(step: Step) -> QuerySet[StepRow]:
    return StepRow.objects.filter(id=step.id, state="running", holder=step.holder, attempts=step.attempts)


def _value(row: StepRow) -> Step:
    return Step(
        id=row.id,
        plan=row.plan_id,
        position=row.position,
        kind=row.kind,
        store=row.store,
        state=cast(Literal["waiting", "running", "done", "failed"], row.state),
        attempts=row.attempts,
        holder=row.holder,
        lease_until=row.lease_until,
        error=row.error,
        result=row.result,
    )
