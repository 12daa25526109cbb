"""What is to be mended: what the last check met, gravest first; who sees to it, why it may stand, and what has gone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import findings, staff
from garant.actions.findings import Standing
from garant.errors import GarantError
from garant.ledger.values import Staff
from garant.press.sentences import sentences
from garant.web import tags
from garant.web.office import checking, mending, words
from garant.web.office.desk import DEED, Desk, Trouble, at_desk
from garant.web.office.finding_forms import SEVERITY_NAMES, AcceptForm, AssignForm, FilterForm
from garant.web.office.where import Survey, part_words, where

PLACE = "findings"
ON_A_PAGE = 100
ALIKE = 3
"""More findings of one rule than this are told in one sentence, with their places."""
PLACES = 12
"""So many places of one sentence are listed; the rest stand on a page of their own."""
USUAL = timedelta(days=90)
"""The end that is proposed for an exception."""
SEVERITIES: dict[str, words.Text] = {
    "critical": gettext_lazy("Serious"),
    "error": gettext_lazy("Error"),
    "warning": gettext_lazy("Warning"),
    "information": gettext_lazy("Good to know"),
}
EFFORTS: dict[str, words.Text] = {
    "minutes": gettext_lazy("some minutes"),
    "hour": gettext_lazy("an hour"),
    "day": gettext_lazy("a day"),
}


# ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("check")
def page(desk: Desk) -> HttpResponse:
    every = findings.all(desk.house, desk.actor, desk.language)
    team = staff.all(desk.house, desk.actor)
    people = {p.id: p.name for p in team}
    survey = Survey(desk)
    parts = dict.fromkeys(survey.part(s.told) for s in every)
    form = FilterForm(
        desk.request.GET or None, wheres=[(part, part_words(part)) for part in parts], people=_choices(team)
    )
    wanted = {k: v for k, v in form.cleaned_data.items() if v} if form.is_valid() else {}
    if rule := desk.request.GET.get("rule", ""):
        wanted["rule"] = rule
    shown = [s for s in every if _meant(survey, s, wanted)]
    leaf = Paginator(_alike([s for s in shown if not s.excepted], apart="rule" in wanted), ON_A_PAGE).get_page(
        desk.request.GET.get("page")
    )
    last = findings.last_check(desk.house)
    values = {
        "headline": _headline(sum(not s.excepted for s in every), bool(last)),
        "last": last,
        "looking": checking.under_way(desk),
        "form": form,
        "many": len(every) > 1,
        "filtered": bool(wanted),
        "groups": _groups(desk, survey, list(leaf), people),
        "accepted": [_line(desk, s, people) for s in shown if s.excepted],
        "leaf": leaf,
        "query": urlencode(wanted),
    }
    return desk.page("findings/findings.html", values, place=PLACE)


def _headline(number: int, looked: bool) -> str:
    if not looked and not number:
        return _("Nothing has been checked yet.")
    if not number:
        return _("Everything fits.")
    text = ngettext("%(n)s thing is to be mended.", "%(n)s things are to be mended.", number)
    return text % {"n": words.counted(number)}


def _meant(survey: Survey, standing: Standing, wanted: dict[str, str]) -> bool:
    if wanted.get("severity", standing.told.severity) != standing.told.severity:
        return False
    if wanted.get("rule", standing.told.rule) != standing.told.rule:
        return False
    if "where" in wanted and survey.part(standing.told) != wanted["where"]:
        return False
    owner = str(standing.task.owner) if standing.task.owner else "-"
    return wanted.get("who", owner) == owner


def _alike(standing: Sequence[Standing], *, apart: bool) -> list[list[Standing]]:
    """Those of one rule together, where they are many; in the order of the first of each."""
    rules: dict[str, list[Standing]] = {}
    for each in standing:
        rules.setdefault(each.told.rule, []).append(each)
    found: list[list[Standing]] = []
    for several in rules.values():
        found += [several] if len(several) > ALIKE and not apart else [[each] for each in several]
    order = {s.task.id: n for n, s in enumerate(standing)}
    return sorted(found, key=lambda several: order[several[0].task.id])


def _groups(
    desk: Desk, survey: Survey, shown: Sequence[list[Standing]], people: dict[UUID, str]
) -> list[dict[str, Any]]:
    found = [
        (code, title, [of for of in shown if of[0].told.severity == code]) for code, title in SEVERITY_NAMES.items()
    ]
    return [
        {"id": c, "title": t, "lines": [_line(desk, of[0], people) | _others(desk, survey, of) for of in several]}
        for c, t, several in found
        if several
    ]


def _others(desk: Desk, survey: Survey, several: Sequence[Standing]) -> dict[str, Any]:
    """The places of findings that one sentence tells: what each is about, and the entry or store it stands in."""
    if len(several) == 1:
        return {}
    places = []
    alike = len({_without(each.told.remedy, each.told.subject) for each in several}) == 1
    said = sentences(desk.language).set
    for each in several[:PLACES]:
        at = survey.where(each.told)
        words_ = " › ".join(dict.fromkeys(filter(None, (str(at.words), each.told.subject))))
        places.append({"id": each.task.id, "words": words_, "remedy": "" if alike else said(each.told.remedy)})
    text = ngettext("%(n)s place", "%(n)s places", len(several)) % {"n": len(several)}
    told = several[0].told
    remedy = said(_without(told.remedy, told.subject)) if alike else ""
    one = {"text": said(_without(told.text, told.subject)), "remedy": remedy}
    return one | {"places": places, "many": text, "rule": told.rule, "more": len(several) > PLACES}


def _without(text: str, subject: str) -> str:
    """The sentence of one as that of many: the name of the first stands for none."""
    return text.replace(subject, "…").replace("….", "…") if subject else text


def _line(desk: Desk, standing: Standing, people: dict[UUID, str]) -> dict[str, Any]:
    told, task = standing.told, standing.task
    said = sentences(desk.language).set
    return {
        "id": task.id,
        "text": said(told.text),
        "remedy": said(told.remedy),
        "article": told.article,
        "where": where(desk, told),
        "effort": EFFORTS[told.effort],
        "owner": people.get(task.owner, "") if task.owner else "",
        "tag": _tag(desk, standing),
        "closed": task.closed,
    }


def _tag(desk: Desk, standing: Standing) -> words.Tag | None:
    """Its state, where there is one to tell; red only once its date has passed."""
    task, today = standing.task, desk.house.today()
    if task.closed:
        return words.Tag("done", "check", _("Gone"))
    if standing.excepted and task.accepted:
        return words.Tag("wait", "keep", _("Accepted until %(day)s") % {"day": tags.short_day(task.accepted, today)})
    if task.due:
        day = tags.short_day(task.due, today)
        if task.due < today:
            return words.Tag("late", "warn", _("Was due on %(day)s") % {"day": day})
        return words.Tag("", "clock", _("Due on %(day)s") % {"day": day})
    return None


def _choices(team: Sequence[Staff]) -> list[tuple[str, str]]:
    return [(str(p.id), p.name) for p in team if p.active]


@at_desk("check")
def gone(desk: Desk) -> HttpResponse:
    """What went away with its fact."""
    people = {p.id: p.name for p in staff.all(desk.house, desk.actor)}
    found = findings.gone(desk.house, desk.actor, desk.language)
    leaf = Paginator(found, ON_A_PAGE).get_page(desk.request.GET.get("page"))
    text = ngettext("%(n)s thing was mended.", "%(n)s things were mended.", len(found))
    values = {
        "headline": text % {"n": words.counted(len(found))} if found else _("Nothing has been mended yet."),
        "lines": [_line(desk, s, people) for s in leaf],
        "leaf": leaf,
    }
    return desk.page("findings/gone.html", values, place=PLACE)


# ── one finding ────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("check")
def one(desk: Desk, finding: UUID) -> HttpResponse:
    return _show(desk, findings.by_id(desk.house, desk.actor, finding, desk.language))


@at_desk("write", methods=DEED)
def assign(desk: Desk, finding: UUID) -> HttpResponse:
    """Say who sees to it."""
    standing = findings.by_id(desk.house, desk.actor, finding, desk.language)
    team = staff.all(desk.house, desk.actor)
    form = AssignForm(desk.request.POST, people=_choices(team))
    if not form.is_valid():
        return _show(desk, standing, assigning=form)
    data = form.cleaned_data
    email = next((p.email for p in team if str(p.id) == data["owner"]), "")
    try:
        findings.assign(
            desk.house,
            desk.actor,
            standing.task.rule,
            standing.task.place,
            to=email,
            due=data["due"],
            note=data["note"].strip(),
        )
    except GarantError as error:
        return _show(desk, standing, assigning=form, trouble=Trouble.of(error))
    return desk.go("finding", finding, done="assigned")


@at_desk("register", methods=DEED)
def accept(desk: Desk, finding: UUID) -> HttpResponse:
    """Let it stand until a day; or, with `back`, let it count again."""
    standing = findings.by_id(desk.house, desk.actor, finding, desk.language)
    rule, place = standing.task.rule, standing.task.place
    if "back" in desk.request.POST:
        findings.accept(desk.house, desk.actor, rule, place, reason="", until=None)
        return desk.go("finding", finding, done="not-accepted")
    form = AcceptForm(desk.request.POST)
    if not form.is_valid():
        return _show(desk, standing, accepting=form)
    data = form.cleaned_data
    try:
        findings.accept(desk.house, desk.actor, rule, place, reason=data["reason"], until=data["until"])
    except GarantError as error:
        return _show(desk, standing, accepting=form, trouble=Trouble.of(error))
    return desk.go("finding", finding, done="accepted")


def _way(desk: Desk, standing: Standing) -> str:
    """Where it is mended: the very field, for whoever may write in it; else the page it stands on."""
    task, told, register = standing.task, standing.told, desk.house.declared()
    if desk.can["register"] and told.about is not None:
        entry = told.about[1]
        if told.rule == "purpose.without-basis":
            return reverse("office:basis", args=[entry, told.place.rpartition(".")[2]])
        if told.rule.startswith("recipient.") and "review" in told.rule:
            return reverse("office:review", args=[entry])
        if found := mending.way(register, told, task.id):
            return found
    return where(desk, told).url


def _show(
    desk: Desk,
    standing: Standing,
    *,
    assigning: AssignForm | None = None,
    accepting: AcceptForm | None = None,
    trouble: Trouble | None = None,
) -> HttpResponse:
    task, team = standing.task, staff.all(desk.house, desk.actor)
    people = {p.id: p.name for p in team}
    first = {"owner": str(task.owner or ""), "due": task.due, "note": task.note}
    end = {"until": desk.house.today() + USUAL}
    wrong = trouble or assigning or accepting
    values = {
        "line": _line(desk, standing, people),
        "task": task,
        "request_of": findings.request_of(task),
        "excepted": standing.excepted,
        "mend": _way(desk, standing),
        "severity": SEVERITIES[standing.told.severity],
        "assigning": assigning or AssignForm(initial=first, people=_choices(team)),
        "accepting": accepting or AcceptForm(initial=end),
        "trouble": trouble,
    }
    return desk.page("findings/finding.html", values, place=PLACE, status=422 if wrong else 200)
