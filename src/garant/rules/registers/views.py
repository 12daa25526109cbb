"""What answers, plans and pages need of a register: small activities and recipients, as the maps name them.

A map's table is held for an activity (`clients`) or for one purpose of it (`clients.facturation`). Nothing is decided
here: durations and sources are put into words.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from garant.law.phrases import Phrases
from garant.law.provisions import Law, NoRule
from garant.rules.processing import Duration, Item, Processing, Purpose, Register, ThirdParty
from garant.rules.register import Activity, Basis, Recipient, Words


@dataclass(frozen=True, slots=True)
class Views:
    """The small activities and recipients of a register, by the names that maps use."""

    activities: Mapping[str, Activity] = field(default_factory=dict)
    recipients: Mapping[str, Recipient] = field(default_factory=dict)


NOTHING = Views()


def views(register: Register, law: Law, phrases: Phrases) -> Views:
    """The views of what is declared. A purpose without a basis has none: nothing could be answered of it."""
    made = _Views(register, law, phrases)
    activities = {a.id: a for p in register.activities.values() for a in made.of(p)}
    return Views(activities, {r.id: recipient(r) for r in register.recipients.values()})


def recipient(party: ThirdParty) -> Recipient:
    """A third party as answers name it: its country, and the safeguard of a transfer out of the Union."""
    return Recipient(party.id, party.name, party.role, party.contact, party.country, party.safeguard)


def receivers(activity: Processing, items: Iterable[Item]) -> tuple[str, ...]:
    """The recipients of these items of an activity: its own, those it is run with, those of each item."""
    named = [*activity.recipients, *activity.joint_with, *(r for item in items for r in item.shared_with)]
    return tuple(dict.fromkeys(named))


def items_of(activity: Processing, purpose: str) -> tuple[Item, ...]:
    """The items that serve a purpose."""
    return tuple(item for item in activity.items.values() if purpose in item.purposes)


def given(register: Register, activity: str, recipient: str) -> tuple[str, ...] | None:
    """The categories of an activity's data that a recipient is given; None: all of them, for no item says less."""
    process, _, purpose = activity.partition(".")
    known = register.activities.get(process)
    if known is None or recipient in (*known.recipients, *known.joint_with):
        return None
    items = items_of(known, purpose) if purpose else known.items.values()
    return tuple(dict.fromkeys(item.category for item in items if recipient in item.shared_with))


class _Views:
    def __init__(self, register: Register, law: Law, phrases: Phrases) -> None:
        self.register = register
        self.law = law
        self.phrases = phrases

    def of(self, activity: Processing) -> Iterator[Activity]:
        based = [p for p in activity.purposes.values() if p.basis is not None]
        if based:
            yield self.whole(activity, based)
        for purpose in based:
            yield self.part(activity, purpose)

    def whole(self, activity: Processing, purposes: list[Purpose]) -> Activity:
        """The activity by itself: all bases of its purposes; each datum on those of the purposes that it serves.

        One purpose under a duty puts the whole under it: which rows are its documents, nobody has said, and no erasure
        is undone (applying a register refuses this, `_duties_seen`).
        """
        items = tuple(activity.items.values())
        return Activity(
            id=activity.id,
            name=activity.name,
            purpose=self.phrases.joined(self.with_basis(purposes)),
            bases=tuple(dict.fromkeys(p.basis for p in purposes if p.basis)),
            recipients=receivers(activity, items),
            duration=self.durations([*(d for p in purposes for d in p.durations), *activity.durations]),
            source=activity.source or self.sources(items),
            duty=next((p.duty for p in purposes if p.duty), None),
            serves=self.serves(activity),
        )

    def with_basis(self, purposes: list[Purpose]) -> list[Words]:
        """The names of purposes, each with its basis where they do not all rest on one (art. 13(1)(c))."""
        if len({p.basis for p in purposes}) == 1:
            return [p.name for p in purposes]
        words = self.law.words
        return [self.phrases.say("record.purpose", purpose=p.name, basis=words[f"basis.{p.basis}"]) for p in purposes]

    def serves(self, activity: Processing) -> dict[str, tuple[Basis, ...]]:
        """Category → the bases of the purposes that its items say they serve."""
        found: dict[str, dict[Basis, None]] = {}
        for item in activity.items.values():
            named = [activity.purposes[p] for p in item.purposes if p in activity.purposes]
            served = named or list(activity.purposes.values())  # it says none: it may serve any
            found.setdefault(item.category, {}).update(dict.fromkeys(p.basis for p in served if p.basis))
        return {category: tuple(bases) for category, bases in found.items()}

    def part(self, activity: Processing, purpose: Purpose) -> Activity:
        assert purpose.basis is not None  # `of` saw to it
        items = items_of(activity, purpose.id)
        return Activity(
            id=f"{activity.id}.{purpose.id}",
            name=self.phrases.say("part-of", whole=activity.name, part=purpose.name),
            purpose=purpose.name,
            bases=(purpose.basis,),
            recipients=receivers(activity, items),
            duration=self.durations(purpose.durations or activity.durations),
            source=activity.source or self.sources(items),
            duty=purpose.duty,
        )

    def durations(self, durations: Iterable[Duration]) -> Words:
        """Each duration in words, said once."""
        said: list[Words] = []
        for duration in durations:
            words = duration_words(duration, self.law, self.phrases)
            if words not in said:
                said.append(words)
        return self.phrases.joined(said)

    def sources(self, items: Iterable[Item]) -> Words:
        """Where the items come from (art. 15(1)(g)); third parties by their names."""
        given = [self.register.recipients[r].name for i in items for r in i.given_by if r in self.register.recipients]
        said = []
        for source in dict.fromkeys(s for item in items for s in item.sources):
            if source == "third-party" and given:
                said.append(self.phrases.say("source.third-party.named", names=", ".join(dict.fromkeys(given))))
            else:
                said.append(self.phrases.say(f"source.{source}"))
        return self.phrases.joined(said)


def duration_words(duration: Duration, law: Law, phrases: Phrases) -> Words:
    """A duration as people read it: "3 ans à compter du dernier contact (référentiel …)", in every language."""
    if duration.indefinite:
        return phrases.say("duration.indefinite")
    said = duration.criterion or _length(duration, phrases)
    if not duration.criterion and duration.clock:
        said = phrases.say("duration.from", length=said, clock=phrases.say(f"clock.{duration.clock}"))
    if duration.phase == "archive":
        said = phrases.say("duration.archive", duration=said)
    if duration.categories:
        what = phrases.joined([_category(code, law) for code in duration.categories], "names")
        said = phrases.say("duration.of", duration=said, what=what)
    rule = law.retention_rule(duration.rule) if duration.rule else None
    if rule is None or isinstance(rule, NoRule):
        return said
    source = {language: law.cite(rule.source.id, language) for language in said}
    return phrases.say("duration.by", duration=said, source=source)


def _length(duration: Duration, phrases: Phrases) -> Words:
    units = [(unit, getattr(duration, unit)) for unit in ("years", "months", "days")]
    return phrases.joined([phrases.count(unit, n) for unit, n in units if n], "length.two")


def _category(code: str, law: Law) -> Words:
    return law.words.get(code, {"fr": code, "en": code})
