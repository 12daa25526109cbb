"""A check under way, store by store. The page asks again by itself while it runs, and then shows what was found."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import looking
from garant.actions.looking import HOUSE, Looking
from garant.web import errors
from garant.web.office.desk import DEED, Desk, at_desk
from garant.web.office.execution import MARKS, STATES

PLACE = "findings"


@at_desk("check", methods=DEED)
def look(desk: Desk) -> HttpResponse:
    """Check again. A sample of each table is read, never the whole of it; a worker does it."""
    looking.ask(desk.house, desk.actor)
    return desk.go("checking")


def under_way(desk: Desk) -> bool:
    found = looking.progress(desk.house, desk.actor)
    return found is not None and found.state in ("waiting", "running")


@at_desk("check")
def progress(desk: Desk) -> HttpResponse:
    found = looking.progress(desk.house, desk.actor)
    if found is None or found.state == "done":
        return desk.go("findings", done="checked" if found else "")
    running = found.state != "failed"
    values = {
        "lead": _lead(found),
        "lines": [_line(found, name) for name in found.all],
        "finished": len(found.passed),
        "total": len(found.all),
        "running": running,
        "failure": None if running else errors.told_of_kind(found.kind),
        "detail": found.error,
        "still": "still" in desk.request.GET,
    }
    response = desk.page("findings/checking.html", values, place=PLACE)
    if running and not values["still"]:  # WCAG 2.2.1: a link on the page turns it off
        response["Refresh"] = "2"
    return response


def _lead(found: Looking) -> str:
    if found.state == "failed":
        return _("The check stopped: why, and what to do, stands below.")
    if found.state == "waiting":
        return _("The check is about to begin.")
    text = ngettext("%(n)s part of %(total)s is done.", "%(n)s parts of %(total)s are done.", len(found.passed))
    return text % {"n": len(found.passed), "total": len(found.all)}


def _line(found: Looking, name: str) -> dict[str, Any]:
    state = "done" if name in found.passed else "waiting"
    if name == found.now:
        state = found.state
    title = _("The register, held against the stores and the law") if name == HOUSE else name
    return {"title": title, "store": name != HOUSE, "mark": MARKS.get(state, ""), "state": STATES[state]}
