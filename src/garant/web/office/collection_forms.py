"""What the office asks when somebody's data came in, and when they are told."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.rules.informing import ENTRIES, OTHERS, SPOKEN
from garant.web.office import words
from garant.web.office.finding_forms import day, offer
from garant.web.office.forms import Choices, Marked

SOURCES: Mapping[str, tuple[words.Text, words.Text]] = {
    "phone": (gettext_lazy("By telephone"), gettext_lazy("You read the information out, before they say anything.")),
    "email": (gettext_lazy("By e-mail"), gettext_lazy("They wrote to you, or sent what you had asked for.")),
    "agreement": (
        gettext_lazy("By an agreement that they signed"),
        gettext_lazy("A contract, an order form, a quote."),
    ),
    "counter": (gettext_lazy("At the counter"), gettext_lazy("They told you, face to face.")),
    "form": (gettext_lazy("By a form"), gettext_lazy("On paper, or a page of the site.")),
    "third-party": (
        gettext_lazy("From somebody else"),
        gettext_lazy("A partner, a broker, a friend who recommends you to them."),
    ),
}
"""In the order in which they are asked; each with what it means."""
WAYS: Mapping[str, words.Text] = {
    "orally": gettext_lazy("Orally: I read it out"),
    "in-writing": gettext_lazy("In writing: they hold it in their hands, or on their screen"),
    "by-email": gettext_lazy("By e-mail, from our own mailbox"),
}
KINDS: Mapping[str, words.Text] = {
    "email": gettext_lazy("E-mail address"),
    "phone": gettext_lazy("Phone number"),
    "customer-number": gettext_lazy("Customer number"),
}
OFF = {"autocomplete": "off"}


class SourceForm(Marked):
    """The first question: by what, and for what. `places` depends on the source, so both are asked on one page."""

    source = forms.ChoiceField(
        label=gettext_lazy("How do they come in?"),
        choices=[(code, SOURCES[code][0]) for code in SOURCES],
        error_messages={"required": gettext_lazy("Choose how they come in.")},
    )
    place = forms.ChoiceField(
        label=gettext_lazy("By which form, or for which activity?"),
        help_text=gettext_lazy("The information is written from it."),
    )
    spoken = forms.ChoiceField(
        label=gettext_lazy("Their language"), choices=list(words.LANGUAGES.items()), required=False
    )

    def __init__(self, *args: Any, places: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "place", [("", _("Choose")), *places])


class EntryForm(Marked):
    """Whose data, on which day."""

    kind = forms.ChoiceField(label=gettext_lazy("By what are they known?"), choices=list(KINDS.items()))
    value = forms.CharField(
        label=gettext_lazy("The address or number"),
        help_text=gettext_lazy("It is encrypted under a key of this person’s own."),
        max_length=254,
        widget=forms.TextInput(attrs=OFF),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), required=False, max_length=200, widget=forms.TextInput(attrs=OFF)
    )
    collected = day(label=gettext_lazy("Day on which the data came in"))
    reference = forms.CharField(
        label=gettext_lazy("Reference of the agreement"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs=OFF),
    )
    giver = forms.ChoiceField(label=gettext_lazy("From whom?"), required=False)
    first = day(
        label=gettext_lazy("Day on which you first write to them"),
        help_text=gettext_lazy("If you know it: they are told then at the latest."),
        required=False,
    )
    told = forms.ChoiceField(label=gettext_lazy("Have they been told?"), required=False)

    def __init__(self, *args: Any, entry: str, today: date, givers: Choices, ways: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["collected"].initial = today
        offer(self, "giver", [("", _("Not one of our recipients")), *givers])
        offer(self, "told", [("", _("Not yet")), *ways])
        for name, wanted in (
            ("reference", entry == "agreement"),
            ("giver", entry in OTHERS),
            ("first", entry in OTHERS),
        ):
            if not wanted:
                del self.fields[name]
        if entry in SPOKEN:
            self.fields["told"].initial = "orally"

    def clean_collected(self) -> date:
        found: date = self.cleaned_data["collected"]
        if found > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return found

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if data.get("kind") == "email" and "@" not in data.get("value", "@"):
            self.add_error("value", _("This is no e-mail address."))
        return data


class ToldForm(Marked):
    """They were told: how, and when."""

    way = forms.ChoiceField(label=gettext_lazy("How were they told?"))
    on = day(label=gettext_lazy("On which day?"))

    def __init__(self, *args: Any, ways: Choices, today: date, since: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "way", ways)
        self.today, self.since = today, since
        self.fields["on"].initial = today

    def clean_on(self) -> date:
        found: date = self.cleaned_data["on"]
        if not self.since <= found <= self.today:
            raise forms.ValidationError(_("Not before the data came in, nor in days to come."))
        return found


assert set(SOURCES) == set(ENTRIES)
