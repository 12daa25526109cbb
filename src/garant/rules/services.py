"""Whether what is done with data serves something that the organisation offers: its catalogue of services."""

from __future__ import annotations

from datetime import date
from typing import Literal

from garant.rules.processing import Processing, Purpose, Register

Tie = Literal["tied", "untied", "ended"]
"""untied: no service of the catalogue needs it. ended: all that it served are over, so its data are to be reviewed."""


def tie(register: Register, activity: Processing, purpose: Purpose, on: date) -> Tie:
    """How a purpose hangs on the services that are offered (S2-14, S2-15). A duty of the law needs no service."""
    named = [register.services[s] for s in purpose.services or activity.services if s in register.services]
    if not named:
        return "tied" if not register.services or purpose.basis == "legal-obligation" else "untied"
    return "ended" if all(s.until is not None and s.until < on for s in named) else "tied"
