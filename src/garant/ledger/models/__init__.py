"""The ledger's tables. Every row belongs to an organisation (A1), has a UUIDv7 (A2) and a fixed table name (B2)."""

from garant.ledger.models.cases import (
    ConfirmationRow,
    ContactRow,
    LetterRow,
    MessageRow,
    PackageRow,
    RequestRow,
    RightRow,
    TaskRow,
    ThrottleRow,
)
from garant.ledger.models.collected import CollectedRow
from garant.ledger.models.evidence import BlockRow, CheckpointRow, EventRow, TombstoneRow
from garant.ledger.models.findings import FindingRow
from garant.ledger.models.house import (
    DataKeyRow,
    MapRow,
    OrganisationKeyRow,
    OrganisationRow,
    RegisterEntryRow,
    StaffRow,
    StoreRow,
)
from garant.ledger.models.laws import LawRow
from garant.ledger.models.plans import PartRow, PlanRow, StepRow, WorkRow
from garant.ledger.models.sharing import DisclosureRow

__all__ = [
    "BlockRow",
    "CheckpointRow",
    "CollectedRow",
    "ConfirmationRow",
    "ContactRow",
    "DataKeyRow",
    "DisclosureRow",
    "EventRow",
    "FindingRow",
    "LawRow",
    "LetterRow",
    "MapRow",
    "MessageRow",
    "OrganisationKeyRow",
    "OrganisationRow",
    "PackageRow",
    "PartRow",
    "PlanRow",
    "RegisterEntryRow",
    "RequestRow",
    "RightRow",
    "StaffRow",
    "StepRow",
    "StoreRow",
    "TaskRow",
    "ThrottleRow",
    "TombstoneRow",
    "WorkRow",
]
