"""Proof, and the log of who looked at whose data (S0-61). Nothing here can be changed from a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import evidence, requests, staff
from garant.errors import GarantError, NotFound
from garant.ledger.values import Event
from garant.web import tags
from garant.web.office import trail, words
from garant.web.office.desk import FORM, Desk, Trouble, at_desk
from garant.web.office.forms import KeptForm, ReadingsForm

LEVELS: dict[str, words.Text] = {
    "consistent": gettext_lazy("consistent: the records agree with each other"),
    "sealed": gettext_lazy("sealed: the records agree with a checkpoint that the organisation signed"),
    "anchored": gettext_lazy("anchored: the records agree with a checkpoint kept elsewhere"),
}


@at_desk("verify", methods=FORM)
def page(desk: Desk) -> HttpResponse:
    if desk.request.method != "POST":
        return _page(
            desk, KeptForm(), _("Evidence"), _("Each deed is written down before and after, and sealed in a log.")
        )
    form = KeptForm(desk.request.POST)
    if not form.is_valid():
        return _page(desk, form, _("Evidence"), "", status=422)
    try:
        report = evidence.verify(desk.house, desk.actor, form.cleaned_data["kept"].strip() or None)
    except GarantError as error:
        return _page(desk, form, _("Evidence"), "", trouble=Trouble.of(error), status=409)
    if report.problems:
        text = ngettext("%(n)s record does not verify.", "%(n)s records do not verify.", len(report.problems))
        headline = text % {"n": len(report.problems)}
    else:
        headline = _("Every record verifies.")
    lead = ngettext("%(n)s record was read again.", "%(n)s records were read again.", report.size)
    said = lead % {"n": tags.number(report.size)}
    return _page(desk, form, headline, said, report=report)


def _page(
    desk: Desk,
    form: KeptForm,
    headline: str,
    lead: str,
    *,
    report: Any = None,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    checkpoint = evidence.checkpoint(desk.house)
    values = {
        "form": form,
        "headline": headline,
        "lead": lead,
        "problems": report.problems if report else (),
        "level": LEVELS.get(report.level, report.level) if report else "",
        "checkpoint": checkpoint,
        "fingerprint": checkpoint.root.hex() if checkpoint else "",
        "groups": tags.groups(checkpoint.root.hex()) if checkpoint else "",
        "trouble": trouble,
    }
    return desk.page("evidence/evidence.html", values, place="evidence", status=status)


@at_desk("verify")
def checkpoint(desk: Desk) -> HttpResponse:
    found = evidence.checkpoint(desk.house)
    if found is None:
        raise NotFound("Nothing has been sealed yet.")
    response = HttpResponse(found.note, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="checkpoint-{found.size}.txt"'
    return response


# ── the access log ─────────────────────────────────────────────────────────────────────────────────────────────────

READ: dict[str, words.Text] = {
    "request": gettext_lazy("the request, with their contact"),
    "names in the inbox": gettext_lazy("the names in the list of requests"),
    "matches": gettext_lazy("rows that match, to choose among"),
    "samples": gettext_lazy("some of their rows"),
    "letter": gettext_lazy("a letter to them"),
    "package": gettext_lazy("their file"),
    "answer": gettext_lazy("the answer to them"),
    "kept rows": gettext_lazy("the list of the rows kept of them"),
}


@at_desk("read-log")
def readings(desk: Desk) -> HttpResponse:
    people = staff.all(desk.house, desk.actor)
    form = ReadingsForm(desk.request.GET or None, people=[(str(p.id), p.name) for p in people])
    wanted = form.cleaned_data if form.is_valid() else {}
    found: tuple[Event, ...] = ()
    missing = False
    try:
        request = requests.by_reference(desk.house, wanted["request"].strip()).id if wanted.get("request") else None
    except NotFound:
        missing = True
    else:
        who = UUID(wanted["staff"]) if wanted.get("staff") else None
        found = evidence.readings(desk.house, desk.actor, staff=who, request=request)
    names = {p.id: p.name for p in people}
    known = requests.references(desk.house, {e.request for e in found if e.request})
    values = {
        "form": form,
        "filtered": any(wanted.values()),
        "lead": _("No request bears this reference.") if missing else _readings_lead(len(found)),
        "readings": [
            {
                "at": e.at,
                "who": trail.author(e.actor, names),
                "capacity": words.ROLES.get(str(e.public.get("capacity")), (e.public.get("capacity"), ""))[0],
                "reference": known.get(e.request) if e.request else None,
                "what": READ.get(str(e.public.get("what")), e.public.get("what")),
            }
            for e in found
        ],
    }
    return desk.page("evidence/readings.html", values, place="readings")


def _readings_lead(count: int) -> str:
    if not count:
        return _("Nobody has opened anybody’s data here yet.")
    text = ngettext("%(n)s reading, the latest first.", "%(n)s readings, the latest first.", count)
    return text % {"n": tags.number(count)}
