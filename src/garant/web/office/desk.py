"""Who sits at the desk: every page of the office goes through `open_to`, which signs in, asks `may` and lays the frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from garant.actions import access, requests
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.ledger import staff as accounts
from garant.ledger.values import Staff
from garant.rules.access import may
from garant.web.house import house_of
from garant.web.pages import Values, page

P = ParamSpec("P")

ROLES = {
    "owner": _("owner"),
    "clerk": _("clerk"),
    "dpo": _("data protection officer"),
    "auditor": _("auditor, read-only"),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """Somebody signed in, and the house they act for."""

    house: Instance
    staff: Staff
    actor: Actor

    def may(self, verb: str) -> bool:
        """Whether a page offers this. The action asks again, and records a refusal."""
        return may(self.actor, verb, self.house.organisation.id, self.house.today())

    @property
    def language(self) -> str:
        return translation.get_language() or self.house.organisation.language


View = Callable[Concatenate[HttpRequest, Desk, P], HttpResponse]


def desk_of(request: HttpRequest) -> Desk | None:
    if not request.user.is_authenticated:
        return None
    staff = accounts.by_id(request.user.pk)
    return Desk(house_of(request), staff, access.by_staff(staff))


def open_to(verb: str) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """A page for those who may `verb`; others are refused and that is recorded; strangers are asked to sign in."""

    def around(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            desk = desk_of(request)
            if desk is None:
                return redirect_to_login(request.path, "/office/sign-in", REDIRECT_FIELD_NAME)
            access.require(desk.house, desk.actor, verb)
            return view(request, desk, *args, **kwargs)

        return answer

    return around


def office_page(request: HttpRequest, desk: Desk, template: str, values: Values, *, status: int = 200) -> HttpResponse:
    """A page of the office, with its band and its index."""
    frame: dict[str, Any] = {
        "staff": desk.staff,
        "role_words": ROLES.get(desk.staff.role, desk.staff.role),
        "late": requests.counts(desk.house).late,
        "may_read_log": desk.may("read-log"),
        "law_version": desk.house.law().version,
    }
    return page(request, template, {**frame, **values}, status=status)
