"""Receive a request and acknowledge it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from garant.actions import access, letters
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.actions.requests.common import event, new_rights
from garant.errors import UsageError
from garant.ledger import events, ids, messages, requests
from garant.ledger.values import Channel, Contact, Identity, NewEvent, Request
from garant.press import letters as press
from garant.press.letter import Letter
from garant.rules import requests as life


@dataclass(frozen=True, slots=True)
class Filed:
    """A request just received. `token` is the secret of its follow-up page, known to nobody else from now on."""

    request: Request
    token: str


# ── receive and acknowledge ────────────────────────────────────────────────────────────────────────────────────────


def file(
    house: Instance,
    actor: Actor,
    *,
    rights: Sequence[str],
    contact: Contact,
    channel: Channel,
    received: date | None = None,
    language: str = "fr",
    known: bool = False,
) -> Filed:
    """Receive a request and acknowledge it at once. The clock starts on the day of receipt, not of reading (12(3)).

    `known`: it is known already who asks, so that the acknowledgement does not ask them to confirm their address.
    """
    access.require(house, actor, "file")
    _check_form(house, rights, contact, channel, received)
    now, today = house.clock(), house.today()
    token = ids.token()
    contact = replace(_as_identities(contact), token=token)
    by = "page" if channel == "form" else "mail" if contact.email else "paper"
    with recording("request.file"):
        request = Request(
            id=ids.uuid7(now),
            organisation=house.organisation.id,
            reference=ids.reference(today.year),
            key=house.keyring.new("case", now, today + timedelta(days=house.law().durations["case"])),
            channel=channel,
            language=language,
            received=received or today,
            received_at=now,
            state="received",
            rights=(),
            acknowledged_at=now,
        )
        request = replace(request, rights=new_rights(house, request, rights))
        requests.add(house.keyring, request, contact, ids.token_hash(token))
        events.append(
            house.keyring,
            [_received(house, actor, request), event(house, actor, request, "request.acknowledged", by=by)],
        )
        for change in contact.changes:
            if statement := change.get("statement", "").strip():  # art. 16: completed by a supplementary statement
                messages.add(house.keyring, request, now, from_person=True, text=statement)
        letters.post(house, request, contact, "acknowledgement", acknowledgement(house, request, contact, known))
    return Filed(request, token)


def _check_form(house: Instance, rights: Sequence[str], contact: Contact, channel: str, received: date | None) -> None:
    if not rights or any(r not in life.RIGHTS for r in rights):
        raise UsageError(
            "Say which rights are asked for.", place="right", remedy=f"One or more of: {', '.join(life.RIGHTS)}."
        )
    if unknown := [right for right in rights if right not in life.known(house.law())]:
        raise UsageError(
            "The law of this place knows no such right, as far as the packs go.",
            place=", ".join(unknown),
            remedy="Ask your adviser; what the person may have under another right, file as that one.",
        )
    if channel not in life.CHANNELS:
        raise UsageError("Unknown channel.", place=channel, remedy=f"One of: {', '.join(life.CHANNELS)}.")
    if not (contact.email or contact.phone or contact.identities):
        raise UsageError(
            "A request needs something to find the person by.",
            place="contact",
            remedy="Give an e-mail address, or a phone number.",
        )
    if contact.email and not re.fullmatch(r"[^@\s<>,;]+@[^@\s<>,;]+", contact.email):
        raise UsageError("This is not one e-mail address.", place="email", remedy="Write it as name@mail.fr.")
    if received is not None and received > house.today():
        raise UsageError("The receipt date lies in the future.", place=received.isoformat(), remedy="Check the date.")


def _as_identities(contact: Contact) -> Contact:
    given = [Identity("email", contact.email)] if contact.email else []
    given += [Identity("phone", contact.phone)] if contact.phone else []
    return replace(contact, identities=(*given, *contact.identities))


def _received(house: Instance, actor: Actor, request: Request) -> NewEvent:
    return event(
        house,
        actor,
        request,
        "request.received",
        rights=[r.right for r in request.rights],
        channel=request.channel,
        received=request.received.isoformat(),
        due={r.right: r.due.isoformat() for r in request.rights},
        law=house.law().version,
    )


def acknowledgement(house: Instance, request: Request, contact: Contact, known: bool) -> Letter:
    """Known: it is known who asks, so that the letter does not ask them to confirm their address."""
    return press.acknowledgement(
        letters.case(house, request, contact),
        due=request.due,
        rights=letters.right_names(house, request),
        follow=letters.follow_link(house, contact),
        confirm=house.url(f"/confirm/{contact.token}") if contact.email and not known else "",
    )
