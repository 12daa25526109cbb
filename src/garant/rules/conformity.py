"""The conformity report: an activity held against a rule set on a day, one line a point (S1-12). Pure.

It says what is met, not met, not applicable or unknown, on which entries that rests, and what to do. It decides
nothing about the activity: a person does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from garant.law.provisions import Law
from garant.law.purposes import within
from garant.law.rulesets import Force, Length, Point, RuleSet, RuleSets, Stage, successors
from garant.rules.points import answer
from garant.rules.points.facts import Answer, Evidence, Facts, matches
from garant.rules.points.kept import shorter
from garant.rules.processing import Item, Processing, Register
from garant.rules.register import Words

Verdict = Literal["outside", "gaps", "open", "conform"]
"""outside: the activity cannot follow the rule set. gaps: something is not met. open: not everything has been said."""


@dataclass(frozen=True, slots=True)
class Line:
    """The answer to one point. `force`: the point's, on that day.

    `justified`: beyond a recommendation, with a written reason (E5). `advice`: a recommendation that asks for less than
    a binding rule on the same matter allows, which is met: it is told, and is no gap. `ruled_by`: (rule set, point) of
    the stricter binding rule that holds in place of this one.
    """

    point: Point
    answer: Answer
    force: Force
    evidence: tuple[Evidence, ...] = ()
    justified: bool = False
    advice: bool = False
    ruled_by: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """An activity held against a rule set. `number`: the version of the activity's entry, 0 where it has none.

    `stage`: what force the rule set has on the day; None before its first. `successors`: those that stand in its place,
    the next first. `law`: the version of the packs.
    """

    activity: str
    name: Words
    ruleset: RuleSet
    on: date
    stage: Stage | None
    lines: tuple[Line, ...]
    successors: tuple[RuleSet, ...]
    law: str
    number: int = 0
    asked_later: tuple[str, ...] = ()
    """Rule sets that the newest successor, if it stands in this one's place, asks this activity to follow as well."""

    @property
    def stands(self) -> bool:
        """Whether the rule set is still a text to follow on that day."""
        return self.ruleset.stands(self.on)

    @property
    def refusals(self) -> tuple[Line, ...]:
        """Why the activity cannot follow the rule set at all: an excluded sector or use."""
        return tuple(line for line in self.lines if line.point.closes and line.answer == "not-met")

    @property
    def gaps(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.answer == "not-met" and not line.advice)

    @property
    def advice(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.advice)

    @property
    def proposals(self) -> tuple[str, ...]:
        """What to do next: ids of rule sets, "impact-assessment", "joint-controllers"."""
        proposed = [step for line in self.gaps for step in line.point.proposes]
        newest = [] if self.stands or not self.successors else [self.successors[-1].id]
        return tuple(dict.fromkeys((*newest, *self.asked_later, *proposed)))

    @property
    def verdict(self) -> Verdict:
        if self.refusals:
            return "outside"
        if self.gaps:
            return "gaps"
        return "open" if self.counts["unknown"] else "conform"

    @property
    def counts(self) -> Mapping[Answer, int]:
        return Counter(line.answer for line in self.lines)

    def line(self, code: str) -> Line:
        """The line of a point. KeyError if there is none."""
        found = next((line for line in self.lines if line.point.code == code), None)
        if found is None:
            raise KeyError(code)
        return found


def check(activity: Processing, register: Register, ruleset: RuleSet, law: Law, on: date) -> Report:
    """Hold one activity against one rule set as it stands on a day."""
    facts = Facts(activity, register, ruleset, law, on)
    lines = []
    for point in ruleset.points:
        found = answer(facts, point)
        force = ruleset.force_of(point, on)
        lines.append(Line(point, found.answer, force, found.evidence, found.justified))
    later = successors(ruleset.id, law.rulesets)
    return Report(
        activity=activity.id,
        name=activity.name,
        ruleset=ruleset,
        on=on,
        stage=ruleset.stage(on),
        lines=tuple(lines),
        successors=later,
        law=law.version,
        number=register.numbers.get(("activity", activity.id), 0),
        asked_later=() if ruleset.stands(on) or not later else _asked(replace(facts, ruleset=later[-1])),
    )


def _asked(facts: Facts) -> tuple[str, ...]:
    """The rule sets that a rule set asks an activity to follow as well: those on what it holds (S1-34)."""
    asks = [point for point in facts.ruleset.points if point.test.kind == "follows"]
    return tuple(point.test.ruleset for point in asks if answer(facts, point).answer == "not-met")


def check_all(
    activity: Processing, register: Register, rulesets: Iterable[RuleSet], law: Law, on: date
) -> tuple[Report, ...]:
    """Hold one activity against several rule sets at once: where they differ on a duration, the strictest binding rule
    holds, and a stricter recommendation is told as advice (E5)."""
    return weigh([check(activity, register, ruleset, law, on) for ruleset in rulesets])


def followed(activity: Processing, rulesets: RuleSets, on: date) -> tuple[RuleSet, ...]:
    """The rule sets that an activity is held against: those it names; else the standard ones of the day that cover one
    of its purposes. Names that no pack knows are left out; the register's own check tells of them."""
    if activity.follows:
        return tuple(rulesets[name] for name in activity.follows if name in rulesets)
    kinds = [purpose.kind for purpose in activity.purposes.values()]
    return tuple(
        ruleset
        for ruleset in rulesets.values()
        if ruleset.standard and ruleset.stands(on) and any(within(kind, *covered(ruleset)) for kind in kinds)
    )


def covered(ruleset: RuleSet) -> tuple[str, ...]:
    """The purposes that a rule set is made for."""
    return tuple(p for point in ruleset.points if point.test.kind == "purpose" for p in point.test.purposes)


# ── several rule sets at once ──────────────────────────────────────────────────────────────────────────────────────

_Limit = tuple[str, Line, Length]
"""A rule set's id, its line on a duration, and the limit."""


def weigh(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The same reports, each line on a duration weighed against the binding rules of all on the same purpose."""
    bounds: dict[tuple[str, str], list[_Limit]] = {}
    for report in reports:
        for line in report.lines:
            limit = line.point.test.at_most
            if limit is not None and line.force == "law":
                for matter in _matters(line):
                    bounds.setdefault(matter, []).append((report.ruleset.id, line, limit))
    return tuple(
        replace(report, lines=tuple(_weighed(report.ruleset.id, line, bounds) for line in report.lines))
        for report in reports
    )


def _matters(line: Line) -> list[tuple[str, str]]:
    """(purpose, phase): what two durations must share to be about the same thing."""
    return [(e.id, line.point.test.phase) for e in line.evidence if e.entry == "purpose"]


def _weighed(name: str, line: Line, bounds: Mapping[tuple[str, str], Sequence[_Limit]]) -> Line:
    limit = line.point.test.at_most
    rivals = [found for matter in _matters(line) for found in bounds.get(matter, ())] if limit else []
    if limit is None or not rivals:
        return line
    strictest = rivals[0]
    for rival in rivals:
        strictest = rival if shorter(rival[2], strictest[2]) else strictest
    if shorter(strictest[2], limit):
        return replace(line, ruled_by=(strictest[0], strictest[1].point.code))
    stricter = shorter(limit, strictest[2]) and line.force != "law"
    kept = all(bound.answer == "met" for _, bound, _ in rivals)
    return replace(line, advice=True) if stricter and kept and line.answer == "not-met" else line


# ── what the rules of a rule set say of data that somebody is about to use or give ─────────────────────────────────


def locked_for(category: str, purpose: str, rulesets: Iterable[RuleSet]) -> tuple[RuleSet, Point] | None:
    """The lock that keeps data of a category from a purpose: connection data serve statistics only (S1-36)."""
    for ruleset in rulesets:
        for point in ruleset.points:
            test = point.test
            if test.kind == "lock" and within(category, *test.categories) and not within(purpose, *test.only_for):
                return ruleset, point
    return None


def transferable(items: Iterable[Item], ruleset: RuleSet) -> tuple[Item, ...]:
    """Of these data, those that a rule set lets an organisation cede, rent out or exchange: its transferable set, less
    what is declared as not transferable (S1-30)."""
    sets = [p.test.categories for p in ruleset.points if p.test.kind == "given" and not p.test.consent]
    return tuple(i for i in items if i.transferable and all(matches(i.category, one) == "yes" for one in sets))
