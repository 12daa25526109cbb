"""The team: who may sign in, in which capacity, until when."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from garant.actions import access, staff
from garant.errors import UsageError
from garant.law.sharing import read_sharing
from garant.ledger.values import Staff
from garant.rules.access import shut
from garant.web import tags
from garant.web.office import catalogues, words
from garant.web.office.account import send_link
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.entries import shelf
from garant.web.office.fields import flat
from garant.web.office.staff_forms import PlaceForm, StaffForm

PLACE = "staff"


@at_desk("staff")
def team(desk: Desk) -> HttpResponse:
    people = staff.team(desk.house, desk.actor)
    active = sum(_open(desk, p) for p in people)
    text = ngettext("%(n)s person may sign in", "%(n)s people may sign in", active)
    functions = dict(_functions(desk))
    values = {"headline": text % {"n": active}, "people": [_person(desk, p, functions) for p in people]}
    return desk.page("access/staff.html", values, place=PLACE)


def _open(desk: Desk, person: Staff) -> bool:
    return person.active and (person.until is None or desk.house.today() <= person.until)


def _person(desk: Desk, person: Staff, functions: dict[str, str]) -> dict[str, Any]:
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
        "function": functions.get(person.function, person.function),
        "trained": person.trained,
        "shut": _shut(desk, person) if _open(desk, person) else "",
        "tag": tag,
        "can_close": person.active and person.id != desk.actor.id,
    }


def _functions(desk: Desk) -> list[tuple[str, str]]:
    """The functions that the register declares."""
    return [(code, str(name)) for code, name in flat(catalogues.roles(shelf(desk)))]


def _shut(desk: Desk, person: Staff) -> str:
    """Why people's data are closed to an account that may sign in."""
    why = shut(access.by_staff(person), "read", desk.house.today(), desk.house.declared())
    return read_sharing().say(f"access.{why}", desk.language) if why else ""


@at_desk("staff", methods=FORM)
def place(desk: Desk, person: UUID) -> HttpResponse:
    """What somebody does, when they were trained, until when they come."""
    who = staff.by_id(desk.house, person)
    stands = {"function": who.function, "trained": who.trained, "until": who.until}
    seen = "|".join(str(value or "") for value in stands.values())
    functions, trouble, moved = _functions(desk), None, False
    form = PlaceForm(desk.request.POST or None, initial={**stands, "seen": seen}, functions=functions)
    if form.is_valid():
        data = form.cleaned_data
        moved = data["seen"] != seen
        if moved:
            typed = {**desk.request.POST.dict(), "seen": seen}
            form = PlaceForm(typed, functions=functions)
        else:
            try:
                staff.place(
                    desk.house,
                    desk.actor,
                    person,
                    function=data["function"],
                    trained=data["trained"],
                    until=data["until"],
                )
            except UsageError as error:
                trouble = _beside(form, error)
            else:
                return desk.go("staff", done="placed")
    values = {
        "title": who.name,
        "words": _("What they do here, when they were trained, and until when they come."),
        "form": form,
        "trouble": trouble,
        "moved": _theirs(desk, who, dict(functions)) if moved else "",
        "button": _("Save this"),
        "back": {"url": reverse("office:staff"), "words": _("Team")},
    }
    status = 409 if moved else 422 if form.errors or trouble else 200
    return desk.page("access/place.html", values, place=PLACE, status=status)


def _beside(form: PlaceForm, error: UsageError) -> Trouble:
    if error.place in form.fields:
        form.add_error(error.place, _("This cannot be kept: see above what is wrong and what to do."))
    return Trouble.of(error)


def _theirs(desk: Desk, who: Staff, functions: dict[str, str]) -> str:
    """What somebody else kept meanwhile, in one line."""
    days = [tags.calendar_day(day) if day else "–" for day in (who.trained, who.until)]
    said = {"function": functions.get(who.function, who.function) or "–", "trained": days[0], "until": days[1]}
    return _("Function: %(function)s · Trained on: %(trained)s · Last day: %(until)s") % said


@at_desk("staff", methods=FORM)
def add(desk: Desk) -> HttpResponse:
    functions = _functions(desk)
    form = StaffForm(desk.request.POST or None, initial={"role": "clerk"}, functions=functions)
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
                function=data["function"],
                trained=data["trained"],
            )
        except UsageError as error:
            trouble = _beside(form, error)
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
