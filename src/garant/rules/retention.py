"""Until when a retention rule of the law lets data be kept, from what happened; and whom a rule is for. Pure.

It reckons dates only: what is then erased, archived or asked is planned elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from garant.law.purposes import within
from garant.law.standards import Period, Retention
from garant.rules.deadlines import add_months

SOLICITATION = "solicitation"
"""The event of having written or called somebody: it starts nothing and is only counted."""


@dataclass(frozen=True, slots=True)
class Happened:
    """An event about a person or a document, on a local day: "click", "collection", "solicitation"…"""

    kind: str
    on: date


@dataclass(frozen=True, slots=True)
class Subject:
    """What a rule may be for. `category`, `purpose`: dotted codes. `cents`: amount of the document, in euro cents."""

    person: str = ""
    purpose: str = ""
    category: str = ""
    document: str = ""
    cents: int | None = None
    ruleset: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """`until`: the last day on which the data are kept, None if what the period runs from has not come, or the rule has
    no figure. `at_most`: the longest that the rule admits. `why`: "period", "unanswered", "not-begun", "no-figure"."""

    until: date | None
    why: str
    start: date | None = None
    at_most: date | None = None

    def over(self, today: date) -> bool:
        return self.until is not None and today > self.until


def end_of(rule: Retention, events: Sequence[Happened]) -> End:
    """When the period of a rule ends. An event that it does not count, as the opening of an e-mail, moves nothing.

    The last day is still one of keeping: three years after 23 November 2023 end with 23 November 2026.
    """
    start = _latest(events, rule.counts) or _latest(events, (rule.otherwise,))
    if start is None:
        return End(None, "not-begun")
    if rule.unanswered is not None:
        tried = sorted(e.on for e in events if e.kind == SOLICITATION and e.on > start)
        if len(tried) >= rule.unanswered:
            return End(tried[rule.unanswered - 1], "unanswered", start)
    at_most = _after(start, rule.at_most) if rule.at_most else None
    if rule.period is None:
        # Kept until the event: once it has come, this phase is over.
        return (
            End(start, "period", start, at_most) if rule.then == "archive" else End(None, "no-figure", start, at_most)
        )
    return End(_after(start, rule.period), "period", start, at_most)


def applies(rule: Retention, subject: Subject) -> bool:
    """Whether a rule is for a subject: every list of the rule that is not empty holds it, and the amount is enough."""
    if rule.ruleset and rule.ruleset != subject.ruleset:
        return False
    if rule.persons and subject.person not in rule.persons:
        return False
    if rule.documents and subject.document not in rule.documents:
        return False
    if rule.purposes and not within(subject.purpose, *rule.purposes):
        return False
    if rule.categories and not within(subject.category, *rule.categories):
        return False
    return rule.from_cents is None or (subject.cents is not None and subject.cents >= rule.from_cents)


def _latest(events: Sequence[Happened], kinds: Sequence[str]) -> date | None:
    return max((e.on for e in events if e.kind in kinds), default=None)


def _after(start: date, period: Period) -> date:
    return add_months(start, period.months)[0] + timedelta(days=period.days)
