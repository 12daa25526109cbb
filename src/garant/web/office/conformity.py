"""What rule sets ask of the activities, point by point, as the register stands; and the same as a document."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import conformity
from garant.law.rulesets import SECTIONS
from garant.press.conformity_words import Row, Sayer
from garant.rules.conformity import Report
from garant.web.office import words
from garant.web.office.desk import Desk, at_desk

PLACE = "conformity"
VERDICTS: dict[str, tuple[str, str, words.Text]] = {
    "outside": ("near", "warn", gettext_lazy("Cannot follow it")),
    "gaps": ("near", "pen", gettext_lazy("Points not met")),
    "open": ("", "search", gettext_lazy("Points to look at")),
    "conform": ("done", "check", gettext_lazy("Met")),
}
ANSWERS: dict[str, tuple[str, str]] = {
    "met": ("done", "check"),
    "not-met": ("near", "pen"),
    "unknown": ("", "search"),
    "not-applicable": ("", "open"),
}
"""Answer → tone and icon. Not red: a gap is no promise passed."""


@at_desk("read-register")
def page(desk: Desk) -> HttpResponse:
    found = conformity.reports(desk.house, desk.actor)
    groups = [
        {"name": sayer.pick(first.name), "lines": [_summary(desk, r) for r in (first, *others)]}
        for _activity, (first, *others) in ((k, list(v)) for k, v in groupby(found, key=lambda r: r.activity))
        for sayer in (_sayer(desk, first),)
    ]
    why = "" if found else _why_none(desk)
    return desk.page(
        "conformity/reports.html", {"headline": _headline(found), "why": why, "groups": groups}, place=PLACE
    )


def _why_none(desk: Desk) -> str:
    law = desk.house.law()
    place = law.territory.name.get(desk.language) or law.territory.name["fr"]
    return Sayer(desk.language, law).say(conformity.why_none(desk.house, desk.actor), place=place)


def _headline(found: tuple[Report, ...]) -> str:
    gaps = sum(bool(r.gaps) for r in found)
    if not found:
        return _("No activity is held against a text yet.")
    if not gaps:
        return _("No report finds a point that is not met.")
    text = ngettext("%(n)s report finds points that are not met.", "%(n)s reports find points that are not met.", gaps)
    return text % {"n": gaps}


def _summary(desk: Desk, report: Report) -> dict[str, Any]:
    sayer = _sayer(desk, report)
    return {
        "activity": report.activity,
        "ruleset": report.ruleset.id,
        "name": sayer.pick(report.ruleset.name),
        "stage": sayer.stage(report),
        "counts": sayer.counts(report) if report.lines else "",
        "tag": words.Tag(*VERDICTS[report.verdict]) if report.lines else None,
    }


@at_desk("read-register")
def report(desk: Desk, activity: str, ruleset: str) -> HttpResponse:
    found = _one(desk, activity, ruleset)
    sayer = _sayer(desk, found)
    rows = sayer.rows(found)
    parts = [
        {"id": part, "title": sayer.say(f"part.{part}"), "rows": [_row(r) for r in of]}
        for part in SECTIONS
        if (of := [r for r in rows if r.part == part and r.answer != "not-applicable"])
    ]
    values = {
        **_summary(desk, found),
        "title": sayer.pick(found.name),
        "verdict": sayer.say(f"verdict.{found.verdict}") if rows else sayer.say("report.no-points"),
        "dateline": sayer.dateline(found),
        "successors": " → ".join(sayer.pick(r.name) for r in found.successors),
        "steps": [sayer.step(step) for step in found.proposals],
        "parts": parts,
        "absent": [r for r in rows if r.answer == "not-applicable"],
        "usual": sayer.usual_source(found) if rows else "",
        "marks": sayer.marks(),
    }
    return desk.page("conformity/report.html", values, place=PLACE)


def _row(row: Row) -> dict[str, Any]:
    tone, icon = ANSWERS[row.answer] if not row.advice else ("", "page")
    wanting = row.answer in ("not-met", "unknown")
    return {"row": row, "tag": words.Tag(tone, icon, row.said), "remedy": row.remedy if wanting else ""}


@at_desk("read-register")
def pdf(desk: Desk, activity: str, ruleset: str) -> HttpResponse:
    found = _one(desk, activity, ruleset)
    return _download(found, "pdf", "application/pdf", conformity.as_pdf(desk.house, found, desk.language))


@at_desk("read-register")
def document(desk: Desk, activity: str, ruleset: str) -> HttpResponse:
    found = _one(desk, activity, ruleset)
    body = conformity.as_page(desk.house, found, desk.language).encode()
    return _download(found, "html", "text/html; charset=utf-8", body)


def _one(desk: Desk, activity: str, ruleset: str) -> Report:
    known = conformity.reports(desk.house, desk.actor, activity)
    found = next((r for r in known if r.ruleset.id == ruleset), None)
    if found is None:
        (found,) = conformity.reports(desk.house, desk.actor, activity, rulesets=[ruleset])
    return found


def _sayer(desk: Desk, report: Report) -> Sayer:
    return Sayer(desk.language, conformity.law_of(desk.house, report))


def _download(report: Report, ending: str, type_: str, body: bytes) -> HttpResponse:
    name = f"{report.activity}-{report.ruleset.id}-{report.on}.{ending}"
    return HttpResponse(body, content_type=type_, headers={"Content-Disposition": f'attachment; filename="{name}"'})
