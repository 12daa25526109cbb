"""Tables of a request: its rights, contact, letters, packages, tasks and messages. What names a person is sealed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from garant.ledger.models.house import OrganisationRow


class RequestRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    reference = models.CharField(max_length=20)
    key = models.UUIDField()
    token = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    received = models.DateField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12)
    due = models.DateField()
    acknowledged_at = models.DateTimeField(null=True)
    identified_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=40, default="")
    asked = models.DateField(null=True)
    answered = models.DateField(null=True)
    extended = models.BooleanField(default=False)
    extension_reason = models.CharField(max_length=100, default="")
    plan = models.UUIDField(null=True)
    closed_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    handler = models.UUIDField(null=True)

    class Meta:
        db_table = "request"
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["organisation", "reference"], name="request_reference"),
            models.UniqueConstraint(fields=["token"], name="request_token"),
        ]
        indexes: ClassVar = [models.Index(fields=["organisation", "state", "due"], name="request_inbox")]


class RightRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request = models.ForeignKey(RequestRow, models.CASCADE, related_name="rights")
    position = models.PositiveSmallIntegerField()
    right = models.CharField(max_length=20)
    state = models.CharField(max_length=12)
    raw = models.DateField()
    due = models.DateField()
    outcome = models.CharField(max_length=20, null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        db_table = "request_right"
        constraints: ClassVar = [models.UniqueConstraint(fields=["request", "right"], name="request_right_once")]


class ContactRow(models.Model):
    """What the person told of themself, sealed under the case key."""

    request = models.OneToOneField(RequestRow, models.CASCADE, primary_key=True)
    organisation = models.UUIDField()
    sealed = models.BinaryField()

    class Meta:
        db_table = "request_contact"


class ConfirmationRow(models.Model):
    """A one-time code or link sent to a contact on file; only its hash is kept."""

    id = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    request = models.ForeignKey(RequestRow, models.CASCADE)
    purpose = models.CharField(max_length=20)
    hash = models.BinaryField(max_length=32)
    expires = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "confirmation"


class LetterRow(models.Model):
    """The outbox. Without a request (staff mail) it is sealed under the organisation's key."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    request = models.ForeignKey(RequestRow, models.CASCADE, null=True)
    key = models.UUIDField(null=True)
    kind = models.CharField(max_length=30)
    sealed = models.BinaryField(null=True)
    state = models.CharField(max_length=8)
    created = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try = models.DateTimeField()
    by_post = models.BooleanField(default=False)
    error = models.CharField(max_length=200, default="")
    ends = models.DateField()

    class Meta:
        db_table = "letter"
        indexes: ClassVar = [models.Index(fields=["organisation", "state", "next_try"], name="letter_waiting")]


class PackageRow(models.Model):
    """A file kept for the person until `expires`; then its content is emptied and the row stays."""

    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    request = models.ForeignKey(RequestRow, models.CASCADE)
    key = models.UUIDField()
    kind = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    sealed = models.BinaryField(null=True)
    created = models.DateTimeField()
    expires = models.DateTimeField()
    fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "package"
        indexes: ClassVar = [models.Index(fields=["organisation", "expires"], name="package_expires")]


class TaskRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    request = models.ForeignKey(RequestRow, models.CASCADE)
    key = models.UUIDField()
    plan = models.UUIDField(null=True)
    kind = models.CharField(max_length=16)
    target = models.CharField(max_length=100)
    state = models.CharField(max_length=8)
    due = models.DateField()
    blocking = models.BooleanField(default=True)
    text = models.BinaryField()
    proof = models.BinaryField(null=True)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=100, default="")
    owner = models.CharField(max_length=100, default="")

    class Meta:
        db_table = "task"
        indexes: ClassVar = [models.Index(fields=["plan", "state"], name="task_of_plan")]


class MessageRow(models.Model):
    id = models.UUIDField(primary_key=True)
    organisation = models.ForeignKey(OrganisationRow, models.PROTECT)
    request = models.ForeignKey(RequestRow, models.CASCADE)
    key = models.UUIDField()
    at = models.DateTimeField()
    from_person = models.BooleanField()
    about = models.CharField(max_length=12, default="")
    read_at = models.DateTimeField(null=True)
    sealed = models.BinaryField()

    class Meta:
        db_table = "message"
        indexes: ClassVar = [
            models.Index(
                fields=["organisation", "request"],
                condition=models.Q(from_person=True, read_at=None),
                name="message_unread",
            )
        ]


class ThrottleRow(models.Model):
    """How often a keyed hash was seen in a window; counted here so that it holds for all processes."""

    key = models.BinaryField(max_length=32, primary_key=True)
    window_number = models.BigIntegerField()
    count = models.PositiveIntegerField()
    ends = models.DateTimeField()

    class Meta:
        db_table = "throttle"
        indexes: ClassVar = [models.Index(fields=["ends"], name="throttle_ends")]
