"""What is sensitive, what was promised in public, and texts that cite a law that no longer holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from garant.law.provisions import Category
from garant.law.purposes import within
from garant.rules.checks.facts import Facts, called, item_name, item_place, purpose_place
from garant.rules.findings import Cited, Code, Finding, Value
from garant.rules.processing import Item, Processing
from garant.rules.register import StoreMap
from garant.rules.registers import entries, write_entry
from garant.rules.registers.document import path_of
from garant.rules.registers.views import receivers
from garant.rules.replaced import cited
from garant.rules.sharing import broken_by

GRAVE = ("special", "offence", "forbidden")
LEAST_MEASURES = 2
"""For a sensitive datum (S0-65)."""
ARCHIVED = "declaration"
"""The number of an old declaration is archive metadata, not a text for persons (S1-11)."""


# ── sensitive data ─────────────────────────────────────────────────────────────────────────────────────────────────


def sensitive(facts: Facts) -> Iterator[Finding]:
    """Sensitive data are not held without what lifts the prohibition (art. 9), and are protected twice (S0-65)."""
    for activity, item in facts.items():
        how = sensitivity(facts, item)
        about, values = ("activity", activity.id), {"item": item_name(item)}
        place = item_place(activity, item)
        bases = {activity.purposes[p].basis for p in item.purposes if p in activity.purposes}
        if how == "forbidden" and bases != {"legal-obligation"}:
            yield Finding("item.forbidden", place, about, values)
        if how == "special" and "consent" in bases and not item.express_consent:
            yield Finding("item.without-consent", place, about, values)
        count = _measures(facts, activity, item)
        if how not in ("no", "forbidden") and count < LEAST_MEASURES:
            yield Finding("item.protection", place, about, {**values, "count": count})
        if how in GRAVE and facts.register and "sensitive-data" in facts.register.organisation.promises:
            yield Finding("promise.sensitive", place, about, {**values, "promise": Code("promise.sensitive-data")})


def sensitivity(facts: Facts, item: Item) -> str:
    """As the law sees the category, or as the organisation does where it says more."""
    if item.sensitivity in GRAVE:
        return item.sensitivity
    found = facts.law.category(item.category)
    return found.sensitivity if isinstance(found, Category) and found.sensitivity in GRAVE else item.sensitivity


def _measures(facts: Facts, activity: Processing, item: Item) -> int:
    """Different measures in place for it: its activity's and those of the places where it is kept."""
    assert facts.register is not None  # it has items
    register = facts.register
    named = {*activity.measures, *(m for p in item.kept if p in register.places for m in register.places[p].measures)}
    return sum(m not in register.measures or register.measures[m].state == "done" for m in named)


# ── promises ───────────────────────────────────────────────────────────────────────────────────────────────────────


def contradicted(facts: Facts) -> Iterator[Finding]:
    """A promise never to hand data over, and a purpose, a contract or a recipient that does (L-05, L-16, S2-20)."""
    if facts.register is None:
        return
    promised = facts.register.organisation.promises
    for activity, purpose in facts.purposes():
        if broken := broken_by(facts.sharing, facts.register, purpose.kind):
            values: dict[str, Value] = {
                "promise": _promises(broken),
                "activity": called(activity.name, activity.id),
                "purpose": called(purpose.name, purpose.id),
            }
            place = purpose_place(activity, purpose)
            yield Finding("promise.contradicted", place, ("activity", activity.id), values)
    for recipient in facts.register.recipients.values():
        kinds = recipient.contract.purposes if recipient.contract else ()
        if broken := broken_by(facts.sharing, facts.register, *kinds):
            values = {"promise": _promises(broken), "recipient": recipient.name}
            yield Finding("promise.contract", f"recipients.{recipient.id}", ("recipient", recipient.id), values)
    for promise in ("disclosure", "commercial-disclosure"):
        if promise in promised:
            yield from _disclosed(facts, promise)


def _promises(broken: tuple[str, ...]) -> tuple[Code, ...]:
    return tuple(Code(f"promise.{promise}") for promise in broken)


def _disclosed(facts: Facts, promise: str) -> Iterator[Finding]:
    """Third parties (art. 4(10): a processor is none) that get data without a legal duty."""
    assert facts.register is not None  # it promises
    for activity in facts.activities():
        purposes = activity.purposes.values()
        if all(p.basis == "legal-obligation" for p in purposes):
            continue
        if promise == "commercial-disclosure" and not any(within(p.kind, "prospecting") for p in purposes):
            continue
        named = set(receivers(activity, activity.items.values()))
        for id_ in sorted(named & set(facts.register.recipients)):
            recipient = facts.register.recipients[id_]
            if recipient.role in ("controller", "joint-controller"):
                values = {
                    "promise": Code(f"promise.{promise}"),
                    "activity": called(activity.name, activity.id),
                    "recipient": recipient.name,
                }
                place = f"activities.{activity.id}.recipients.{id_}"
                yield Finding("promise.recipient", place, ("activity", activity.id), values)


# ── repealed law ───────────────────────────────────────────────────────────────────────────────────────────────────


def replaced(facts: Facts) -> Iterator[Finding]:
    """Texts of the register and of the maps that cite what no longer holds (L-07, L-08, L-13)."""
    if facts.register is not None:
        for (kind, id_), entry in entries(facts.register).items():
            at = ".".join(str(step) for step in path_of(kind, id_))
            for path, text in _texts(write_entry(kind, entry)):
                yield from _cited(facts, text, f"{at}.{path}" if path else at, (kind, id_))
    for store, map in facts.maps.items():
        for path, text in _map_texts(facts, map):
            yield from _cited(facts, text, f"{store}.{path}", None)


def _cited(facts: Facts, text: str, place: str, about: tuple[str, str] | None) -> Iterator[Finding]:
    told: set[str] = set()
    for each in cited(text, facts.law.standards.replaced.values(), facts.today):
        if each.rule.id not in told:
            told.add(each.rule.id)
            values: dict[str, Value] = {
                "term": each.quoted,
                "by": each.rule.by,
                "since": each.rule.since,
                "article": Cited(each.rule.source.id),
            }
            yield Finding("text.replaced", f"{place}:{each.rule.id}", about, values)


def _texts(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text in plain data with the way to it. A code holds no blank, and is not read."""
    if isinstance(value, str):
        if " " in value:
            yield path, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            if key != ARCHIVED:
                yield from _texts(each, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list):
        for at, each in enumerate(value):
            yield from _texts(each, f"{path}.{at}")


def _map_texts(facts: Facts, map: StoreMap) -> Iterator[tuple[str, str]]:
    """The words of a map; an activity that the register declares is read there."""
    declared = facts.register.activities if facts.register else {}
    yield from ((f"instructions.{language}", text) for language, text in map.instructions.items())
    for activity in map.activities.values():
        if activity.id.partition(".")[0] not in declared:
            for key in ("name", "purpose", "duration", "source"):
                for language, text in getattr(activity, key).items():
                    yield f"activities.{activity.id}.{key}.{language}", text
    for table in map.tables.values():
        for language, text in table.words.items():
            yield f"{table.name}.words.{language}", text
