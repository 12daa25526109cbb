"""The pages of what went wrong: a cause, a remedy, in the reader's language, and nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from garant import errors as e
from garant.web import house

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader is told: what is wrong, and what to do about it."""

    status: int
    title: Text
    remedy: Text


START_AGAIN = _("Go back, check what you sent, and try again.")
TOLD: tuple[tuple[type[e.GarantError], Told], ...] = (
    (e.NotFound, Told(404, _("There is nothing here."), _("Check the address. A link of ours may also have ended."))),
    (
        e.Refused,
        Told(403, _("You may not do this."), _("Ask the owner of this Garant to do it, or to change your role.")),
    ),
    (
        e.PlanChanged,
        Told(
            409,
            _("The plan is no longer the one that you read."),
            _("Nothing was touched. Draw the plan again and read it."),
        ),
    ),
    (
        e.LimitExceeded,
        Told(
            409,
            _("The plan goes beyond a limit."),
            _("Nothing was touched. Confirm the limits on the page of the plan."),
        ),
    ),
    (
        e.WrongState,
        Told(409, _("The request is not at this step."), _("Open the request again: it has moved on meanwhile.")),
    ),
    (
        e.Interrupted,
        Told(503, _("A store broke off in the middle."), _("Nothing is lost: the step resumes where it stopped.")),
    ),
    (
        e.Blind,
        Told(503, _("A store does not let us see everything."), _("Grant what its page lists, then try again.")),
    ),
    (
        e.StoreError,
        Told(503, _("A store cannot be reached, or refuses."), _("Check that it runs, then test it on its page.")),
    ),
    (
        e.MapError,
        Told(422, _("This map cannot be used as it stands."), _("Correct it where it says, then apply it again.")),
    ),
    (
        e.RegisterError,
        Told(422, _("The register cannot be kept like this."), _("Correct what is said below, then keep it again.")),
    ),
    (
        e.FormError,
        Told(422, _("This file has not the form that it should have."), _("Nothing was changed. Correct the file.")),
    ),
    (
        e.Changed,
        Told(
            409,
            _("Somebody else changed this meanwhile."),
            _("Nothing of yours was kept. Look at it as it is now, and make the change again."),
        ),
    ),
    (
        e.MailError,
        Told(
            503,
            _("The letter could not be handed to the mail server."),
            _("It waits in the outbox and will be tried again."),
        ),
    ),
    (
        e.KeyLost,
        Told(
            500, _("A key is missing or wrong."), _("Put the instance’s key file back in its place, then start again.")
        ),
    ),
    (
        e.EvidenceBroken,
        Told(
            500,
            _("A record does not verify."),
            _("Do not change anything; keep a copy of the ledger and look at Evidence."),
        ),
    ),
)
FAILED = Told(500, _("Something failed on our side."), _("Nothing that you sent was half done. Try again in a moment."))
FORGED = Told(
    403,
    _("This form has expired."),
    _("Go back, load the page again and send the form once more. Cookies must be allowed."),
)
TOO_MANY = Told(429, _("Too many tries in a short time."), _("Wait an hour, or write to us."))
LOCKED = Told(
    429, _("This sign-in is closed for fifteen minutes."), _("Too many wrong passwords. Wait, or ask for a new one.")
)


def told(error: e.GarantError) -> Told:
    """What is said of an error of ours, by its class."""
    for kind, words in TOLD:
        if isinstance(error, kind):
            return words
    return FAILED


def told_of_kind(kind: str) -> Told:
    """The same for an error that was kept by the name of its class only; what is not ours has no words of its own."""
    found = getattr(e, kind, None)
    return told(found("")) if isinstance(found, type) and issubclass(found, e.GarantError) else FAILED


def _page(request: HttpRequest, words: Told, *, place: str = "", detail: str = "") -> HttpResponse:
    # The frame is not laid: it asks the ledger, which may be what failed. The organisation is known already.
    values: dict[str, Any] = {
        "organisation": house.organisation_of(request),
        "told": words,
        "place": place,
        "detail": detail,
        "office": request.path.startswith("/office"),
    }
    return HttpResponse(render_to_string("error.html", values), status=words.status)


def of(request: HttpRequest, error: e.GarantError) -> HttpResponse:
    """The page of an error of ours. Staff also read its own words; a person does not need them."""
    office = request.path.startswith("/office")
    return _page(request, told(error), place=error.place if office else "", detail=str(error) if office else "")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, Told(400, _("This cannot be understood."), START_AGAIN))


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, told(e.Refused("")))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(request, told(e.NotFound("")))


def failed(request: HttpRequest) -> HttpResponse:
    return _page(request, FAILED)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form without its secret, or with an old one (CSRF)."""
    return _page(request, FORGED)


def too_many(request: HttpRequest) -> HttpResponse:
    return _page(request, TOO_MANY)


def locked(request: HttpRequest, *_args: object, **_kw: object) -> HttpResponse:
    return _page(request, LOCKED)
