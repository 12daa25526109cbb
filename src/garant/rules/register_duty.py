"""What an organisation owes before it uses data: a record, a declaration, an authorisation; and whether it is exempt.

Pure. Facts are stated by people; a fact that nobody stated does not hold, except that an unknown staff exempts nobody.
"""

from __future__ import annotations

from collections.abc import Collection

from garant.law.provisions import Law
from garant.law.standards import RegisterDuty

FACTS = ("not-occasional", "likely-risk", "special-data", "transfer-abroad", "new-system")
"""Codes of the facts that packs may ask about (words: "register-fact.…")."""


def is_owed(duty: RegisterDuty, *, staff: int | None, facts: Collection[str]) -> bool:
    """Whether a duty holds for one activity. Art. 30(5): exempt below 250 people, if the activity is occasional, bears
    no likely risk and uses neither special data nor offences; all of these together."""
    if duty.form == "none":
        return False
    if duty.when and not set(duty.when) & set(facts):
        return False
    small = duty.below_staff is not None and staff is not None and staff < duty.below_staff
    return not small or bool(set(duty.unless) & set(facts))


def owed(law: Law, *, staff: int | None, facts: Collection[str]) -> tuple[RegisterDuty, ...]:
    """Every duty that holds for one activity at a place. Empty where the law knows none, as under PIPEDA."""
    return tuple(d for d in law.standards.register_duties.values() if is_owed(d, staff=staff, facts=facts))


def is_communicable(law: Law, nature: str) -> bool:
    """Whether the record of an organisation of a nature ("public", "private") is shown to whoever asks (S1-14)."""
    return any(nature in duty.communicable for duty in law.standards.register_duties.values())
