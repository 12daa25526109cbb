"""One person's data came in: by what, on which day; by when they are told, and that they were (art. 13, 14, 15(1)(g)).

A clerk or a program enters it; who it was lies sealed. The notice of a form or an activity is `collection`'s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from garant.actions import access, evidence, letters
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import NotFound, UsageError, WrongState
from garant.law.phrases import read_phrases
from garant.law.provisions import NoRule
from garant.ledger import collected, events, outbox, setup
from garant.ledger.collected import Entry, Person, Waiting
from garant.ledger.values import NewEvent, NewLetter, Request
from garant.press import arrivals as press
from garant.rules.collection import Collection, collection
from garant.rules.informing import ENTRIES, FORM_OF, FORMS, OTHERS, WAYS, Due, informing
from garant.rules.processing import Form
from garant.stores.identities import normalise

LANGUAGES = ("fr", "en")
NOTICE = "notice"
"""The kind of letter that a notice is."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is entered. `form` or `activity`: where in the register it belongs. `reference`: of an agreement.
    `giver`: the recipient that a third party is. `first`: when the person was first written to (art. 14(3)(b))."""

    kind: str
    value: str
    entry: str
    collected: date
    form: str = ""
    activity: str = ""
    name: str = ""
    reference: str = ""
    giver: str = ""
    language: str = "fr"
    first: date | None = None


# ── enter ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def record(house: Instance, actor: Actor, new: Arrival) -> Entry:
    """Keep that somebody's data came in. Raises UsageError for what cannot be, naming nobody."""
    access.require(house, actor, "collect")
    form = of_register(house, new.form, new.activity, new.entry)
    _refuse_what_cannot_be(house, new, form)
    law, now = house.law(), house.clock()
    due = informing(new.entry, new.collected, law, first=new.first)
    kept = collected.NewEntry(
        person=Person(new.kind, new.value.strip(), new.name.strip(), new.reference.strip()),
        identity=(new.kind, normalise(new.kind, new.value)),
        entry=new.entry,
        form=form.id,
        activity=form.activity,
        language=new.language,
        collected=new.collected,
        due=None if isinstance(due, NoRule) else due.by,
        ends=new.collected + timedelta(days=law.durations["collection"]),
        giver=new.giver,
        first=new.first,
    )
    with setup.transaction():
        entry = collected.add(house.keyring, kept, now, actor.label)
        public = {
            "entry": str(entry.id),
            "source": entry.entry,
            "form": entry.form,
            "activity": entry.activity,
            "giver": entry.giver,
            "collected": entry.collected.isoformat(),
            "law": law.version,
        }
        public |= {"due": entry.due.isoformat()} if entry.due else {}
        events.append(house.keyring, [_event(house, actor.label, "collection.recorded", entry, public)])
    return entry


def of_register(house: Instance, form: str, activity: str, entry: str) -> Form:
    """The declared form, or one that stands for an activity whose data come in without any."""
    register = house.declared()
    if form:
        if form not in register.forms:
            known = ", ".join(register.forms) or "none"
            raise NotFound("No form of that name is declared.", place=form, remedy=f"Declared: {known}.")
        return register.forms[form]
    if activity not in register.activities:
        known = ", ".join(register.activities) or "none"
        raise NotFound("No activity of that name is declared.", place=activity, remedy=f"Declared: {known}.")
    return Form("", register.activities[activity].name, FORM_OF.get(entry, "paper"), activity)


def _refuse_what_cannot_be(house: Instance, new: Arrival, form: Form) -> None:
    refusals = {
        "Somebody has to be named, by an e-mail address or another identity.": not normalise(new.kind, new.value),
        "This is no e-mail address.": new.kind == "email" and "@" not in new.value,
        f"A source is one of: {', '.join(ENTRIES)}.": new.entry not in ENTRIES,
        "This day has not come yet.": new.collected > house.today(),
        "Data from a third party come by no form of ours.": new.entry in OTHERS and bool(form.id),
        "This form is of another kind than the source.": bool(form.id) and FORMS[form.kind] != new.entry,
        "Only a third party gives data.": bool(new.giver) and new.entry not in OTHERS,
        "Notices are written in fr or en.": new.language not in LANGUAGES,
        "Only an agreement has a reference.": bool(new.reference) and new.entry != "agreement",
    }
    for cause, holds in refusals.items():
        if holds:
            raise UsageError(cause, place=form.id or form.activity, remedy="Correct it; nothing was kept.")
    if new.giver and new.giver not in house.declared().recipients:
        raise NotFound("No recipient of that name is declared.", place=new.giver, remedy="Declare it in the register.")


# ── tell ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def notice(house: Instance, entry: Entry) -> Collection:
    """What this person is told, from the register as it now stands; spoken where it is read out."""
    form = of_register(house, entry.form, entry.activity, entry.entry)
    register, law = house.declared(), house.law()
    return collection(register, form, law, read_phrases(), entry=entry.entry, giver=entry.giver)


def due(house: Instance, entry: Entry) -> Due | NoRule:
    """By when, under which article."""
    return informing(entry.entry, entry.collected, house.law(), first=entry.first)


def told(house: Instance, actor: Actor, entry: Entry, way: str, *, on: date | None = None) -> Entry:
    """Note that the person was told, how, on which day, by whom. What was noted first stands."""
    access.require(house, actor, "collect")
    entry, day = collected.by_id(house.keyring, entry.id), on or house.today()
    if way not in WAYS:
        raise UsageError(f"A way is one of: {', '.join(WAYS)}.", place=str(entry.id), remedy="Say how they were told.")
    if not entry.collected <= day <= house.today():
        raise UsageError(
            "Nobody is told before the data came in, nor in days to come.",
            place=str(entry.id),
            remedy="Correct the day.",
        )
    with setup.transaction():
        _note(house, entry, day, way, actor.label)
    return collected.by_id(house.keyring, entry.id)


def _note(house: Instance, entry: Entry, day: date, way: str, by: str) -> None:
    if collected.tell(house.keyring, entry.id, day, way, by):
        public = {"entry": str(entry.id), "how": way, "on": day.isoformat()}
        events.append(house.keyring, [_event(house, by, "collection.told", entry, public)])


def send(house: Instance, actor: Actor, entry: Entry) -> Entry:
    """Put the notice into the outbox, in the person's language. They count as told once it has left, not before."""
    access.require(house, actor, "collect")
    entry = collected.by_id(house.keyring, entry.id)
    if entry.person is None or entry.person.kind != "email":
        raise WrongState(
            "No e-mail address is known for them.", place=str(entry.id), remedy="Tell them in another way, and note it."
        )
    if not entry.open:
        return entry
    drawn = notice(house, entry)
    if drawn.lacks:
        raise WrongState(
            "The register does not say yet all that a notice must say.",
            place=entry.form or entry.activity,
            remedy="`garant register form`, or its page, says what is missing.",
        )
    letter = press.notice(
        letters.party(house), entry.language, house.today(), said(house, entry), drawn.notice, person=entry.person.name
    )
    with setup.transaction():
        new = NewLetter(None, entry.key, NOTICE, entry.person.value, letter.subject, letter.as_json())
        put = outbox.put(house.keyring, new, house.clock(), letters.outbox_end(house))
        collected.mail(house.keyring, entry.id, put)
    return collected.by_id(house.keyring, entry.id)


def left(house: Instance, mailed: Sequence[UUID]) -> None:
    """These notices have left: their persons are told. In the transaction that marks them sent."""
    for entry in collected.of_letters(house.keyring, mailed):
        _note(house, entry, house.today(), "by-email", "system")


# ── read ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def by_id(house: Instance, actor: Actor, entry: UUID) -> Entry:
    """One entry, opened: a reading of a person's data (A6)."""
    access.require(house, actor, "read")
    found = collected.by_id(house.keyring, entry)
    evidence.was_read(house, actor, "collection", None)
    return found


def waiting(house: Instance, actor: Actor) -> tuple[Entry, ...]:
    """Those who are still to be told, the most pressing first."""
    access.require(house, actor, "read")
    return _read(house, actor, collected.waiting(house.keyring))


def latest(house: Instance, actor: Actor) -> tuple[Entry, ...]:
    """The newest entries of which the person was told."""
    access.require(house, actor, "read")
    return _read(house, actor, [e for e in collected.latest(house.keyring) if not e.open])


def _read(house: Instance, actor: Actor, found: Sequence[Entry]) -> tuple[Entry, ...]:
    if found:
        evidence.was_read(house, actor, "names in the collection", None)
    return tuple(found)


def count(house: Instance) -> Waiting:
    """How many are to be told, and late: numbers only."""
    return collected.count(house.organisation.id, house.today())


# ── what a request makes of it ─────────────────────────────────────────────────────────────────────────────────────


def of_persons(house: Instance, asked: Mapping[int, Iterable[tuple[str, str]]]) -> dict[int, list[Entry]]:
    """The entries of persons by number, whoever bears one of their identities. Who has none is left out."""
    forms = {number: {(k, normalise(k, v)) for k, v in values} for number, values in asked.items()}
    return collected.of_persons(house.keyring, forms)


def said(house: Instance, entry: Entry) -> press.Arrival:
    """An entry as the person is told of it."""
    giver = house.declared().recipients.get(entry.giver)
    return press.Arrival(
        entry=entry.entry,
        collected=entry.collected,
        reference=entry.person.reference if entry.person else "",
        giver=giver.name if giver else "",
        told=entry.told,
        way=entry.way,
    )


def statements(house: Instance, entries: Iterable[Entry], language: str) -> tuple[str, ...]:
    """Where a person's data come from, in sentences to them (art. 15(1)(g))."""
    return tuple(press.statement(said(house, entry), language) for entry in entries)


def erase(house: Instance, request: Request, entries: Sequence[Entry]) -> None:
    """An erasure takes these notes too. In the transaction of the answer that tells it."""
    now = house.clock()
    collected.erase(house.keyring, entries, now, "erasure")
    public = [{"entry": str(entry.id), "why": "erasure"} for entry in entries]
    gone = [NewEvent("collection.erased", now, "system", e, None, request.id, request.key) for e in public]
    events.append(house.keyring, gone)


def _event(house: Instance, by: str, kind: str, entry: Entry, public: dict[str, str]) -> NewEvent:
    return NewEvent(kind, house.clock(), by, public, None, None, entry.key)
