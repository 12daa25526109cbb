"""Points on what persons are told and offered, on trackers, and on measures of security."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from garant.law.rulesets import Test
from garant.rules.points.facts import Answer, Evidence, Facts, Found, of_organisation, worst
from garant.rules.processing import Form, Notice


def forms_of(facts: Facts) -> list[Form]:
    """Where the data of the activity come in."""
    named = {name for item in facts.activity.items.values() for name in item.forms}
    return [f for f in facts.register.forms.values() if f.activity == facts.activity.id or f.id in named]


def notice(facts: Facts, test: Test) -> Found:
    """At each point of collection a notice tells these items (art. 13); without forms, the general notices do."""
    if not facts.register.notices:
        return Found("unknown", (Evidence("notice", "", "no-notice"),))
    forms = forms_of(facts)
    told = (
        [(Evidence("form", form.id, "", form.name), _notices(facts, form)) for form in forms]
        if forms
        else [(Evidence("notice", n.id, "", n.name), [n]) for n in facts.register.notices.values() if not n.forms]
    )
    if not told:
        return Found("unknown", (Evidence("notice", "", "no-notice-tied"),))
    return worst((found for seen, by in told for found in _told(seen, by, test)), "unknown")


def _notices(facts: Facts, form: Form) -> list[Notice]:
    return [n for n in facts.register.notices.values() if not n.forms or form.id in n.forms]


def _told(where: Evidence, by: list[Notice], test: Test) -> Iterator[tuple[Answer, Evidence]]:
    said = {item for notice in by for item in notice.says}
    missing = [item for item in test.says if item not in said]
    if not by:
        yield "not-met", replace(where, note="form-without-notice")
    elif missing:
        yield from (("not-met", replace(where, note="untold", values={"item": f"notice.{m}"})) for m in missing)
    else:
        yield "met", replace(where, note="told", values={"notice": by[0].id})


def objection(facts: Facts, test: Test) -> Found:
    """At each point of collection one can refuse prospecting (art. 21(2), (4))."""
    return worst(_objections(facts), "unknown")


def _objections(facts: Facts) -> Iterator[tuple[Answer, Evidence]]:
    for form in forms_of(facts):
        if form.objection is None:
            yield "unknown", Evidence("form", form.id, "objection-unsaid", form.name)
        else:
            answer: Answer = "met" if form.objection else "not-met"
            yield answer, Evidence("form", form.id, "objection" if form.objection else "no-objection", form.name)


def trackers(facts: Facts, test: Test) -> Found:
    """How one refuses trackers on each site."""
    found: list[tuple[Answer, Evidence]] = []
    for site in facts.register.organisation.sites:
        answer: Answer = "unknown" if not site.trackers else "met" if site.trackers in test.among else "not-met"
        note = f"trackers-{site.trackers or 'unsaid'}"
        found.append((answer, Evidence("site", site.domain, note, {"fr": site.domain})))
    if not found and "sites" not in facts.register.organisation.without:
        return Found("unknown", (of_organisation("sites-unsaid"),))
    return worst(found, "not-applicable")


def measures(facts: Facts, test: Test) -> Found:
    """At least one of these measures is in place, for the organisation or for this activity (art. 32)."""
    declared = facts.register.measures
    if not declared and not facts.activity.measures:
        return Found("unknown", (Evidence("measure", "", "no-measures"),))
    done = [m for m in test.measures if m in facts.activity.measures and m not in declared]
    done += [m for m in test.measures if m in declared and declared[m].state == "done"]
    if done:
        return Found("met", tuple(Evidence("measure", m, "done", {}, {"measure": f"measure.{m}"}) for m in done))
    planned = [m for m in test.measures if m in declared and declared[m].state == "planned"]
    if planned:
        return Found("not-met", tuple(Evidence("measure", m, "planned") for m in planned))
    return Found("not-met", (Evidence("measure", "", "none-of-these"),))
