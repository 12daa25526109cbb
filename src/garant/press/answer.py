"""The answer: one letter for all the rights of a request, saying for each what was done (D.10, art. 12(4), 15–20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.press.documents import Withheld
from garant.press.letter import Block, Cell, Heading, Items, Letter, Link, Paragraph, Table
from garant.press.letters import Case, Corrected, Late, corrections, paragraphs, remedies, set_letter
from garant.press.sentences import Sentences

FateKind = Literal["erase", "mask", "keep", "undecided"]
_ORDER: tuple[FateKind, ...] = ("erase", "mask", "keep", "undecided")
RightName = Literal["access", "rectification", "erasure", "portability"]
UnreadWhy = Literal["type", "size", "privilege", "inside"]
UNNAMED = 4
"""Of the places that have no name in words, so many are told by their own; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Handed:
    """A copy that can be fetched at `link` until `expires`. `rectify_link` is where an error is reported."""

    right: Literal["access", "portability"]
    link: str
    expires: date
    systems: tuple[str, ...]
    withheld: tuple[Withheld, ...] = ()
    undecided: tuple[Withheld, ...] = ()
    rectify_link: str = ""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of some of the person's data, why, and under which articles. `what` and `why` are in words."""

    kind: FateKind
    what: str
    why: str
    articles: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A processor that was instructed or a recipient that was told. `reason` says why somebody was not (art. 19)."""

    name: str
    on: date | None = None
    confirmed: date | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Unread:
    """Places of one system that were not read again, for one reason (D9): blindness is not absence.

    `named` are in words; `unnamed` bear the name that the system itself gives them, for want of another.
    """

    system: str
    why: UnreadWhy
    named: tuple[str, ...] = ()
    unnamed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erased:
    """An erasure as it was done. `verified` is the day the data were looked for again: nothing is "erased" without.

    `left`: that search still found values of the person in places that no plan had named (D9); `rest_by`: until when
    they are dealt with.
    `backups_until`: the last backup that still holds the data goes; `tombstone_until`: our keyed trace goes (E10).
    """

    fates: tuple[Fate, ...]
    systems: tuple[str, ...]
    verified: date
    left: bool = False
    rest_by: date | None = None
    unread: tuple[Unread, ...] = ()
    processors: tuple[Told, ...] = ()
    recipients: tuple[Told, ...] = ()
    backups_until: date | None = None
    tombstone_until: date | None = None


@dataclass(frozen=True, slots=True)
class Rectified:
    """A rectification as it was done. `missed`: what was asked and not changed; `invoices_excepted`: the field also
    stands on issued invoices (E1)."""

    changes: tuple[Corrected, ...]
    verified: date
    missed: tuple[Corrected, ...] = ()
    invoices_excepted: bool = False
    statement: str = ""
    processors: tuple[Told, ...] = ()
    recipients: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class NothingFound:
    right: RightName
    systems: tuple[str, ...]
    unproved: bool = False
    """Something else was given to find the person by, which does not show who asks: of what it names nothing is said,
    not even that it names nothing (D12)."""


@dataclass(frozen=True, slots=True)
class Reason:
    text: str
    articles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refused:
    """A right that is refused. A refusal without a reason cannot be made (art. 12(4))."""

    right: RightName
    reasons: tuple[Reason, ...]

    def __post_init__(self) -> None:
        if not self.reasons:
            raise ValueError("a refusal gives its reasons (art. 12(4))")


@dataclass(frozen=True, slots=True)
class ByHand:
    """What somebody looked for by hand (D16): `found` (system, what was found and done, in words), `empty` systems."""

    found: tuple[tuple[str, str], ...] = ()
    empty: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arrivals:
    """What was noted of how the person's data came in: told, where no copy tells it, or gone with the erasure."""

    told: tuple[str, ...] = ()
    erased: bool = False


Part = Arrivals | ByHand | Handed | Erased | Rectified | NothingFound | Refused


def answer(case: Case, parts: Sequence[Part], *, follow: str = "", late: Late | None = None) -> Letter:
    """One letter for all the parts, in their order. It always ends with the authority and the court."""
    words = case.words
    blocks: list[Block] = [Paragraph(words.say("answer-intro", received=words.day(case.received)))]
    if late is not None:
        said = "answer-late-one" if late.days == 1 else "answer-late"
        blocks.append(Paragraph(words.say(said, due=words.day(late.due), days=str(late.days))))
        blocks += paragraphs(late.reason)
    for part in parts:
        blocks += _part(words, part)
    if follow:
        blocks.append(Link(words.say("answer-follow"), words.say("follow-label"), follow))
    return set_letter(case, "answer-subject", [*blocks, *remedies(case)])


def _part(words: Sentences, part: Part) -> list[Block]:
    match part:
        case Arrivals():
            return _arrivals(words, part)
        case ByHand():
            return _by_hand(words, part)
        case Handed():
            return [_title(words, part.right), *_handed(words, part)]
        case Erased():
            return [_title(words, "erasure"), *_erased(words, part)]
        case Rectified():
            return [_title(words, "rectification"), *_rectified(words, part)]
        case NothingFound():
            return [_title(words, part.right), *_nothing(words, part)]
        case Refused():
            return [_title(words, part.right), *_refused(words, part)]


def _arrivals(words: Sentences, part: Arrivals) -> list[Block]:
    blocks: list[Block] = [Heading(words.say("arrivals"))]
    if part.told:
        blocks += [Paragraph(words.say("arrivals-held")), Items(part.told)]
    if part.erased:
        blocks.append(Paragraph(words.say("arrivals-erased")))
    return blocks


def _by_hand(words: Sentences, part: ByHand) -> list[Block]:
    blocks: list[Block] = [Heading(words.say("by-hand"))]
    for system, text in part.found:
        blocks += [Paragraph(words.say("by-hand-found", system=system)), Paragraph(text)]
    if part.empty:
        blocks += [Paragraph(words.say("by-hand-empty")), Items(part.empty)]
    return blocks


def _title(words: Sentences, right: RightName) -> Heading:
    return Heading(words.say(f"right-{right}"))


def _handed(words: Sentences, part: Handed) -> list[Block]:
    said = words.say(f"handed-{part.right}", expires=words.day(part.expires))
    blocks: list[Block] = [Link(said, words.say(f"handed-{part.right}-label"), part.link)]
    keys = {
        "access": ("access-page", "access-formats", "access-first-copy"),
        "portability": ("portability-formats", "portability-transfer"),
    }
    blocks += [Paragraph(words.say(key)) for key in keys[part.right]]
    if part.withheld:
        blocks += [Paragraph(words.say("withheld-intro")), _withheld(words, part.withheld)]
    if part.undecided:
        blocks += [Paragraph(words.say("handed-undecided")), Items(tuple(one.title for one in part.undecided))]
    blocks += [Paragraph(words.say("searched")), Items(part.systems)]
    if part.rectify_link:
        blocks.append(Link(words.say("handed-report"), words.say("handed-report-label"), part.rectify_link))
    return blocks


def _withheld(words: Sentences, withheld: Sequence[Withheld]) -> Table:
    rows = tuple((Cell(one.title), Cell(one.reason, articles=one.article)) for one in withheld)
    return Table(words.say("withheld-caption"), (words.say("withheld-what"), words.say("withheld-why")), rows)


def _erased(words: Sentences, part: Erased) -> list[Block]:
    kinds = {fate.kind for fate in part.fates}
    blocks: list[Block] = [Paragraph(words.say(_erased_how(part), verified=words.day(part.verified)))]
    if part.left and part.rest_by:
        blocks.append(Paragraph(words.say("rest-by", by=words.day(part.rest_by))))
    if part.fates:
        blocks.append(_fates(words, part.fates))
    if "keep" in kinds:
        blocks.append(Paragraph(words.say("kept-use")))
    if "undecided" in kinds:
        blocks.append(Paragraph(words.say("undecided-note")))
    blocks += [Paragraph(words.say("searched")), Items(part.systems)]
    if part.unread:
        places = tuple(_unread(words, one) for one in part.unread)
        blocks += [Paragraph(words.say("unread")), Items(places), Paragraph(words.say("unread-ask"))]
    blocks += _tellings(words, part.processors, part.recipients)
    if part.backups_until:
        blocks.append(Paragraph(words.say("backups", until=words.day(part.backups_until))))
    if part.tombstone_until:
        told = "tombstone" if part.backups_until else "tombstone-alone"
        blocks.append(Paragraph(words.say(told, until=words.day(part.tombstone_until))))
    return blocks


def _unread(words: Sentences, one: Unread) -> str:
    """The places of one system in one sentence: those with a name in words first."""
    shown, more = one.unnamed[:UNNAMED], len(one.unnamed) - UNNAMED
    places = [*one.named, *(words.say("unread-unnamed", name=name) for name in shown)]
    if more > 0:
        places.append(words.say("unread-more", count=str(more)))
    return words.say(f"unread-{one.why}", system=one.system, places=", ".join(places))


def _erased_how(part: Erased) -> str:
    """Which sentence is true: what was read again decides, not what was meant."""
    kinds = {fate.kind for fate in part.fates}
    if not kinds & {"erase", "mask"}:
        return "erased-none"
    if part.left:
        return "erased-left"
    return "erased-all" if kinds == {"erase"} else "erased-partly"


def _fates(words: Sentences, fates: Sequence[Fate]) -> Table:
    """One line for what shares data, fate and reason; what goes comes first, then what is held back, then the rest."""
    lines: dict[tuple[FateKind, str, str, tuple[str, ...]], list[date | None]] = {}
    for fate in sorted(fates, key=lambda fate: _ORDER.index(fate.kind)):
        lines.setdefault((fate.kind, fate.what, fate.why, fate.articles), []).append(fate.until)
    head = (words.say("fates-what"), words.say("fates-done"), words.say("fates-why"))
    rows = tuple(
        (
            Cell(what),
            Cell(_fate_words(words, kind, untils), fate=kind),
            Cell(words.set(why), articles=words.listed(articles)),
        )
        for (kind, what, why, articles), untils in lines.items()
    )
    return Table(words.say("erased-caption"), head, rows, widths=(5, 3, 4))


def _fate_words(words: Sentences, kind: FateKind, untils: Sequence[date | None]) -> str:
    days = sorted(until for until in untils if until)
    if kind != "keep" or len(days) < len(untils):
        return words.say(f"fate-{kind}")
    first, last = words.short_day(days[0]), words.short_day(days[-1])
    if first == last:
        return words.say("fate-keep-until", until=last)
    return words.say("fate-keep-between", first=first, last=last)


def _tellings(words: Sentences, processors: Sequence[Told], recipients: Sequence[Told]) -> list[Block]:
    blocks: list[Block] = []
    if processors:
        said = tuple(_processor(words, one) for one in processors)
        blocks += [Paragraph(words.say("processors")), Items(said)]
    if recipients:
        told = tuple(_recipient(words, one) for one in recipients)
        blocks += [Paragraph(words.say("recipients")), Items(told)]
    else:
        blocks.append(Paragraph(words.say("recipients-none")))
    return blocks


def _processor(words: Sentences, told: Told) -> str:
    """A processor is instructed; "erased" waits for its word (E3)."""
    if told.confirmed:
        return words.say("processor-confirmed", name=told.name, on=words.short_day(told.confirmed))
    if told.on:
        return words.say("processor-instructed", name=told.name, on=words.short_day(told.on))
    return words.say("processor-waiting", name=told.name)


def _recipient(words: Sentences, told: Told) -> str:
    if told.on:
        return words.say("recipient-told", name=told.name, on=words.short_day(told.on))
    if told.reason:
        return words.say("recipient-not-told", name=told.name, reason=told.reason)
    return words.say("recipient-waiting", name=told.name)


def _rectified(words: Sentences, part: Rectified) -> list[Block]:
    blocks: list[Block] = []
    if part.changes:
        done = Paragraph(words.say("rectified-done", verified=words.day(part.verified)))
        blocks += [done, corrections(words, part.changes)]
    if part.missed:
        asked = tuple(words.say("rectified-asked", what=one.what, new=one.new) for one in part.missed)
        blocks += [Paragraph(words.say("rectified-missed")), Items(asked)]
    if part.invoices_excepted:
        blocks.append(Paragraph(words.say("rectified-invoices")))
    if part.statement:
        blocks += [Paragraph(words.say("rectified-statement")), *paragraphs(part.statement)]
    return blocks + _tellings(words, part.processors, part.recipients)


def _nothing(words: Sentences, part: NothingFound) -> list[Block]:
    again = ("nothing-unproved", "nothing-prove") if part.unproved else ("nothing-again",)
    return [
        Paragraph(words.say("nothing-confirmed" if part.unproved else "nothing")),
        Items(part.systems),
        *(Paragraph(words.say(name)) for name in again),
        Paragraph(words.say("nothing-case")),
    ]


def _refused(words: Sentences, part: Refused) -> list[Block]:
    reasons = tuple(
        words.say("reason", text=words.set(one.text), articles=words.listed(one.articles)) if one.articles else one.text
        for one in part.reasons
    )
    return [Paragraph(words.say("refused")), Items(reasons)]
