"""Answers one point of a rule set for one activity: each kind of test has its function; a rule set names the kind."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from garant.law.rulesets import Point, Test
from garant.rules.points import held, kept, shared, told
from garant.rules.points.facts import Evidence, Facts, Found

_TESTS: Mapping[str, Callable[[Facts, Test], Found]] = {
    "organisation": held.organisation,
    "excluded": held.excluded,
    "purpose": held.purpose,
    "data": held.data,
    "nothing-else": held.nothing_else,
    "no-data": held.no_data,
    "lock": held.lock,
    "recipient": shared.recipient,
    "staff": shared.staff,
    "given": shared.given,
    "notice": told.notice,
    "objection": told.objection,
    "trackers": told.trackers,
    "measures": told.measures,
    "transfers": shared.transfers,
    "follows": held.follows,
    "ask": held.question,
}


def answer(facts: Facts, point: Point) -> Found:
    """Met, not met, not applicable or unknown, with the entries that it rests on. Never a guess."""
    concerns = facts.concerns(point.test.when)
    if concerns == "no":
        return Found("not-applicable")
    if point.test.kind == "duration":
        binds = facts.ruleset.force_of(point, facts.on) == "law"
        found = kept.duration(facts, point.test, binds=binds)
    else:
        found = _TESTS[point.test.kind](facts, point.test)
    if concerns == "maybe" and found.answer in ("not-met", "unknown"):
        return replace(found, answer="unknown", evidence=found.evidence or (Evidence("question", "", "perhaps"),))
    return found
