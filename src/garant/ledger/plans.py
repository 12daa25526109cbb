"""Plans: the public body in clear, what concerns each person sealed under the key of their case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal, cast
from uuid import UUID, uuid5

from garant.errors import NotFound, UsageError
from garant.ledger import setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import PartRow, PlanRow, RequestRow, WorkRow
from garant.ledger.values import PlanRecord

_Sealed = tuple[UUID, UUID, UUID, bytes | memoryview]
_State = Literal["drawn", "agreed", "running", "waiting", "done", "stale"]
SHORTEST = 8
"""Hex digits of a fingerprint that a person has to quote."""


def save(keyring: Keyring, plan: PlanRecord, parts: Mapping[UUID, bytes]) -> None:
    """Write a new plan and its sealed part for each request."""
    keys = _keys(keyring, parts)
    with setup.transaction():
        PlanRow.objects.create(
            id=plan.id,
            organisation_id=plan.organisation,
            fingerprint=plan.fingerprint,
            body=dict(plan.body),
            state=plan.state,
            created=plan.created,
            agreed_at=plan.agreed_at,
            agreed_by=plan.agreed_by,
            free_text=plan.free_text,
        )
        PartRow.objects.bulk_create(
            _part_row(keyring, plan, request, keys[request], parts[request]) for request in parts
        )


def by_id(plan: UUID, organisation: UUID | None = None) -> PlanRecord:
    """The plan of this id; with `organisation`, only if it is that one's (A1)."""
    row = PlanRow.objects.filter(id=plan).first()
    if row is None or organisation not in (None, row.organisation_id):
        raise NotFound("there is no such plan")
    return _value(row)


def by_fingerprint(organisation: UUID, text: str) -> PlanRecord:
    """The newest plan whose fingerprint starts with these hex digits; hyphens and case do not matter."""
    wanted = text.replace("-", "").strip().lower()
    if len(wanted) < SHORTEST or not set(wanted) <= set("0123456789abcdef"):
        raise UsageError("a fingerprint is at least eight hexadecimal digits", remedy="Copy it from the plan shown.")
    row = PlanRow.objects.filter(organisation_id=organisation, fingerprint__startswith=wanted).order_by("-id").first()
    if row is None:
        raise NotFound("no plan has this fingerprint", remedy="Plan again: what was shown may have changed.")
    return _value(row)


def executed(organisation: UUID) -> list[PlanRecord]:
    """Plans whose deeds are done, oldest first; of some the answer still waits for a person."""
    found = PlanRow.objects.filter(organisation_id=organisation, state__in=("waiting", "done"))
    return [_value(row) for row in found.order_by("id")]


def latest_of(request: UUID) -> PlanRecord | None:
    """The newest plan that concerns a request, or None."""
    row = PlanRow.objects.filter(partrow__request_id=request).order_by("-id").first()
    return _value(row) if row else None


def requests_of(plan: UUID) -> list[UUID]:
    """The requests that a plan concerns, oldest first."""
    return list(PartRow.objects.filter(plan_id=plan).order_by("request_id").values_list("request_id", flat=True))


def part(keyring: Keyring, plan: UUID, request: UUID) -> bytes:
    """What of a plan concerns one request. Raises KeyLost once its case key is destroyed."""
    found = parts(keyring, plan, [request])
    if request not in found:
        raise NotFound("this plan has no readable part for this request")
    return found[request]


def parts(keyring: Keyring, plan: UUID, requests: Iterable[UUID]) -> dict[UUID, bytes]:
    """The parts for many requests, two queries in all; those whose key is destroyed are left out."""
    rows = list(
        PartRow.objects.filter(plan_id=plan, request_id__in=[*requests]).values_list(
            "id", "request_id", "key", "sealed"
        )
    )
    return _opened(keyring, "plan_part", rows)


def set_state(plan: PlanRecord, *, free_text: str | None = None) -> PlanRecord:
    """Write a plan's state and agreement; `free_text` is what a clerk decided on it when agreeing (E8)."""
    if free_text is not None:
        plan = replace(plan, free_text=free_text)
    PlanRow.objects.filter(id=plan.id).update(
        state=plan.state, agreed_at=plan.agreed_at, agreed_by=plan.agreed_by, free_text=plan.free_text
    )
    return plan


# ── working data between steps ──────────────────────────────────────────────────────────────────────────────────────


def put_work(keyring: Keyring, plan: UUID, work: Mapping[tuple[UUID, str], bytes]) -> None:
    """Keep what a step found for (request, name), sealed; written again it replaces what was there."""
    keys = _keys(keyring, {request for request, _ in work})
    rows = []
    for (request, name), data in work.items():
        row = uuid5(plan, f"{request}/{name}")
        sealed = keyring.seal(keys[request], "plan_work", row, "sealed", data)
        rows.append(
            WorkRow(
                id=row,
                organisation=keyring.organisation,
                plan_id=plan,
                request_id=request,
                key=keys[request],
                name=name,
                sealed=sealed,
            )
        )
    WorkRow.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=["sealed"])


def get_work(keyring: Keyring, plan: UUID, name: str, requests: Sequence[UUID] | None = None) -> dict[UUID, bytes]:
    """What a step kept under this name, by request (all of the plan's if none are named)."""
    found = WorkRow.objects.filter(plan_id=plan, name=name)
    if requests is not None:
        found = found.filter(request_id__in=requests)
    return _opened(keyring, "plan_work", list(found.values_list("id", "request_id", "key", "sealed")))


def drop_work(plan: UUID) -> int:
    """Let go of a plan's working data; returns how many rows went."""
    return WorkRow.objects.filter(plan_id=plan).delete()[0]


# ── inside ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _keys(keyring: Keyring, requests: Iterable[UUID]) -> dict[UUID, UUID]:
    asked = {*requests}
    found = RequestRow.objects.filter(id__in=asked, organisation_id=keyring.organisation).values_list("id", "key")
    keys: dict[UUID, UUID] = dict(found)
    if len(keys) < len(asked):
        raise NotFound("there is no such request")
    keyring.preload(keys.values())
    return keys


def _part_row(keyring: Keyring, plan: PlanRecord, request: UUID, key: UUID, data: bytes) -> PartRow:
    row = uuid5(plan.id, str(request))
    return PartRow(
        id=row,
        organisation=plan.organisation,
        plan_id=plan.id,
        request_id=request,
        key=key,
        sealed=keyring.seal(key, "plan_part", row, "sealed", data),
    )


def _opened(
    keyring: Keyring, table: str, rows: Sequence[tuple[UUID, UUID, UUID, bytes | memoryview]]
) -> dict[UUID, bytes]:
    alive = keyring.preload({key for _, _, key, _ in rows})
    return {
        request: keyring.unseal(key, table, row, "sealed", bytes(sealed))
        for row, request, key, sealed in rows
        if key in alive
    }


def _value(row: PlanRow) -> PlanRecord:
    return PlanRecord(
        id=row.id,
        organisation=row.organisation_id,
        fingerprint=row.fingerprint,
        body=row.body,
        state=cast("_State", row.state),
        created=row.created,
        agreed_at=row.agreed_at,
        agreed_by=row.agreed_by,
        free_text=row.free_text,
    )
