"""Who is asking? The contact that confirms itself, a clerk's other means, the question when neither is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from garant.actions import access, letters
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.actions.requests.common import allow, clock_of, dated, event
from garant.actions.requests.finding import by_token
from garant.actions.requests.receiving import acknowledgement
from garant.errors import UsageError
from garant.ledger import events, outbox, requests, setup
from garant.ledger.values import Request
from garant.press import letters as press
from garant.rules import requests as life


def confirm_contact(house: Instance, token: str) -> Request:
    """The link that was sent to the contact was used: whoever asks holds that contact. Harmless when used again."""
    request = by_token(house, token)
    if request.state != "received":
        return request
    actor = access.by_person(house)
    return _identified(house, actor, request, method=life.BY_LINK, reason="", by_link=True)


def identify(house: Instance, actor: Actor, request: Request, *, method: str, by: str, reason: str) -> Request:
    """A clerk states how the person was identified, with a reason. No copy of a document is ever kept (§79)."""
    access.require(house, actor, "identify")
    allow(request, "identify")
    if method not in life.METHODS:
        raise UsageError("Unknown means of identification.", place=method, remedy=f"One of: {', '.join(life.METHODS)}.")
    if not reason.strip():
        raise UsageError(
            "Identification needs a written reason.",
            place=request.reference,
            remedy="Say in a sentence what was compared.",
        )
    actor = replace(actor, name=by or actor.name)
    return _identified(house, actor, request, method=method, reason=reason, by_link=False)


def known_again(house: Instance, actor: Actor, request: Request, before: Request) -> Request:
    """A request that continues one whose person was identified: nothing is asked of them twice."""
    reason = f"{before.reference}"
    return _identified(house, actor, request, method=before.method, reason=reason, by_link=True)


def _identified(house: Instance, actor: Actor, request: Request, *, method: str, reason: str, by_link: bool) -> Request:
    """A clerk vouches for all that was given; a link shows only that the address it was sent to is theirs."""
    now, today = house.clock(), house.today()
    contact = requests.contact(house.keyring, request)
    sent_to = ("email", contact.email)
    known = tuple(
        replace(i, verified=i.verified or not by_link or (i.kind, i.value) == sent_to) for i in contact.identities
    )
    state = "identified" if request.state in ("received", "planned") else request.state
    answered = today if request.asked else None
    request = replace(request, state=state, identified_at=now, method=method, answered=answered)
    request = dated(house, request)
    told = event(house, actor, request, "request.identified", reason=reason, method=method)
    with recording("request.identify"):
        requests.set_contact(house.keyring, request, replace(contact, identities=known))
        requests.update(request)
        events.append(house.keyring, [told])
        if outbox.withdraw(request.id, "acknowledgement", now):  # it asks for what is known now
            letters.post(
                house, request, contact, "acknowledgement", acknowledgement(house, request, contact, known=True)
            )
    return request


def ask_identity(house: Instance, actor: Actor, request: Request, *, reason: str) -> Request:
    """Ask for what is missing to identify. The clock stops only if this is done without undue delay (E7)."""
    access.require(house, actor, "identify")
    allow(request, "ask-identity")
    if not reason.strip():
        raise UsageError("Say what is missing and why it is needed.", remedy="Art. 12(6): only on reasonable doubt.")
    request = dated(house, replace(request, asked=house.today(), answered=None))
    dates = clock_of(house, request)
    contact = requests.contact(house.keyring, request)
    letter = press.identity_question(
        letters.case(house, request, contact, sender=actor.name),
        due=dates.due,
        needed=[press.Needed(reason, "")],
        follow=letters.follow_link(house, contact),
        stops=dates.suspended,
    )
    with setup.transaction():
        requests.update(request)
        events.append(
            house.keyring,
            [event(house, actor, request, "request.identity-asked", reason=reason, stops=dates.suspended)],
        )
        letters.post(house, request, contact, "identity-question", letter)
    return request


def set_aside(house: Instance, actor: Actor, request: Request, digests: Sequence[str], *, reason: str) -> Request:
    """A clerk leaves out rows that only something unproved names, and says why. Neither answer nor receipt tells of
    them: the reason is sealed with the plan that is drawn next, as for whoever named nothing."""
    access.require(house, actor, "identify")
    allow(request, "plan")
    if not reason.strip():
        raise UsageError(
            "Leaving a file out needs a written reason.",
            place=request.reference,
            remedy="Say what was asked of the person, and what was missing.",
        )
    answered = house.today() if request.asked and not request.answered else request.answered
    request = dated(house, replace(request, state="identified", answered=answered))
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        aside = replace(contact, aside=(*contact.aside, *digests), aside_reason=reason.strip())
        requests.set_contact(house.keyring, request, aside)
        requests.update(request)
    return request


def choose_match(house: Instance, actor: Actor, request: Request, digests: Sequence[str]) -> Request:
    """A clerk says which of several rows are this person, or `search.NOBODY` (D12). An earlier plan no longer holds."""
    access.require(house, actor, "identify")
    allow(request, "plan")
    request = replace(request, state="identified")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        requests.set_contact(house.keyring, request, replace(contact, chosen=tuple(digests)))
        requests.update(request)
        events.append(house.keyring, [event(house, actor, request, "request.completed", chosen=len(digests))])
    return request
