"""The team: who may sign in, in which capacity, until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import staff
from garant.errors import UsageError
from garant.ledger.values import Staff
from garant.web import tags
from garant.web.office import words
from garant.web.office.account import send_link
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.forms import StaffForm

PLACE = "staff"


@at_desk("staff")
def team(desk: Desk) -> HttpResponse:
    people = staff.all(desk.house, desk.actor)
    active = sum(_open(desk, p) for p in people)
    text = ngettext("%(n)s person may sign in", "%(n)s people may sign in", active)
    values = {"headline": text % {"n": active}, "people": [_person(desk, p) for p in people]}
    return desk.page("access/staff.html", values, place=PLACE)


def _open(desk: Desk, person: Staff) -> bool:
    return person.active and (person.until is None or desk.house.today() <= person.until)


def _person(desk: Desk, person: Staff) -> dict[str, Any]:
    name, may = words.ROLES[person.role]
    if not _open(desk, person):
        tag = words.Tag("", "wait", _("Closed"))
    elif person.until:
        tag = words.Tag("wait", "clock", _("Until %(day)s") % {"day": tags.short_day(person.until, desk.house.today())})
    else:
        tag = words.Tag("done", "check", _("Open"))
    return {
        "id": person.id,
        "name": person.name,
        "email": person.email,
        "role": name,
        "may": may,
        "tag": tag,
        "can_close": person.active and person.id != desk.actor.id,
    }


@at_desk("staff", methods=FORM)
def add(desk: Desk) -> HttpResponse:
    form = StaffForm(desk.request.POST or None, initial={"language": desk.language, "role": "clerk"})
    trouble = None
    if form.is_valid():
        data = form.cleaned_data
        try:
            staff.add(
                desk.house,
                desk.actor,
                email=data["email"],
                name=data["name"],
                role=data["role"],
                until=data["until"],
            )
        except UsageError as error:
            trouble = Trouble.of(error)
        else:
            send_link(desk.request, data["email"])
            return desk.go("staff", done="staff")
    values = {
        "title": _("Add someone"),
        "words": _(
            "They choose their password from a link sent to this address. Each reading of data bears their name."
        ),
        "form": form,
        "trouble": trouble,
        "button": _("Open the account"),
        "back": {"url": reverse("office:staff"), "words": _("Team")},
    }
    return desk.page("form.html", values, place=PLACE, status=422 if form.errors or trouble else 200)


@at_desk("staff", methods=DEED)
def close(desk: Desk, person: UUID) -> HttpResponse:
    staff.deactivate(desk.house, desk.actor, person)
    return desk.go("staff", done="closed")
