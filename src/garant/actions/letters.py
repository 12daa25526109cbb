"""Letters out: what the press needs to know of a case, and the outbox that holds a letter until it is sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from garant.actions.instance import Instance
from garant.ledger import outbox
from garant.ledger.values import Contact, NewLetter, Request
from garant.press import contents, documents, letters
from garant.press.letter import Letter
from garant.rules import requests as life


def case(house: Instance, request: Request, contact: Contact, *, sender: str = "") -> letters.Case:
    """What every letter of a request says of it."""
    return letters.Case(
        organisation=party(house),
        authority=contents.authority(house.law(), request.language, contact.country),
        reference=request.reference,
        language=request.language,
        received=request.received,
        made=house.today(),
        person=contact.name,
        sender=sender,
    )


def late(house: Instance, request: Request, contact: Contact) -> letters.Late | None:
    """That an answer leaving today is past its date, and why; None if it is not."""
    due = min(r.due for r in request.rights)
    days = (house.today() - due).days
    return letters.Late(due, days, contact.late_reason) if days > 0 else None


def party(house: Instance) -> documents.Party:
    organisation = house.organisation
    return documents.Party(organisation.name, organisation.contact, organisation.address)


def right_names(house: Instance, request: Request) -> tuple[str, ...]:
    """The rights of a request in the reader's words, in the order in which they run."""
    law, language = house.law(), request.language
    asked = life.in_order(r.right for r in request.rights)
    known = law.rights
    return tuple(known[r].name[language] if r in known else law.say(f"right.{r}", language) for r in asked)


def post(house: Instance, request: Request, contact: Contact, kind: str, letter: Letter) -> None:
    """Put a letter to the person into the outbox. Without an e-mail address it waits to be printed by the office."""
    post_all(house, [(request, contact, kind, letter)])


def post_all(house: Instance, ready: Iterable[tuple[Request, Contact, str, Letter]]) -> None:
    """The same for a batch."""
    outbox.put_many(
        house.keyring,
        [
            NewLetter(request.id, request.key, kind, contact.email, letter.subject, letter.as_json())
            for request, contact, kind, letter in ready
        ],
        house.clock(),
        outbox_end(house),
    )


def outbox_end(house: Instance) -> date:
    """When a letter that could not be sent is let go of (A7)."""
    return house.today() + timedelta(days=house.law().durations["outbox"])


def files_link(house: Instance, contact: Contact) -> str:
    """Where the files of an answer are fetched."""
    return f"{follow_link(house, contact)}/answer#files"


def follow_link(house: Instance, contact: Contact) -> str:
    """The secret page of a request, which stands for an account."""
    return house.url(f"/follow/{contact.token}")
