"""What a point of a rule set is held against: an activity in its register, and what was found there. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from garant.law.provisions import Law
from garant.law.purposes import within
from garant.law.rulesets import Length, RuleSet, Test, When
from garant.law.terms import Source
from garant.rules.processing import Item, Processing, Purpose, Register, Role, ThirdParty
from garant.rules.register import Words
from garant.rules.registers.views import receivers
from garant.rules.transfers import abroad

Answer = Literal["met", "not-met", "not-applicable", "unknown"]
Match = Literal["yes", "maybe", "no"]
Value = Length | date | str | Words | Source


@dataclass(frozen=True, slots=True)
class Evidence:
    """The entry that an answer rests on, and a code of what was seen there ("outside", "longer").

    `entry` is the kind of thing ("purpose", "item", "recipient"…), `name` its words where it has any; `values` fill
    the sentence of the note: lengths, dates, codes.
    """

    entry: str
    id: str
    note: str = ""
    name: Words = field(default_factory=dict)
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to one point. `justified`: beyond what is recommended, with a written reason (E5)."""

    answer: Answer
    evidence: tuple[Evidence, ...] = ()
    justified: bool = False


_GRAVITY: Mapping[Answer, int] = {"not-applicable": 0, "met": 1, "unknown": 2, "not-met": 3}


def worst(found: Iterable[tuple[Answer, Evidence]], otherwise: Answer) -> Found:
    """The gravest of several answers with the evidence of that gravity; `otherwise` where there is none."""
    seen = list(found)
    if not seen:
        return Found(otherwise)
    answer = max((a for a, _ in seen), key=lambda a: _GRAVITY[a])
    return Found(answer, tuple(evidence for a, evidence in seen if a == answer))


def matches(code: str, prefixes: Sequence[str]) -> Match:
    """Whether a code lies within one of these; "maybe" if it is so broad that one of them lies within it."""
    if within(code, *prefixes):
        return "yes"
    return "maybe" if any(within(prefix, code) for prefix in prefixes) else "no"


@dataclass(frozen=True, slots=True)
class Facts:
    """An activity, the register that it stands in, and the rule set and law that it is held against on a day."""

    activity: Processing
    register: Register
    ruleset: RuleSet
    law: Law
    on: date

    def purposes(self, prefixes: Sequence[str], match: Match = "yes") -> list[Purpose]:
        return [p for p in self.activity.purposes.values() if matches(p.kind, prefixes) == match]

    def items(self, prefixes: Sequence[str], match: Match = "yes") -> list[Item]:
        return [i for i in self.activity.items.values() if matches(i.category, prefixes) == match]

    def purposes_of(self, item: Item) -> list[Purpose]:
        """The purposes that an item serves; all of the activity's if it names none."""
        named = [self.activity.purposes[p] for p in item.purposes if p in self.activity.purposes]
        return named if item.purposes else list(self.activity.purposes.values())

    def recipients(self) -> list[ThirdParty]:
        """Whoever outside gets data of this activity."""
        named = receivers(self.activity, self.activity.items.values())
        return [self.register.recipients[name] for name in named if name in self.register.recipients]

    def roles(self) -> list[Role]:
        """Whoever inside collects or uses its data."""
        named = dict.fromkeys(r for i in self.activity.items.values() for r in (*i.collected_by, *i.used_by))
        return [self.register.roles[name] for name in named if name in self.register.roles]

    def concerns(self, when: When) -> Match:
        """Whether the activity is one that a point is about."""
        return min(self._conditions(when), key=("no", "maybe", "yes").index, default="yes")

    def _conditions(self, when: When) -> Iterator[Match]:
        if when.purposes:
            yield _closest((p.kind for p in self.activity.purposes.values()), when.purposes)
        if when.categories:
            items = self.activity.items.values()
            yield _closest((i.category for i in items), when.categories) if items else "maybe"
        if when.persons:
            yield self.about(when.persons)
        if when.natures:
            nature = self.register.organisation.nature
            yield "maybe" if nature is None else "yes" if nature in when.natures else "no"
        if when.bases:
            bases = {p.basis for p in self.activity.purposes.values()}
            yield "yes" if bases & set(when.bases) else "maybe" if None in bases else "no"
        yield from self._facts(when)

    def _facts(self, when: When) -> Iterator[Match]:
        if when.sites:
            house = self.register.organisation
            yield "yes" if house.sites else "no" if "sites" in house.without else "maybe"
        if when.transfers:
            yield self._leaves()
        if when.decisions:
            yield "yes" if self.activity.decisions else "no" if self.none_of("decisions") else "maybe"
        if when.third_party_data:
            yield self._from_others()
        if when.dpo:  # art. 37: whoever names none has none to tell of
            yield "yes" if self.register.organisation.dpo else "no"

    def none_of(self, what: Literal["uses", "recipients", "decisions"]) -> bool:
        """Whether somebody looked and says that there is none; an empty list alone says nothing."""
        return what in self.activity.without

    def about(self, persons: Sequence[str]) -> Match:
        """Whether the activity is about one of these kinds of person."""
        said = set(self.activity.persons)
        return "yes" if said & set(persons) else "no" if said else "maybe"

    def _from_others(self) -> Match:
        items = self.activity.items.values()
        if any("third-party" in item.sources for item in items):
            return "yes"
        return "no" if items and all(item.sources for item in items) else "maybe"

    def _leaves(self) -> Match:
        """Whether data leave the Economic Area: as stated, or as the countries of those who get them show."""
        if self.activity.transfers or abroad(self.register, self.activity, self.law):
            return "yes"
        known = self.recipients() and all(r.country or r.countries for r in self.recipients())
        return "no" if self.activity.transfers is False or known or self.none_of("recipients") else "maybe"


def of_activity(activity: Processing, note: str) -> Evidence:
    """Nobody has said: the activity is where to say it."""
    return Evidence("activity", activity.id, note, activity.name)


def _closest(codes: Iterable[str], prefixes: Sequence[str]) -> Match:
    return max((matches(code, prefixes) for code in codes), key=("no", "maybe", "yes").index, default="no")


def of_purpose(purpose: Purpose, note: str = "", **values: Value) -> Evidence:
    return Evidence("purpose", purpose.id, note, purpose.name, values)


def of_item(item: Item, note: str = "", **values: Value) -> Evidence:
    return Evidence("item", item.id, note, item.name, {"category": item.category, **values})


def of_recipient(recipient: ThirdParty, note: str = "", **values: Value) -> Evidence:
    return Evidence("recipient", recipient.id, note, {"fr": recipient.name}, values)


def of_role(role: Role, note: str = "", **values: Value) -> Evidence:
    return Evidence("role", role.id, note, role.name, values)


def of_organisation(note: str, **values: Value) -> Evidence:
    return Evidence("organisation", "", note, {}, values)


def ask(test: Test) -> Evidence:
    """Nothing in the register answers this: somebody has to look."""
    return Evidence("question", test.kind, "look")
