"""Proof: seal what waits, verify the log, give a person their receipt, say who read whose data."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import UUID

from garant.actions import access
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.ledger import events, proofs, sealing
from garant.ledger.setup import transaction
from garant.ledger.values import Checkpoint, Event, NewEvent, Request
from garant.press import receipt as press
from garant.rules.evidence import verifier_key


def verify(house: Instance, actor: Actor, kept: str | None = None) -> proofs.Report:
    """Check every record, proof and root; with a checkpoint kept elsewhere, that nothing was cut off since."""
    access.require(house, actor, "verify")
    return proofs.check(house.keyring, house.organisation.id, kept)


def seal(house: Instance) -> Checkpoint | None:
    """Give the events that wait their place in the log, and sign its new state (C3). None if nothing waited."""
    with recording("log.seal"):
        return sealing.seal(house.keyring, house.organisation.id, house.clock())


def receipt(house: Instance, request: Request) -> bytes:
    """The receipt of a request as JSON, after sealing what is waiting. It can be checked with no instance at hand."""
    seal(house)
    document = proofs.receipt(house.keyring, house.organisation.id, request)
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def receipt_page(house: Instance, request: Request, language: str) -> str:
    """The same receipt to print: one page that opens offline, with the drawing of its seal."""
    return press.receipt_page(receipt(house, request), language=language, zone=house.organisation.zone)


def was_read(house: Instance, actor: Actor, what: str, request: Request | None) -> None:
    """Remember that somebody looked at a person's data: who, whose, when, in which capacity (A6). No copy is kept."""
    public = {"what": what, "capacity": actor.role or actor.kind}
    with transaction():
        events.append(
            house.keyring,
            [NewEvent("data.read", house.clock(), actor.label, public, request=request.id if request else None)],
        )


def readings(
    house: Instance, actor: Actor, *, staff: UUID | None = None, request: UUID | None = None, limit: int = 200
) -> tuple[Event, ...]:
    """The access log, newest first: by person whose data were read, or by staff who read them (S0-61).

    It shows its own duration and no more (A6, A7); the records themselves are part of the log that proofs rest on.
    """
    access.require(house, actor, "read-log")
    since = house.clock() - timedelta(days=house.law().durations["access-log"])
    found = events.readings(house.keyring, actor=f"staff:{staff}" if staff else None, request=request, limit=limit)
    return tuple(e for e in found if e.at >= since)


def checkpoint(house: Instance) -> Checkpoint | None:
    """The newest signed checkpoint, to be kept elsewhere."""
    return sealing.latest(house.organisation.id)


def log_key(house: Instance) -> str:
    """The public key of the organisation's log, as receipts name it: published so that they can be checked (C4)."""
    return verifier_key(house.keyring.log_name(), house.keyring.log_public())
