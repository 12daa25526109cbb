"""Cases of rule sets: a jurist states an activity in a few words, and what its conformity report must say. Pure."""

from __future__ import annotations

from typing import Any

from garant.law.cases import Case, Facts
from garant.law.holidays import DaysOff
from garant.law.provisions import Law
from garant.law.rulesets import successors
from garant.rules.conformity import check
from garant.rules.processing import Register
from garant.rules.registers import FORM, read_register

_HOUSE = {
    "name": "Boutique",
    "contact": "donnees@boutique.example",
    "place": "FR",
    "nature": "private",
    "sector": "retail",
}
"""The organisation of a case, but for what the case says of it."""
_ACTIVITY = "activite"


def ruleset(case: Case, law: Law, is_off: DaysOff) -> Facts:
    """What force a rule set has on the day of the case, and what came before and after it."""
    found = law.rulesets[case.given["id"]]
    stage = found.stage(case.on)
    return {
        "stands": found.stands(case.on),
        "force": stage.force if stage else "none",
        "successors": tuple(one.id for one in successors(found.id, law.rulesets)),
        "supersedes": found.supersedes,
    }


def conformity(case: Case, law: Law, is_off: DaysOff) -> Facts:
    """What the report says of the activity, and of one point where the case names one. RegisterError: what is given
    is no register."""
    register = _register(case)
    report = check(register.activities[_ACTIVITY], register, law.rulesets[case.given["ruleset"]], law, case.on)
    facts: dict[str, Any] = {"verdict": report.verdict, "proposes": report.proposals}
    if "point" in case.given:
        line = report.line(case.given["point"])
        facts |= {"answer": line.answer, "force": line.force}
    return facts


def _register(case: Case) -> Register:
    """`purposes` and `data` are lists of codes; `activity` and `register` say the rest as a register does."""
    purposes = {f"p{n}": {"name": kind, "kind": kind} for n, kind in enumerate(case.given.get("purposes", ()), 1)}
    items = {f"d{n}": {"category": category} for n, category in enumerate(case.given.get("data", ()), 1)}
    activity = {"name": "Activité", "purposes": purposes, "items": items} | case.given.get("activity", {})
    rest = case.given.get("register", {})
    house = _HOUSE | rest.get("organisation", {})
    return read_register({**rest, "garant": FORM, "organisation": house, "activities": {_ACTIVITY: activity}})
