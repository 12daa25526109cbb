"""The table of the states of the law packs with which what is declared was looked at."""

from __future__ import annotations

from django.db import models

from garant.ledger.models.house import OrganisationRow


class LawRow(models.Model):
    """`prints`: digests of the packs' rules, by rule and key (`law/changes.py`)."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    prints = models.JSONField()
    seen = models.DateTimeField()
    by = models.CharField(max_length=100)

    class Meta:
        db_table = "law_seen"
