"""The life of a request up to its plan: receive, acknowledge, identify, ask, extend, complete, withdraw, refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from garant.actions import access, letters
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError, WrongState
from garant.law.holidays import days_off
from garant.law.provisions import Law
from garant.ledger import events, ids, messages, requests, setup
from garant.ledger.values import Channel, Contact, Identity, NewEvent, OutcomeCode, Request, RequestRight, RequestState
from garant.press import letters as press
from garant.press.letter import Letter
from garant.rules import requests as life
from garant.rules.deadlines import Deadline, deadline

OPEN: tuple[RequestState, ...] = ("received", "identified", "planned", "agreed", "running", "waiting", "answered")


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
) -> Filed:
    """Receive a request and acknowledge it at once. The clock starts on the day of receipt, not of reading (12(3))."""
    access.require(house, actor, "file")
    _check_form(house, rights, contact, channel, received)
    now, today = house.clock(), house.today()
    token = ids.token()
    contact = replace(_as_identities(contact), token=token)
    key = house.keyring.new("case", now, today + timedelta(days=house.law().durations["case"]))
    request = Request(
        id=ids.uuid7(now),
        organisation=house.organisation.id,
        reference=ids.reference(today.year),
        key=key,
        channel=channel,
        language=language,
        received=received or today,
        received_at=now,
        state="received",
        rights=(),
        acknowledged_at=now,
    )
    request = _dated(house, replace(request, rights=_rights(house, request, rights)))
    by = "page" if channel == "form" else "mail" if contact.email else "paper"
    with recording("request.file"):
        requests.add(house.keyring, request, contact, ids.token_hash(token))
        events.append(
            house.keyring,
            [_received(house, actor, request), _event(house, actor, request, "request.acknowledged", by=by)],
        )
        letters.post(house, request, contact, "acknowledgement", _acknowledgement(house, request, contact))
    return Filed(request, token)


def _check_form(house: Instance, rights: Sequence[str], contact: Contact, channel: str, received: date | None) -> None:
    if not rights or any(r not in life.RIGHTS for r in rights):
        raise UsageError("Say which rights are asked for.", remedy=f"One or more of: {', '.join(life.RIGHTS)}.")
    if channel not in life.CHANNELS:
        raise UsageError("Unknown channel.", place=channel, remedy=f"One of: {', '.join(life.CHANNELS)}.")
    if not (contact.email or contact.phone or contact.identities):
        raise UsageError(
            "A request needs something to find the person by.", remedy="Give an e-mail address, or a phone number."
        )
    if received is not None and received > house.today():
        raise UsageError("The receipt date lies in the future.", place=received.isoformat(), remedy="Check the date.")


def _as_identities(contact: Contact) -> Contact:
    given = [Identity("email", contact.email)] if contact.email else []
    given += [Identity("phone", contact.phone)] if contact.phone else []
    return replace(contact, identities=(*given, *contact.identities))


def _rights(house: Instance, request: Request, rights: Sequence[str]) -> tuple[RequestRight, ...]:
    dates = clock_of(house, request)
    return tuple(RequestRight(r, "open", dates.raw, dates.due) for r in life.in_order(rights))


def clock_of(house: Instance, request: Request, law: Law | None = None) -> Deadline:
    """Both dates of a request and the reasoning, as they stand now (1182/71)."""
    law = law or house.law()
    return deadline(
        request.received,
        law.clocks["request"],
        is_off=days_off(law.territory),
        extended=request.extended,
        asked=request.asked,
        answered=request.answered,
    )


def _dated(house: Instance, request: Request) -> Request:
    """The same request with the dates of its open rights worked out again."""
    dates = clock_of(house, request)
    rights = tuple(replace(r, raw=dates.raw, due=dates.due) if r.state == "open" else r for r in request.rights)
    return replace(request, rights=rights)


def _received(house: Instance, actor: Actor, request: Request) -> NewEvent:
    return _event(
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


def _acknowledgement(house: Instance, request: Request, contact: Contact) -> Letter:
    return press.acknowledgement(
        letters.case(house, request, contact),
        due=request.due,
        rights=letters.right_names(house, request),
        follow=letters.follow_link(house, contact),
        confirm=house.url(f"/confirm/{contact.token}") if contact.email else "",
    )


def _event(
    house: Instance, actor: Actor, request: Request, kind: str, *, reason: str = "", **public: object
) -> NewEvent:
    sealed = {"by": actor.name, "reason": reason} if reason else None
    return NewEvent(kind, house.clock(), actor.label, public, sealed, request.id, request.key)


# ── find a request ─────────────────────────────────────────────────────────────────────────────────────────────────


def by_reference(house: Instance, reference: str) -> Request:
    """By reference, or by id as the command line prints it."""
    found = requests.by_reference(house.organisation.id, reference)
    if found is None:
        raise NotFound("No request bears this reference.", place=reference, remedy="`garant request list` shows them.")
    return found


def by_token(house: Instance, token: str) -> Request:
    """The request of a follow-up link."""
    found = requests.by_token(ids.token_hash(token))
    if found is None or found.organisation != house.organisation.id:
        raise NotFound("This link leads to no request.", remedy="Use the link of your acknowledgement, whole.")
    return found


# ── identify ───────────────────────────────────────────────────────────────────────────────────────────────────────


def confirm_contact(house: Instance, token: str) -> Request:
    """The link that was sent to the contact was used: whoever asks holds that contact. Harmless when used again."""
    request = by_token(house, token)
    if request.state != "received":
        return request
    actor = access.by_person(house)
    return _identified(house, actor, request, method="contact-on-file", reason="", kinds=("email",))


def identify(house: Instance, actor: Actor, request: Request, *, method: str, by: str, reason: str) -> Request:
    """A clerk states how the person was identified, with a reason. No copy of a document is ever kept (§79)."""
    access.require(house, actor, "identify")
    _allow(request, "identify")
    if method not in life.METHODS:
        raise UsageError("Unknown means of identification.", place=method, remedy=f"One of: {', '.join(life.METHODS)}.")
    if not reason.strip():
        raise UsageError("Identification needs a written reason.", remedy="Say in a sentence what was compared.")
    actor = replace(actor, name=by or actor.name)
    return _identified(house, actor, request, method=method, reason=reason, kinds=None)


def _identified(
    house: Instance, actor: Actor, request: Request, *, method: str, reason: str, kinds: tuple[str, ...] | None
) -> Request:
    now, today = house.clock(), house.today()
    contact = requests.contact(house.keyring, request)
    known = tuple(replace(i, verified=i.verified or kinds is None or i.kind in kinds) for i in contact.identities)
    state = "identified" if request.state in ("received", "planned") else request.state
    answered = today if request.asked else None
    request = replace(request, state=state, identified_at=now, method=method, answered=answered)
    request = _dated(house, request)
    event = _event(house, actor, request, "request.identified", reason=reason, method=method)
    with recording("request.identify"):
        requests.set_contact(house.keyring, request, replace(contact, identities=known))
        requests.update(request)
        events.append(house.keyring, [event])
    return request


def ask_identity(house: Instance, actor: Actor, request: Request, *, reason: str) -> Request:
    """Ask for what is missing to identify. The clock stops only if this is done without undue delay (E7)."""
    access.require(house, actor, "identify")
    _allow(request, "ask-identity")
    if not reason.strip():
        raise UsageError("Say what is missing and why it is needed.", remedy="Art. 12(6): only on reasonable doubt.")
    request = _dated(house, replace(request, asked=house.today(), answered=None))
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
            [_event(house, actor, request, "request.identity-asked", reason=reason, stops=dates.suspended)],
        )
        letters.post(house, request, contact, "identity-question", letter)
    return request


# ── change its course ──────────────────────────────────────────────────────────────────────────────────────────────


def complete(house: Instance, request: Request, *, message: str = "", identities: Sequence[Identity] = ()) -> Request:
    """The person adds a message or another means to find them, which is verified like the first."""
    _allow(request, "complete")
    actor = access.by_person(house)
    contact = requests.contact(house.keyring, request)
    contact = replace(contact, identities=(*contact.identities, *(replace(i, verified=False) for i in identities)))
    with setup.transaction():
        if message.strip():
            messages.add(house.keyring, request, house.clock(), from_person=True, text=message)
        if identities:
            requests.set_contact(house.keyring, request, contact)
        events.append(
            house.keyring, [_event(house, actor, request, "request.completed", message=bool(message.strip()))]
        )
    return request


def message(house: Instance, actor: Actor, request: Request, text: str) -> None:
    """A message inside the request. From the office it also leaves by mail."""
    if not text.strip():
        raise UsageError("The message is empty.", remedy="Write what you want to say.")
    from_person = actor.kind == "person"
    access.require(house, actor, "message" if from_person else "write")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        messages.add(house.keyring, request, house.clock(), from_person=from_person, text=text)
        if not from_person:
            case = letters.case(house, request, contact, sender=actor.name)
            letter = press.office_message(case, text=text, follow=letters.follow_link(house, contact))
            letters.post(house, request, contact, "message", letter)


def withdraw(house: Instance, actor: Actor, request: Request) -> Request:
    """The person takes the request back. What was done stays done; nothing more is."""
    access.require(house, actor, "withdraw" if actor.kind == "person" else "write")
    _allow(request, "withdraw")
    now = house.clock()
    request = replace(request, state="closed", withdrawn_at=now, closed_at=now, rights=_ended(request, "withdrawn"))
    contact = requests.contact(house.keyring, request)
    letter = press.withdrawn(letters.case(house, request, contact), on=house.today())
    with setup.transaction():
        requests.update(request)
        events.append(house.keyring, [_event(house, actor, request, "request.withdrawn")])
        letters.post(house, request, contact, "withdrawn", letter)
    return request


def extend(house: Instance, actor: Actor, request: Request, *, reason: str) -> Request:
    """Two further months, told with reasons within the first one (art. 12(3))."""
    access.require(house, actor, "extend")
    _allow(request, "extend")
    before = clock_of(house, request)
    if request.extended:
        raise WrongState("This request was extended already.", place=request.reference, remedy="Answer by its date.")
    if house.today() > before.due:
        raise WrongState(
            "The first month is over: it is too late to extend.",
            place=request.reference,
            remedy="Answer now; an extension is told within the first month (art. 12(3)).",
        )
    if not reason.strip():
        raise UsageError("An extension needs its reasons.", remedy="Say what makes this request complex.")
    request = _dated(house, replace(request, extended=True, extension_reason=""))
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
        event = _event(house, actor, request, "request.extended", reason=reason, due=request.due.isoformat())
        events.append(house.keyring, [event])
        letters.post(house, request, contact, "extension", letter)
    return request


def set_facts(house: Instance, actor: Actor, request: Request, facts: Mapping[str, bool]) -> Request:
    """What only the organisation can know (E2). Public: they say nothing that names anybody."""
    access.require(house, actor, "plan")
    rights = tuple(
        replace(r, detail={**r.detail, "facts": dict(facts)}) if r.right == "erasure" else r for r in request.rights
    )
    request = replace(request, rights=rights)
    with setup.transaction():
        requests.update(request)
    return request


def set_changes(house: Instance, actor: Actor, request: Request, changes: Sequence[Mapping[str, str]]) -> Request:
    """The rectifications asked for: {"field": category, "old": …, "new": …, "statement": …} each (art. 16)."""
    access.require(house, actor, "plan")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        requests.set_contact(house.keyring, request, replace(contact, changes=tuple(changes)))
    return request


def choose_match(house: Instance, actor: Actor, request: Request, digests: Sequence[str]) -> Request:
    """A clerk says which of several rows are this person (D12)."""
    access.require(house, actor, "identify")
    contact = requests.contact(house.keyring, request)
    with setup.transaction():
        requests.set_contact(house.keyring, request, replace(contact, chosen=tuple(digests)))
        events.append(house.keyring, [_event(house, actor, request, "request.completed", chosen=len(digests))])
    return request


def _ended(request: Request, outcome: OutcomeCode) -> tuple[RequestRight, ...]:
    return tuple(
        replace(r, state="withdrawn" if outcome == "withdrawn" else "done", outcome=outcome) if r.state == "open" else r
        for r in request.rights
    )


def _allow(request: Request, deed: str) -> None:
    if not life.allows(request.state, deed):
        raise WrongState(
            f"A request that is {request.state} cannot take this step ({deed}).",
            place=request.reference,
            remedy="`garant request show` says where it stands and what comes next.",
        )


def many(house: Instance, references: Sequence[str]) -> list[Request]:
    """Requests by reference, in the order given."""
    return [by_reference(house, r) for r in references]


def by_id(house: Instance, request: UUID) -> Request:
    found = requests.by_id(request)
    if found.organisation != house.organisation.id:  # A1
        raise NotFound("No request bears this id.", place=str(request))
    return found


def listed(house: Instance, actor: Actor, *, closed: bool = False, limit: int = 500) -> list[Request]:
    """Requests by due date; only open ones unless `closed`."""
    access.require(house, actor, "read")
    return requests.list(house.organisation.id, states=None if closed else OPEN, limit=limit)
