"""With which state of the law packs everything was last looked at (S2-51): their prints, never what they say."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from garant.law.changes import Prints
from garant.ledger import ids
from garant.ledger.tables import LawRow


def seen(organisation: UUID) -> Prints | None:
    """The prints of the packs that were last looked at; None if none ever were."""
    row = LawRow.objects.filter(organisation_id=organisation).order_by("-seen", "-id").first()
    if row is None:
        return None
    prints: Prints = row.prints
    return prints


def see(organisation: UUID, prints: Prints, now: datetime, by: str) -> None:
    """Note that whatever rests on these packs was looked at. Earlier ones stay: they tell what was looked at when."""
    plain = {rule: dict(keys) for rule, keys in prints.items()}
    LawRow.objects.create(id=ids.uuid7(now), organisation_id=organisation, prints=plain, seen=now, by=by)
