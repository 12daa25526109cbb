"""Who sits at the desk: the signed-in person, their organisation's house, what they may do, and the frame of each page.

Every view of the office stands behind `at_desk`: nobody unknown gets in, and a role is asked before anything is read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import access, collected, findings, requests, staff
from garant.actions.access import Actor
from garant.actions.instance import Instance
from garant.errors import GarantError, Refused
from garant.law.sharing import read_sharing
from garant.rules.access import may, shut
from garant.rules.processing import Register
from garant.web import errors, pages
from garant.web.house import house_of
from garant.web.office import words

P = ParamSpec("P")


class Desk:
    """One request of one signed-in person."""

    def __init__(self, request: HttpRequest, house: Instance, actor: Actor) -> None:
        self.request, self.house, self.actor = request, house, actor

    def may(self, verb: str) -> bool:
        """Whether a page offers this. The action asks again, and records a refusal."""
        return may(self.actor, verb, self.house.organisation.id, self.house.today(), self._declared)

    @cached_property
    def _declared(self) -> Register:
        return self.house.declared()

    def shut(self, verb: str) -> str:
        """Why people's data are closed to this account, in words; nothing where it is their role that refuses."""
        why = shut(self.actor, verb, self.house.today(), self._declared)
        return read_sharing().say(f"access.{why}", self.language) if why else ""

    @property
    def open(self) -> bool:
        """Whether this account may sign in at all, whatever is open to it then."""
        return may(self.actor, "read", self.house.organisation.id, self.house.today())

    @cached_property
    def can(self) -> dict[str, bool]:
        """Verb → whether this person may, under names that templates can ask."""
        return {verb.replace("-", "_"): self.may(verb) for verb in VERBS}

    @property
    def language(self) -> str:
        return translation.get_language() or self.house.organisation.language

    def page(
        self, template: str, values: Mapping[str, Any] | None = None, *, place: str = "", status: int = 200
    ) -> HttpResponse:
        frame = {
            "actor": self.actor,
            "role": words.ROLES.get(self.actor.role or "", ("", ""))[0],
            "can": self.can,
            "nav": self._nav(place),
            "law_version": self.house.law().version,
            "done": words.done(self.request.GET.get("done", "")),
        }
        return pages.page(self.request, f"office/{template}", {**frame, **(values or {})}, status=status)

    def _nav(self, here: str) -> list[dict[str, Any]]:
        items = [
            ("requests", "office:inbox", _("Requests"), self.may("read")),
            ("findings", "office:findings", _("To mend"), self.can["check"]),
            ("register", "office:stores", _("Data"), self.may("read")),
            ("collection", "office:collection", _("Collection"), self.may("read")),
            ("record", "office:record", _("Register"), self.can["read_register"]),
            ("recipients", "office:recipients", _("Recipients"), self.can["check"]),
            ("security", "office:security", _("Security"), self.can["check"]),
            ("conformity", "office:conformity", _("Conformity"), self.can["read_register"]),
            ("retention", "office:retention", _("What is kept"), self.can["check"]),
            ("evidence", "office:evidence", _("Evidence"), self.can["verify"]),
            ("readings", "office:readings", _("Access log"), self.can["read_log"]),
            ("law", "office:law", _("Law"), self.can["read_register"]),
            ("staff", "office:staff", _("Team"), self.can["staff"]),
            ("start", "office:start", _("Getting started"), self.can["settings"]),
        ]
        nav: list[dict[str, Any]] = [
            {"url": reverse(view), "words": text, "here": place == here} for place, view, text, shown in items if shown
        ]
        late = requests.counts(self.house).late
        if nav and late:
            nav[0] |= {"count": late, "tone": "late", "means": ngettext("late", "late", late)}
        if nav and (untold := collected.count(self.house)).open:
            means = ngettext("person to be told", "people to be told", untold.open)
            at = next(item for item in nav if item["url"] == reverse("office:collection"))
            at |= {"count": untold.open, "tone": "late" if untold.late else "", "means": means}
        if self.can["check"] and (open_ := findings.count(self.house)):
            means = ngettext("thing to mend", "things to mend", open_)
            at = next(item for item in nav if item["url"] == reverse("office:findings"))
            at |= {"count": open_, "means": means}
        return nav

    def go(self, view: str, *args: object, done: str = "") -> HttpResponse:
        """On to another page after a deed, which says what was done. The code is ours and names nobody."""
        address = reverse(f"office:{view}", args=args)
        return HttpResponseRedirect(f"{address}?done={done}" if done else address)


VERBS = (
    *(
        "agree",
        "answer",
        "check",
        "collect",
        "extend",
        "file",
        "identify",
        "plan",
        "read-log",
        "read-register",
        "refuse",
        "register",
    ),
    *("run", "seal", "settings", "share", "staff", "store", "task", "verify", "write"),
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """An error of ours on the page where it can be mended: in the reader's language, then in its own words."""

    title: errors.Text
    remedy: errors.Text
    detail: str

    @classmethod
    def of(cls, error: GarantError) -> Trouble:
        told = errors.told(error)
        return cls(told.title, told.remedy, str(error))


View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Seated = Callable[Concatenate[Desk, P], HttpResponse]


READ = ("GET", "HEAD")
FORM = ("GET", "HEAD", "POST")
"""A page that shows a form and takes it."""
DEED = ("POST",)


def at_desk(verb: str = "read", *, methods: Sequence[str] = READ) -> Callable[[Seated[P]], View[P]]:
    """A view for whoever may do `verb`."""

    def seat(view: Seated[P]) -> View[P]:
        @wraps(view)
        def answer(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            desk = desk_of(request)
            if desk is None:
                return redirect_to_login(request.get_full_path())
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            try:
                access.require(desk.house, desk.actor, verb)
                return view(desk, *args, **kwargs)
            except Refused:
                return desk.page("refused.html", {"shut": desk.shut(verb)}, status=403)

        return answer

    return seat


def desk_of(request: HttpRequest) -> Desk | None:
    """The desk of whoever is signed in; None for a stranger."""
    if not request.user.is_authenticated:
        return None
    house = house_of(request)
    return Desk(request, house, access.by_staff(staff.by_id(house, request.user.pk)))
