"""Plans: look the persons up, capture their keys, decide, count, and show what would be done. Nothing is touched."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from garant.actions import access, hints, residence, search
from garant.actions.access import Actor
from garant.actions.commits import recording
from garant.actions.drawing import READING, Drawing, Place3, TextChoice, facts_of
from garant.actions.instance import Instance
from garant.actions.search import Choice
from garant.errors import NotFound, UsageError, WrongState
from garant.ledger import events, ids, plans, requests, steps
from garant.ledger.values import Contact, NewEvent, PlanRecord, Request
from garant.rules import records
from garant.rules import requests as life
from garant.rules.evidence import canonical
from garant.rules.plan import Count
from garant.rules.tally import Totals


@dataclass(frozen=True, slots=True)
class Text:
    """A free-text column in which `count` rows of the persons say something, and what is done with it."""

    store: str
    table: str
    column: str
    count: int
    choice: TextChoice

    @property
    def place(self) -> Place3:
        return self.store, self.table, self.column


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan as a clerk sees it before agreeing. `fingerprint` is what agreeing repeats, e.g. "7c1f-90ab"."""

    id: UUID
    fingerprint: str
    digest: str
    """The whole fingerprint, 64 hexadecimal digits, from which its seal is drawn."""
    state: str
    rights: tuple[str, ...]
    on: date
    requests: tuple[UUID, ...]
    found: tuple[UUID, ...]
    """The requests for whose persons something was found."""
    counts: tuple[Count, ...]
    totals: Totals
    reads: Mapping[str, int]
    """Store → rows that an access or portability answer would hold."""
    free_text: tuple[tuple[str, str, str], ...]
    """(store, table, column) that a clerk reads before it is handed over (E8)."""
    texts: tuple[Text, ...]
    """Texts that are asked for and erased by the same plan, each with its choice."""
    released: bool
    undecided: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]
    """Side effects in the stores (D7)."""
    over: tuple[str, ...]
    """Limits that the plan passes; agreeing then needs a second confirmation (D14)."""
    stated: tuple[str, ...]
    """Facts that the plan rests on: "no running-contract" …; agreeing states them (E2)."""
    tells: tuple[str, ...]
    """Recipients to instruct or tell (art. 19, 28)."""
    searched: tuple[str, ...]
    manual: tuple[str, ...]
    changes: int
    law: str

    @property
    def withheld(self) -> tuple[Place3, ...]:
        """Free text that is not handed over."""
        over = {t.place for t in self.texts if t.choice == "hand-over"}
        held = {t.place for t in self.texts} - over
        return tuple(p for p in self.free_text if p in held or (not self.released and p not in over))


# ── draw ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def draw(
    house: Instance,
    actor: Actor,
    asked: Sequence[Request],
    *,
    release: bool = False,
    texts: Mapping[Place3, TextChoice] | None = None,
) -> Shown:
    """Draw a plan for one request or a batch. Reads the stores, writes nothing to them.

    `release`: a clerk has read the free text, and it is handed over (E8). Else it is withheld, and the person is told.
    `texts`: what was chosen for texts that the same request would erase; what nobody chose for is not erased.
    """
    access.require(house, actor, "plan")
    _plannable(asked)
    contacts = requests.contacts(house.keyring, asked)
    for r in asked:
        if r.id not in contacts:  # of another organisation (A1), or its case has ended
            raise NotFound("Nobody can be searched for this request.", place=r.reference, remedy="File a new one.")
    pairs = [(r, contacts[r.id]) for r in asked]
    everywhere = search.places(house)
    found = search.search(house, everywhere, pairs)
    if found.choices:
        raise Ambiguous(found.choices, asked)
    if told := hints.look(house, everywhere, pairs, found):
        raise hints.Unproved(house, actor, told, asked)
    drawing = Drawing(house, pairs, everywhere, found, release=release, texts=texts or {})
    for place in everywhere:
        drawing.add(place)
    return _save(house, actor, drawing)


class Ambiguous(WrongState):
    """Several rows match and only a clerk can say which are this person's. `choices` lists them without content."""

    def __init__(self, choices: Sequence[Choice], asked: Sequence[Request]) -> None:
        first = choices[0]
        reference = next(r.reference for r in asked if r.id == first.request)
        theirs = [c for c in choices if c.request == first.request]
        digests = [d for c in theirs for d in c.digests]
        rows = f"{len(digests)} rows match" if len(digests) > 1 else "One row matches, not surely,"
        super().__init__(
            f"{rows} by {first.by}: only you can say which are this person's.",
            place=f"{reference}, {', '.join(dict.fromkeys(c.store for c in theirs))}",
            remedy=f"`garant request choose {reference} {' '.join(digests)}` with the ones that are, "
            f"or with `{search.NOBODY}`.",
        )
        self.choices = tuple(choices)


def _plannable(asked: Sequence[Request]) -> None:
    if not asked:
        raise UsageError("No request was named.", remedy="Name one or more requests.")
    for r in asked:
        if not life.allows(r.state, "plan") and not _stuck(r):
            what = "is not identified yet" if r.state == "received" else f"is {r.state}"
            raise WrongState(
                f"The request {what}, so nothing may be searched or shown.",  # S2-38
                place=r.reference,
                remedy="Identify the person first: `garant request identify`."
                if r.state == "received"
                else "`garant request show` says where it stands.",
            )
    if len({_basis_of(r) for r in asked}) > 1:
        raise UsageError(
            "These requests ask for different rights or rest on different facts.", remedy="Plan them separately."
        )


def _stuck(request: Request) -> bool:
    """Whether its plan was agreed to but a step of it failed: it may be given up for a plan that fits."""
    if request.plan is None or request.state not in ("agreed", "running"):
        return False
    states = {s.state for s in steps.of_plan(request.plan)}
    return "running" not in states and ("failed" in states or plans.by_id(request.plan).state == "stale")


def _give_up(old: PlanRecord) -> None:
    """What it did stays done, and the new plan finds what is left; it is never run again."""
    if old.state in ("agreed", "running"):
        plans.set_state(replace(old, state="stale"))
        plans.drop_work(old.id)


def _basis_of(request: Request) -> tuple[object, ...]:
    rights = tuple(r.right for r in request.rights if r.state == "open")
    return rights, tuple(sorted(facts_of(request).items()))


def _save(house: Instance, actor: Actor, drawing: Drawing) -> Shown:
    now = house.clock()
    asked = [r for r, _ in drawing.pairs]
    parts = {r.id: _bytes(drawing.part(n)) for n, (r, _) in enumerate(drawing.pairs)}
    bound = {r.id: _bound(drawing.part(n), drawing.rights) for n, (r, _) in enumerate(drawing.pairs)}
    digests = {i: house.keyring.fingerprint(b).hex() for i, b in bound.items()}
    body = drawing.body(digests)
    record = PlanRecord(ids.uuid7(now), house.organisation.id, fingerprint(body), body, "drawn", now)
    drawn = [
        NewEvent(
            "plan.drawn",
            now,
            actor.label,
            {"plan": str(record.id), "fingerprint": record.fingerprint, "found": e["found"]},
            request=r.id,
            key=r.key,
        )
        for (r, _), e in zip(drawing.pairs, body["requests"], strict=True)
    ]
    drawn += [_weighed(house, actor, r, c) for r, c in drawing.pairs if hints.unproved(c)]
    known = residence.looked_up(drawing.law, drawing.pairs, drawing.everywhere, drawing.found)
    with recording("plan.draw"):
        now_asked = requests.locked(r.id for r in asked)
        _plannable(now_asked)  # looking up takes its time: a request withdrawn or agreed meanwhile stays so
        for old in {r.plan for r in now_asked if r.plan is not None}:
            _give_up(plans.by_id(old))
        plans.save(house.keyring, record, parts)
        residence.note(house, now_asked, known)
        requests.update_many([replace(r, state="planned", plan=record.id) for r in now_asked])
        events.append(house.keyring, drawn)
    return shown(record)


def _weighed(house: Instance, actor: Actor, request: Request, contact: Contact) -> NewEvent:
    """What was given and not proved was searched for: recorded alike whether it names a file or not (D12)."""
    sealed = {"by": actor.name, "reason": contact.aside_reason} if contact.aside_reason else {"by": actor.name}
    return NewEvent("request.weighed", house.clock(), actor.label, {}, sealed, request.id, request.key)


def _bound(part: Mapping[str, Any], rights: Sequence[str]) -> bytes:
    """What of a part the fingerprint binds: for reading only the persons, not their rows (D5)."""
    if set(rights) <= READING:
        return _bytes({s: e["subjects"] for s, e in part["stores"].items()})
    return _bytes(part)


def _bytes(part: object) -> bytes:
    return json.dumps(part, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(body: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical body, in hexadecimal. The digests in it are keyed, so it betrays no key (D5)."""
    return hashlib.sha256(canonical(json.loads(json.dumps(body)))).hexdigest()


# ── show ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def short(print_: str) -> str:
    """A fingerprint as people repeat it: "7c1f-90ab"."""
    return f"{print_[:4]}-{print_[4:8]}"


def shown(record: PlanRecord) -> Shown:
    body = record.body
    stores: Mapping[str, Any] = body["stores"]
    return Shown(
        id=record.id,
        fingerprint=short(record.fingerprint),
        digest=record.fingerprint,
        state=record.state,
        rights=tuple(body["rights"]),
        on=date.fromisoformat(body["on"]),
        requests=tuple(UUID(r["id"]) for r in body["requests"]),
        found=tuple(UUID(r["id"]) for r in body["requests"] if r["found"]),
        counts=tuple(records.to_count(c) for c in body["counts"]),
        totals=Totals(*body["totals"]),
        reads={name: e["reads"] for name, e in stores.items() if "reads" in e},
        free_text=tuple(tuple(t) for t in body["free_text"]),
        texts=tuple(Text(*t) for t in body.get("texts", ())),
        released=body["release"],
        undecided=tuple(tuple(t) for t in body["undecided"]),
        notes=tuple(f"{name}: {n}" for name, e in stores.items() for n in e.get("notes", ())),
        over=tuple(body["over"]),
        stated=tuple(f for f, held in body["facts"].items() if not held),
        tells=tuple(body["tells"]),
        searched=tuple(stores),
        manual=tuple(body["manual"]),
        changes=sum(e.get("changes", 0) for e in stores.values()),
        law=body["law"],
    )


def of_request(house: Instance, request: Request) -> Shown | None:
    """The plan that a request hangs on now."""
    return shown(plans.by_id(request.plan, house.organisation.id)) if request.plan else None
