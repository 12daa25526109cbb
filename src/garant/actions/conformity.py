"""Conformity reports of what is declared: against which rule sets, on which day, as which document."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from garant.actions import access, register
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.actions.law import law_in_force
from garant.actions.letters import party
from garant.errors import NotFound
from garant.law.provisions import Law
from garant.law.rulesets import RuleSet
from garant.press import conformity as press
from garant.press.pdf import letter_pdf
from garant.rules.conformity import Report, check_all, followed
from garant.rules.processing import Processing


def reports(
    house: Instance, actor: Actor, activity: str | None = None, on: date | None = None, rulesets: Sequence[str] = ()
) -> tuple[Report, ...]:
    """One report an activity and rule set: `rulesets` if any is named, else those that it follows, else the standard
    ones of the day that cover one of its purposes (E5).

    `on` is a day of the law; of a day gone by the register is read as it then stood. Raises `NotFound` for an activity
    that is not declared or a rule set that no pack has.
    """
    access.require(house, actor, "read")
    today = house.today()
    day = on or today
    declared = register.as_declared(house, actor, day if day < today else None)
    law = law_in_force(house.organisation.place, day)
    if activity is not None and activity not in declared.activities:
        known = ", ".join(declared.activities) or "none"
        raise NotFound("No activity of that name is declared.", place=activity, remedy=f"Declared: {known}.")
    meant = [a for name, a in declared.activities.items() if activity in (None, name)]
    return tuple(
        report for one in meant for report in check_all(one, declared, _rulesets(one, law, day, rulesets), law, day)
    )


def why_none(house: Instance, actor: Actor, on: date | None = None) -> str:
    """Why there is no report, as a code of its words: nothing declared, no rule set of this place, none that covers."""
    access.require(house, actor, "read")
    day = on or house.today()
    if not register.as_declared(house, actor, day if day < house.today() else None).activities:
        return "report.none-declared"
    place = law_in_force(house.organisation.place, day)
    return "report.none-covers" if place.rulesets else "report.none-here"


def _rulesets(activity: Processing, law: Law, on: date, named: Sequence[str]) -> tuple[RuleSet, ...]:
    unknown = [name for name in (named or activity.follows) if name not in law.rulesets]
    if unknown:
        remedy = f"Known: {', '.join(law.rulesets) or 'none at this place'}. `garant law rulesets` lists them."
        raise NotFound("No pack has this rule set.", place=unknown[0], remedy=remedy)
    return tuple(law.rulesets[name] for name in named) or followed(activity, law.rulesets, on)


def law_of(house: Instance, report: Report) -> Law:
    """The law that a report was drawn up under: its words are needed to tell it."""
    return law_in_force(house.organisation.place, report.on)


def as_pdf(house: Instance, report: Report, language: str) -> bytes:
    """A report on paper (PDF/UA-1, PDF/A-2a)."""
    return letter_pdf(press.report_letter(report, law_of(house, report), party(house), language))


def as_page(house: Instance, report: Report, language: str) -> str:
    """A report as one file of HTML."""
    return press.report_page(report, law_of(house, report), party(house), language)
