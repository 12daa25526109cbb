"""Lays a page: a template, its own values, and what every page of the portal and of the office shows around them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

import garant
from garant.web.house import house_of

Values = Mapping[str, Any]


def frame(request: HttpRequest) -> dict[str, Any]:
    """The values that `base.html` needs: whose house it is, which languages there are."""
    house = house_of(request)
    here = translation.get_language() or settings.LANGUAGE_CODE
    return {
        "organisation": house.organisation,
        "law_here": house.law(),
        "zone": house.organisation.zone,
        "today": house.today(),
        "language": here,
        # A page that answers a posted form cannot be asked for again in another language.
        "languages": [(c, n) for c, n in settings.LANGUAGES if c != here] if request.method == "GET" else [],
        "others": [(c, n) for c, n in settings.LANGUAGES if c != here],
        "version": garant.__version__,
        "demo": house.settings.demo,
    }


def page(request: HttpRequest, template: str, values: Values | None = None, *, status: int = 200) -> HttpResponse:
    """The page of a template, in the language of the request."""
    text = render_to_string(template, {**frame(request), **(values or {})}, request)
    return HttpResponse(text, status=status)
