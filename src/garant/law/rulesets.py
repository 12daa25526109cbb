"""Rule sets ("référentiels") as values: what a text lets an activity do, point by point, and its force over time.

A rule set is never edited in place: another supersedes it. `rules/conformity.py` holds an activity against it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

Words = Mapping[str, str]
Force = Literal["law", "recommendation", "practice", "replaced"]
"""law: binds. recommendation: departing from it needs a written reason (E5). practice: good to follow, of no legal
value. replaced: another text stands in its place."""
RuleMark = Literal["P", "2", "K", "SEED"]
"""P: checked on an official text. 2: on a secondary source only. K: known, not checked. SEED: a seed says so. (E11)"""
Section = Literal[
    "scope", "excluded", "purposes", "data", "excluded-data", "durations", "recipients", "sharing", "notice",
    "prospecting", "trackers", "security", "transfers", "register",
]  # fmt: skip
"""The parts of a rule set, in the order in which a report shows them."""
SECTIONS: tuple[Section, ...] = get_args(Section)
TestKind = Literal[
    "organisation", "excluded", "purpose", "data", "nothing-else", "no-data", "lock", "duration", "recipient", "staff",
    "given", "notice", "objection", "trackers", "measures", "transfers", "follows", "ask",
]  # fmt: skip
"""What can be tested; docs/reference/rule-sets.md says how each is answered."""


@dataclass(frozen=True, slots=True)
class Length:
    """A period of time. All zero: until the event from which it would count."""

    years: int = 0
    months: int = 0
    days: int = 0


@dataclass(frozen=True, slots=True)
class When:
    """What must be there for a point to concern an activity: one of each list that is not empty."""

    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    natures: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    sites: bool = False
    transfers: bool = False
    decisions: bool = False
    third_party_data: bool = False
    dpo: bool = False


@dataclass(frozen=True, slots=True)
class Test:
    """What a point asks of an activity. Codes of purposes, categories and sectors are prefixes: they hold all below."""

    kind: TestKind
    when: When = When()
    purposes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    perhaps: tuple[str, ...] = ()
    """Bases that are right in some cases only, which somebody must look at."""
    sectors: tuple[str, ...] = ()
    """Sectors for which the rule set is not made."""
    natures: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    joint: tuple[str, ...] = ()
    """Purposes that may not be shared by several controllers."""
    of: Literal["", "purposes", "data", "recipients"] = ""
    reasons: bool = False
    """What lies beyond is in order where the register says why it is needed."""
    only_for: tuple[str, ...] = ()
    at_most: Length | None = None
    at_least: Length | None = None
    clocks: tuple[str, ...] = ()
    phase: Literal["active", "archive", "any"] = "active"
    kinds: tuple[str, ...] = ()
    """Kinds of recipient or of staff."""
    roles: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    wanted: bool = False
    """At least one such recipient must be declared."""
    consent: bool = False
    """Of the data given, only those that reveal something sensitive are meant; each needs express consent."""
    says: tuple[str, ...] = ()
    among: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    safeguards: tuple[str, ...] = ()
    ruleset: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a rule set says. `force`: its own, where it quotes a text that binds whatever the rule set is.

    `closes`: an activity that does not meet it cannot follow the rule set at all. `proposes`: what to do then: ids of
    rule sets, "impact-assessment", "joint-controllers". `carried`: the older rule set that it is taken over from.
    """

    code: str
    part: Section
    words: Words
    source: Words
    remedy: Words
    mark: RuleMark
    test: Test
    force: Force | None = None
    closes: bool = False
    proposes: tuple[str, ...] = ()
    carried: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """From a day on, a rule set has this force; `words` say why."""

    since: date
    force: Force
    words: Words
    mark: RuleMark


@dataclass(frozen=True, slots=True)
class RuleSet:
    """One version of a text. `place`: the country it is made for. `stages`: its force over time, the oldest first.

    `standard`: it is what an activity is held against if it names no rule set (E5). `digest`: of its points, in hex.
    """

    id: str
    name: Words
    place: str
    authority: str
    instrument: Words
    themes: tuple[str, ...]
    mark: RuleMark
    stages: tuple[Stage, ...]
    points: tuple[Point, ...]
    supersedes: tuple[str, ...] = ()
    standard: bool = False
    link: str = ""
    digest: str = ""

    def stage(self, on: date) -> Stage | None:
        """The stage in which it is on a day; None before its first."""
        return next((stage for stage in reversed(self.stages) if stage.since <= on), None)

    def stands(self, on: date) -> bool:
        """Whether it is the text to follow on a day: it has begun, and no other stands in its place."""
        stage = self.stage(on)
        return stage is not None and stage.force != "replaced"

    def force_of(self, point: Point, on: date) -> Force:
        """The force of one of its points on a day. Before its first day it has none."""
        stage = self.stage(on)
        if point.force is not None and stage is not None:
            return point.force
        return stage.force if stage else "replaced"


RuleSets = Mapping[str, RuleSet]


def successors(name: str, known: RuleSets) -> tuple[RuleSet, ...]:
    """The rule sets that came in its place, each replaced by the next."""
    chain: list[RuleSet] = []
    here = name
    while found := next((r for r in known.values() if here in r.supersedes and r not in chain), None):
        chain.append(found)
        here = found.id
    return tuple(chain)


def with_theme(theme: str, known: RuleSets) -> tuple[RuleSet, ...]:
    """The rule sets on a theme ("customer-relations"), from the oldest text to the newest (S1-84)."""
    return tuple(sorted((r for r in known.values() if theme in r.themes), key=lambda r: (r.stages[0].since, r.id)))
