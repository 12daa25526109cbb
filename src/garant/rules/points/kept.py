"""Points on how long data are kept (art. 5(1)(e)): the length declared for a purpose, held against a limit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from garant.law.provisions import Law
from garant.law.rulesets import Length, Test
from garant.rules.deadlines import add_months
from garant.rules.points.facts import Answer, Evidence, Facts, Found, Value, matches, of_activity, of_purpose, worst
from garant.rules.processing import Duration, Purpose

_SOME_DAY = date(2025, 1, 1)
"""From which two lengths are counted to be compared; no leap day lies within the next three years."""

FIRST_OF_ALL = "collection"
"""The event before which nothing of a person is held."""
_CLOCKS = {"last-inbound-contact": "last-contact", "end-of-relationship": "relationship-end", "settled": "settlement"}
"""What the rules of the packs count from → what registers and rule sets call it."""


def duration(facts: Facts, test: Test, *, binds: bool) -> Found:
    """The durations of the purposes meant. `binds`: more than `at_most` is refused; else a written reason allows it."""
    if test.persons and (about := facts.about(test.persons)) != "yes":
        unsaid = (of_activity(facts.activity, "persons-unsaid"),)
        return Found("not-applicable") if about == "no" else Found("unknown", unsaid)
    purposes = facts.purposes(test.purposes) if test.purposes else list(facts.activity.purposes.values())
    if test.categories and not facts.activity.items:
        return Found("unknown", (of_activity(facts.activity, "data-unsaid"),))
    if test.categories:
        served = {p.id for item in facts.items(test.categories) for p in facts.purposes_of(item)}
        purposes = [purpose for purpose in purposes if purpose.id in served]
    seen = [(p, d) for p in purposes for d in _meant(p.durations or facts.activity.durations, test)]
    if not seen:
        return worst(((_unsaid(facts, p, test), of_purpose(p, "duration-unsaid")) for p in purposes), "not-applicable")
    answers = [(_held(p, d, facts.law, test, binds=binds), bool(d.reason)) for p, d in seen]
    found = worst((answer for answer, _ in answers), "not-applicable")
    justified = found.answer == "met" and any(e.note == "justified" for e in found.evidence)
    return Found(found.answer, found.evidence, justified)


def _unsaid(facts: Facts, purpose: Purpose, test: Test) -> Answer:
    """Of a purpose with no such duration: data whose end is said are not archived unless that is said too."""
    ends = bool(purpose.durations or facts.activity.durations)
    return "not-applicable" if ends and test.phase == "archive" and test.at_least is None else "unknown"


def _meant(durations: Sequence[Duration], test: Test) -> list[Duration]:
    """Those of the test's phase and categories, and of its clocks where any has one of them."""
    phase = [d for d in durations if test.phase in ("any", d.phase)]
    own = [d for d in phase if any(matches(c, test.categories) != "no" for c in d.categories)]
    found = own or [d for d in phase if not d.categories]
    return [d for d in found if d.clock in test.clocks] or found


def _held(purpose: Purpose, declared: Duration, law: Law, test: Test, *, binds: bool) -> tuple[Answer, Evidence]:
    if declared.indefinite:
        return "not-met", of_purpose(purpose, "indefinite")
    length, clock = length_of(declared, law)
    if length is None:
        return "unknown", of_purpose(purpose, "criterion")
    limit = test.at_most or test.at_least or Length()
    values: dict[str, Value] = {"found": length, "limit": limit, "clock": f"clock.{clock}"}
    if test.clocks and clock not in test.clocks and not _longer_all_the_same(length, clock, test):
        if not clock:
            return "unknown", of_purpose(purpose, "clock-unsaid", **values)
        return "unknown", of_purpose(purpose, "other-clock", **values, expected=f"clock.{test.clocks[0]}")
    if test.at_least is not None and shorter(length, test.at_least):
        return "not-met", of_purpose(purpose, "shorter", **values)
    if test.at_most is None or not shorter(test.at_most, length):
        return "met", of_purpose(purpose, "within", **values)
    if binds:
        return "not-met", of_purpose(purpose, "longer-bound", **values)
    if declared.reason:
        return "met", of_purpose(purpose, "justified", **values)
    return "not-met", of_purpose(purpose, "longer", **values)


def _longer_all_the_same(length: Length, clock: str, test: Test) -> bool:
    """Whether more than the limit is more from whatever event; from the first of all, collection, it may be less."""
    limit = test.at_most
    return limit is not None and limit != Length() and clock != FIRST_OF_ALL and shorter(limit, length)


def length_of(declared: Duration, law: Law) -> tuple[Length | None, str]:
    """The length and the event that it counts from; None where only a criterion is given.

    A duration that says no more than which rule of the law packs it follows is as long as that rule.
    """
    length = Length(declared.years, declared.months, declared.days)
    if length != Length() or declared.clock:
        return length, declared.clock
    rule = law.standards.retention.get(declared.rule)
    if rule is None or rule.period is None:
        return None, ""
    return Length(months=rule.period.months, days=rule.period.days), _CLOCKS.get(rule.clock, rule.clock)


def shorter(one: Length, other: Length) -> bool:
    """Whether one length is shorter than another, both counted from the same day."""
    return _end(one) < _end(other)


def _end(length: Length) -> date:
    return add_months(_SOME_DAY, 12 * length.years + length.months)[0] + timedelta(days=length.days)
