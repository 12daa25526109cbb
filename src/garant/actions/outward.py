"""What is left to people after a deed: processors to instruct, recipients to tell, stores to search by hand, what
reading again found elsewhere, the answer to read before it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from garant.actions import fates, letters, outcomes
from garant.actions.batch import Batch
from garant.ledger import outbox, tasks
from garant.ledger.values import NewLetter, Request, TaskKind
from garant.press import letters as press
from garant.press.letter import Letter
from garant.press.letters import Corrected, Shared
from garant.rules.register import Recipient


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to tell or to have done. `blocking`: the answer waits until it is confirmed (E3, D16)."""

    request: Request
    kind: TaskKind
    target: str
    text: str
    blocking: bool
    letter: Letter | None = None
    to: str = ""


def prepare(batch: Batch) -> list[Errand]:
    """The errands of every person of the batch: to those who had what was written of them, and to manual stores."""
    told: list[Errand] = []
    for name in batch.record.body["manual"]:
        words = batch.house.map(name).instructions
        for _, request in batch.live():
            text = words.get(request.language) or words.get("fr") or name
            told.append(Errand(request, "manual-store", name, text, blocking=True))
    verified = outcomes.verified(batch)
    for n, request in batch.live():
        left = {s: by[request.id]["left"] for s, by in verified.items() if request.id in by}
        told += [_errand(batch, request, who, shared, left) for who, shared in shared_of(batch, n, request, left)]
        if "erasure" in batch.rights:
            told += [_rest(request, store, places) for store, places in left.items() if places]
        if batch.house.settings.read_answers:
            told.append(Errand(request, "answer", request.reference, "", blocking=True))
    return told


def shared_of(
    batch: Batch, number: int, request: Request, left: Mapping[str, Mapping[str, int]]
) -> list[tuple[Recipient, Shared]]:
    """Who hears of one person's data, and what: those to whom something was given that is now erased or corrected.

    `left`: what reading again found, store → "table.column" → rows.
    """
    several = [(r, _shared(batch, number, request, r, left)) for r in batch.recipients(number)]
    return [(recipient, shared) for recipient, shared in several if shared.gone or shared.changes]


def _rest(request: Request, store: str, places: Mapping[str, int]) -> Errand:
    """What reading again found in places that no plan named: the answer waits until somebody says how it goes on."""
    listed = "\n".join(f"{place} ({rows})" for place, rows in places.items())
    return Errand(request, "rest", store, listed, blocking=True)


def _errand(
    batch: Batch, request: Request, recipient: Recipient, shared: Shared, left: Mapping[str, Mapping[str, int]]
) -> Errand:
    right: Literal["erasure", "rectification"] = "erasure" if "erasure" in batch.rights else "rectification"
    house = batch.house
    case = replace(letters.case(house, request, batch.contacts[request.id]), language=house.organisation.language)
    reply = house.organisation.contact
    if recipient.role == "processor":  # Art. 28(3)(e): instructed, and "erased" waits for it
        letter = press.instruction(case, right=right, shared=shared, by=request.due, reply=reply)
        return Errand(request, "processor", recipient.name, letter.text, True, letter, recipient.contact)
    rest = any(rows for by_place in left.values() for rows in by_place.values())
    letter = press.recipient_notice(case, right=right, shared=shared, reply=reply, rest=rest)  # Art. 19
    return Errand(request, "recipient", recipient.name, letter.text, False, letter, recipient.contact)


def _shared(
    batch: Batch, number: int, request: Request, recipient: Recipient, left: Mapping[str, Mapping[str, int]]
) -> Shared:
    law, language = batch.house.law(), batch.house.organisation.language  # who we deal with, not the person's
    lines = fates.shared_with(batch, number, recipient.id) if "erasure" in batch.rights else ()
    made = outcomes.made(batch, number, batch.contacts[request.id], left, recipient.id)
    return Shared(
        tuple((law.say(f"identity.{kind}", language), value) for kind, value in batch.identities(number)),
        fates.gone(batch, lines, language),
        fates.kept(batch, lines, language),
        fates.texts(batch, lines, language),
        tuple(Corrected(law.say(m.asked["field"], language), m.old, m.asked["new"]) for m in made),
    )


def keep(batch: Batch, told: list[Errand]) -> None:
    """Open the tasks and put the letters into the outbox; a recipient without an address stays a task to do by hand."""
    house = batch.house
    now, until = house.clock(), letters.outbox_end(house)
    tasks.add(house.keyring, [_task(batch, e) for e in told if e.blocking or "@" not in e.to], now)
    outbox.put_many(
        house.keyring,
        [
            NewLetter(e.request.id, e.request.key, e.kind, e.to, e.letter.subject, e.letter.as_json())
            for e in told
            if e.letter is not None and "@" in e.to
        ],
        now,
        until,
    )


def _task(batch: Batch, errand: Errand) -> tasks.NewTask:
    return tasks.NewTask(
        errand.request, errand.kind, errand.target, errand.request.due, errand.text, batch.record.id, errand.blocking
    )
