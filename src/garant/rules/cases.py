"""What the rules say of the cases of a law pack. Pure; `law/cases.py` reads the cases and compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from garant.errors import LawError, RegisterError, UsageError
from garant.law.cases import Case, Facts
from garant.law.holidays import DaysOff
from garant.law.provisions import Law, NoRule
from garant.law.records import SAID
from garant.rules.conformity_cases import conformity, ruleset
from garant.rules.deadlines import deadline, deadline_for
from garant.rules.duties import until
from garant.rules.informing import informing
from garant.rules.register_duty import owed
from garant.rules.replaced import cited, renewed
from garant.rules.retention import Happened, Subject, applies, end_of


def judge(case: Case, law: Law, is_off: DaysOff) -> Facts:
    """All that a case of its kind may expect, as the rules find it. LawError: what is given cannot be."""
    try:
        return _JUDGES[case.kind](case, law, is_off)
    except KeyError as unknown:
        raise LawError(
            f"The case “{case.name}” names {unknown}, which the law does not have there on {case.on}.",
            place=case.where,
            remedy="Correct the name, or the date.",
        ) from None
    except (UsageError, RegisterError) as wrong:
        raise LawError(wrong.cause, place=case.where, remedy=wrong.remedy) from None


def _deadline(case: Case, law: Law, is_off: DaysOff) -> Facts:
    """By its clock, or by the right that is asked for: then the law may know no period."""
    given = {name: value for name, value in case.given.items() if name not in ("clock", "right", "received")}
    if "right" in case.given:
        found = deadline_for(case.given["received"], case.given["right"], law, is_off=is_off, **given)
    else:
        found = deadline(case.given["received"], law.clocks[case.given["clock"]], is_off=is_off, **given)
    asked = case.given.get("clock") or f"request.{case.given['right']}"
    clock = law.clocks.get(asked) or law.clocks.get("request")
    return {
        "says": tuple(f"{key}: {said.source.id}" for key in SAID if (said := getattr(clock, key, None)) is not None),
        "raw": found.raw,
        "due": found.due,
        "rolled_over": tuple(law.say(step.off, "fr") for step in found.steps if step.off),
        "suspended_days": found.suspended_days,
        "suspended": found.suspended,
        "notice_by": found.notice_by,
        "earlier": found.earlier,
        "not_before": found.not_before,
        "warnings": found.warnings,
        "rests_on": tuple(dict.fromkeys(step.source for step in found.steps if step.source)),
    }


def _duty(case: Case, law: Law, is_off: DaysOff) -> Facts:
    duty = law.duties[case.given["id"]]
    last = until(duty, case.given["year_end"], case.given["row"])
    return {
        "until": last,
        "kept": last >= case.on,
        "rests_on": (duty.source.id, *(source.id for source in duty.sources)),
    }


def _right(case: Case, law: Law, is_off: DaysOff) -> Facts:
    right = law.rights.get(case.given["id"])
    if right is None:
        return {"known": False}
    basis = case.given["basis"]
    applies = right.bases[basis] or case.given.get("ground") in right.only_on.get(basis, ())
    cost = right.cost.source.id if right.cost else ""
    return {"applies": applies, "known": True, "cost": cost, "rests_on": (right.source.id, right.sources["bases"].id)}


def _holds(case: Case, law: Law, is_off: DaysOff) -> Facts:
    category = case.given["category"]
    prefixes = law.duties[case.given["duty"]].holds
    return {"held": any(category == prefix or category.startswith(f"{prefix}.") for prefix in prefixes)}


def _authority(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = law.authority_for(case.given.get("country", ""))
    mark = found.mark("address")
    return {
        "id": found.id,
        "also": found.also,
        "address": found.address,
        "complain_at": found.complain_at,
        "mark": mark,
    }


def _citation(case: Case, law: Law, is_off: DaysOff) -> Facts:
    source = law.sources[case.given["source"]].id
    return {language: law.cite(source, language) for language in ("fr", "en")}


def _holiday(case: Case, law: Law, is_off: DaysOff) -> Facts:
    why = is_off(case.on)
    return {"off": law.say(why, "fr") if why else None}


def _category(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = law.category(case.given["code"])
    if isinstance(found, NoRule):
        return _UNKNOWN
    rests_on = (found.source.id,)
    return {
        "known": True,
        "sensitivity": found.sensitivity,
        "group": found.group,
        "needs": found.needs,
        "rests_on": rests_on,
    }


def _consent(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = law.consent_for(case.given["use"])
    if isinstance(found, NoRule):
        return _UNKNOWN
    months = min(found.within.values(), default=None)
    return {"known": True, "admits": found.admits, "months": months, "rests_on": (found.source.id,)}


def _register_duty(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = owed(law, staff=case.given.get("staff"), facts=case.given.get("facts", ()))
    return {"owed": tuple(duty.form for duty in found)}


def _breach(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = law.breach_to(case.given["to"])
    if isinstance(found, NoRule):
        return _UNKNOWN
    what = {
        "hours": found.hours,
        "how": found.how.source.id if found.how else "",
        "pace": found.pace,
        "condition": found.condition,
    }
    return {"known": True, **what, "rests_on": (found.source.id,)}


def _informing(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = informing(case.given["from"], case.given["collected"], law, first=case.given.get("first"))
    if isinstance(found, NoRule):
        return _UNKNOWN
    return {"known": True, "due": found.by, "rests_on": (found.source.id,)}


def _age(case: Case, law: Law, is_off: DaysOff) -> Facts:
    found = law.age_for(case.given["use"])
    if isinstance(found, NoRule):
        return _UNKNOWN
    return {"known": True, "years": found.years, "rests_on": (found.source.id,)}


def _replaced(case: Case, law: Law, is_off: DaysOff) -> Facts:
    text = case.given["text"]
    found = cited(text, law.standards.replaced.values(), case.on)
    return {"cited": tuple(one.quoted for one in found), "renewed": renewed(text, found, "fr")}


def _retention(case: Case, law: Law, is_off: DaysOff) -> Facts:
    rule = law.retention_rule(case.given["rule"])
    if isinstance(rule, NoRule):
        return _UNKNOWN
    end = end_of(rule, [Happened(kind, on) for kind, on in case.given["events"]])
    rests_on = tuple(source.id for source in (rule.source, *rule.sources))
    dates = {"until": end.until, "over": end.over(case.on), "why": end.why, "at_most": end.at_most}
    return {"known": True, **dates, "then": rule.then, "rests_on": rests_on}


def _retained(case: Case, law: Law, is_off: DaysOff) -> Facts:
    subject = Subject(**case.given)
    return {"rules": tuple(rule.id for rule in law.standards.retention.values() if applies(rule, subject))}


_UNKNOWN: Facts = {"known": False}
_JUDGES: Mapping[str, Callable[[Case, Law, DaysOff], Facts]] = {
    "deadline": _deadline,
    "duty": _duty,
    "right": _right,
    "holds": _holds,
    "authority": _authority,
    "citation": _citation,
    "ruleset": ruleset,
    "conformity": conformity,
    "holiday": _holiday,
    "category": _category,
    "consent": _consent,
    "register_duty": _register_duty,
    "breach": _breach,
    "informing": _informing,
    "age": _age,
    "replaced": _replaced,
    "retention": _retention,
    "retained": _retained,
}
