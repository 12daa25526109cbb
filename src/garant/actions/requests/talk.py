"""What the person and the office write to each other inside a request, open or closed; a dispute is never lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from garant.actions import access, letters
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.requests.common import allow, event, own
from garant.actions.requests.identity import known_again
from garant.actions.requests.receiving import file
from garant.errors import UsageError, WrongState
from garant.ledger import events, messages, outbox, requests, setup
from garant.ledger.values import Contact, Identity, MessageAbout, NewLetter, Request
from garant.press import letters as press


@dataclass(frozen=True, slots=True)
class Unread:
    """A request in which somebody wrote, and nobody has read it yet."""

    request: Request
    name: str
    count: int
    since: datetime
    disputed: bool


def complete(house: Instance, request: Request, *, message: str = "", identities: Sequence[Identity] = ()) -> Request:
    """The person adds a message or another means to find them, which is verified like the first."""
    allow(request, "complete")
    actor = access.by_person(house)
    contact = requests.contact(house.keyring, request)
    contact = replace(contact, identities=(*contact.identities, *(replace(i, verified=False) for i in identities)))
    with setup.transaction():
        if message.strip():
            _received(house, actor, request, message, "")
        if identities:
            if request.state == "planned":  # the plan did not look for what is given now
                request = replace(request, state="identified")
                requests.update(request)
            requests.set_contact(house.keyring, request, contact)
        events.append(house.keyring, [event(house, actor, request, "request.completed", message=bool(message.strip()))])
    return request


def message(house: Instance, actor: Actor, request: Request, text: str, *, about: MessageAbout = "") -> None:
    """A message inside the request. From the office it also leaves by mail; from the person, the office is told."""
    if not text.strip():
        raise UsageError("The message is empty.", remedy="Write what you want to say.")
    own(house, request)
    from_person = actor.kind == "person"
    access.require(house, actor, "message" if from_person else "write")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        if from_person:
            _received(house, actor, request, text, about)
            return
        messages.add(house.keyring, request, house.clock(), from_person=False, text=text)
        case = letters.case(house, request, contact, sender=actor.name)
        letter = press.office_message(case, text=text, follow=letters.follow_link(house, contact))
        letters.post(house, request, contact, "message", letter)


def _received(house: Instance, actor: Actor, request: Request, text: str, about: MessageAbout) -> None:
    """Kept, recorded, and told to the house by a letter that bears the reference and nothing of the person."""
    kept = messages.add(house.keyring, request, house.clock(), from_person=True, text=text, about=about)
    told = [event(house, actor, request, "message.received", message=str(kept.id), about=about or "request")]
    if about == "answer":
        told.append(event(house, actor, request, "answer.disputed", message=str(kept.id)))
    events.append(house.keyring, told)
    nobody = replace(letters.case(house, request, Contact(name="")), language=house.organisation.language)
    link = house.url(f"/office/requests/{request.reference}#talk")
    letter = press.message_to_read(nobody, disputed=about == "answer", office=link)
    new = NewLetter(None, None, "to-read", house.organisation.contact, letter.subject, letter.as_json())
    outbox.put(house.keyring, new, house.clock(), letters.outbox_end(house))


def read(house: Instance, actor: Actor, request: Request) -> None:
    """Somebody of the office has read what the person wrote, and there is nothing to answer."""
    access.require(house, actor, "write")
    own(house, request)
    with setup.transaction():
        if count := messages.read(request, house.clock()):
            events.append(house.keyring, [event(house, actor, request, "message.read", messages=count)])


def unread(house: Instance, actor: Actor) -> tuple[Unread, ...]:
    """Requests, open and closed, with messages to read. The names are opened with those of the inbox (A6)."""
    access.require(house, actor, "read")
    found = messages.unread(house.keyring)
    of = {r.id: r for r in requests.many(m.request for m in found)}
    contacts = requests.contacts(house.keyring, list(of.values()))
    return tuple(
        Unread(of[m.request], contacts[m.request].name, m.count, m.since, m.disputed)
        for m in found
        if m.request in contacts
    )


def to_read(house: Instance) -> dict[UUID, int]:
    """How many messages wait to be read, by request: numbers only."""
    return {m.request: m.count for m in messages.unread(house.keyring)}


def again(house: Instance, actor: Actor, request: Request, rights: Sequence[str]) -> Request:
    """A new request from what the person wrote about a closed one. It was received on the day of the message (art.
    12(3)), and whoever holds the link of a request whose person was identified is that person."""
    access.require(house, actor, "file")
    own(house, request)
    wrote = [m for m in messages.of_request(house.keyring, request.id) if m.from_person]
    if request.state != "closed" or not wrote:
        raise WrongState(
            "A new request is opened from a message about a closed one.",
            place=request.reference,
            remedy="Answer here; or log a request received another way.",
        )
    new = [m for m in wrote if m.read_at is None] or wrote[-1:]
    old = requests.contact(house.keyring, request)
    contact = Contact(
        name=old.name,
        email=old.email,
        phone=old.phone,
        identities=old.identities,
        message="\n\n".join(m.text for m in new),
        country=old.country,
    )
    filed = file(
        house,
        actor,
        rights=rights,
        contact=contact,
        channel="form",
        received=house.day(new[0].at),
        language=request.language,
        known=request.identified_at is not None,
    )
    with setup.transaction():
        messages.read(request, house.clock())
        events.append(
            house.keyring,
            [
                event(house, actor, request, "request.continued", reference=filed.request.reference),
                event(house, actor, filed.request, "request.continued", reference=request.reference),
            ],
        )
    return known_again(house, actor, filed.request, request) if request.identified_at else filed.request
