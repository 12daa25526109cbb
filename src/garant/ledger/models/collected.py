"""The table of how one person's data came in, and of their being told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.house import OrganisationRow


class CollectedRow(models.Model):
    """One person's data came in: from whom and by what, on which day; by when they are told, and when they were.

    `sealed`: who it was, and the reference of the agreement, under a key of this entry alone. `subject`: a keyed hash
    of the identity, by which the entry is found when the person asks. Both go with an erasure; the row at `ends`.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    key = models.UUIDField()
    sealed = models.BinaryField(null=True)
    subject = models.BinaryField(max_length=32, null=True)
    entry = models.CharField(max_length=12)
    form = models.CharField(max_length=60)
    activity = models.CharField(max_length=60)
    giver = models.CharField(max_length=60)
    language = models.CharField(max_length=8)
    collected = models.DateField()
    first = models.DateField(null=True)
    due = models.DateField(null=True)
    recorded = models.DateTimeField()
    by = models.CharField(max_length=100)
    letter = models.UUIDField(null=True)
    told = models.DateField(null=True)
    way = models.CharField(max_length=12, default="")
    told_by = models.CharField(max_length=100, default="")
    ends = models.DateField()

    class Meta:
        db_table = "collected"
        indexes: ClassVar = [
            models.Index(fields=["organisation", "subject"], name="collected_subject"),
            models.Index(fields=["organisation", "told", "due"], name="collected_due"),
        ]
