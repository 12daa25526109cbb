"""What the rules say of the cases of a law pack. Pure; `law/cases.py` reads the cases and compares."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from garant.errors import LawError, UsageError
from garant.law.cases import Case, Facts
from garant.law.holidays import DaysOff
from garant.law.provisions import Law
from garant.rules.deadlines import deadline
from garant.rules.duties import until


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
    except UsageError as wrong:
        raise LawError(wrong.cause, place=case.where, remedy=wrong.remedy) from None


def _deadline(case: Case, law: Law, is_off: DaysOff) -> Facts:
    given = {name: value for name, value in case.given.items() if name not in ("clock", "received")}
    found = deadline(case.given["received"], law.clocks[case.given["clock"]], is_off=is_off, **given)
    return {
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
    right = law.rights[case.given["id"]]
    basis = case.given["basis"]
    applies = right.bases[basis] or case.given.get("ground") in right.only_on.get(basis, ())
    return {"applies": applies, "rests_on": (right.source.id, right.sources["bases"].id)}


def _holds(case: Case, law: Law, is_off: DaysOff) -> Facts:
    category = case.given["category"]
    prefixes = law.duties[case.given["duty"]].holds
    return {"held": any(category == prefix or category.startswith(f"{prefix}.") for prefix in prefixes)}


def _authority(case: Case, law: Law, is_off: DaysOff) -> Facts:
    return {"id": law.authority.id, "address": law.authority.address}


def _citation(case: Case, law: Law, is_off: DaysOff) -> Facts:
    source = law.sources[case.given["source"]].id
    return {language: law.cite(source, language) for language in ("fr", "en")}


_JUDGES: Mapping[str, Callable[[Case, Law, DaysOff], Facts]] = {
    "deadline": _deadline,
    "duty": _duty,
    "right": _right,
    "holds": _holds,
    "authority": _authority,
    "citation": _citation,
}
