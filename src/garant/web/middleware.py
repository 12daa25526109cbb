"""What holds for every page: its language, its security headers, and the page shown when an action says no."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import translation

from garant.errors import GarantError
from garant.web import errors

Handler = Callable[[HttpRequest], HttpResponse]
YEAR = 365 * 24 * 3600

HEADERS = {
    # No script at all, no style but our sheet, no frame, no other host.
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'none'; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    # Never told to another host. Not "no-referrer": browsers would then post forms with "Origin: null", which the
    # check against forged requests must refuse.
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Every page may name a person, or bears a token of ours: none is kept by a browser or a proxy.
    "Cache-Control": "no-store",
}


def security_headers(get_response: Handler) -> Handler:
    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in HEADERS.items():
            response.setdefault(name, value)
        return response

    return answer


def language(get_response: Handler) -> Handler:
    """The language chosen earlier (a cookie), else what the browser prefers of ours, else the house's.

    `?language=en` on any page chooses one. Nothing is kept of somebody who did not choose.
    """
    known = dict(settings.LANGUAGES)

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("language", "")
        if chosen not in known:
            with translation.override(translation.get_language_from_request(request)):
                return _spoken(get_response(request))
        if request.method == "GET":
            return _remember(request, HttpResponseRedirect(request.path), chosen)
        with translation.override(chosen):  # a form half filled is shown again with what stands in it
            return _remember(request, _spoken(get_response(request)), chosen)

    return answer


def _spoken(response: HttpResponse) -> HttpResponse:
    response.setdefault("Content-Language", translation.get_language() or settings.LANGUAGE_CODE)
    return response


def _remember(request: HttpRequest, response: HttpResponse, chosen: str) -> HttpResponse:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=request.is_secure(),
    )
    return response


class Refusals:
    """Turns an error of ours that no view has met into its page."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return errors.of(request, exception) if isinstance(exception, GarantError) else None
