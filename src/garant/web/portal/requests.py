"""Making a request, in three steps. What was filled in travels in the page: nothing is kept before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from garant.actions import access, requests
from garant.actions.instance import Instance
from garant.law.holidays import days_off
from garant.rules.deadlines import deadline_for
from garant.web import errors, throttle
from garant.web.house import house_of
from garant.web.pages import page
from garant.web.portal.forms import RIGHT_WORDS, Rights, You

SENT = "sent"
"""Where the session keeps the reference and the date of the request just sent: nothing that names anybody."""


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The form. `go` says which step the button that was pressed leads to; each step checks those before it."""
    if request.method != "POST":
        return _first(request, Rights(initial=_asked_error(request)))
    go = request.POST.get("go", "2")
    rights = Rights(request.POST)
    if go == "1" or not rights.is_valid():
        return _first(request, rights)
    house, chosen = house_of(request), rights.cleaned_data["rights"]
    language = translation.get_language() or "fr"
    if go == "2" and request.POST.get("step") == "1" and "name" not in request.POST:
        return _second(request, You(house, language, chosen, initial=_initial(request)), chosen)
    you = You(house, language, chosen, request.POST)
    if go == "2" or not you.is_valid():
        # Coming back to this step is not a mistake: nothing is marked wrong.
        shown = you if go != "2" else You(house, language, chosen, initial=_again(request))
        return _second(request, shown, chosen)
    if go == "send":
        return _send(request, house, chosen, you)
    return _third(request, house, chosen, you)


def _asked_error(request: HttpRequest) -> dict[str, Any]:
    """An access package links here to report a mistake in one of its fields (S4-08)."""
    return {"rights": ["rectification"]} if request.GET.get("field") else {}


def _initial(request: HttpRequest) -> dict[str, Any]:
    field = request.POST.get("about", "").rsplit(".", 2)
    if len(field) != 3:
        return {}
    store, table, column = field
    map = house_of(request).register().maps.get(store)
    found = map.tables[table].columns.get(column) if map and table in map.tables else None
    return {"field1": found.category} if found else {}


def _again(request: HttpRequest) -> dict[str, Any]:
    return {k: request.POST.getlist(k) if k == "scope" else request.POST[k] for k in request.POST}


def _first(request: HttpRequest, form: Rights) -> HttpResponse:
    house = house_of(request)
    language = translation.get_language() or "fr"
    ticked = form["rights"].value() or []
    rights = [
        (code, words, code in ticked, house.law().rights[code].source.text.get(language, ""))
        for code, words in RIGHT_WORDS.items()
        if code in house.law().rights
    ]
    values = {
        "form": form,
        "step": 1,
        "rights": rights,
        "carried": _carried(request, form),
        "about": request.GET.get("field", ""),
    }
    return page(request, "portal/requests/rights.html", {**values, "place": "request"})


def _carried(request: HttpRequest, form: Rights) -> list[tuple[str, str]]:
    """What a later step was filled with, when the person came back from it."""
    own = {"csrfmiddlewaretoken", "go", "step", "rights"}
    return [(k, v) for k in request.POST if k not in own for v in request.POST.getlist(k)]


def _second(request: HttpRequest, form: You, rights: list[str]) -> HttpResponse:
    values = {"form": form, "step": 2, "chosen": rights, "place": "request"}
    return page(request, "portal/requests/you.html", values)


def _third(request: HttpRequest, house: Instance, rights: list[str], form: You) -> HttpResponse:
    law = house.law()
    language = translation.get_language() or "fr"
    contact = form.contact()
    names = dict(form.fields["scope"].choices) if "scope" in form.fields else {}  # type: ignore[attr-defined]  # a MultipleChoiceField
    values = {
        "step": 3,
        "asked": [RIGHT_WORDS[r][0] for r in rights],
        "contact": contact,
        "changes": [{**c, "words": _field_words(law.say(c["field"], language), c)} for c in contact.changes],
        "scope": [names[s] for s in contact.scope],
        "whole": "erasure" in rights and not contact.scope,
        "due": min(deadline_for(house.today(), r, law, is_off=days_off(law.territory)).due for r in rights),
        "carried": [
            (k, v)
            for k in request.POST
            if k not in {"csrfmiddlewaretoken", "go", "step"}
            for v in request.POST.getlist(k)
        ],
        "years": law.durations["case"] // 365,
        "place": "request",
    }
    return page(request, "portal/requests/check.html", values)


def _field_words(words: str, change: Mapping[str, str]) -> str:
    return _("Something else") if change["field"] == "other" else words


def _send(request: HttpRequest, house: Instance, rights: list[str], form: You) -> HttpResponse:
    contact = form.contact()
    if not throttle.allows(request, house, throttle.FORM) or not throttle.allows_address(house, contact.email):
        return errors.too_many(request)
    language = translation.get_language() or "fr"
    filed = requests.file(
        house, access.by_person(house), rights=rights, contact=contact, channel="form", language=language
    )
    request.session[SENT] = {"reference": filed.request.reference, "due": filed.request.due.isoformat()}
    return HttpResponseRedirect("/sent")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The same page whether or not we know the address (E9): what follows goes to that address only."""
    kept = request.session.get(SENT)
    due = date.fromisoformat(kept["due"]) if kept else None
    return page(request, "portal/requests/sent.html", {"sent": kept, "due": due, "place": "request"})
