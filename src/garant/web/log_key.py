"""The public key of the organisation's log, where its receipts say that it is published (C4)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from garant.actions import evidence
from garant.web.house import house_of


@require_safe
def show(http: HttpRequest) -> HttpResponse:
    """One line, as C2SP writes keys: name, key id, key."""
    return HttpResponse(evidence.log_key(house_of(http)) + "\n", content_type="text/plain; charset=utf-8")
