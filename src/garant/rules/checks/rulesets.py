"""The rule sets that an activity says it follows: whether they still stand, and data that they do not admit (S1-12).

The whole report is `rules/conformity.py`; this tells of it what is wrong whatever else the activity does.
"""

from __future__ import annotations

from collections.abc import Iterator

from garant.law.rulesets import RuleSet
from garant.rules.checks.facts import Facts, called, item_name
from garant.rules.conformity import Report, check, followed
from garant.rules.findings import Finding, Value
from garant.rules.processing import Processing

OF_DATA = ("nothing-else", "no-data")
"""Tests of a point that say which data may be held at all."""


def held(facts: Facts) -> Iterator[Finding]:
    """What the followed rule sets say of the activity's data on the day."""
    if facts.register is None:
        return
    for activity in facts.activities():
        if not activity.follows:
            continue  # the rule sets that nobody named are proposed in the conformity report
        for ruleset in followed(activity, facts.law.rulesets, facts.today):
            yield from _ended(facts, activity, ruleset)
            yield from _data(activity, check(activity, facts.register, ruleset, facts.law, facts.today))


def _ended(facts: Facts, activity: Processing, ruleset: RuleSet) -> Iterator[Finding]:
    stage = ruleset.stage(facts.today)
    if stage is not None and not ruleset.stands(facts.today):
        values: dict[str, Value] = {
            "activity": called(activity.name, activity.id),
            "ruleset": ruleset.name,
            "since": stage.since,
        }
        yield Finding(
            "ruleset.ended", f"activities.{activity.id}.follows.{ruleset.id}", ("activity", activity.id), values
        )


def _data(activity: Processing, report: Report) -> Iterator[Finding]:
    told: set[str] = set()
    for line in report.gaps:
        for evidence in line.evidence if line.point.test.kind in OF_DATA else ():
            if evidence.entry == "item" and evidence.id in activity.items and evidence.id not in told:
                told.add(evidence.id)
                item = activity.items[evidence.id]
                values: dict[str, Value] = {
                    "item": item_name(item),
                    "ruleset": report.ruleset.name,
                    "activity": called(activity.name, activity.id),
                }
                place = f"activities.{activity.id}.items.{item.id}:{report.ruleset.id}"
                yield Finding("item.not-allowed", place, ("activity", activity.id), values)
