"""Requests: the inbox by due date, a request received another way, and the acts that change its course."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import paper, requests, rests, runner
from garant.errors import UsageError, WrongState
from garant.ledger.values import Contact, Identity, Request
from garant.rules import requests as life
from garant.web import rulers, tags
from garant.web.citing import cited
from garant.web.office import words
from garant.web.office.case import Case, activities, categories, kinds, open_case
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import FileForm, ReasonForm, TextForm
from garant.web.office.overview import show

PLACE = "requests"
NUMBER = "customer-number"


# ── the inbox ──────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Row:
    """A request as the inbox shows it."""

    request: Request
    url: str
    name: str
    reference: str
    figure: str
    under: str
    line: str
    tone: str
    tag: words.Tag
    ruler: rulers.RowRuler
    unread: str = ""
    """How many messages of the person nobody has read; empty if none."""


@at_desk()
def inbox(desk: Desk) -> HttpResponse:
    if desk.can["settings"] and not desk.house.records():
        return desk.go("start")  # nothing is declared yet: the first page says what comes first
    today = desk.house.today()
    stopped = runner.stopped(desk.house)
    unread = requests.unread(desk.house, desk.actor)
    counts = {u.request.id: u.count for u in unread}
    rows = [
        _row(r := listed.request, listed.name, today, stopped=r.plan in stopped, unread=counts.get(r.id, 0))
        for listed in requests.list_open(desk.house, desk.actor)
    ]
    rest = _rests(desk, today)
    answered = [r for r in rows if r.request.state == "answered"]
    running = [r for r in rows if not _paused(r.request) and r not in answered]
    late = [r for r in running if r.tone == "late"]
    near = [r for r in running if r.tone == "near"]
    later = [r for r in running if not r.tone]
    paused = [r for r in rows if _paused(r.request) and r not in answered]
    groups = [
        ("late", _("Late"), _("Answer first, even in part."), late),
        ("near", _("Within eight days"), "", near),
        ("later", _("Later"), "", later),
        ("paused", _("Deadline suspended or extended"), "", paused),
        ("answered", _("Answered, the letter on its way"), "", answered),
        ("rest", _("Answered in part"), _("What was found elsewhere is still to be finished."), rest),
    ]
    values = {
        "unread": [_wrote(each) for each in unread],
        "headline": _headline(late, near, later, paused, today),
        "rows": rows,
        "horizon": rulers.horizon([r.request.due for r in running], today),
        "picture": _picture(late, near, later),
        "letters": len(paper.waiting(desk.house, desk.actor)),
        "facts": [ngettext("%(n)s open request", "%(n)s open requests", len(rows)) % {"n": len(rows)}] if rows else [],
        "groups": [{"id": i, "title": t, "aside": a, "rows": r} for i, t, a, r in groups if r],
    }
    return desk.page("requests/inbox.html", values, place=PLACE)


@at_desk()
def closed(desk: Desk) -> HttpResponse:
    """What was answered or withdrawn, the latest first."""
    today = desk.house.today()
    listed = requests.list_open(desk.house, desk.actor, closed=True)
    rows = [_row(each.request, each.name, today) for each in listed if each.request.state == "closed"]
    rows.sort(key=lambda row: row.request.closed_at or row.request.received_at, reverse=True)
    text = ngettext("%(n)s closed request", "%(n)s closed requests", len(rows))
    return desk.page("requests/closed.html", {"headline": text % {"n": len(rows)}, "rows": rows}, place=PLACE)


def _rests(desk: Desk, today: date) -> list[Row]:
    """Closed requests of which something found elsewhere is left, by the day that the person was told."""
    due = {request: max(t.due for t in several) for request, several in rests.of_closed(desk.house).items()}
    if not due:
        return []
    closed = [x for x in requests.list_open(desk.house, desk.actor, closed=True) if x.request.id in due]
    rows = [_row(x.request, x.name, today, due=due[x.request.id]) for x in closed if x.request.state == "closed"]
    return sorted(rows, key=lambda row: due[row.request.id])


def _paused(request: Request) -> bool:
    """Its date is not the plain one: the person is asked for something, or was told of an extension."""
    return request.extended or (request.asked is not None and request.answered is None)


def _wrote(unread: requests.Unread) -> dict[str, Any]:
    """Somebody wrote: who, within which request, since when, and whether it is about the answer."""
    request = unread.request
    return {
        "url": reverse("office:request", args=[request.reference]) + "#talk",
        "name": unread.name,
        "reference": request.reference,
        "since": unread.since,
        "words": words.unread(unread.count),
        "tag": words.Tag("near", "warn", _("Answer disputed")) if unread.disputed else words.next_act(request),
    }


def _row(
    request: Request, name: str, today: date, *, stopped: bool = False, due: date | None = None, unread: int = 0
) -> Row:
    due = due or request.due
    waits = request.asked is not None and request.answered is None
    figure, under = words.distance(due, today)
    if waits and request.asked is not None:
        figure, under = _("Waiting"), _("since %(day)s") % {"day": tags.short_day(request.asked, today)}
    tone = "" if waits or request.state == "answered" else tone_of(due, today)
    rights = tuple(r.right for r in request.rights)
    line = _("%(rights)s · %(received)s") % {
        "rights": words.right_names(rights),
        "received": words.received(request, today),
    }
    return Row(
        request=request,
        url=reverse("office:request", args=[request.reference]),
        name=name,
        reference=request.reference,
        figure=figure,
        under=under,
        line=line,
        tone=tone,
        tag=words.toned(words.next_act(request, stopped=stopped), tone),
        ruler=rulers.row_ruler(request.received, due, today),
        unread=words.unread(unread) if unread else "",
    )


def tone_of(due: date, today: date) -> str:
    if due < today:
        return "late"
    return "near" if due <= today + timedelta(days=words.NEAR) else ""


def _headline(
    late: Sequence[Row], near: Sequence[Row], later: Sequence[Row], paused: Sequence[Row], today: date
) -> str:
    """What is true now, in one or two sentences."""
    said = []
    if late:
        text = ngettext("%(n)s request is past its date.", "%(n)s requests are past their date.", len(late))
        said.append(text % {"n": words.counted(len(late))})
    pressing = sum(r.request.due <= today + timedelta(days=1) for r in near)
    if pressing:
        text = ngettext("%(n)s falls due by tomorrow.", "%(n)s fall due by tomorrow.", pressing)
        said.append(text % {"n": words.counted(pressing)})
    elif near and not late:
        text = ngettext(
            "%(n)s request is due within eight days.", "%(n)s requests are due within eight days.", len(near)
        )
        said.append(text % {"n": words.counted(len(near))})
    if said:
        return " ".join(said)
    if later:
        first = min(r.request.due for r in later)
        return _("Nothing presses: the next answer is due on %(day)s.") % {"day": tags.day(first)}
    if paused:
        return _("Nothing presses: every open request is suspended or extended.")
    return _("No request is open.")


def _picture(late: Sequence[Row], near: Sequence[Row], later: Sequence[Row]) -> str:
    return _("Due dates around today: %(late)s past, %(near)s within eight days, %(later)s later.") % {
        "late": len(late),
        "near": len(near),
        "later": len(later),
    }


# ── a request received another way ─────────────────────────────────────────────────────────────────────────────────


@at_desk("file", methods=FORM)
def file(desk: Desk) -> HttpResponse:
    form = FileForm(
        desk.request.POST or None,
        today=desk.house.today(),
        categories=categories(desk),
        activities=activities(desk),
        numbered=NUMBER in kinds(desk),
    )
    trouble = None
    if form.is_valid():
        try:
            filed = requests.file(desk.house, desk.actor, **_filed(form.cleaned_data))
        except UsageError as error:
            trouble = Trouble.of(error)
        else:
            done = "filed-mail" if form.cleaned_data["email"] else "filed"
            return desk.go("request", filed.request.reference, done=done)
    chosen, law = desk.request.POST.getlist("rights"), desk.house.law()
    known = life.known(law)
    rights = [
        {
            "code": r,
            "name": words.RIGHTS[r],
            "hint": words.RIGHT_HINTS[r],
            "article": law.cite(life.ARTICLES[r], desk.language),
            "chosen": r in chosen,
        }
        for r in known
    ]
    unruled = ", ".join(str(words.RIGHTS[r]).lower() for r in life.RIGHTS if r not in known)
    values = {"form": form, "rights": rights, "unruled": unruled, "trouble": trouble}
    return desk.page("requests/file.html", values, place=PLACE, status=422 if form.errors or trouble else 200)


def _filed(data: dict[str, Any]) -> dict[str, Any]:
    change = {"field": data["field"], "old": data["old"], "new": data["new"]}
    contact = Contact(
        name=data["name"],
        email=data["email"],
        phone=data["phone"],
        identities=(Identity(NUMBER, data["number"]),) if data.get("number") else (),
        scope=tuple(data["scope"]) if "erasure" in data["rights"] else (),
        message=data["message"],
        changes=(change,) if data["new"] else (),
    )
    return {
        "rights": data["rights"],
        "contact": contact,
        "channel": data["channel"],
        "received": data["received"],
        "language": data["language"],
    }


# ── acts on a request ──────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("write", methods=DEED)
def message(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = TextForm(desk.request.POST)
    if form.is_valid():
        requests.message(desk.house, desk.actor, case.request, form.cleaned_data["text"])
        return desk.go("request", reference, done="message")
    return show(desk, case, form, status=422)


@at_desk("write", methods=DEED)
def read(desk: Desk, reference: str) -> HttpResponse:
    """What the person wrote is read, and asks for no answer."""
    case = open_case(desk, reference)
    requests.read(desk.house, desk.actor, case.request)
    return desk.go("request", reference, done="read")


@at_desk("file", methods=DEED)
def again(desk: Desk, reference: str) -> HttpResponse:
    """A new request from what the person wrote about a closed one."""
    case = open_case(desk, reference)
    try:
        new = requests.again(desk.house, desk.actor, case.request, desk.request.POST.getlist("rights"))
    except (UsageError, WrongState) as error:
        return show(desk, case, TextForm(), trouble=Trouble.of(error), status=422)
    return desk.go("request", new.reference, done="again")


@at_desk("write", methods=FORM)
def withdraw(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    if desk.request.method == "POST":
        requests.withdraw(desk.house, desk.actor, case.request)
        return desk.go("request", reference, done="withdrawn")
    values = {
        "title": _("The person withdraws their request"),
        "words": _(
            "Note it only if they told you so. What was done stays done; nothing more is. A letter confirms it."
        ),
        "button": _("Note the withdrawal"),
    }
    return _act(desk, case, None, values)


@at_desk("extend", methods=FORM)
def extend(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = ReasonForm(desk.request.POST or None)
    form.fields["reason"].help_text = _("It goes to the person as you write it.")
    if form.is_valid():
        try:
            requests.extend(desk.house, desk.actor, case.request, reason=form.cleaned_data["reason"])
        except WrongState as error:
            return _act(desk, case, form, {"trouble": Trouble.of(error), **_extension(desk)}, status=409)
        return desk.go("request", reference, done="extended")
    return _act(desk, case, form, _extension(desk))


def _extension(desk: Desk) -> dict[str, Any]:
    law, button = desk.house.law(), _("Extend, and tell the person")
    clock = law.clocks.get("request")
    if clock is not None and clock.conditions is not None:  # a law that says itself when, and how long
        words_, article = clock.conditions.words[desk.language], law.cite(clock.conditions.source.id, desk.language)
        return {"title": _("Extend the deadline"), "words": words_, "article": article, "button": button}
    return {
        "title": _("Extend the deadline by two months"),
        "words": _("Only if the request is complex, or one of many from this person, and told within the first month."),
        "article": cited(law, ["gdpr/12/3"], desk.language),
        "button": button,
    }


@at_desk("write", methods=FORM)
def delay(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = ReasonForm(desk.request.POST or None, initial={"reason": case.file.contact.late_reason})
    form.fields["reason"].help_text = _("It goes to the person as you write it.")
    values = {
        "title": _("Say why the answer is late"),
        "words": _(
            "The answer is owed all the same, and the person may complain to the authority already. Answer first, even "
            "in part; the reason stands at the head of the answer, with the days of delay."
        ),
        "article": cited(desk.house.law(), ["gdpr/12/3"], desk.language),
        "button": _("Note the reason"),
    }
    if form.is_valid():
        try:
            requests.explain_delay(desk.house, desk.actor, case.request, reason=form.cleaned_data["reason"])
        except WrongState as error:
            return _act(desk, case, form, {"trouble": Trouble.of(error), **values}, status=409)
        return desk.go("request", reference, done="delay")
    return _act(desk, case, form, values)


@at_desk("refuse", methods=FORM)
def refuse(desk: Desk, reference: str, right: str) -> HttpResponse:
    case = open_case(desk, reference)
    case.right(right)
    form = ReasonForm(desk.request.POST or None, grounds=case.grounds(right))
    values = {
        "title": _("Refuse: %(right)s") % {"right": words.RIGHTS[right]},
        "words": _(
            "A refusal needs a ground that the law knows and a reason that fits this case. The person is told both, "
            "within the month, with the authority and the judge they can turn to."
        ),
        "article": cited(desk.house.law(), ["gdpr/12/4"], desk.language),
        "button": _("Refuse this right"),
        "final": True,
    }
    if form.is_valid():
        data = form.cleaned_data
        try:
            requests.refuse(desk.house, desk.actor, case.request, right, ground=data["ground"], reason=data["reason"])
        except WrongState as error:
            return _act(desk, case, form, {"trouble": Trouble.of(error), **values}, status=409)
        return desk.go("request", reference, done="refused")
    return _act(desk, case, form, values)


def _act(desk: Desk, case: Case, form: Any, values: dict[str, Any], status: int = 200) -> HttpResponse:
    page = {**case.frame("overview"), "form": form, **values}
    return desk.page("requests/act.html", page, place=PLACE, status=422 if form is not None and form.errors else status)
