"""How one person's data came in, said to that person: in their copy, in an answer, in the notice that is mailed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from garant.press.documents import Party
from garant.press.letter import Block, Items, Letter, Paragraph
from garant.press.sentences import sentences
from garant.rules.register import Words


@dataclass(frozen=True, slots=True)
class Arrival:
    """`entry`: the source. `giver`: the third party's name. `told` None: the person was not told yet; `way`: how."""

    entry: str
    collected: date
    reference: str = ""
    giver: str = ""
    told: date | None = None
    way: str = ""


def statement(arrival: Arrival, language: str) -> str:
    """Where the data come from (art. 15(1)(g)), then when and how the person was told: two sentences."""
    words = sentences(language)
    key = f"arrival-{arrival.entry}"
    named = {"reference": arrival.reference, "giver": arrival.giver}
    key += next((f"-{what}" for what, value in named.items() if value and words.knows(f"{key}-{what}")), "")
    said = words.say(key, on=words.short_day(arrival.collected), **named)
    told = f"told-{arrival.way}" if arrival.told else "told-not-yet"
    return f"{said} {words.say(told, on=words.short_day(arrival.told) if arrival.told else '')}"


def notice(
    organisation: Party, language: str, made: date, arrival: Arrival, lines: Sequence[Words], *, person: str = ""
) -> Letter:
    """The information of art. 13 or 14 as a letter: where the data come from, then the notice of the form."""
    words = sentences(language)
    key = f"arrival-{arrival.entry}"
    source = words.say(
        f"{key}-giver" if arrival.giver and words.knows(f"{key}-giver") else key,
        on=words.short_day(arrival.collected),
        giver=arrival.giver,
    )
    said = tuple(words.set(line.get(language) or line["fr"]) for line in lines)
    blocks: list[Block] = [Paragraph(words.say("notice-why")), Paragraph(source), Items(said)]
    blocks.append(Paragraph(words.say("notice-ask", contact=organisation.contact)))
    return Letter(
        subject=words.say("notice-subject", organisation=organisation.name),
        language=words.language,
        organisation=organisation,
        made=made,
        dateline=words.say("notice-dateline", made=words.short_day(made)),
        greeting=words.say("greeting", person=person) if person else words.say("greeting-nobody"),
        blocks=tuple(blocks),
        signature=words.say("signature-house", organisation=organisation.name),
    )
