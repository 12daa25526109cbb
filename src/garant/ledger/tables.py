"""The tables for the other modules of this room: they are loaded once Django is ready for them, never before."""

from garant.ledger import ready  # isort: skip  # first: a table can only be declared once Django is prepared

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from garant.ledger.models import (
    BlockRow,
    CheckpointRow,
    ConfirmationRow,
    ContactRow,
    DataKeyRow,
    EventRow,
    LetterRow,
    MapRow,
    MessageRow,
    OrganisationKeyRow,
    OrganisationRow,
    PackageRow,
    PartRow,
    PlanRow,
    RequestRow,
    RightRow,
    StaffRow,
    StepRow,
    StoreRow,
    TaskRow,
    ThrottleRow,
    TombstoneRow,
    WorkRow,
)

__all__ = [
    "AccessAttempt",
    "AccessFailureLog",
    "AccessLog",
    "BlockRow",
    "CheckpointRow",
    "ConfirmationRow",
    "ContactRow",
    "DataKeyRow",
    "EventRow",
    "LetterRow",
    "MapRow",
    "MessageRow",
    "OrganisationKeyRow",
    "OrganisationRow",
    "PackageRow",
    "PartRow",
    "PlanRow",
    "RequestRow",
    "RightRow",
    "Session",
    "StaffRow",
    "StepRow",
    "StoreRow",
    "TaskRow",
    "ThrottleRow",
    "TombstoneRow",
    "WorkRow",
    "ready",
]
