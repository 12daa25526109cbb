"""Following a request by its secret link: where it stands, messages, taking it back. The link replaces an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from garant.actions import access, requests
from garant.actions.hints import masked
from garant.actions.instance import Instance
from garant.actions.requests import RequestFile
from garant.ledger.values import Request
from garant.rules import requests as life
from garant.web import errors, rulers, throttle
from garant.web.house import house_of
from garant.web.pages import page
from garant.web.portal import words
from garant.web.portal.forms import Complete, Message
from garant.web.tags import short_day


@dataclass(frozen=True, slots=True)
class Opened:
    """A request opened by its link."""

    house: Instance
    request: Request
    token: str

    @property
    def file(self) -> RequestFile:
        return requests.request_file(self.house, access.by_person(self.house), self.request)

    @property
    def path(self) -> str:
        return f"/follow/{self.token}"

    def page(self, http: HttpRequest, template: str, values: dict[str, Any], *, status: int = 200) -> HttpResponse:
        frame = {
            "asked": self.request,
            "path": self.path,
            "rights": words.rights(self.request.rights),
            "answered": self.request.state in ("answered", "closed") and not self.request.withdrawn_at,
            "place": "follow",
        }
        return page(http, f"portal/follow/{template}", {**frame, **values}, status=status)


def open_link(http: HttpRequest, token: str) -> Opened:
    """The request of a link, shown in the language it was made in unless the reader chose another."""
    house = house_of(http)
    request = requests.by_token(house, token)
    if settings.LANGUAGE_COOKIE_NAME not in http.COOKIES and request.language in dict(settings.LANGUAGES):
        translation.activate(request.language)
    return Opened(house, request, token)


@require_safe
def how(http: HttpRequest) -> HttpResponse:
    return page(http, "portal/follow/how.html", {"place": "follow"})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(http: HttpRequest, token: str) -> HttpResponse:
    """The link of the acknowledgement. A button proves the contact: programs that read mail only open links."""
    opened = open_link(http, token)
    if http.method == "POST":
        requests.confirm_contact(opened.house, token)
    if http.method == "POST" or opened.request.state != "received":
        return HttpResponseRedirect(opened.path)
    return opened.page(http, "confirm.html", {"tab": "state"})


# ── where it stands ────────────────────────────────────────────────────────────────────────────────────────────────


@require_safe
def state(http: HttpRequest, token: str) -> HttpResponse:
    return _state(http, open_link(http, token), Message())


def _state(http: HttpRequest, opened: Opened, form: Message, *, status: int = 200) -> HttpResponse:
    request, file, today = opened.request, opened.file, opened.house.today()
    ended = _ended(opened.house, request)
    values = {
        "tab": "state",
        "form": form,
        "arrived": words.arrived(http.GET.get("arrived", "")),
        "messages": file.messages,
        "lead": words.lead(request, today, ended),
        "now": "" if ended else words.say(words.NOW, request.state),
        "late": not ended and request.due < today,
        "trail": _trail(opened.house, file),
        "address": masked(file.contact.email),
        "ruler": _ruler(opened.house, file, today, ended),
        "ended": ended,
        "withdrawn": request.withdrawn_at is not None,
        "start_words": _("Received %(day)s") % {"day": short_day(request.received, today)},
        "due_words": _("Answer due %(day)s") % {"day": short_day(request.due, today)},
        "confirm": f"/confirm/{opened.token}",
        "sentence": words.ruler_sentence(request, today, ended),
        "raw": min(r.raw for r in request.rights),
        "authority": opened.house.law().authority_for(file.contact.country),
        "open": not ended,
        "asked_back": request.asked is not None and request.answered is None and not ended,
        "can_complete": life.allows(request.state, "complete"),
        "can_withdraw": life.allows(request.state, "withdraw"),
    }
    return opened.page(http, "state.html", values, status=status)


@dataclass(frozen=True, slots=True)
class Happened:
    at: datetime
    text: str
    first: bool


def _trail(house: Instance, file: RequestFile) -> list[Happened]:
    """What happened, oldest first; of several plans only the last."""
    found: list[Happened] = []
    events = [e for e in file.trail if words.happened(e.type, e.public)]
    last_plan = max((n for n, e in enumerate(events) if e.type == "plan.drawn"), default=-1)
    for n, event in enumerate(events):
        if event.type != "plan.drawn" or n == last_plan:
            first = event.type == "request.received"
            text = words.happened(event.type, event.public)
            if first and file.request.received != house.day(event.at):
                text = words.logged(file.request.received)
            found.append(Happened(event.at, text, first))
    return found


def _ended(house: Instance, request: Request) -> date | None:
    return _day(house, request.closed_at) if request.closed_at else None


def _day(house: Instance, at: datetime) -> date:
    """The local date of an instant: what the law counts (A3)."""
    return at.astimezone(ZoneInfo(house.organisation.zone)).date()


def _ruler(house: Instance, file: RequestFile, today: date, ended: date | None) -> rulers.Ruler:
    request = file.request
    days = [_day(house, e.at) for e in file.trail if words.happened(e.type, e.public)]
    pause = (request.asked, request.answered or today) if request.asked else None
    identified = _day(house, request.identified_at) if request.identified_at else None
    return rulers.request_ruler(
        request.received, request.due, today, days, identified=identified, pause=pause, answered=ended
    )


# ── what the person may do ─────────────────────────────────────────────────────────────────────────────────────────


@require_POST
def message(http: HttpRequest, token: str) -> HttpResponse:
    opened, form = open_link(http, token), Message(http.POST)
    if not form.is_valid():
        return _state(http, opened, form, status=422)
    if not throttle.allows(http, opened.house, throttle.MESSAGE):
        return errors.too_many(http)
    if life.allows(opened.request.state, "complete"):
        requests.complete(opened.house, opened.request, message=form.cleaned_data["text"])
    else:
        requests.message(opened.house, access.by_person(opened.house), opened.request, form.cleaned_data["text"])
    return HttpResponseRedirect(f"{opened.path}?arrived=message#messages")


@require_http_methods(["GET", "HEAD", "POST"])
def dispute(http: HttpRequest, token: str) -> HttpResponse:
    """The person does not agree with the answer: their words arrive as such, and the authority and the judge stay open
    to them meanwhile (art. 12(4), 77, 79)."""
    opened = open_link(http, token)
    if opened.request.state not in ("answered", "closed") or opened.request.withdrawn_at:
        return HttpResponseRedirect(opened.path)
    form = Message(http.POST or None)
    if not form.is_valid():
        contact = opened.file.contact
        values = {"tab": "answer", "form": form, "authority": opened.house.law().authority_for(contact.country)}
        return opened.page(http, "dispute.html", values, status=422 if form.errors else 200)
    if not throttle.allows(http, opened.house, throttle.MESSAGE):
        return errors.too_many(http)
    actor = access.by_person(opened.house)
    requests.message(opened.house, actor, opened.request, form.cleaned_data["text"], about="answer")
    return HttpResponseRedirect(f"{opened.path}?arrived=dispute#messages")


@require_http_methods(["GET", "HEAD", "POST"])
def complete(http: HttpRequest, token: str) -> HttpResponse:
    """The person adds what helps to find them, or answers a question of ours. The office checks it like the rest."""
    opened = open_link(http, token)
    if not life.allows(opened.request.state, "complete"):
        return HttpResponseRedirect(opened.path)
    form = Complete(opened.house, http.POST or None)
    if http.method != "POST" or not form.is_valid():
        values = {"tab": "state", "form": form}
        return opened.page(http, "complete.html", values, status=422 if form.errors else 200)
    if not throttle.allows(http, opened.house, throttle.MESSAGE):
        return errors.too_many(http)
    text = form.cleaned_data["text"]
    requests.complete(opened.house, opened.request, message=text, identities=form.identities())
    return HttpResponseRedirect(opened.path)


@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(http: HttpRequest, token: str) -> HttpResponse:
    opened = open_link(http, token)
    if http.method != "POST":
        return opened.page(http, "withdraw.html", {"tab": "state"})
    requests.withdraw(opened.house, access.by_person(opened.house), opened.request)
    return HttpResponseRedirect(opened.path)
