"""Tables of plans: what was shown and agreed, the sealed part of each person, the steps of the deed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.cases import RequestRow
from garant.ledger.models.house import OrganisationRow


class PlanRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    fingerprint = models.CharField(max_length=64, db_index=True)
    body = models.JSONField()
    state = models.CharField(max_length=8)
    created = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    agreed_by = models.CharField(max_length=100, default="")
    free_text = models.CharField(max_length=10, default="")

    class Meta:
        db_table = "plan"


class PartRow(models.Model):
    """What of a plan concerns one request, sealed under its case key."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    plan = models.ForeignKey(PlanRow, models.CASCADE)
    request = models.ForeignKey(RequestRow, models.CASCADE)
    key = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "plan_part"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "request"], name="plan_part_once")]


class WorkRow(models.Model):
    """What a step hands to a later one for a request (rows read, a verification), sealed; dropped at the end."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    plan = models.ForeignKey(PlanRow, models.CASCADE)
    request = models.ForeignKey(RequestRow, models.CASCADE)
    key = models.UUIDField()
    name = models.CharField(max_length=120)
    sealed = models.BinaryField()

    class Meta:
        db_table = "plan_work"
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "name", "request"], name="plan_work_once")]


class StepRow(models.Model):
    """B7: state, lease, attempts; (plan, kind, store) is the idempotency key. Work of the house itself has no plan."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    plan = models.ForeignKey(PlanRow, models.CASCADE, null=True)
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=30)
    store = models.CharField(max_length=100, default="")
    state = models.CharField(max_length=8)
    attempts = models.PositiveSmallIntegerField(default=0)
    holder = models.CharField(max_length=120, default="")
    lease_until = models.DateTimeField(null=True)
    error = models.TextField(default="")
    result = models.JSONField(default=dict)
    created = models.DateTimeField()

    class Meta:
        db_table = "step"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "position"], name="step_position"),
            models.UniqueConstraint(fields=["plan", "kind", "store"], name="step_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "created"], name="step_waiting")]
