"""Rows that something given but not proved names: a number, a phone, another address (D12).

They are searched for, so that nobody concludes "nothing" from half of what was given; but they are nobody's until more
is shown. The clerk learns that such a file is there and under which masked address; the person learns nothing of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from garant.actions import evidence, search
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.search import Asked, Found, Place
from garant.errors import WrongState
from garant.ledger import requests
from garant.ledger.values import Contact, Identity, Request
from garant.stores.port import Match, Wanted


@dataclass(frozen=True, slots=True)
class Hint:
    """A row met by what does not show who asks. `by`: the kind of identity; `address`: that of the file, masked."""

    request: UUID
    store: str
    kind: str
    by: str
    address: str
    digest: str


class Unproved(WrongState):
    """Something given names a file that nothing yet shows to be this person's: no plan may conclude without it."""

    def __init__(self, house: Instance, actor: Actor, hints: Sequence[Hint], asked: Sequence[Request]) -> None:
        first = next(r for r in asked if r.id == hints[0].request)
        self.hints = tuple(h for h in hints if h.request == first.id)
        evidence.was_read(house, actor, "request", first)  # a receipt does not tell that there was something to see
        super().__init__(
            f"What was given ({', '.join(sorted({h.by for h in self.hints}))}) names a file under another address, "
            "and nothing shows yet that it is this person's.",
            place=f"{first.reference}, {', '.join(dict.fromkeys(h.store for h in self.hints))}",
            remedy=f"Ask for more or verify by other means (`garant request identify {first.reference}`), "
            f"or leave the file out (`garant request set-aside {first.reference} --reason …`).",
        )


def unproved(contact: Contact) -> tuple[Identity, ...]:
    """What was given to be found by, and does not show who asks: only the address of the link that was opened does."""
    proved = {(i.kind, i.value) for i in contact.identities if i.verified}
    return tuple(i for i in contact.identities if not i.verified and (i.kind, i.value) not in proved)


def look(house: Instance, everywhere: Sequence[Place], asked: Asked, found: Found) -> tuple[Hint, ...]:
    """The rows that unproved identifiers name, but those that are the person's anyway and those set aside."""
    wanted = {Wanted(n, i.kind, i.value) for n, (_, contact) in enumerate(asked) for i in unproved(contact)}
    hints: dict[str, Hint] = {}
    for place in everywhere if wanted else ():
        known = {(place.name, s.number, s.kind, s.key) for s in found.subjects.get(place.name, ())} | found.refused
        for match in search.find(place, wanted):
            request, contact = asked[match.number]
            digest = search.digest(house, place.name, match.kind, match.key)
            if (place.name, match.number, match.kind, match.key) not in known and digest not in contact.aside:
                hint = Hint(request.id, place.name, match.kind, match.by, _address(match), digest)
                hints.setdefault(f"{request.id}{digest}", hint)
    return tuple(hints.values())


def _address(match: Match) -> str:
    return masked(next((value for kind, value in match.identities if kind == "email" and value), ""))


def open_for(house: Instance, request: Request) -> tuple[Hint, ...]:
    """What is still open for one request."""
    everywhere = search.places(house)
    pairs: Asked = [(request, requests.contact(house.keyring, request))]
    return look(house, everywhere, pairs, search.search(house, everywhere, pairs))


def masked(email: str) -> str:
    """ "a…u@mail.example": enough to recognise one's own address."""
    name, at, host = email.rpartition("@")
    return f"{name[:1]}…{name[-1:]}{at}{host}" if name else ""
