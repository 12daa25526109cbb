"""Activities, purposes, durations and data: what art. 5, 6, 13, 22 and 24 ask of each, and nobody has said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from garant.law.findings import plainly
from garant.law.purposes import within
from garant.law.standards import Period, Retention
from garant.rules.checks.facts import Facts, called, item_name, item_place, purpose_place
from garant.rules.findings import Cited, Code, Finding, Value
from garant.rules.points.kept import FIRST_OF_ALL
from garant.rules.processing import Duration, Item, Processing, Purpose

ENDLESS = re.compile(r"\bindefini|\billimit|\bsans limite|\bsans fin\b|\bindefinite|\bunlimited|\bfor ?ever\b")
"""Criteria that are never met (L-12)."""
DAYS_A_MONTH = 30.4375
BOUNDING = ("delete", "archive", "ask-once")
"""How a rule ends that says how long data may be kept; others say when to look, or to ask, again (RET-11, RET-22)."""


def bases(facts: Facts) -> Iterator[Finding]:
    """A purpose rests on one of the six bases (art. 6(1)); a legitimate interest is named (art. 13(1)(d))."""
    for activity, purpose in facts.purposes():
        if activity.role == "processor":
            continue  # whoever it is done for answers for the basis
        about, values = ("activity", activity.id), {"purpose": called(purpose.name, purpose.id)}
        if purpose.basis is None:
            yield Finding("purpose.without-basis", purpose_place(activity, purpose), about, values)
        elif purpose.basis == "legitimate-interest" and not purpose.interest:
            yield Finding("purpose.without-interest", purpose_place(activity, purpose), about, values)


def durations(facts: Facts) -> Iterator[Finding]:
    """Every purpose has an end rule, which comes some day, and is no longer than the rule it falls under (E5)."""
    for activity in facts.activities():
        for at, duration in enumerate(activity.durations):
            place = f"activities.{activity.id}.durations.{at}"
            yield from _duration(facts, activity, tuple(activity.purposes.values()), duration, place)
        for purpose in activity.purposes.values():
            place = purpose_place(activity, purpose)
            if activity.role != "processor":
                yield from _unended(activity, purpose, place)
            for at, duration in enumerate(purpose.durations):
                yield from _duration(facts, activity, (purpose,), duration, f"{place}.durations.{at}")


def _unended(activity: Processing, purpose: Purpose, place: str) -> Iterator[Finding]:
    """A purpose without a duration, or data of it that each duration leaves out (S2-29, S3-25)."""
    about, values = ("activity", activity.id), {"purpose": called(purpose.name, purpose.id)}
    ends = (*activity.durations, *purpose.durations)
    if not ends:
        yield Finding("duration.missing", place, about, values)
    elif all(duration.categories for duration in ends):
        covered = [category for duration in ends for category in duration.categories]
        left = [item for item in activity.items.values() if _serves(item, purpose, covered)]
        if left:
            yield Finding("duration.partial", place, about, {**values, "items": tuple(item_name(i) for i in left)})


def _serves(item: Item, purpose: Purpose, covered: list[str]) -> bool:
    """Whether an item serves a purpose (any, if it names none) and lies outside what is covered."""
    return (not item.purposes or purpose.id in item.purposes) and not within(item.category, *covered)


def data(facts: Facts) -> Iterator[Finding]:
    """Every datum has a purpose, somebody who collects it, and is said to be required or not (art. 5(1)(b), (c))."""
    for activity, item in facts.items():
        about, values = ("activity", activity.id), {"item": item_name(item)}
        place = item_place(activity, item)
        if not item.purposes:
            yield Finding("item.without-purpose", place, about, values)
        if not item.collected_by:
            yield Finding("item.without-collector", place, about, values)
        if item.required is None:
            yield Finding("item.necessity", place, about, values)


def answers(facts: Facts) -> Iterator[Finding]:
    """Somebody answers for every activity, it is read again (art. 24(1)), and no machine decides alone (art. 22(3))."""
    for activity in facts.activities():
        about, values = ("activity", activity.id), {"activity": called(activity.name, activity.id)}
        if not activity.owner:
            yield Finding("activity.without-owner", f"activities.{activity.id}", about, values)
        if activity.reviewed is None:
            yield Finding("activity.unreviewed", f"activities.{activity.id}", about, values)
        for decision in activity.decisions:
            if not decision.human:
                place = f"activities.{activity.id}.decisions.{decision.id}"
                said = {"decision": called(decision.name, decision.id)}
                yield Finding("decision.without-human", place, about, said)


def for_others(facts: Facts) -> Iterator[Finding]:
    """Whoever works for others names them (art. 30(2)(a)), and uses other processors as they agreed (art. 28(2))."""
    for activity in facts.activities():
        if activity.role != "processor":
            continue
        place, about = f"activities.{activity.id}", ("activity", activity.id)
        if not activity.on_behalf_of:
            values = {"activity": called(activity.name, activity.id)}
            yield Finding("activity.for-nobody", place, about, values)
        for n, client in enumerate(activity.on_behalf_of):
            if client.sub_processors and not client.authorisation:
                yield Finding("client.unauthorised", f"{place}.on_behalf_of.{n}", about, {"client": client.name})


def endless(duration: Duration) -> bool:
    """Whether it is said to have no end, or in words that come to the same."""
    return duration.indefinite or any(ENDLESS.search(plainly(text)) for text in duration.criterion.values())


def _duration(
    facts: Facts, activity: Processing, purposes: tuple[Purpose, ...], duration: Duration, place: str
) -> Iterator[Finding]:
    about, values = ("activity", activity.id), {"activity": called(activity.name, activity.id)}
    if endless(duration):
        yield Finding("duration.indefinite", place, about, values)
        return
    if duration.rule and duration.rule not in facts.law.standards.retention:
        until = facts.law.ended.get(duration.rule)
        said: dict[str, Value] = {**values, "rule": duration.rule}
        if until is None:
            yield Finding("duration.unknown-rule", place, about, said)
        else:
            yield Finding("duration.ended-rule", place, about, {**said, "until": until})  # L-06: told, not forced
        return
    if _length(duration) and not (duration.clock or duration.rule or duration.criterion):
        yield Finding("duration.without-start", place, about, values)
    rules = _rules(facts, activity, purposes, duration)
    if not rules or any(_length(duration) <= _longest(rule) for rule in rules):
        return
    rule = max(rules, key=_longest)
    binding = rule.source.binding == "law"
    if binding or not duration.reason:
        said = {**values, "rule": Code(rule.id), "article": Cited(rule.source.id)}
        yield Finding("duration.beyond-law" if binding else "duration.beyond-advice", place, about, said)


def _rules(
    facts: Facts, activity: Processing, purposes: tuple[Purpose, ...], duration: Duration
) -> tuple[Retention, ...]:
    """The rule that it says it follows; else those with a figure for such persons, purposes and data."""
    known = facts.law.standards.retention
    if duration.rule:
        return (known[duration.rule],) if _longest(known[duration.rule]) else ()
    kinds = [purpose.kind for purpose in purposes]
    own = [r for r in known.values() if duration.categories and _all_within(duration.categories, r.categories)]
    general = [rule for rule in known.values() if not rule.categories]  # for data that have no rule of their own
    return tuple(rule for rule in own or general if _falls_under(rule, activity, kinds, duration))


def _falls_under(rule: Retention, activity: Processing, kinds: list[str], duration: Duration) -> bool:
    """Counted from another event than the rule's, or from none that is said, a longer time is longer all the same; but
    from the first event of all it may be less, and a rule without a time is about its event alone."""
    if not _longest(rule) or rule.ruleset or rule.documents or rule.from_cents or rule.phase != duration.phase:
        return False
    if not (rule.persons or rule.purposes or rule.categories):
        return False
    if duration.clock == FIRST_OF_ALL and FIRST_OF_ALL not in (rule.clock, rule.otherwise, *rule.counts):
        return False
    if rule.persons and activity.persons and not set(rule.persons) & set(activity.persons):
        return False
    return not rule.purposes or _all_within(kinds, rule.purposes)


def _all_within(codes: Sequence[str], prefixes: Sequence[str]) -> bool:
    return bool(codes) and all(within(code, *prefixes) for code in codes)


def _longest(rule: Retention) -> float:
    """In months; 0 where the rule sets no upper bound."""
    found: Period | None = rule.at_most or rule.period
    return _months(found) if found and rule.then in BOUNDING else 0


def _length(duration: Duration) -> float:
    return 12 * duration.years + _months(duration)


def _months(of: Period | Duration) -> float:
    return of.months + of.days / DAYS_A_MONTH
