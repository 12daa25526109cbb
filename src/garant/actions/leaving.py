"""Personal data that leave in a file: locked by a password, or in clear because somebody said why; logged (S0-59).

Every way out goes through `leave`. The log keeps what kind of file left, how, and its size: no name, no content.
"""

from __future__ import annotations

from dataclasses import dataclass

from garant.actions.instance import Instance
from garant.errors import UsageError
from garant.ledger import events, setup
from garant.ledger.values import NewEvent, Request
from garant.press.locked import drawn, locked, new_password
from garant.rules.leaving import WHYS

__all__ = ["Guard", "drawn", "leave", "new_password"]


@dataclass(frozen=True, slots=True)
class Guard:
    """What guards a file that leaves: a password that was drawn here, or else the reason why nothing does."""

    password: str = ""
    why: str = ""


def leave(
    house: Instance, who: str, what: str, file: tuple[str, bytes], guard: Guard, request: Request | None = None
) -> tuple[str, bytes]:
    """The file's name and bytes as they may leave. `what`: one of the exports of `rules/leaving.py`.

    Raises `UsageError` where neither a password nor a reason is given.
    """
    name, data = file
    if guard.password:
        if not drawn(guard.password):
            raise UsageError("This password was not drawn by Garant.", remedy="Leave it out: a new one is drawn.")
        name, data = f"{name.rpartition('.')[0]}-aes.zip", locked(name, data, guard.password)
    elif guard.why not in WHYS:
        raise UsageError(
            "This file holds personal data: it is either encrypted, or somebody says why it need not be.",
            place=what,
            remedy=f"Take it with a password, or give a reason: {', '.join(WHYS)}.",
        )
    public = {"what": what, "protection": "aes-256" if guard.password else "clear", "why": guard.why, "size": len(data)}
    bound = (None, request.id, request.key) if request else ()
    with setup.transaction():
        events.append(house.keyring, [NewEvent("file.left", house.clock(), who, public, *bound)])
    return name, data
