"""The work on an agreed plan, step by step. The page asks again by itself while something runs, and then stops."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import runner
from garant.ledger.values import Step
from garant.web import errors
from garant.web.office import words
from garant.web.office.case import Case, open_case
from garant.web.office.desk import DEED, Desk, at_desk
from garant.web.office.plans import PLACE, rows_of


@at_desk()
def progress(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    steps = case.file.steps
    finished = sum(s.state == "done" for s in steps)
    running = case.request.state in ("agreed", "running")
    values = {
        **case.frame("progress"),
        "lead": _progress_lead(case, finished, len(steps)),
        "steps": [_step(step) for step in steps],
        "total": len(steps),
        "finished": finished,
        "running": running and not case.stopped,
        "failure": _failure(steps),
        "still": "still" in desk.request.GET,
    }
    response = desk.page("plans/progress.html", values, place=PLACE)
    if values["running"] and not values["still"]:  # WCAG 2.2.1: a link on the page turns it off
        response["Refresh"] = "2"
    return response


@at_desk("run", methods=DEED)
def resume(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    if case.request.plan is not None:
        runner.resume(desk.house, desk.actor, case.request.plan)
    return desk.go("progress", reference, done="resumed")


REMEDIES: dict[str, words.Text] = {
    "StoreError": gettext_lazy(
        "Check that the store runs, that its password and rights hold, and that its map fits it."
    ),
}
"""What to do about a failure whose words elsewhere are too short here."""
WRITING = ("erase", "rectify")


def _failure(steps: Sequence[Step]) -> dict[str, Any] | None:
    """What failed, at which store, and what can be done: mend and take up again, or plan again."""
    failed = next((s for s in steps if s.state == "failed"), None)
    if failed is None:
        return None
    told = errors.told_of_kind(str(failed.result.get("failed", "")))
    return {
        "step": STEPS.get(failed.kind, failed.kind),
        "store": failed.store,
        "title": told.title,
        "remedy": REMEDIES.get(str(failed.result.get("failed", "")), told.remedy),
        "detail": failed.error,
        "written": any(s.kind in WRITING and s.state == "done" for s in steps),
    }


def _progress_lead(case: Case, finished: int, total: int) -> str:
    if not total:
        return _("Nothing runs before somebody has agreed to the plan.")
    if case.stopped:
        return _("The work stands still: a step failed, and what to do stands below.")
    if case.request.state == "waiting":
        return _("What Garant does itself is done and read again. The tasks are left.")
    if finished == total and any(e.public.get("left") for e in case.file.trail if e.type == "data.verified"):
        return _("Everything planned is done. Reading again found the person elsewhere too: “The request” says where.")
    if finished == total:
        return _("Everything is done and was read again.")
    text = ngettext("%(n)s step of %(total)s is done.", "%(n)s steps of %(total)s are done.", finished)
    return text % {"n": finished, "total": total}


STEPS: dict[str, words.Text] = {
    "read": gettext_lazy("Rows read"),
    "package": gettext_lazy("File for the person built, signed and encrypted"),
    "rectify": gettext_lazy("Values corrected, in one transaction"),
    "erase": gettext_lazy("Rows erased and masked, in one transaction"),
    "verify": gettext_lazy("Searched again, on a new connection"),
    "tell": gettext_lazy("Recipients told, processors instructed"),
    "answer": gettext_lazy("Answer written from what was read again"),
    "close": gettext_lazy("Closed"),
}
MARKS = {"running": "now", "waiting": "next", "failed": "fail"}


def _step(step: Step) -> dict[str, Any]:
    rows = step.result.get("rows")
    count = sum(rows.values()) if isinstance(rows, Mapping) else None
    return {
        "title": STEPS.get(step.kind, step.kind),
        "store": step.store,
        "rows": rows_of(count) if count is not None and step.state == "done" else "",
        "mark": MARKS.get(step.state, ""),
        "state": STATES[step.state],
    }


STATES: dict[str, words.Text] = {
    "waiting": gettext_lazy("waiting"),
    "running": gettext_lazy("under way"),
    "done": gettext_lazy("done"),
    "failed": gettext_lazy("failed, to be tried again"),
}
