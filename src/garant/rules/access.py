"""Who may do what (A5). One pure function that every action asks; when unsure, no."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal
from uuid import UUID

from garant.rules.functions import door
from garant.rules.processing import Register

ActorKind = Literal["staff", "person", "program", "system"]

READ = frozenset({"read", "read-log", "read-register", "verify"})
HANDLE = READ | {
    "file",
    "identify",
    "extend",
    "refuse",
    "plan",
    "agree",
    "run",
    "answer",
    "task",
    "write",
    "share",
    "collect",
}
ADVISE = READ | {"plan", "check", "write"}  # Art. 38(6): the DPO advises and controls, and does not agree alone
RUN_HOUSE = HANDLE | {"register", "store", "staff", "check", "settings", "seal"}

PERSONAL = HANDLE - {"read-register", "verify"}
"""What shows or changes a person's data: closed to staff whose function or training does not open it (S2-06)."""

VERBS_BY_ROLE = {
    "owner": RUN_HOUSE,
    "clerk": HANDLE | {"check"},
    "dpo": ADVISE | {"seal"},
    "auditor": READ | {"check"},
    "program": frozenset({"file", "read", "collect"}),
}
ROLES = ("owner", "clerk", "dpo", "auditor")
PERSON = frozenset({"file", "follow", "complete", "withdraw", "fetch", "message"})


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts, for which organisation, in which capacity. `until`: the last day on which it may (an auditor).

    `function`: the one of the register that the account carries; `trained`: when its holder was.
    """

    kind: ActorKind
    organisation: UUID
    name: str
    id: UUID | None = None
    role: str | None = None
    until: date | None = None
    function: str = ""
    trained: date | None = None

    @property
    def label(self) -> str:
        """How an event names the actor: an id for staff, a capacity for others. Never a person's name."""
        return f"staff:{self.id}" if self.kind == "staff" and self.id else self.kind


def may(actor: Actor, verb: str, organisation: UUID, today: date, declared: Register | None = None) -> bool:
    """Whether the actor may do `verb` on something of `organisation` today.

    `declared`: the register, whose functions and training are asked of staff; None: only roles are looked at.
    """
    if actor.organisation != organisation:  # A1
        return False
    if actor.until is not None and today > actor.until:
        return False
    if actor.kind == "system":
        return True
    if actor.kind == "person":
        return verb in PERSON
    if verb not in VERBS_BY_ROLE.get(actor.role or "", frozenset()):
        return False
    return declared is None or not shut(actor, verb, today, declared)


def shut(actor: Actor, verb: str, today: date, declared: Register) -> str:
    """Why people's data are closed to a member of staff: "untrained", "outside", "ended", "read-only"; or nothing."""
    if actor.kind != "staff" or verb not in PERSONAL:
        return ""
    found = door(declared, actor.function, actor.trained, today)
    if found != "granted":
        return found
    role = declared.roles.get(actor.function)
    return "read-only" if role is not None and role.kind == "control" and verb not in READ else ""
