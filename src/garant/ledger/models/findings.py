"""The table of findings of `garant check`, as tasks of the house."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.house import OrganisationRow


class FindingRow(models.Model):
    """One finding, by rule and place (`mark` is their digest), from when it was first met. Never two of one mark.

    `said`: what fills its words (names from the register, counts), under the organisation's key; `digest` tells whether
    it changed. `about`: kind and id of the entry that it is about.

    `closed`: when the fact was gone; empty while it stands, `times` counts how often it came. `note` and `reason`:
    words that people wrote, under the organisation's key. `accepted`: the last day of an exception with its reason.
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    mark = models.CharField(max_length=64)
    rule = models.CharField(max_length=60)
    place = models.TextField()
    about = models.CharField(max_length=80, default="")
    said = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, default="")
    opened = models.DateTimeField()
    closed = models.DateTimeField(null=True)
    times = models.PositiveIntegerField(default=1)
    owner = models.UUIDField(null=True)
    due = models.DateField(null=True)
    note = models.BinaryField(null=True)
    accepted = models.DateField(null=True)
    reason = models.BinaryField(null=True)

    class Meta:
        db_table = "finding"
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "mark"], name="finding_one_of_a_mark")]
