"""How it is known that the person is the one they say: the lightest means that is enough, with its reason."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from garant.actions import hints, requests
from garant.errors import WrongState
from garant.rules import requests as life
from garant.web import tags
from garant.web.citing import cited
from garant.web.office import words
from garant.web.office.case import Case, open_case
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import AskForm, IdentifyForm, ReasonForm

PLACE = "requests"


@at_desk(methods=FORM)
def identity(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    if desk.request.method != "POST":
        return _show(desk, case, IdentifyForm(), AskForm(prefix="ask"))
    form = IdentifyForm(desk.request.POST)
    if not form.is_valid():
        return _show(desk, case, form, AskForm(prefix="ask"), status=422)
    data = form.cleaned_data
    try:
        requests.identify(
            desk.house, desk.actor, case.request, method=data["method"], by=desk.actor.name, reason=data["reason"]
        )
    except WrongState as error:
        return _show(desk, case, form, AskForm(prefix="ask"), trouble=Trouble.of(error), status=409)
    return desk.go("plan", reference, done="identified")


@at_desk("identify", methods=DEED)
def ask(desk: Desk, reference: str) -> HttpResponse:
    case = open_case(desk, reference)
    form = AskForm(desk.request.POST, prefix="ask")
    if not form.is_valid():
        return _show(desk, case, IdentifyForm(), form, status=422)
    try:
        requests.ask_identity(desk.house, desk.actor, case.request, reason=form.cleaned_data["reason"])
    except WrongState as error:
        return _show(desk, case, IdentifyForm(), form, trouble=Trouble.of(error), status=409)
    return desk.go("identity", reference, done="asked")


@at_desk("refuse", methods=FORM)
def close(desk: Desk, reference: str) -> HttpResponse:
    """The person cannot be identified: the request ends, and they are told what they can add (art. 11(2), 12(2))."""
    case = open_case(desk, reference)
    form = ReasonForm(desk.request.POST or None)
    values = {
        **case.frame("identity"),
        "form": form,
        "title": _("The person cannot be identified"),
        "words": _("The request ends here. The person learns why, and what they can add for a new one to go further."),
        "article": cited(desk.house.law(), ["gdpr/11", "gdpr/12/2"], desk.language),
        "button": _("Close the request, and tell the person"),
        "final": True,
    }
    if not form.is_valid():
        return desk.page("requests/act.html", values, place=PLACE, status=422 if form.errors else 200)
    try:
        requests.close_unidentified(desk.house, desk.actor, case.request, reason=form.cleaned_data["reason"])
    except WrongState as error:
        return desk.page("requests/act.html", {**values, "trouble": Trouble.of(error)}, place=PLACE, status=409)
    return desk.go("request", reference, done="unidentified")


def _show(
    desk: Desk,
    case: Case,
    form: IdentifyForm,
    ask_form: AskForm,
    *,
    trouble: Trouble | None = None,
    status: int = 200,
) -> HttpResponse:
    chosen = form.data.get("method", "")
    values: dict[str, Any] = {
        **case.frame("identity"),
        "state": _state(desk, case),
        "unproved": _unproved(case),
        "open_question": case.allows("identify") and bool(not case.identified or _unproved(case)),
        "waits": bool(case.request.asked) and not case.request.answered,
        "method": words.METHOD_NAMES.get(case.request.method, case.request.method),
        "form": form,
        "ask_form": ask_form,
        "methods": [
            {"code": c, "name": words.METHODS[c][0], "hint": words.METHODS[c][1], "chosen": c == chosen}
            for c in life.METHODS
        ],
        "trouble": trouble,
    }
    return desk.page("requests/identity.html", values, place=PLACE, status=status)


def _unproved(case: Case) -> list[dict[str, str]]:
    """What was given to be found by, and is not shown to be theirs."""
    return [{"kind": words.given(i.kind), "value": i.value} for i in hints.unproved(case.file.contact)]


def _state(desk: Desk, case: Case) -> str:
    request = case.request
    if request.asked and not request.answered:
        return _("We asked on %(day)s for what is missing, and wait for the person.") % {"day": tags.day(request.asked)}
    if case.identified:
        return _("The identity is verified.")
    if case.file.contact.email and request.channel == "form":
        return _("A link was sent to the address they gave. Opening it shows that the address is theirs.")
    return _("Nobody has verified yet who asks.")
