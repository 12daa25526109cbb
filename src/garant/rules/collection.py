"""What stands beside a form that collects data: the notice of art. 13 in short, and the boxes for consent and refusal.

Everything is taken from the register; what it does not say is told as missing, and never made up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from garant.law.phrases import Phrases
from garant.law.provisions import Law
from garant.law.purposes import within
from garant.rules.informing import OTHERS, SPOKEN
from garant.rules.processing import Form, Item, Processing, Purpose, Register
from garant.rules.register import Words
from garant.rules.registers.views import duration_words, receivers

SAID_APART = ("portability", "withdrawal", "objection")
"""Rights that depend on the basis of a use: each has a sentence of its own."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box of the form, never ticked beforehand (art. 4(11)): for consent, or to refuse prospecting."""

    purpose: str
    kind: Literal["opt-in", "opt-out"]
    words: Words


@dataclass(frozen=True, slots=True)
class Collection:
    """`lacks`: what the register has to say before this may be shown to anybody. `spoken`: it is said, not read."""

    form: str
    name: Words
    notice: tuple[Words, ...]
    boxes: tuple[Box, ...]
    lacks: tuple[Words, ...]
    spoken: bool


def collection(
    register: Register, form: Form, law: Law, phrases: Phrases, *, entry: str = "", giver: str = ""
) -> Collection:
    """The notice and the boxes of a form, for the purposes that it names or else all of its activity's.

    `entry`: the source by which one person's data come in, where no form asks for them (a form without id stands for
    the activity); from a third party, the notice says so, and names the `giver` if it is known (art. 14).
    """
    drawn = _Collection(register, form, law, phrases, entry, giver)
    return Collection(
        form=form.id,
        name=form.name,
        notice=tuple(drawn.notice()),
        boxes=tuple(drawn.boxes()),
        lacks=tuple(drawn.lacks()),
        spoken=(entry or form.kind) in SPOKEN,
    )


class _Collection:
    def __init__(self, register: Register, form: Form, law: Law, phrases: Phrases, entry: str, giver: str) -> None:
        self.register = register
        self.law = law
        self.phrases = phrases
        self.say = phrases.say
        self.activity: Processing = register.activities[form.activity]
        every = self.activity.purposes
        self.purposes: list[Purpose] = [every[p] for p in form.purposes or every if p in every]
        items = self.activity.items.values()
        self.items: list[Item] = [i for i in items if (form.id in i.forms if form.id else entry in i.sources)]
        self.indirect = entry in OTHERS
        self.giver = register.recipients[giver].name if giver in register.recipients else ""

    def notice(self) -> Iterator[Words]:
        organisation = self.register.organisation
        uses = self.phrases.joined([self.purpose(purpose) for purpose in self.purposes])
        yield self.say("collection.uses", organisation=organisation.name, purposes=uses)
        for purpose in self.purposes:
            if purpose.interest:
                interest = {language: text.rstrip(". ") for language, text in purpose.interest.items()}
                yield self.say("collection.interest", interest=interest)  # Art. 13(1)(d)
        yield from self.origin() if self.indirect else self.fields()
        yield from self.recipients()
        yield from self.durations()
        yield from self.rights()
        authority = self.law.authority
        yield self.say("collection.complaint", authority=authority.name, page=authority.page)

    def rights(self) -> Iterator[Words]:
        """The rights that the law of the place gives, on the bases of these purposes; none that it does not know."""
        contact, known, law = self.register.organisation.contact, self.law.rights, self.law
        bases = {purpose.basis for purpose in self.purposes}
        if {"access", "rectification", "erasure", "restriction"} <= set(known):
            yield self.say("collection.rights", contact=contact)
        elif named := [right.short for name, right in known.items() if name not in SAID_APART]:
            rights = self.phrases.joined([dict(words) for words in named], "names")
            yield self.say("collection.rights-named", rights=rights, contact=contact)
        for name in SAID_APART:  # Art. 13(2)(b), (c)
            if name in known and any(basis and known[name].bases.get(basis) for basis in bases):
                yield self.say(f"collection.{name}")
        if any(within(p.kind, "prospecting") for p in self.purposes) and law.source_of("gdpr/21/3"):
            yield self.say("collection.refusal")  # Art. 21(4): apart from all else

    def purpose(self, purpose: Purpose) -> Words:
        basis = self.law.words.get(f"basis.{purpose.basis}", {}) if purpose.basis else {}
        return self.say("record.purpose", purpose=purpose.name, basis=basis) if basis else purpose.name

    def origin(self) -> Iterator[Words]:
        """Which data, and who gave them (art. 14(1)(d), 14(2)(f)); no answer was asked for, so none was required."""
        if self.items:
            names = self.phrases.joined([self.field(item) for item in self.items], "names")
            yield self.say("collection.categories", fields=names)
        yield self.say("collection.from", giver=self.giver) if self.giver else self.say("collection.from-others")

    def fields(self) -> Iterator[Words]:
        """Which answers are required, and what happens without them (art. 13(2)(e))."""
        for code, so in (("collection.required", True), ("collection.optional", False)):
            mine = [item for item in self.items if item.required is so]
            if mine:
                yield self.say(code, fields=self.phrases.joined([self.field(item) for item in mine], "names"))
            for item in mine:
                if so and item.consequence:
                    yield self.without(item)

    def without(self, item: Item) -> Words:
        """What happens without it: as the register says it, where that is a sentence of its own."""
        whole = all(text.rstrip().endswith(".") for text in item.consequence.values())
        return item.consequence if whole else self.say("collection.without", consequence=item.consequence)

    def field(self, item: Item) -> Words:
        return item.name or self.law.words.get(item.category) or {"fr": item.category, "en": item.category}

    def named(self) -> list[str]:
        every = receivers(self.activity, self.activity.items.values())
        return [self.register.recipients[r].name for r in every if r in self.register.recipients]

    def recipients(self) -> Iterator[Words]:
        """Who receives the data; that nobody does is said where somebody declared it, and not for lack of a word."""
        if names := ", ".join(self.named()):
            yield self.say("collection.recipients", names=names)
        elif "recipients" in self.activity.without:
            yield self.say("collection.nobody")

    def durations(self) -> Iterator[Words]:
        """How long, without the texts behind it: the time alone is asked for (art. 13(2)(a)), and it is read aloud."""
        found = [d for p in self.purposes for d in p.durations] or list(self.activity.durations)
        each = [duration_words(replace(duration, rule=""), self.law, self.phrases) for duration in found]
        said = self.phrases.joined([words for at, words in enumerate(each) if words not in each[:at]])
        if said:
            yield self.say("collection.durations", durations=said)

    def boxes(self) -> Iterator[Box]:
        for purpose in self.purposes:
            values: dict[str, Words | str] = {"purpose": purpose.name, "organisation": self.register.organisation.name}
            if purpose.basis == "consent":
                yield Box(purpose.id, "opt-in", self.say("collection.opt-in", **values))
            elif purpose.basis == "legitimate-interest" and within(purpose.kind, "prospecting"):
                yield Box(purpose.id, "opt-out", self.say("collection.opt-out", **values))

    def lacks(self) -> Iterator[Words]:
        for purpose in self.purposes:
            if purpose.basis is None:
                yield self.say("collection.lacks.basis", what=purpose.name)
        if not self.named() and "recipients" not in self.activity.without:
            yield self.say("collection.lacks.recipients", what=self.activity.name)
        if not any((*self.activity.durations, *(d for p in self.purposes for d in p.durations))):
            yield self.say("collection.lacks.duration", what=self.activity.name)
        if self.indirect and not self.items:
            yield self.say("collection.lacks.categories", what=self.activity.name)
        for item in self.items:
            if item.required is None and not self.indirect:
                yield self.say("collection.lacks.required", what=self.field(item))
