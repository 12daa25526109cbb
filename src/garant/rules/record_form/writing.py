"""Lays out a filled form as sheets: the list of activities, and one sheet for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from garant.law.forms import Line, RecordForm, SheetForm
from garant.rules.grids import Cell, Sheet
from garant.rules.record_form.held import Card, Held

Row = list[Cell]
_ACTOR_FIELDS = {  # as the form lays them out, two rows an actor
    "controller": (("name", "first-name", "address", "email"), ("postcode", "town", "phone")),
    "representative": (("name", "first-name", "address", "email"), ("postcode", "town", "phone")),
    "dpo": (("name", "first-name", "company", "address"), ("postcode", "town", "phone", "email")),
}


def sheets(held: Held, form: RecordForm) -> tuple[Sheet, ...]:
    """The sheets of a filled form. Those of the activities bear their reference; a spreadsheet allows 31 signs."""
    listed = Sheet(form.list.name, tuple(_list(held, form)), (6, 3.2, 4, 3.2, 5, 3.2, 4, 3.2, 5.5))
    cards = [
        Sheet(card_name(ref, n), tuple(_card(ref, card, held, form)), (7, 7, 3.5, 5.5, 4.5, 5))
        for n, (ref, card) in enumerate(held.cards.items(), 1)
    ]
    return (listed, *cards)


def card_name(ref: str, number: int) -> str:
    return f"Fiche {number} {ref}"[:31]


def lists(form: RecordForm) -> Mapping[str, Sequence[str]]:
    """What a spreadsheet offers to choose from."""
    return {
        "answers": tuple(form.answers.values()),
        "recipients": tuple(form.recipients.values()),
        "security": tuple(line.label for line in form.security.values()),
        "safeguards": tuple(form.safeguards.values()),
    }


def day(value: date | None) -> str:
    return value.strftime("%d/%m/%Y") if value else ""


def _list(held: Held, form: RecordForm) -> Iterator[Row]:
    part = form.list
    for actor, layout in _ACTOR_FIELDS.items():
        said = held.actors.get(actor, {})
        for n, fields in enumerate(layout):
            title = part.sections[actor][0]
            row = [Cell(title if n == 0 else f"{title} {part.more}", "label")]
            for name in fields:
                row += [Cell(part.fields[name][0], "label"), Cell(said.get(name, ""), "value")]
            yield row
    yield []
    yield [Cell(part.title, "title")]
    columns = ("name", "ref", "created", "updated", "purpose", "sensitive")
    yield [Cell(part.columns[name][0], "head") for name in columns]
    for ref, card in held.cards.items():
        sensitive = form.answers["yes" if any(code in form.sensitive for code in card.data) else "no"]
        main = card.purposes[0] if card.purposes else ""
        texts = (card.name, ref, day(card.created), day(card.updated), main)
        yield [*(Cell(text, "value") for text in texts), Cell(sensitive, "value", list="answers")]


def _card(ref: str, card: Card, held: Held, form: RecordForm) -> Iterator[Row]:
    part = form.card
    yield [Cell(part.title, "title")]
    yield []
    plain = {"name": card.name, "ref": ref, "created": day(card.created), "updated": day(card.updated)}
    for name, text in {**plain, "software": card.software}.items():
        yield [Cell(part.fields[name][0], "label"), Cell(text, "value")]
    yield []
    yield [Cell(part.sections["actors"][0], "head")]
    for actor, labels in form.list.sections.items():
        said = held.actors.get(actor, {})
        yield [Cell(labels[0], "label"), *(Cell(said.get(name, ""), "value") for name in ("name", "phone", "email"))]
    yield [Cell(part.fields["joint"][0], "label"), Cell("\n".join(card.joint), "value")]
    yield []
    yield [Cell(part.sections["purposes"][0], "head")]
    for n, purpose in enumerate(card.purposes or ("",)):
        label = part.fields["purpose"][0] if n == 0 else f"{part.fields['purposes'][0]} {n}"
        yield [Cell(label, "label"), Cell(purpose, "value")]
    yield from _data(part, "data", form.data, card)
    yield from _data(part, "sensitive", form.sensitive, card)
    yield from _table(part, "persons", ("kind",), [(kind,) for kind in card.persons], "")
    yield from _table(part, "recipients", ("kind", "description"), card.recipients, "recipients")
    yield from _table(part, "security", ("kind", "description"), card.security, "security")
    yield from _table(part, "transfers", ("recipient", "country", "safeguard", "document"), card.transfers, "")


def _data(part: SheetForm, section: str, lines: Mapping[str, Line], card: Card) -> Iterator[Row]:
    yield []
    yield [Cell(text, "head") for text in (part.sections[section][0], *_heads(part, ("description", "duration")))]
    for code, line in lines.items():
        what, how_long = card.data.get(code, ("", ""))
        yield [Cell(line.label, "label"), Cell(what, "value"), Cell(how_long, "value")]


def _table(
    part: SheetForm, section: str, columns: Sequence[str], rows: Sequence[Sequence[str]], choices: str
) -> Iterator[Row]:
    yield []
    yield [Cell(text, "head") for text in (part.sections[section][0], *_heads(part, columns))]
    for row in rows or [("",) * len(columns)]:
        yield [Cell("", "label"), *(Cell(text, "value", choices if n == 0 else "") for n, text in enumerate(row))]


def _heads(part: SheetForm, columns: Sequence[str]) -> list[str]:
    return [part.columns[column][0] for column in columns]
