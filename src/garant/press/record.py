"""The record of processing activities as a document, as the authority may ask to see it (art. 30(4)): paper or page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from garant.law.phrases import Phrases
from garant.press.documents import Party
from garant.press.frame import page
from garant.press.letter import Block, Cell, Heading, Items, Letter, Paragraph, Table
from garant.press.markup import Markup, join, tag
from garant.press.sentences import sentences, typeset
from garant.rules.article30 import Entry, Part
from garant.rules.contacts import Contact, reach
from garant.rules.processing import Organisation
from garant.rules.register import Words

_WIDTHS = (13, 32)
_SHORT = ("persons", "data", "recipients", "measures")
"""Lines whose texts are names, which stand side by side; the others stand below each other."""
_PARTS: tuple[Part, ...] = ("controller", "processor")


def record_letter(
    entries: Sequence[Entry], organisation: Organisation, house: Party, phrases: Phrases, language: str, on: date
) -> Letter:
    """The record, to be set as PDF (`pdf.letter_pdf`), page or text."""
    said = _Said(phrases, language)
    of_the_union = not entries or any(line.article for entry in entries for line in entry.lines)
    opening = "record.opening" if of_the_union else "record.opening-elsewhere"
    blocks = (
        *_actors(organisation, said),
        *_parts(entries, said),
    )
    return Letter(
        subject=said.say("record.title"),
        language=language,
        organisation=house,
        made=on,
        dateline=said.say("record.dateline", day=sentences(language).day(on)),
        greeting=said.say(opening, contact=organisation.contact),
        blocks=blocks,
        signature=said.say("record.signature", organisation=organisation.name),
    )


class _Said:
    def __init__(self, phrases: Phrases, language: str) -> None:
        self.phrases = phrases
        self.language = language

    def say(self, code: str, **values: str) -> str:
        return typeset(self.phrases.say(code, **values)[self.language], self.language)

    def article(self, number: str) -> str:
        return self.say("record.article", article=number) if number else ""

    def pick(self, words: Words) -> str:
        return words.get(self.language) or words.get("fr") or next(iter(words.values()), "")


def _actors(organisation: Organisation, said: _Said) -> Iterator[Block]:
    head = Contact(organisation.name, organisation.contact, organisation.phone, organisation.address)
    actors = {"who": head, "dpo": organisation.dpo, "representative": organisation.representative}
    rows = tuple((Cell(said.say(f"record.{key}")), Cell(reach(of))) for key, of in actors.items() if of)
    yield Table(said.say("record.who"), (said.say("record.head.item"), said.say("record.head.said")), rows, _WIDTHS)


def _parts(entries: Sequence[Entry], said: _Said) -> Iterator[Block]:
    if not entries:
        yield Paragraph(said.say("record.nothing"))
    for part in _PARTS:
        mine = [entry for entry in entries if entry.part == part]
        if mine:
            yield Heading(said.say(f"record.{part}"))
            yield Items(tuple(said.pick(entry.name) for entry in mine))
        for entry in mine:
            yield Heading(said.pick(entry.name))
            yield _table(entry, said)


def _table(entry: Entry, said: _Said) -> Table:
    head = (said.say("record.head.item"), said.say("record.head.said"))
    rows = tuple(
        (
            Cell(said.say(f"record.{line.code}"), articles=said.article(line.article)),
            Cell((", " if line.code in _SHORT else "\n").join(_text(text, said) for text in line.texts)),
        )
        for line in entry.lines
    )
    return Table(said.pick(entry.name), head, rows, _WIDTHS)


def _text(text: Words, said: _Said) -> str:
    return typeset(said.pick(text), said.language)


def record_page(letter: Letter) -> str:
    """The same as one file of HTML: nothing fetched, no script."""
    main = join(tag("h1", letter.subject), Markup(letter.html))
    return page(
        sentences(letter.language),
        title=letter.subject,
        house=letter.organisation.name,
        main=main,
        foot=letter.organisation.contact,
        index=(),
    )
