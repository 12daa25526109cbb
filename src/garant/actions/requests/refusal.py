"""Refuse a right, or close a request whose person could not be identified: never without reasons (art. 12(4), 11)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from garant.actions import access, answers, ends, letters
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.requests.common import allow, ended, event
from garant.errors import UsageError, WrongState
from garant.ledger import events, requests, setup
from garant.ledger.values import Contact, Request, RequestRight
from garant.press import answer as press
from garant.press import letters as press_letters


def refuse(house: Instance, actor: Actor, request: Request, right: str, *, ground: str, reason: str) -> Request:
    """Refuse one right on a ground of the law, with the clerk's reasons. The last refused right answers the request."""
    access.require(house, actor, "refuse")
    allow(request, "refuse")
    if not any(r.right == right and r.state == "open" for r in request.rights):
        raise WrongState(
            "This right was not asked for, or is answered already.",
            place=request.reference,
            remedy="`garant request show` says which rights are open.",
        )
    law = house.law()
    known = {g.code: g for g in law.rights[right].refusals} if right in law.rights else {}
    if ground not in known:
        raise UsageError("The law knows no such ground.", place=ground, remedy=f"One of: {', '.join(known)}.")
    if not reason.strip():
        raise UsageError("A refusal needs its reasons.", remedy="Say in a sentence why (art. 12(4)).")
    contact = requests.contact(house.keyring, request)
    contact = replace(contact, refusals=(*contact.refusals, {"right": right, "ground": ground, "reason": reason}))
    detail = {"ground": ground, "articles": [known[ground].source.id]}
    request = replace(request, rights=tuple(_refused(r, right, detail) for r in request.rights))
    over = all(r.state != "open" for r in request.rights)
    if over:
        request = replace(request, state="closed", closed_at=house.clock())
    with setup.transaction():
        requests.set_contact(house.keyring, request, contact)
        requests.update(request)
        articles = [known[ground].source.id]
        told = event(
            house, actor, request, "request.refused", reason=reason, rights=[right], grounds=[ground], articles=articles
        )
        events.append(house.keyring, [told])
        if over:
            ends.from_closing(house, [request])
            _answer(house, actor, request, contact)
    return request


def _refused(right: RequestRight, name: str, detail: Mapping[str, object]) -> RequestRight:
    if right.right != name or right.state != "open":
        return right
    return replace(right, state="done", outcome="refused", detail={**right.detail, **detail})


def _answer(house: Instance, actor: Actor, request: Request, contact: Contact) -> None:
    case = letters.case(house, request, contact, sender=actor.name)
    parts = [answers.refused(house.law(), request, contact, r.right) for r in request.rights if r.outcome == "refused"]
    letter = press.answer(
        case, parts, follow=letters.follow_link(house, contact), late=letters.late(house, request, contact)
    )
    answers.put_away(house, request, letter)
    letters.post(house, request, contact, "answer", letter)
    outcomes = {r.right: r.outcome for r in request.rights}
    events.append(
        house.keyring,
        [
            event(house, actor, request, "answer.composed", outcomes=outcomes),
            event(house, actor, request, "request.closed", outcomes=outcomes),
        ],
    )


def close_unidentified(house: Instance, actor: Actor, request: Request, *, reason: str) -> Request:
    """Close a request whose person could not be identified, and tell them what they can add (art. 11(2), 12(2))."""
    access.require(house, actor, "refuse")
    allow(request, "close")
    if not reason.strip():
        raise UsageError("Say why the person could not be identified.", remedy="One or two sentences.")
    request = replace(request, state="closed", closed_at=house.clock(), rights=ended(request, "not-identified"))
    contact = requests.contact(house.keyring, request)
    case = letters.case(house, request, contact, sender=actor.name)
    letter = press_letters.not_identified(case, reasons=[reason])
    outcomes = {r.right: r.outcome for r in request.rights}
    with setup.transaction():
        requests.update(request)
        ends.from_closing(house, [request])
        events.append(house.keyring, [event(house, actor, request, "request.closed", reason=reason, outcomes=outcomes)])
        answers.put_away(house, request, letter)
        letters.post(house, request, contact, "not-identified", letter)
    return request
