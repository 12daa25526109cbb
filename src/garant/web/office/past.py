"""The register through time: as it stood on a day, and what changed between two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.actions import register
from garant.errors import NotFound
from garant.web.office import told
from garant.web.office.desk import Desk, at_desk
from garant.web.office.entries import shelf
from garant.web.office.entry_pages import laid
from garant.web.office.fields import Shelf
from garant.web.office.forms import Marked
from garant.web.office.record import durations, purpose_words


def _day(label: Any, *, required: bool = True) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
    return forms.DateField(label=label, widget=widget, required=required)


class OnForm(Marked):
    """A day on which the register is read back."""

    on = _day(gettext_lazy("On which day?"))


class BetweenForm(Marked):
    """Two days that are compared; without the second, with today."""

    since = _day(gettext_lazy("From the end of"))
    until = _day(gettext_lazy("To the end of"), required=False)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("since") and data.get("until") and data["until"] < data["since"]:
            self.add_error("until", _("This day is before the first one: exchange them."))
        return data


@at_desk("read-register")
def history(desk: Desk) -> HttpResponse:
    asked = desk.request.GET
    on = OnForm(asked if "on" in asked else None)
    between = BetweenForm(asked if "since" in asked else None)
    values: dict[str, Any] = {"on_form": on, "between_form": between}
    try:
        if on.is_valid():
            values |= _stood(desk, on.cleaned_data["on"])
        elif between.is_valid():
            values |= _compared(desk, between.cleaned_data["since"], between.cleaned_data["until"])
    except NotFound:
        values["nothing"] = True
    return laid(desk, "record/past.html", values, here="past", status=422 if on.errors or between.errors else 200)


def _stood(desk: Desk, on: date) -> dict[str, Any]:
    then = replace(shelf(desk), register=register.as_declared(desk.house, desk.actor, on))
    return {
        "on": on,
        "who": then.register.organisation,
        "stood": [
            {
                "name": then.say(a.name, a.id),
                "purposes": " ; ".join(purpose_words(a, then)),
                "durations": durations(a, then),
                "data": ", ".join(dict.fromkeys(then.law.say(i.category, then.language) for i in a.items.values())),
            }
            for a in then.register.activities.values()
        ],
    }


def _compared(desk: Desk, since: date, until: date | None) -> dict[str, Any]:
    here = shelf(desk)
    before = replace(here, register=register.as_declared(desk.house, desk.actor, since))
    after: Shelf = replace(here, register=register.as_declared(desk.house, desk.actor, until))
    found = register.between(desk.house, desk.actor, since, until)
    return {"since": since, "until": until or desk.house.today(), "compared": told.differences(found, before, after)}
