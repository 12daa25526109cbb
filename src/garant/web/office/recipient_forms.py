"""What the office asks about recipients: how they protect data, what may be given to them, which case is settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.web.office.finding_forms import day, offer
from garant.web.office.forms import Choices, Marked


class ReviewForm(Marked):
    """A supplier's answers: the measures that it showed to have."""

    shown = forms.MultipleChoiceField(
        label=gettext_lazy("What it has shown"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    following = day(label=gettext_lazy("When to look again"))
    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, questions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "shown", questions)


class ShareForm(Marked):
    """May this be given to that one?"""

    recipient = forms.ChoiceField(label=gettext_lazy("To whom?"))
    purpose = forms.ChoiceField(label=gettext_lazy("What for?"))
    categories = forms.MultipleChoiceField(
        label=gettext_lazy("Which data?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick at least one kind of data.")},
    )
    reason = forms.ChoiceField(label=gettext_lazy("On which ground?"))
    reference = forms.CharField(
        label=gettext_lazy("Its reference"),
        help_text=gettext_lazy("Of the agreement, the contract or the legal text. Never a person’s name."),
        required=False,
        max_length=200,
    )
    persons = forms.IntegerField(
        label=gettext_lazy("How many persons?"),
        required=False,
        min_value=1,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    case = forms.CharField(
        label=gettext_lazy("Number of the case or bill"),
        help_text=gettext_lazy("A procedure, a dispute, an unpaid bill."),
        required=False,
        max_length=100,
    )
    unpaid = forms.ChoiceField(
        label=gettext_lazy("Is that bill unpaid?"),
        required=False,
        choices=[("", gettext_lazy("It is about none")), ("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("For an authority: how does it get at them?"),
        required=False,
        choices=[
            ("", gettext_lazy("It is not one")),
            ("indirect", gettext_lazy("We hand them over")),
            ("direct", gettext_lazy("It looks by itself")),
        ],
    )
    criminal = forms.BooleanField(label=gettext_lazy("It investigates an offence"), required=False)
    checked = forms.MultipleChoiceField(
        label=gettext_lazy("What its request shows"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        recipients: Choices,
        purposes: Choices,
        categories: Choices,
        reasons: Choices,
        checklist: Choices,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        first = ("", _("Choose"))
        offer(self, "recipient", [first, *recipients])
        offer(self, "purpose", [first, *purposes])
        offer(self, "categories", categories)
        offer(self, "reason", [first, *reasons])
        offer(self, "checked", checklist)


class SettledForm(Marked):
    case = forms.CharField(label=gettext_lazy("Number of the case or bill"), max_length=100)
    on = day(label=gettext_lazy("Settled on"), required=False)
