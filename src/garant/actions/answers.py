"""The answer to a request: what each right came to, from what was read again, in one letter; then its end."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from garant.actions import access, collected, ends, evidence, fates, hints, letters, outcomes, outward
from garant.actions.access import Actor
from garant.actions.batch import Batch
from garant.actions.commits import recording
from garant.actions.drawing import READING
from garant.actions.gaps import Gaps
from garant.actions.instance import Instance
from garant.actions.leaving import Guard, leave
from garant.actions.outcomes import Seen
from garant.errors import NotFound, UsageError, WrongState
from garant.ledger import events, outbox, packages, plans, tasks, tombstones
from garant.ledger.collected import Entry
from garant.ledger.values import Contact, NewEvent, Package, Request
from garant.press import answer as press
from garant.press.letter import Letter
from garant.press.letters import Corrected
from garant.press.pdf import letter_pdf
from garant.press.sentences import sentences
from garant.rules import backups, remains, tally
from garant.stores.identities import normalise


@dataclass(frozen=True, slots=True)
class Ready:
    """An answer composed: the request with its outcomes, and the letter."""

    request: Request
    contact: Contact
    letter: Letter
    forgets: tuple[Entry, ...] = ()
    """Notes of how this person's data came in, which go with their erasure."""


def compose(batch: Batch, only: UUID | None = None) -> list[Ready]:
    """One answer for each person of the batch that is still in the run; or of one of them."""
    house = batch.house
    composer = _Composer(batch)
    ready = []
    for n, request in batch.live():
        if only not in (None, request.id):
            continue
        seen = composer.seen(n, request)
        ended = outcomes.ended(request, seen)
        contact = batch.contacts[request.id]
        case = letters.case(house, request, contact)
        follow = letters.follow_link(house, contact)
        late = letters.late(house, request, contact)
        written = press.answer(case, composer.parts(n, ended, seen), follow=follow, late=late)
        forgets = composer.forgets(n, ended)
        ready.append(Ready(replace(ended, state="answered"), contact, written, forgets))
    return ready


class _Composer:
    """Puts the results of a run into the parts of letters. What is the same for all persons is worked out once."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.house = batch.house
        self.law = batch.house.law()
        self.deciding = [s for s, e in batch.record.body["stores"].items() if "cases" in e]
        self.verified = outcomes.verified(batch)
        self.tasks = tasks.of_requests(batch.house.keyring, [r.id for _, r in batch.live()])
        self.systems = batch.shown.searched
        self.by_hand = _by_hand(batch)
        reads = batch.rights & READING
        read = {s: batch.get(f"rows:{s}") for s in batch.record.body["stores"]} if reads else {}
        self.gaps = Gaps(batch, read)
        self.noted = collected.of_persons(batch.house, {n: batch.parts[n]["values"] for n, _ in batch.live()})
        self._fates: dict[Any, tuple[press.Fate, ...]] = {}

    def seen(self, number: int, request: Request) -> Seen:
        """What the run found, did and read again for one person."""
        verified = [by[request.id] for by in self.verified.values() if request.id in by]
        totals = (tally.totals(self.batch.touched(s, number), self.batch.cases(s)) for s in self.deciding)
        return Seen(
            found=self.batch.found(number),
            by_hand=any(found for _, found, _ in self.by_hand.get(request.id, ())),
            totals=sum(totals, start=tally.Totals()),
            left=sum(sum(v["left"].values()) for v in verified),
            changes=len(self._made(number, request)),
            asked_changes=len(self.batch.contacts[request.id].changes),
            withheld=len(self.gaps.texts(request)),
            undecided=len(self.gaps.columns(request)),
        )

    def _made(self, number: int, request: Request) -> tuple[outcomes.Made, ...]:
        return outcomes.made(self.batch, number, self.batch.contacts[request.id], self._left(request))

    def _left(self, request: Request) -> dict[str, dict[str, int]]:
        return {s: by[request.id]["left"] for s, by in self.verified.items() if request.id in by}

    def _verified_on(self, request: Request) -> date:
        """The last day on which a store was read again: an answer may have waited for a processor since."""
        days = [date.fromisoformat(by[request.id]["on"]) for by in self.verified.values() if request.id in by]
        return max(days, default=self.house.today())

    def parts(self, number: int, request: Request, seen: Seen) -> list[press.Part]:
        made: list[press.Part] = []
        for right in request.rights:
            name: Any = right.right
            if right.outcome == "nothing-found" or (not seen.found and right.outcome == "partly"):
                unproved = bool(hints.unproved(self.batch.contacts[request.id]))
                made.append(press.NothingFound(name, self.systems, unproved))
            elif right.outcome == "refused" and "ground" in right.detail:
                made.append(self._refused(request, right.right))
            elif right.right in ("access", "portability"):
                made.append(self._handed(request, name))
            elif right.right == "erasure":
                made.append(self._erased(number, request, seen))
            else:
                made.append(self._rectified(number, request))
        if mine := self.by_hand.get(request.id):
            found = tuple((name, text) for name, found, text in mine if found)
            made.append(press.ByHand(found, tuple(name for name, found, _ in mine if not found)))
        return made + self._arrivals(number, request)

    def _arrivals(self, number: int, request: Request) -> list[press.Part]:
        """Notes of how the data came in: told where no copy tells them, and gone with an erasure."""
        noted, forgets = self.noted.get(number, []), self.forgets(number, request)
        copied = self.batch.found(number) or not any(r.right == "access" for r in request.rights)
        told = () if copied else collected.statements(self.house, noted, request.language)
        return [press.Arrivals(told, bool(forgets))] if told or forgets else []

    def forgets(self, number: int, request: Request) -> tuple[Entry, ...]:
        """What an erasure that was not refused takes of them, within its scope."""
        if not any(r.right == "erasure" and r.outcome != "refused" for r in request.rights):
            return ()
        scope = {activity.partition(".")[0] for activity in self.batch.contacts[request.id].scope}
        return tuple(e for e in self.noted.get(number, ()) if not scope or e.activity in scope)

    def _handed(self, request: Request, right: Any) -> press.Handed:
        days = self.law.durations["package"]
        return press.Handed(
            right,
            link=letters.files_link(self.house, self.batch.contacts[request.id]),
            expires=self.house.today() + timedelta(days=days),
            systems=self.systems,
            withheld=self.gaps.withheld(request, right),
            undecided=self.gaps.undecided(request),
            rectify_link=self.house.url("/?right=rectification"),
        )

    def _erased(self, number: int, request: Request, seen: Seen) -> press.Erased:
        language = request.language
        oldest = backups.oldest(self.house.declared(), self.deciding)
        return press.Erased(
            fates=self._words(number, language),
            left=seen.left > 0,
            rest_by=self._rest_by(request),
            unread=self.gaps.unread(language),
            systems=self.systems,
            verified=self._verified_on(request),
            processors=self._processors(request),
            recipients=self._recipients(number, request),
            backups_until=self.house.today() + timedelta(days=oldest) if oldest is not None else None,
            tombstone_until=remembered_until(self.batch),
        )

    def _words(self, number: int, language: str) -> tuple[press.Fate, ...]:
        """Fates in words, rows that share one in one line. The same for persons whose rows meet the same cases."""
        words = sentences(language)
        lines: dict[Any, dict[str, None]] = defaultdict(dict)
        for told in fates.of_person(self.batch, number):
            line = told.line
            in_part = told.in_part or told.waits
            what = fates.data(self.batch, words, told, line.columns) if in_part else fates.rows(words, told)
            lines[line.fate, line.why.code, line.why.articles, line.ends][what] = None
        signature = (language, tuple((k, tuple(v)) for k, v in lines.items()))
        if signature not in self._fates:
            self._fates[signature] = tuple(
                press.Fate(
                    fate,
                    words.set(" ; ".join(what) if language == "fr" else "; ".join(what)),
                    self.law.say(code, language),
                    self.law.cite_all(articles, language),
                    until,
                )
                for (fate, code, articles, ends), what in lines.items()
                for until in ends or (None,)
            )
        return self._fates[signature]

    def _rest_by(self, request: Request) -> date | None:
        """Until when somebody finishes what was found elsewhere, where that was put off."""
        mine = self.tasks.get(request.id, ())
        return max((t.due for t in mine if t.kind == "rest" and t.state == "open" and not t.blocking), default=None)

    def _rectified(self, number: int, request: Request) -> press.Rectified:
        contact = self.batch.contacts[request.id]
        made = self._made(number, request)
        changes = tuple(
            Corrected(self.law.say(m.asked["field"], request.language), m.old, m.asked["new"], m.stores) for m in made
        )
        missed = tuple(
            Corrected(self.law.say(c["field"], request.language), c.get("old", ""), c["new"])
            for c in contact.changes
            if all(m.asked is not c for m in made)
        )
        statement = " ".join(c["statement"] for c in contact.changes if c.get("statement"))
        return press.Rectified(
            changes,
            self._verified_on(request),
            missed=missed,
            invoices_excepted=outcomes.on_documents(self.batch, contact),
            statement=statement,
            processors=self._processors(request),
            recipients=self._recipients(number, request),
        )

    def _refused(self, request: Request, right: Any) -> press.Refused:
        return refused(self.law, request, self.batch.contacts[request.id], right)

    def _recipients(self, number: int, request: Request) -> tuple[press.Told, ...]:
        """Recipients to tell (art. 19). "Told" is said of letters that left and of tasks that are done, of nothing
        else: what still waits in the outbox is being sent."""
        heard = outward.shared_of(self.batch, number, request, self._left(request))
        mine = [r for r, _ in heard if r.role != "processor"]
        if not mine:
            return ()
        sent = [at.sent_at for at in outbox.of_request(request.id) if at.kind == "recipient"]
        left = max(at for at in sent if at) if sent and all(sent) else None
        done = self._ends_of(request, "recipient")
        return tuple(press.Told(r.name, on=self._day(left if "@" in r.contact else done.get(r.name))) for r in mine)

    def _processors(self, request: Request) -> tuple[press.Told, ...]:
        """Processors, and when each confirmed (art. 28): the answer waited for them."""
        ends = self._ends_of(request, "processor")
        return tuple(press.Told(name, on=self.house.today(), confirmed=self._day(at)) for name, at in ends.items())

    def _ends_of(self, request: Request, kind: str) -> dict[str, datetime | None]:
        """Target → when its newest task was done."""
        return {t.target: t.done_at for t in self.tasks.get(request.id, ()) if t.kind == kind}

    def _day(self, at: datetime | None) -> date | None:
        return self.house.day(at) if at else None


def _by_hand(batch: Batch) -> dict[UUID, list[tuple[str, bool, str]]]:
    """(system, whether something was found, what the clerk wrote of it) by request, for stores searched by hand."""
    told: dict[UUID, list[tuple[str, bool, str]]] = {}
    if not batch.record.body["manual"]:
        return told
    for _, request in batch.live():
        done = tasks.of_request(batch.house.keyring, request.id)
        trail = events.of_request(batch.house.keyring, request.id)
        found = {e.public["target"] for e in trail if e.type == "task.done" and e.public.get("outcome") == "found"}
        told[request.id] = [(t.target, t.target in found, t.proof) for t in done if t.kind == "manual-store"]
    return told


def refused(law: Any, request: Request, contact: Contact, right: Any) -> press.Refused:
    """A refusal says its reasons: the ground in the law's words, then the clerk's (art. 12(4))."""
    found = next(r for r in contact.refusals if r["right"] == right)
    ground = next(g for r in law.rights.values() for g in (*r.refusals, *r.grounds) if g.code == found["ground"])
    text = ground.words.get(request.language) or ground.words["fr"]
    reasons = [press.Reason(text, (law.cite(ground.source.id, request.language),))]
    if found["reason"].strip():
        reasons.append(press.Reason(found["reason"].strip()))
    return press.Refused(right, tuple(reasons))


# ── keep, close ────────────────────────────────────────────────────────────────────────────────────────────────────


def keep(batch: Batch, ready: list[Ready]) -> None:
    """The letter goes to the outbox and stays sealed with the case, for the follow-up page."""
    house = batch.house
    for a in ready:
        put_away(house, a.request, a.letter)
        collected.erase(house, a.request, a.forgets)
    letters.post_all(house, [(a.request, a.contact, "answer", a.letter) for a in ready])


def put_away(house: Instance, request: Request, letter: Letter) -> None:
    """Keep an answer sealed under the case key, as long as the case."""
    now = house.clock()
    until = now + timedelta(days=house.law().durations["case"])
    packages.put(house.keyring, request, "answer", "answer.json", letter.as_json().encode(), now, until)


def letter(house: Instance, request: Request) -> Letter | None:
    """The answer of a request as it was written, or None before there is one."""
    kept = [p for p in packages.of_request(request) if p.kind == "answer"]
    return Letter.of_json(packages.open(house.keyring, kept[-1]).decode()) if kept else None


def on_paper(request: Request, kept: bytes) -> tuple[str, bytes]:
    """A kept answer as a PDF: its name, without personal data, and its bytes."""
    words = sentences(request.language)
    return f"{request.reference}-{words.say('file-name-answer')}.pdf", letter_pdf(Letter.of_json(kept.decode()))


def on_hand(house: Instance, actor: Actor, request: Request) -> Package:
    """The kept answer that a clerk may hand over. Raises where there is none, or nobody was identified."""
    access.require(house, actor, "read")
    if request.identified_at is None:  # S2-38
        raise WrongState(
            "The person is not identified: nothing may be handed over.",
            place=request.reference,
            remedy="Verify the identity first.",
        )
    kept = [p for p in packages.of_request(request) if p.kind == "answer"]
    if not kept:
        raise NotFound("There is no answer yet.", place=request.reference, remedy="Run its plan first.")
    return kept[-1]


def paper(house: Instance, actor: Actor, request: Request, guard: Guard) -> tuple[str, bytes]:
    """The answer on paper, for a clerk who hands it over themself; reading it is an event (A6)."""
    kept = on_hand(house, actor, request)
    evidence.was_read(house, actor, "answer", request)
    return leave(house, actor.label, "answer", on_paper(request, packages.open(house.keyring, kept)), guard, request)


def finish_task(house: Instance, actor: Actor, task: UUID, proof: str, *, found: bool = False) -> None:
    """A person did what was asked of them, and says what shows it. The worker then goes on with the request.

    `found`: a store searched by hand (D16) held something. `proof` then stands in the answer: what was found and done.
    """
    access.require(house, actor, "task")
    if not proof.strip():
        raise UsageError("A task ends with its proof.", remedy="Say what was done, and what shows it.")
    asked = tasks.by_id(house.keyring, task)
    now = house.clock()
    with recording("task.done"):
        tasks.finish(house.keyring, asked, proof, actor.label, now)
        public = {"kind": asked.kind, "target": asked.target, "outcome": "found" if found else "done"}
        events.append(house.keyring, [NewEvent("task.done", now, actor.label, public, request=asked.request)])


def planned_again(batch: Batch, dropped: set[UUID]) -> list[Request]:
    """Persons whose data changed before the deed go back to be planned (D5)."""
    return [replace(r, state="identified", plan=None) for r in batch.requests if r.id in dropped]


def close(batch: Batch) -> list[Request]:
    now = batch.house.clock()
    return [replace(r, state="closed", closed_at=now) for _, r in batch.live()]


@dataclass(frozen=True, slots=True)
class Tombstone:
    """What was erased in a store, by a normalised value that would bring the person back (promise 5). The ledger keeps
    an HMAC."""

    number: int
    store: str
    kind: str
    value: str
    until: date


def tombstones_of(batch: Batch, store: str, erased: Iterable[int]) -> list[Tombstone]:
    """What would show, after a backup is restored or a file imported, that somebody erased has come back (E10).

    Only what the deed removed from the store: a number that a kept row still bears is there by law, and is not back.
    """
    until, map, cases = remembered_until(batch), batch.map(store), batch.cases(store)
    found: list[Tombstone] = []
    for n in erased:
        known = list(remains.identities(map, batch.touched(store, n), cases))
        gone = {kind for _, kind, _ in known} - {kind for _, kind, stays in known if stays}
        values = {(k, normalise(k, v)) for k, v in batch.parts[n]["values"] if k in gone}
        found += [Tombstone(n, store, kind, value, until) for kind, value in sorted(values)]
    return found


def remembered_until(batch: Batch) -> date:
    """Until when our keyed trace stays: as long as the oldest backup, or as the packs say where that is longer."""
    days = backups.oldest(batch.house.declared(), batch.record.body["stores"]) or 0
    return batch.house.today() + timedelta(days=max(days, batch.house.law().durations["tombstone"]))


def set_tombstones(batch: Batch, tombs: Sequence[Tombstone]) -> None:
    """From the deed on: what comes back while the answer waits for a processor is known as well."""
    now = batch.house.clock()
    tombstones.add(batch.house.keyring, [(t.store, t.kind, t.value, now, t.until) for t in tombs], now)


def end(batch: Batch) -> None:
    """The last writes of a run: working data out, the plan done."""
    plans.drop_work(batch.record.id)
    ends.from_closing(batch.house, [r for _, r in batch.live()])
    plans.set_state(replace(batch.record, state="done"))
