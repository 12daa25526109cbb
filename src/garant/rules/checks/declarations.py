"""What the law of a place wants besides a record: a number of the authority, somebody in charge, an assessment."""

from __future__ import annotations

from collections.abc import Iterator

from garant.law.standards import RegisterForm
from garant.rules.checks.facts import Facts, called
from garant.rules.exemption import facts as facts_of
from garant.rules.findings import Cited, Code, Finding, Value
from garant.rules.processing import Processing
from garant.rules.register_duty import owed
from garant.rules.transfers import abroad

FILED: frozenset[RegisterForm] = frozenset({"declaration", "authorisation"})
"""What is owed to the authority, which gives a number for it; a record stays in the house."""


def unfiled(facts: Facts) -> Iterator[Finding]:
    """An activity bears the number of its declaration or authorisation, where the place's law wants one (C.1)."""
    if facts.register is None:
        return
    for activity in facts.activities():
        if activity.declaration or activity.role == "processor":
            continue  # whoever it is done for files it
        duties = owed(facts.law, staff=facts.register.organisation.staff, facts=tuple(_facts(facts, activity)))
        if wanted := [duty for duty in duties if duty.form in FILED]:
            values: dict[str, Value] = {
                "activity": called(activity.name, activity.id),
                "forms": tuple(Code(f"register-form.{duty.form}") for duty in wanted),
                "authority": facts.law.authority.names,
                "article": Cited(wanted[0].source.id),
            }
            yield Finding(
                "activity.unfiled", f"activities.{activity.id}.declaration", ("activity", activity.id), values
            )


def unanswered(facts: Facts) -> Iterator[Finding]:
    """Somebody is designated, and known, where the place's law wants it (PIPEDA, cl. 4.1; Québec, s. 3.1)."""
    if facts.register is None or facts.register.organisation.dpo is not None:
        return
    for duty in owed(facts.law, staff=facts.register.organisation.staff, facts=()):
        if duty.form == "officer":
            values: dict[str, Value] = {"note": duty.note, "article": Cited(duty.source.id)}
            yield Finding("organisation.without-officer", "organisation.dpo", ("organisation", ""), values)


def unassessed(facts: Facts) -> Iterator[Finding]:
    """An activity is assessed where the place's law wants it for what it does (Québec, s. 17: data that leave)."""
    if facts.register is None:
        return
    for activity in facts.activities():
        if activity.impact == "done" or activity.role == "processor":
            continue
        for duty in owed(facts.law, staff=facts.register.organisation.staff, facts=tuple(_facts(facts, activity))):
            if duty.form == "impact-assessment":
                values: dict[str, Value] = {
                    "activity": called(activity.name, activity.id),
                    "form": Code(f"register-form.{duty.form}"),
                    "note": duty.note,
                    "article": Cited(duty.source.id),
                }
                yield Finding(
                    "activity.unassessed", f"activities.{activity.id}.impact", ("activity", activity.id), values
                )


def _facts(facts: Facts, activity: Processing) -> Iterator[str]:
    yield from facts_of(activity, facts.law)
    assert facts.register is not None  # it declares the activity
    if activity.transfers or abroad(facts.register, activity, facts.law):
        yield "transfer-abroad"
