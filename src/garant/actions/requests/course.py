"""What changes a request's course: complete, write, withdraw, extend, state facts and changes, refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from garant.actions import access, ends, letters
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.requests.common import allow, clock_of, dated, ended, event, own
from garant.errors import UsageError, WrongState
from garant.ledger import events, messages, requests, setup
from garant.ledger.values import Request
from garant.press import letters as press
from garant.stores.identities import normalise


def withdraw(house: Instance, actor: Actor, request: Request) -> Request:
    """The person takes the request back. What was done stays done; nothing more is."""
    access.require(house, actor, "withdraw" if actor.kind == "person" else "write")
    allow(request, "withdraw")
    now = house.clock()
    request = replace(request, state="closed", withdrawn_at=now, closed_at=now, rights=ended(request, "withdrawn"))
    contact = requests.contact(house.keyring, request)
    letter = press.withdrawn(letters.case(house, request, contact), on=house.today())
    with setup.transaction():
        requests.update(request)
        ends.from_closing(house, [request])
        events.append(house.keyring, [event(house, actor, request, "request.withdrawn")])
        letters.post(house, request, contact, "withdrawn", letter)
    return request


def extend(house: Instance, actor: Actor, request: Request, *, reason: str) -> Request:
    """Two further months, told with reasons within the first one (art. 12(3))."""
    access.require(house, actor, "extend")
    allow(request, "extend")
    before = clock_of(house, request)
    if request.extended:
        raise WrongState("This request was extended already.", place=request.reference, remedy="Answer by its date.")
    if house.today() > before.due:
        raise WrongState(
            "The first month is over: it is too late to extend.",
            place=request.reference,
            remedy="Answer now; an extension is told within the first month (art. 12(3)).",
        )
    if not any(house.law().extends(r.right) for r in request.rights if r.state == "open"):
        raise WrongState(
            "The law here knows no extension of this period.",
            place=request.reference,
            remedy="Answer by its date, or agree another one with the person.",
        )
    if not reason.strip():
        raise UsageError("An extension needs its reasons.", remedy="Say what makes this request complex.")
    request = dated(house, replace(request, extended=True, extension_reason=""))
    contact = requests.contact(house.keyring, request)
    letter = press.extension(
        letters.case(house, request, contact, sender=actor.name),
        due=before.due,
        new_due=request.due,
        reason=reason,
        follow=letters.follow_link(house, contact),
    )
    with setup.transaction():
        requests.update(request)
        told = event(house, actor, request, "request.extended", reason=reason, due=request.due.isoformat())
        events.append(house.keyring, [told])
        letters.post(house, request, contact, "extension", letter)
    return request


def explain_delay(house: Instance, actor: Actor, request: Request, *, reason: str) -> None:
    """Why the answer comes after its date: the person reads it in the answer. It gives no more time (art. 12(3))."""
    access.require(house, actor, "write")
    own(house, request)
    due = min(r.due for r in request.rights)
    if request.state in ("answered", "closed") or house.today() <= due:
        raise WrongState(
            "This request is not late.", place=request.reference, remedy="Answer it by its date, or extend it in time."
        )
    if not reason.strip():
        raise UsageError("Say why the answer is late.", remedy="One or two sentences, as the person will read them.")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        requests.set_contact(house.keyring, request, replace(contact, late_reason=reason.strip()))
        told = event(house, actor, request, "request.delay-explained", reason=reason, due=due.isoformat())
        events.append(house.keyring, [told])


def set_facts(house: Instance, actor: Actor, request: Request, facts: Mapping[str, bool]) -> Request:
    """What only the organisation can know (E2). Public: they say nothing that names anybody."""
    access.require(house, actor, "plan")
    own(house, request)
    allow(request, "plan")
    rights = tuple(
        replace(r, detail={**r.detail, "facts": dict(facts)}) if r.right == "erasure" else r for r in request.rights
    )
    request = replace(request, rights=rights)
    with setup.transaction():
        requests.update(request)
    return request


def set_changes(house: Instance, actor: Actor, request: Request, changes: Sequence[Mapping[str, str]]) -> Request:
    """The rectifications asked for: {"field": category, "old": …, "new": …, "statement": …} each (art. 16).

    A plan that was drawn before does not make them, so it can no longer be agreed to.
    """
    access.require(house, actor, "plan")
    allow(request, "plan")
    request = replace(request, state="identified")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        requests.set_contact(house.keyring, request, replace(contact, changes=tuple(changes)))
        requests.update(request)
    return request


def earlier_copies(house: Instance, request: Request) -> int:
    """How many access requests of the same address were answered before: the first copy is free (art. 15(3))."""
    mine = requests.contact(house.keyring, request).email
    before = [
        r
        for r in requests.list(house.organisation.id, states=["closed"], limit=1000)
        if any(x.right == "access" and x.outcome in ("done", "partly") for x in r.rights)
    ]
    contacts = requests.contacts(house.keyring, before)
    return sum(normalise("email", c.email) == normalise("email", mine) for c in contacts.values() if mine)


def ask_fee(house: Instance, actor: Actor, request: Request, *, amount: str, reason: str) -> None:
    """A reasonable fee for a further copy, with its justification. Never for the first one (art. 12(5), 15(3))."""
    access.require(house, actor, "write")
    if not any(r.right == "access" for r in request.rights) or earlier_copies(house, request) == 0:
        raise WrongState(
            "The first copy is free.", place=request.reference, remedy="Answer it: no earlier copy was handed over."
        )
    if not reason.strip() or not amount.strip():
        raise UsageError("A fee needs its amount and its justification.", remedy="Say what the copy costs, and why.")
    contact = requests.contact(house.keyring, request)
    case = letters.case(house, request, contact, sender=actor.name)
    letter = press.copy_fee(case, amount=amount, reason=reason, follow=letters.follow_link(house, contact))
    with setup.transaction():
        letters.post(house, request, contact, "copy-fee", letter)
        messages.add(house.keyring, request, house.clock(), from_person=False, text=f"{amount}: {reason}")
