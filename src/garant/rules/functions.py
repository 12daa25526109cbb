"""Who inside reads what: the functions that a register declares, their data, and whether their access is open.

Pure. `rules/access.py` asks it for staff who carry a function; the roles of Garant itself are there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.rules.processing import Processing, Register, Role

State = Literal["granted", "untrained", "ended", "outside"]
"""granted: open. untrained: no training date (S2-06). ended: its last day is over (S1-55). outside: it has no data."""
Access = Literal["use", "read"]
STAFF = ("staff", "manager")
"""Functions whose people the organisation trains; an auditor is bound by their own profession."""
TRAINING = "staff-training"
"""The measure by which an organisation says that its staff is trained: it is then asked of every account."""


@dataclass(frozen=True, slots=True)
class FunctionAccess:
    """A line of the access matrix. `activities`: activity id → what this function may do with its data."""

    role: Role
    activities: dict[str, Access]
    state: State


def matrix(register: Register, on: date) -> tuple[FunctionAccess, ...]:
    """Every declared function with the data it uses or reads, and whether its access is open on a day."""
    return tuple(
        FunctionAccess(role, activities_of(register, role), state(register, role, role.trained, on))
        for role in register.roles.values()
    )


def activities_of(register: Register, role: Role) -> dict[str, Access]:
    """The activities whose data a function uses; a manager reads what its people use (S1-54), control reads all."""
    if role.kind == "control":
        return dict.fromkeys(register.activities, "read")
    own: dict[str, Access] = {a.id: "use" for a in register.activities.values() if _uses(a, role.id)}
    for other in _managed(register, role):
        own = {**dict.fromkeys((a.id for a in register.activities.values() if _uses(a, other)), "read"), **own}
    return own


def state(register: Register, role: Role, trained: date | None, on: date) -> State:
    """Whether the access of a function is open to somebody trained on that date (None: never)."""
    if role.until is not None and role.until < on:
        return "ended"
    if role.kind in STAFF and (trained is None or trained > on):
        return "untrained"
    return "granted" if activities_of(register, role) else "outside"


def door(register: Register, function: str, trained: date | None, on: date) -> State:
    """Whether an account of ours may open people's records. Whoever carries a function was trained for it (S2-06), and
    the function has data; of one that carries none, training is asked once the register says that staff is trained."""
    role = register.roles.get(function)
    if role is not None:
        return state(register, role, trained, on)
    if function:  # it was taken out of the register: nobody says any more what it may see
        return "outside"
    asks = TRAINING in register.measures and register.measures[TRAINING].state == "done"
    return "untrained" if asks and (trained is None or trained > on) else "granted"


def _uses(activity: Processing, role: str) -> bool:
    return any(role in (*item.collected_by, *item.used_by) for item in activity.items.values())


def _managed(register: Register, role: Role) -> set[str]:
    """Everybody under a manager, however far down."""
    found: set[str] = set()
    waiting = list(role.manages)
    while waiting:
        name = waiting.pop()
        if name not in found and name in register.roles:
            found.add(name)
            waiting += register.roles[name].manages
    return found
