"""What goes out to others after a deed: instructions to processors, notices to recipients, tasks for manual stores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from garant.actions import letters, outcomes
from garant.actions.batch import Batch
from garant.ledger import outbox, tasks
from garant.ledger.values import NewLetter, Request
from garant.press import letters as press
from garant.press.letter import Letter
from garant.press.letters import Corrected
from garant.rules.register import Recipient, Words

Kind = Literal["manual-store", "processor", "recipient"]


@dataclass(frozen=True, slots=True)
class Errand:
    """Something to tell or to have done. `blocking`: the answer waits until it is confirmed (E3, D16)."""

    request: Request
    kind: Kind
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
    activities = batch.house.register().activities.values()
    verified = outcomes.verified(batch) if "rectification" in batch.rights else {}
    for n, request in batch.live():
        left = {s: by[request.id]["left"] for s, by in verified.items() if request.id in by}
        made = outcomes.made(batch, n, batch.contacts[request.id], left)
        for recipient in batch.recipients(n):
            theirs = [a.name for a in activities if recipient.id in a.recipients]
            told.append(_errand(batch, n, request, recipient, theirs, made))
    return told


def _errand(
    batch: Batch,
    number: int,
    request: Request,
    recipient: Recipient,
    activities: Sequence[Words],
    made: Sequence[outcomes.Made],
) -> Errand:
    right: Literal["erasure", "rectification"] = "erasure" if "erasure" in batch.rights else "rectification"
    house, language = batch.house, request.language
    case = letters.case(house, request, batch.contacts[request.id])
    identities = [(house.law().say(f"identity.{k}", language), value) for k, value in batch.parts[number]["values"]]
    categories = [name.get(language) or name["fr"] for name in activities]
    changes = [Corrected(house.law().say(m.asked["field"], language), m.old, m.asked["new"]) for m in made]
    reply = house.organisation.contact
    if recipient.role == "processor":  # Art. 28(3)(e): instructed, and "erased" waits for it
        letter = press.instruction(
            case,
            right=right,
            identities=identities,
            categories=categories,
            by=request.due,
            reply=reply,
            changes=changes,
        )
        return Errand(request, "processor", recipient.name, letter.text, True, letter, recipient.contact)
    letter = press.recipient_notice(  # Art. 19
        case, right=right, identities=identities, categories=categories, reply=reply, changes=changes
    )
    return Errand(request, "recipient", recipient.name, letter.text, False, letter, recipient.contact)


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
