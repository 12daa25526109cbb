"""By when, and how, a person is told how their data are used, once they have come in (art. 13, 14). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from garant.law.provisions import Law, NoRule
from garant.law.terms import Source
from garant.rules.deadlines import add_months

Entry = Literal["form", "agreement", "email", "phone", "counter", "third-party"]
"""The sources by which somebody enters data: what is observed or inferred comes in by itself."""
ENTRIES: tuple[Entry, ...] = get_args(Entry)
Way = Literal["orally", "in-writing", "by-email"]
WAYS: tuple[Way, ...] = get_args(Way)
OTHERS = frozenset({"third-party"})
"""Sources by which data do not come from the person (art. 14)."""
SPOKEN = frozenset({"phone"})
"""Where the notice is read out."""
HOW: Mapping[Entry, tuple[Way, ...]] = {
    "form": ("in-writing", "by-email"),
    "agreement": ("in-writing", "by-email"),
    "email": ("by-email", "in-writing"),
    "phone": ("orally", "by-email", "in-writing"),
    "counter": ("in-writing", "orally", "by-email"),
    "third-party": ("by-email", "in-writing", "orally"),
}
"""The ways that are of use for each source, the most natural first. Orally where the person is spoken with, and agrees
to it (art. 12(1))."""
FormKind = Literal["web", "paper", "phone", "email", "agreement", "counter"]
FORMS: Mapping[FormKind, Entry] = {
    "web": "form",
    "paper": "form",
    "phone": "phone",
    "email": "email",
    "agreement": "agreement",
    "counter": "counter",
}
"""Kind of a form of the register → the source of what comes in by it."""
FORM_OF: Mapping[str, FormKind] = {entry: kind for kind, entry in FORMS.items()}
"""Source → a kind of form by which it comes in; a third party has none."""


@dataclass(frozen=True, slots=True)
class Due:
    """The person is told by this day, under this article. `at_once`: at the time of collection itself."""

    by: date
    source: Source
    at_once: bool = False

    def late(self, today: date) -> bool:
        return today > self.by


def informing(entry: str, collected: date, law: Law, *, first: date | None = None) -> Due | NoRule:
    """By when somebody is told whose data came in on a day. `first`: when they were first written to, or their data
    first given to somebody else: it can only make it sooner (art. 14(3)(b), (c))."""
    rule = law.informing("indirect" if entry in OTHERS else "direct")
    if isinstance(rule, NoRule):
        return rule
    last = add_months(collected, rule.months)[0] + timedelta(days=rule.days)
    if rule.first and first is not None:
        last = max(collected, min(last, first))
    return Due(last, rule.source, at_once=not rule.months and not rule.days)
