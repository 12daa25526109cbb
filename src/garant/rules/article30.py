"""The record of processing activities, line by line as art. 30 lists them, in words; what is not declared says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from garant.law.findings import MeasureKind
from garant.law.phrases import Phrases
from garant.law.provisions import Law
from garant.law.sharing import Named
from garant.law.transfers import leaves, read_transfers
from garant.rules.contacts import Client, reach
from garant.rules.parts import LANGUAGES
from garant.rules.processing import Item, Processing, Register, ThirdParty
from garant.rules.reasoning import plain_date
from garant.rules.record_form.held import measures_of, recipients_of
from garant.rules.register import Words
from garant.rules.registers.views import duration_words, receivers

Part = Literal["controller", "processor"]


@dataclass(frozen=True, slots=True)
class Line:
    """One item of art. 30: its code ("purposes"), its place in the law ("30(1)(b)"), and what is declared of it."""

    code: str
    article: str
    texts: tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    id: str
    name: Words
    part: Part
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What codes are called. `measures`, `safeguards`: of the catalogues."""

    law: Law
    phrases: Phrases
    measures: Mapping[str, MeasureKind]
    safeguards: Mapping[str, Named]


def record(register: Register, known: Known) -> tuple[Entry, ...]:
    """The activities as controller (art. 30(1)), then those as processor (art. 30(2))."""
    drawn = _Record(register, known)
    ours = [a for a in register.activities.values() if a.role != "processor"]
    for_others = [a for a in register.activities.values() if a.role == "processor"]
    return (
        *(Entry(a.id, a.name, "controller", tuple(drawn.controller(a))) for a in ours),
        *(Entry(a.id, a.name, "processor", tuple(drawn.processor(a))) for a in for_others),
    )


_ELSEWHERE = {"transfers": "transfers-elsewhere"}
"""What a line is called where the law counts from the country, and not from the Union."""


class _Record:
    def __init__(self, register: Register, known: Known) -> None:
        self.register = register
        self.known = known
        self.say = known.phrases.say

    def controller(self, activity: Processing) -> Iterator[Line]:
        if activity.joint_with:
            joint = (self.register.recipients[r] for r in activity.joint_with if r in self.register.recipients)
            yield self.line("joint", "30(1)(a)", (self.plain(party.name) for party in joint))
        yield self.line("purposes", "30(1)(b)", self.purposes(activity))
        yield self.line("persons", "30(1)(c)", (self.word(f"person.{kind}", kind) for kind in activity.persons))
        yield self.line("data", "30(1)(c)", (self.datum(item) for item in activity.items.values()))
        yield self.line("recipients", "30(1)(d)", self.recipients(activity), self.no_recipient(activity))
        yield self.line("transfers", "30(1)(e)", self.transfers(activity), self.no_transfer(activity))
        yield self.line("durations", "30(1)(f)", self.durations(activity))
        yield self.line("measures", "30(1)(g)", self.measures(activity))
        if activity.reviewed:
            yield Line("updated", "", (self.day(activity.reviewed),))

    def processor(self, activity: Processing) -> Iterator[Line]:
        clients = activity.on_behalf_of
        yield self.line("on-behalf-of", "30(2)(a)", (text for each in clients for text in self.client(each)))
        yield self.line("processing", "30(2)(b)", self.processing(activity))
        yield self.line("transfers", "30(2)(c)", self.transfers(activity), self.no_transfer(activity))
        yield self.line("measures", "30(2)(d)", self.measures(activity))
        yield self.line("contracts", "", (text for each in clients for text in self.contract(each)))
        yield self.line("sub-processors", "", (self.sub_processors(c) for c in clients if c.sub_processors))
        yield self.line("at-end", "", (self.at_end(each) for each in clients if each.at_end))

    def line(self, code: str, article: str, texts: Iterable[Words], otherwise: str = "record.unsaid") -> Line:
        said: list[Words] = []
        for text in texts:
            if text not in said:
                said.append(text)
        if self.known.law.source_of("gdpr/30") is None:  # the record is kept all the same: no article of ours asks it
            code, article = _ELSEWHERE.get(code, code), ""
        return Line(code, article, tuple(said) or (self.say(otherwise),))

    def purposes(self, activity: Processing) -> Iterator[Words]:
        for purpose in activity.purposes.values():
            bare = self.say("record.no-basis")
            basis = self.word(f"basis.{purpose.basis}", purpose.basis) if purpose.basis else bare
            yield self.say("record.purpose", purpose=purpose.name, basis=basis)

    def datum(self, item: Item) -> Words:
        name = item.name or self.word(item.category, item.category)
        sensitive = item.sensitivity in ("special", "offence", "indirect") or item.category.startswith("special")
        return self.say("record.sensitive", datum=name) if sensitive else name

    def recipients(self, activity: Processing) -> Iterator[Words]:
        for party in self.given(activity):
            yield self.plain(party.name)

    def transfers(self, activity: Processing) -> Iterator[Words]:
        for party in self.receivers(activity):
            for country in dict.fromkeys((party.country, *party.countries)):
                if country and leaves(self.known.law, country):
                    where = read_transfers().name(country)
                    named = self.known.safeguards.get(party.safeguard)
                    if named is None and self.known.law.source_of("gdpr/46") is None:
                        yield self.say("record.given-abroad", recipient=party.name, country=where)
                        continue
                    safeguard = named.name if named else self.say("record.no-safeguard")
                    yield self.say("record.transfer", recipient=party.name, country=where, safeguard=safeguard)

    def no_recipient(self, activity: Processing) -> str:
        return "record.no-recipient" if "recipients" in activity.without else "record.unsaid"

    def no_transfer(self, activity: Processing) -> str:
        """That none takes place is said where somebody declared it, or where the countries of all receivers show it."""
        if activity.transfers:
            return "record.unsaid-country"
        known = self.receivers(activity)
        shown = "recipients" in activity.without or (known and all(p.country or p.countries for p in known))
        return "record.no-transfer" if activity.transfers is False or shown else "record.unsaid"

    def durations(self, activity: Processing) -> Iterator[Words]:
        for duration in (*activity.durations, *(d for p in activity.purposes.values() for d in p.durations)):
            yield duration_words(duration, self.known.law, self.known.phrases)

    def measures(self, activity: Processing) -> Iterator[Words]:
        for key in measures_of(self.register, activity):
            kind = self.known.measures.get(key)
            yield kind.name if kind else self.plain(self.register.measures[key].note or key)

    def given(self, activity: Processing) -> list[ThirdParty]:
        known = self.register.recipients
        return [known[r] for r in recipients_of(activity) if r in known]

    def receivers(self, activity: Processing) -> list[ThirdParty]:
        """Those it is given to, and those it is run with, who stand on a line of their own."""
        known = self.register.recipients
        return [known[r] for r in receivers(activity, activity.items.values()) if r in known]

    # ── what is done for others (art. 30(2)) ──

    def client(self, client: Client) -> Iterator[Words]:
        """A controller, its representative and its officer."""
        yield self.plain(reach(client))
        for code, of in (("representative", client.representative), ("dpo", client.dpo)):
            if of is not None:
                yield self.say(f"record.client-{code}", client=client.name, reach=reach(of))

    def processing(self, activity: Processing) -> Iterator[Words]:
        """What is done, for each controller by itself."""
        known = activity.purposes
        for client in activity.on_behalf_of:
            names = [known[p].name for p in client.purposes or known if p in known]
            joined = self.known.phrases.joined(names, "names")
            yield self.say("record.for-client", client=client.name, processing=joined)
        if not activity.on_behalf_of:
            yield from (purpose.name for purpose in known.values())

    def contract(self, client: Client) -> Iterator[Words]:
        reference = client.contract or self.say("record.no-reference")
        if client.signed:
            day = self.day(client.signed)
            yield self.say("record.contract-signed", client=client.name, reference=reference, day=day)
        elif client.contract:
            yield self.say("record.contract", client=client.name, reference=reference)
        if client.until:
            yield self.say("record.contract-until", client=client.name, day=self.day(client.until))

    def sub_processors(self, client: Client) -> Words:
        known = self.register.recipients
        parties = self.known.phrases.joined(
            [self.plain(known[p].name if p in known else p) for p in client.sub_processors], "names"
        )
        authorisation = self.say(f"record.authorisation.{client.authorisation or 'none'}")
        return self.say("record.sub-processors-of", client=client.name, parties=parties, authorisation=authorisation)

    def at_end(self, client: Client) -> Words:
        return self.say("record.at-end-of", client=client.name, fate=self.say(f"record.fate.{client.at_end}"))

    def word(self, code: str, otherwise: str) -> Words:
        return self.known.law.words.get(code) or self.plain(otherwise)

    def day(self, day: date) -> Words:
        return {language: plain_date(self.known.law, day, language) for language in LANGUAGES}

    @staticmethod
    def plain(text: str) -> Words:
        return {"fr": text, "en": text}
