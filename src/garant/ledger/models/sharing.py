"""The table of what was given to others, and of what was asked for and refused."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.house import OrganisationRow


class DisclosureRow(models.Model):
    """One decision to give data to a recipient, or not to. It names nobody: categories, counts, codes.

    `sealed`: the references that whoever decided quoted, under the organisation's key; they go at `ends`. `subject`: a
    keyed hash of the case it is about, by which a settled debt finds those who were told of it.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    at = models.DateTimeField()
    by = models.CharField(max_length=100)
    recipient = models.CharField(max_length=60)
    register = models.PositiveIntegerField()
    purpose = models.CharField(max_length=100)
    why = models.CharField(max_length=20)
    allowed = models.BooleanField()
    categories = models.JSONField(default=list)
    removed = models.JSONField(default=dict)
    refusals = models.JSONField(default=list)
    sources = models.JSONField(default=list)
    persons = models.PositiveIntegerField(null=True)
    mode = models.CharField(max_length=8, default="")
    level = models.CharField(max_length=8, default="")
    nature = models.CharField(max_length=16, default="")
    until = models.DateField(null=True)
    sealed = models.BinaryField(null=True)
    subject = models.BinaryField(max_length=32, null=True)
    settled = models.DateField(null=True)
    erasure_asked = models.DateTimeField(null=True)
    ends = models.DateField()

    class Meta:
        db_table = "disclosure"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "recipient"], name="disclosure_recipient"),
            models.Index(fields=["organisation", "subject"], name="disclosure_subject"),
        ]
