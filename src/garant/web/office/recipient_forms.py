"""What the office asks about recipients: how they protect data, what may be given to them, which case is settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.web.office.catalogues import EXPRESS
from garant.web.office.finding_forms import day, offer
from garant.web.office.forms import Choices, Marked
from garant.web.office.words import Text


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

    def clean(self) -> dict[str, Any]:
        """An empty form says nothing: that nothing was shown is a finding, and is written as one."""
        data = self.cleaned_data
        if not data.get("shown") and not data.get("note", "").strip():
            self.add_error("note", _("Tick what it has shown, or write here that it has shown nothing."))
        return data


@dataclass(frozen=True, slots=True)
class Part:
    """Fields of one case."""

    code: str
    title: Text
    hint: Text
    fields: list[forms.BoundField]
    open: bool


PARTS: dict[str, tuple[Text, Text, tuple[str, ...]]] = {
    "consent": (
        gettext_lazy("Express consent"),
        gettext_lazy(
            "For what lets one guess something sensitive, in a sale, rental or exchange of files, and for confidential "
            "files (GDPR, art. 7(1) and 9(2)(a))."
        ),
        ("consents", "consent_how", "consent_on", "consent"),
    ),
    "rental": (gettext_lazy("A rental"), "", ("until",)),
    "debt": (gettext_lazy("A debt or a dispute"), "", ("case", "unpaid")),
    "authority": (gettext_lazy("An authority"), "", ("mode", "criminal", "checked")),
}
REASONS = {
    "express-consent": "consent",
    "confidential": "consent",
    "rental-terms": "rental",
    "debt-unsaid": "debt",
    "no-debt": "debt",
    "no-dispute": "debt",
    "case-missing": "debt",
    "mode-missing": "authority",
    "not-criminal": "authority",
    "checklist": "authority",
}
"""Code of a reason against → the part in which something more can be said."""


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
    until = day(
        label=gettext_lazy("Until when?"),
        help_text=gettext_lazy("A rental ends: on the day after, the file is erased at the other end."),
        required=False,
    )
    consents = forms.IntegerField(
        label=gettext_lazy("How many persons have expressly agreed?"),
        help_text=gettext_lazy("The others are left out: do not put them in the file that you give."),
        required=False,
        min_value=0,
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    consent_how = forms.ChoiceField(
        label=gettext_lazy("How did they agree?"),
        required=False,
        choices=[("", gettext_lazy("Not said yet")), *EXPRESS.items()],
    )
    consent_on = day(
        label=gettext_lazy("On which day?"),
        help_text=gettext_lazy("The last of them, if there are several."),
        required=False,
    )
    consent = forms.CharField(
        label=gettext_lazy("Where does the proof lie?"),
        help_text=gettext_lazy("For example: Forms of October, binder 3. Never a person’s name. It is kept sealed."),
        required=False,
        max_length=200,
    )
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

    @property
    def parts(self) -> list[Part]:
        """What is asked in some cases only; one that says something, or wrongly, is open."""
        return [
            Part(
                code,
                title,
                hint,
                [self[name] for name in names],
                open=any(self[name].errors or (self.is_bound and self[name].value()) for name in names),
            )
            for code, (title, hint, names) in PARTS.items()
        ]

    def clean(self) -> dict[str, Any]:
        """A consent is said whole: of how many, how, when, with which proof (art. 7(1))."""
        data = self.cleaned_data
        told = {name: data.get(name) for name in MISSING}
        if any(told.values()):
            for name in MISSING:
                if not told[name] and name not in self.errors:
                    self.add_error(name, MISSING[name])
        if (data.get("consents") or 0) > (data.get("persons") or 0) and "consents" not in self.errors:
            self.add_error("consents", _("More have agreed than there are persons: say above how many there are."))
        return data


MISSING = {
    "consents": gettext_lazy("Say how many agreed: the others are left out."),
    "consent_how": gettext_lazy("Say how they agreed."),
    "consent_on": gettext_lazy("Say when they agreed."),
    "consent": gettext_lazy("Say where the proof lies: whoever relies on a consent shows it."),
}


class SettledForm(Marked):
    case = forms.CharField(label=gettext_lazy("Number of the case or bill"), max_length=100)
    on = day(label=gettext_lazy("Settled on"), required=False)
