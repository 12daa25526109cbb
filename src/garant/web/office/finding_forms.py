"""What the office asks about findings: which to show, who puts one right, why one may stand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.law.findings import SEVERITIES
from garant.web.office.forms import Choices, Marked

SEVERITY_NAMES = {
    "critical": gettext_lazy("Serious"),
    "error": gettext_lazy("Errors"),
    "warning": gettext_lazy("To mend"),
    "information": gettext_lazy("Good to know"),
}
DAY = {"type": "date", "class": "short"}


def day(**how: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY), **how)


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a field the choices that only the request knows."""
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class FilterForm(Marked):
    """Which findings are shown. `where`: a part of the register, or a store."""

    severity = forms.ChoiceField(
        label=gettext_lazy("How grave"),
        required=False,
        choices=[("", gettext_lazy("All")), *((s, SEVERITY_NAMES[s]) for s in SEVERITIES)],
    )
    where = forms.ChoiceField(label=gettext_lazy("Where"), required=False)
    who = forms.ChoiceField(label=gettext_lazy("Who sees to it"), required=False)

    def __init__(self, *args: Any, wheres: Choices, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "where", [("", _("Everywhere")), *wheres])
        offer(self, "who", [("", _("Everyone")), ("-", _("Nobody yet")), *people])


class AssignForm(Marked):
    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it"), required=False)
    due = day(label=gettext_lazy("Until when"), required=False)
    note = forms.CharField(
        label=gettext_lazy("A word to them"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "owner", [("", _("Nobody yet")), *people])


class AcceptForm(Marked):
    reason = forms.CharField(
        label=gettext_lazy("Why it may stand"),
        help_text=gettext_lazy("What you weighed up, in a sentence or two. It is kept with your name."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    until = day(
        label=gettext_lazy("Until when"), help_text=gettext_lazy("Within a year. On the day after, it comes back.")
    )
