"""What the person takes away: the answer, the receipt, the files. A file asks once more for the contact (S4-20)."""

from __future__ import annotations

import json
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from garant.actions import answers, evidence, packages
from garant.actions.leaving import Guard, drawn, new_password
from garant.errors import Refused
from garant.ledger.values import Package
from garant.rules.receipts import deeds
from garant.web import errors, throttle
from garant.web.portal.follow import Opened, open_link
from garant.web.portal.forms import Code


@require_safe
def answer(http: HttpRequest, token: str) -> HttpResponse:
    """The letter, and the files that came with it."""
    opened = open_link(http, token)
    values = {
        "tab": "answer",
        "letter": answers.letter(opened.house, opened.request),
        "files": [f for f in _files(opened) if f.kind != "answer"],
        "paper": next((f for f in _files(opened) if f.kind == "answer"), None),
    }
    return opened.page(http, "answer.html", values)


@require_safe
def proofs(http: HttpRequest, token: str) -> HttpResponse:
    """The receipt, drawn; what it is and how to check it without us."""
    opened = open_link(http, token)
    digest = deeds(json.loads(evidence.receipt(opened.house, opened.request)))
    values = {"tab": "proofs", "digest": digest, "log": opened.house.keyring.log_name()}
    return opened.page(http, "proofs.html", values)


@require_safe
def receipt(http: HttpRequest, token: str) -> HttpResponse:
    opened = open_link(http, token)
    body = evidence.receipt(opened.house, opened.request)
    return _download(f"{opened.request.reference}-receipt.json", body, "application/json")


@require_safe
def receipt_to_print(http: HttpRequest, token: str) -> HttpResponse:
    """The same receipt as a page that works offline. Like the file it holds dates and proofs, nothing of the data."""
    opened = open_link(http, token)
    body = evidence.receipt_page(opened.house, opened.request, translation.get_language() or opened.request.language)
    return _download(f"{opened.request.reference}-receipt.html", body.encode(), "text/html; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def file(http: HttpRequest, token: str, package: UUID) -> HttpResponse:
    """One file. First a button that sends the code to the contact, then the code, then the file itself."""
    opened = open_link(http, token)
    found = next((f for f in _files(opened) if f.id == package), None)
    if found is None:
        raise Http404
    if http.method != "POST":
        return _ask(http, opened, found, Code(), sent="sent" in http.GET)
    if http.POST.get("do") == "send":
        if not throttle.allows(http, opened.house, throttle.CODE):
            return errors.too_many(http)
        packages.send_code(opened.house, opened.request, token)
        return HttpResponseRedirect(f"{http.path}?sent")
    return _hand_over(http, opened, found)


def _hand_over(http: HttpRequest, opened: Opened, found: Package) -> HttpResponse:
    form = Code(http.POST)
    password = http.POST.get("password", "") if http.POST.get("do") == "locked" else None
    if not form.is_valid() or (password is not None and not drawn(password)):
        return _ask(http, opened, found, form, sent=True)
    if not throttle.allows(http, opened.house, throttle.TRY):
        return errors.too_many(http)
    try:
        guard = Guard(why="asked") if password is None else Guard(password)  # a button of the page says which
        name, data = packages.fetch(opened.house, opened.request, found.id, form.cleaned_data["code"], guard)
    except Refused:
        form.add_error("code", _("This code is wrong or too old. You can ask for another one."))
        return _ask(http, opened, found, form, sent=True)
    return _download(name, data, "application/pdf" if name.endswith(".pdf") else "application/zip")


def _ask(http: HttpRequest, opened: Opened, found: Package, form: Code, *, sent: bool) -> HttpResponse:
    values = {"tab": "answer", "file": found, "form": form, "sent": sent, "password": new_password()}
    return opened.page(http, "file.html", values, status=422 if form.errors else 200)


def _files(opened: Opened) -> list[Package]:
    """The files that can still be fetched, the answer on paper among them, by whoever was identified (S2-38)."""
    now = opened.house.clock()
    if opened.request.identified_at is None:
        return []
    return [p for p in packages.of_request(opened.request) if p.expires > now]


def _download(name: str, body: bytes, type_: str) -> HttpResponse:
    return HttpResponse(body, content_type=type_, headers={"Content-Disposition": f'attachment; filename="{name}"'})
