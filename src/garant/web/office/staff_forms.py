"""What the office asks about an account: who it is, what they do, when they were trained, until when they come."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.web.office import words
from garant.web.office.finding_forms import day, offer
from garant.web.office.forms import Choices, Marked


class PlaceForm(Marked):
    """What somebody of the team does, when they were trained, until when they come. `seen`: it as the form began."""

    function = forms.ChoiceField(
        label=gettext_lazy("Function"),
        help_text=gettext_lazy("As the register names it. It says whose data they need for their work, and no others."),
        required=False,
    )
    trained = day(
        label=gettext_lazy("Trained on"),
        help_text=gettext_lazy("The last time they were told how to handle people’s data."),
        required=False,
    )
    until = day(
        label=gettext_lazy("Last day"),
        help_text=gettext_lazy("For an auditor: on the day after, the account no longer opens."),
        required=False,
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, functions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "function", [("", _("Not said yet")), *functions])


class StaffForm(PlaceForm):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(label=gettext_lazy("E-mail"))
    role = forms.ChoiceField(
        label=gettext_lazy("Role"),
        choices=[(code, words.ROLES[code][0]) for code in ("owner", "clerk", "dpo", "auditor")],
    )
    field_order = ("name", "email", "role", "function", "trained", "until")

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("role") == "auditor" and not data.get("until"):
            self.add_error("until", _("An auditor reads until a date: give the last day."))
        return data
