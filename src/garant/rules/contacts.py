"""Whom the register names to be written to: officers, representatives, establishments, and controllers we work for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to write to: the DPO, the representative in the Union (art. 27), an establishment."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    company: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Client:
    """A controller on whose behalf an activity is run (art. 30(2)(a)), and what its contract says (art. 28)."""

    name: str
    email: str = ""
    phone: str = ""
    address: str = ""
    company: str = ""
    country: str = ""
    representative: Contact | None = None
    dpo: Contact | None = None
    purposes: tuple[str, ...] = ()
    """Which purposes of the activity are served for it: its categories of processing (art. 30(2)(b)); empty: all."""
    contract: str = ""
    """The reference of the contract (art. 28(3))."""
    signed: date | None = None
    until: date | None = None
    sub_processors: tuple[str, ...] = ()
    """Recipients that we use for it, and may (art. 28(2))."""
    authorisation: Literal["", "specific", "general"] = ""
    at_end: Literal["", "return", "delete", "choice"] = ""
    """What becomes of the data when the contract ends (art. 28(3)(g)); "choice": as it will choose."""


def reach(of: Contact | Client) -> str:
    """Who they are and how to write to them, on one line."""
    parts = (of.name, of.company, of.address.replace("\n", ", "), of.email, of.phone)
    return ", ".join(part for part in parts if part)
