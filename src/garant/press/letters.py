"""The letters around a request: acknowledgement, questions, dates, closings, codes, and those to third parties.

Each takes facts and returns a `Letter`; the answer itself is in `answer`. Nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from garant.press.documents import AuthorityAnswer, Party
from garant.press.letter import Block, Cell, Items, Letter, Link, Paragraph, Table
from garant.press.sentences import Sentences, sentences

TellingRight = Literal["erasure", "rectification"]


@dataclass(frozen=True, slots=True)
class Case:
    """What every letter of a request bears. `sender` is the name of who signs; empty, the organisation signs."""

    organisation: Party
    authority: AuthorityAnswer
    reference: str
    language: str
    received: date
    made: date
    person: str = ""
    sender: str = ""

    @property
    def words(self) -> Sentences:
        return sentences(self.language, union=self.authority.union)


@dataclass(frozen=True, slots=True)
class Needed:
    """What is asked of the person, and why: two complete sentences; `why` is empty where `what` says both."""

    what: str
    why: str


@dataclass(frozen=True, slots=True)
class Corrected:
    """One field that was corrected, in words, in the systems named."""

    what: str
    old: str
    new: str
    systems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kept:
    """Data that stay: `what` in words, and the days until when, the earliest first (none: no date says)."""

    what: str
    ends: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Shared:
    """What was done about one person to data that somebody else holds too: nothing but what that one was given.

    `identities` are (kind in words, value) pairs; `gone`, `kept` and the texts it is kept under are of an erasure,
    `changes` of a rectification.
    """

    identities: tuple[tuple[str, str], ...]
    gone: tuple[str, ...] = ()
    kept: tuple[Kept, ...] = ()
    texts: tuple[str, ...] = ()
    changes: tuple[Corrected, ...] = ()


@dataclass(frozen=True, slots=True)
class Late:
    """An answer that leaves after its date: the day it was due, how many days ago, and why, in the clerk's words."""

    due: date
    days: int
    reason: str = ""


# ── to the person ──────────────────────────────────────────────────────────────────────────────────────────────────


def acknowledgement(
    case: Case,
    *,
    due: date,
    rights: Sequence[str],
    follow: str,
    confirm: str = "",
    needed: Sequence[Needed] = (),
) -> Letter:
    """Sent at once. `rights` are names in words; `confirm` is the link that proves the contact, where there is one."""
    words = case.words
    blocks: list[Block] = [
        Paragraph(words.say("ack-received", received=words.day(case.received), reference=case.reference)),
        Paragraph(words.say("ack-due", due=words.day(due))),
        Paragraph(words.say("ack-rights")),
        Items(tuple(rights)),
    ]
    if confirm:
        blocks.append(Link(words.say("ack-confirm"), words.say("ack-confirm-label"), confirm))
    if needed:
        blocks += [Paragraph(words.say("ack-needed")), _asked(case, needed)]
    if not confirm and not needed:
        blocks.append(Paragraph(words.say("ack-nothing-needed")))
    blocks += [follow_link(case, follow), *_said(case.authority.silence), _authority(case, "ack-complain")]
    return set_letter(case, "ack-subject", blocks)


def identity_question(case: Case, *, due: date, needed: Sequence[Needed], follow: str, stops: bool) -> Letter:
    """Asked on reasonable doubt only (art. 12(6)). `stops`: it was asked in time, so that the clock waits (E7)."""
    words = case.words
    clock = words.say("identity-stops") if stops else words.say("identity-runs", due=words.day(due))
    blocks: list[Block] = [
        Paragraph(words.say("identity-why", received=words.day(case.received))),
        Paragraph(words.say("identity-needed")),
        _asked(case, needed),
        Link(words.say("identity-reply"), words.say("identity-reply-label"), follow),
        Paragraph(clock),
        _authority(case, "complain"),
    ]
    return set_letter(case, "identity-subject", blocks)


def extension(case: Case, *, due: date, new_due: date, reason: str, follow: str) -> Letter:
    """Tells of two more months, with the reason, and the right to complain at once (art. 12(3) and (4))."""
    words = case.words
    blocks: list[Block] = [
        Paragraph(words.say("extension-dates", due=words.day(due), new_due=words.day(new_due))),
        Paragraph(words.say("extension-reason")),
        *paragraphs(reason),
        Paragraph(words.say("extension-law")),
        follow_link(case, follow),
        *remedies(case),
    ]
    return set_letter(case, "extension-subject", blocks)


def not_identified(case: Case, *, reasons: Sequence[str]) -> Letter:
    """Closes a request whose author could not be established; it says why and what can be done (art. 12(4))."""
    words = case.words
    blocks: list[Block] = [
        Paragraph(words.say("unknown-closed", received=words.day(case.received))),
        Paragraph(words.say("unknown-reasons")),
        Items(tuple(reasons)),
        Paragraph(words.say("unknown-again")),
        *remedies(case),
    ]
    return set_letter(case, "unknown-subject", blocks)


def withdrawn(case: Case, *, on: date) -> Letter:
    """Confirms that the person withdrew."""
    words = case.words
    blocks = [
        Paragraph(words.say("withdrawn-done", on=words.day(on))),
        Paragraph(words.say("withdrawn-again")),
    ]
    return set_letter(case, "withdrawn-subject", blocks)


def rest_done(case: Case, *, searched: date) -> Letter:
    """Follows an answer that was given in part: what was still to be dealt with is."""
    words = case.words
    blocks = [Paragraph(words.say("rest-done", received=words.day(case.received), searched=words.day(searched)))]
    return set_letter(case, "rest-done-subject", [*blocks, *remedies(case)])


def code(case: Case, *, code: str, minutes: int) -> Letter:
    """A one-time code; it stands in the body only, since subjects are listed in the clear."""
    words = case.words
    blocks = [
        Paragraph(words.say("code-is", code=code, minutes=str(minutes))),
        Paragraph(words.say("code-ignore")),
    ]
    return set_letter(case, "code-subject", blocks)


def copy_fee(case: Case, *, amount: str, reason: str, follow: str) -> Letter:
    """A reasonable fee for a further copy, justified before anything is owed (art. 15(3))."""
    words = case.words
    blocks: list[Block] = [
        Paragraph(words.say("fee-had")),
        Paragraph(words.say("fee-amount", amount=amount)),
        *paragraphs(reason),
        Link(words.say("fee-choice"), words.say("fee-choice-label"), follow),
        *remedies(case),
    ]
    return set_letter(case, "fee-subject", blocks)


def office_message(case: Case, *, text: str, follow: str) -> Letter:
    """What somebody of the office writes to the person, as written."""
    words = case.words
    blocks: list[Block] = [*paragraphs(text), Link(words.say("message-reply"), words.say("message-label"), follow)]
    return set_letter(case, "message-subject", blocks)


# ── to the house ───────────────────────────────────────────────────────────────────────────────────────────────────


def message_to_read(case: Case, *, disputed: bool, office: str) -> Letter:
    """Tells the house that somebody wrote within a request. It bears the reference, and nothing of the person."""
    words = case.words
    what = "to-read-disputed" if disputed else "to-read"
    blocks: list[Block] = [
        Paragraph(words.say(what, reference=case.reference)),
        Link(words.say("to-read-open"), words.say("to-read-label"), office),
    ]
    return set_letter(case, f"{what}-subject", blocks)


# ── to those who hold the data for us, or received them ────────────────────────────────────────────────────────────


def instruction(case: Case, *, right: TellingRight, shared: Shared, by: date, reply: str) -> Letter:
    """Instructs a processor (art. 28) to do what we did, and no more. `reply` is where to confirm."""
    words = case.words
    blocks = [
        Paragraph(words.say(f"instruction-{right}", received=words.day(case.received))),
        *_about(words, shared, "instruction"),
        Link(words.say("instruction-confirm", by=words.day(by)), words.say("instruction-confirm-label"), reply),
    ]
    return _to_third_party(case, f"instruction-subject-{right}", blocks)


def recipient_notice(case: Case, *, right: TellingRight, shared: Shared, reply: str, rest: bool = False) -> Letter:
    """Tells a recipient what was done (art. 19). `rest`: reading again found the person elsewhere; it is not all."""
    words = case.words
    said = f"notice-{right}-rest" if rest else f"notice-{right}-kept" if shared.kept else f"notice-{right}"
    blocks = [
        Paragraph(words.say(said, received=words.day(case.received))),
        *_about(words, shared, "notice"),
        Link(words.say("notice-reply"), words.say("notice-reply-label"), reply),
    ]
    return _to_third_party(case, f"notice-subject-{right}", blocks)


def settled_notice(case: Case, *, recipient: str, given: date, settled: date, categories: Sequence[str]) -> Letter:
    """Asks whoever was given data for a case that is settled to erase them (art. 17(1)(a)). It names no person: the
    case's reference, which both sides know, is enough."""
    words = case.words
    told = {"recipient": recipient, "given": words.day(given), "settled": words.day(settled)}
    blocks: list[Block] = [
        Paragraph(words.say("settled-told", reference=case.reference, **told)),
        Paragraph(words.say("which")),
        Items(tuple(categories)),
        Paragraph(case.words.say("settled-erase")),
        Link(words.say("settled-confirm"), words.say("settled-confirm-label"), case.organisation.contact),
    ]
    return _letter(case, "settled-subject", words.say("third-greeting"), blocks, dateline="settled-dateline")


# ── parts that letters share ───────────────────────────────────────────────────────────────────────────────────────


def set_letter(case: Case, subject: str, blocks: Sequence[Block]) -> Letter:
    """A letter to the person: greeting, body, where to ask, signature."""
    words = case.words
    greeting = words.say("greeting", person=case.person) if case.person else words.say("greeting-nobody")
    return _letter(case, subject, greeting, blocks)


def follow_link(case: Case, follow: str) -> Link:
    return Link(case.words.say("follow"), case.words.say("follow-label"), follow)


def remedies(case: Case) -> tuple[Block, ...]:
    """Complaint and court: whenever something is refused, late or partial (art. 12(4)); we always say it."""
    return _authority(case, "complain"), *_said(case.authority.within), Paragraph(case.words.say("court"))


def paragraphs(text: str) -> tuple[Paragraph, ...]:
    """What a person typed, a paragraph for each line that has something on it."""
    return tuple(Paragraph(line.strip()) for line in text.splitlines() if line.strip())


def corrections(words: Sentences, changes: Sequence[Corrected]) -> Table:
    """Old value and new value, field by field."""
    empty = words.say("empty")
    with_systems = any(change.systems for change in changes)
    head = ["rectified-what", "rectified-old", "rectified-new"] + ["rectified-where"] * with_systems
    rows = tuple(
        (
            Cell(change.what),
            Cell(change.old or empty),
            Cell(change.new or empty),
            *([Cell(", ".join(change.systems))] if with_systems else []),
        )
        for change in changes
    )
    return Table(words.say("rectified-caption"), tuple(words.say(key) for key in head), rows)


def _letter(case: Case, subject: str, greeting: str, blocks: Sequence[Block], *, dateline: str = "dateline") -> Letter:
    words = case.words
    named: Mapping[str, str] = {"organisation": case.organisation.name}
    signature = (
        words.say("signature", sender=case.sender, **named) if case.sender else words.say("signature-house", **named)
    )
    ask = Paragraph(words.say("ask-us", contact=case.organisation.contact, reference=case.reference))
    letter = Letter(
        subject=words.say(subject, reference=case.reference),
        language=words.language,
        organisation=case.organisation,
        made=case.made,
        dateline=words.say(dateline, made=words.short_day(case.made), reference=case.reference),
        greeting=greeting,
        blocks=(*blocks, ask),
        signature=signature,
    )
    marks = tuple(Paragraph(said) for said in words.marks(letter.as_json()))
    return replace(letter, blocks=(*letter.blocks, *marks)) if marks else letter


def _to_third_party(case: Case, subject: str, blocks: Sequence[Block]) -> Letter:
    return _letter(case, subject, case.words.say("third-greeting"), blocks)


def _authority(case: Case, key: str) -> Paragraph:
    known = case.authority
    return Paragraph(case.words.say(key, authority=known.name, address=known.address, page=known.page))


def _said(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph(text),) if text else ()


def _asked(case: Case, needed: Sequence[Needed]) -> Items:
    return Items(tuple(case.words.say("needed", what=one.what, why=one.why) if one.why else one.what for one in needed))


def _about(words: Sentences, shared: Shared, who: Literal["instruction", "notice"]) -> list[Block]:
    identities = tuple(words.say("labelled", label=kind, value=value) for kind, value in shared.identities)
    blocks: list[Block] = [Paragraph(words.say("who")), Items(identities)]
    if shared.gone:
        blocks += [Paragraph(words.say(f"{who}-gone")), Items(shared.gone)]
    if shared.kept:
        blocks += [Paragraph(words.say(f"{who}-keep")), Items(tuple(_kept(words, one) for one in shared.kept))]
    if shared.kept and shared.texts:
        blocks.append(Paragraph(words.say("kept-texts", articles=words.listed(shared.texts))))
    return [*blocks, corrections(words, shared.changes)] if shared.changes else blocks


def _kept(words: Sentences, one: Kept) -> str:
    """One thing that stays, and until when."""
    if not one.ends:
        return one.what
    first, last = words.short_day(one.ends[0]), words.short_day(one.ends[-1])
    return words.say("kept-until" if first == last else "kept-between", what=one.what, first=first, last=last)
