"""Tables of the evidence: events and checkpoints, which only ever grow, and tombstones."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.house import OrganisationRow


class EventRow(models.Model):
    """One event. `public` is canonical JSON text, so that both engines keep the same bytes.

    Only `log_index` and `place` may ever be written again, from NULL, by the sealer (triggers hold it).
    """

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    type = models.CharField(max_length=40)
    version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    actor = models.CharField(max_length=100)
    reason = models.CharField(max_length=200)
    request = models.UUIDField(null=True)
    public = models.TextField()
    sealed = models.BinaryField(null=True)
    key = models.UUIDField(null=True)
    commitment = models.BinaryField(max_length=32)
    leaf = models.BinaryField(max_length=32)
    log_index = models.BigIntegerField(null=True)
    place = models.BinaryField(max_length=16, null=True)
    """A keyed tag over index and leaf: with it `check` names the very record that was moved or replaced."""

    class Meta:
        db_table = "event"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "log_index"], name="event_log_index"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["request"], name="event_request"),
            models.Index(fields=["organisation", "id"], condition=models.Q(log_index=None), name="event_unsealed"),
            models.Index(fields=["organisation", "actor"], condition=models.Q(type="data.read"), name="event_read"),
        ]


class CheckpointRow(models.Model):
    """A signed note. `frontier`: the roots of the full subtrees on the right edge, so that appending is O(log n)."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    frontier = models.BinaryField()
    note = models.TextField()
    at = models.DateTimeField()

    class Meta:
        db_table = "checkpoint"
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "size"], name="checkpoint_size")]


class BlockRow(models.Model):
    """The root of 256 leaves in a row, so that a proof reads two blocks and not the whole log."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    number = models.BigIntegerField()
    root = models.BinaryField(max_length=32)

    class Meta:
        db_table = "log_block"
        constraints: ClassVar = [models.UniqueConstraint(fields=["organisation", "number"], name="log_block_number")]


class TombstoneRow(models.Model):
    """A keyed hash of an identity that was erased: erased stays erased (E10). Personal data, with an end."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    store = models.CharField(max_length=100)
    kind = models.CharField(max_length=40)
    hash = models.BinaryField(max_length=32)
    erased_at = models.DateTimeField()
    until = models.DateField()

    class Meta:
        db_table = "tombstone"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "store", "kind", "hash"], name="tombstone_once")
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="tombstone_until")]
