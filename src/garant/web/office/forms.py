"""The forms of the office. They check shape and give words to mistakes; what may be done, actions decide."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.rules import requests as life
from garant.web.office import words

Choices = Sequence[tuple[str, Any]]


class Marked(forms.Form):
    """A form whose fields say to a screen reader when they are wrong, and where the words about it stand."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""


class ReasonForm(Marked):
    """A written reason; with a ground of the law where there is a list of them."""

    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=())
    reason = forms.CharField(label=gettext_lazy("Reason"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000)

    def __init__(self, *args: Any, grounds: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if grounds:
            self.fields["ground"].choices = [("", _("Choose")), *grounds]  # type: ignore[attr-defined]  # a ChoiceField
        else:
            del self.fields["ground"]


class TextForm(Marked):
    text = forms.CharField(
        label=gettext_lazy("Your message to the person"), widget=forms.Textarea(attrs={"rows": 4}), max_length=4000
    )


class FileForm(Marked):
    """A request received by letter, by phone, by e-mail or at the counter. A name and one way to answer are enough."""

    rights = forms.MultipleChoiceField(
        label=gettext_lazy("What is asked?"),
        choices=[(r, words.RIGHTS[r]) for r in life.RIGHTS],
        error_messages={"required": gettext_lazy("Tick at least one right.")},
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("By which way?"),
        choices=[(c, words.CHANNELS[c]) for c in ("email", "letter", "phone", "counter")],
    )
    received = forms.DateField(
        label=gettext_lazy("Day on which it reached you"),
        help_text=gettext_lazy("The day it arrived at your house, even if nobody read it then."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail"), required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    number = forms.CharField(
        label=gettext_lazy("Customer number"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("If they gave it: it is searched like the rest."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the answer"), choices=list(words.LANGUAGES.items()))
    message = forms.CharField(
        label=gettext_lazy("Their words"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4})
    )
    scope = forms.MultipleChoiceField(
        label=gettext_lazy("Only what belongs to"),
        help_text=gettext_lazy("Tick nothing if they ask for everything."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    field = forms.ChoiceField(label=gettext_lazy("What is wrong?"), required=False)
    old = forms.CharField(label=gettext_lazy("What stands there now"), required=False, max_length=400)
    new = forms.CharField(label=gettext_lazy("What should stand there"), required=False, max_length=400)

    def __init__(
        self, *args: Any, today: date, categories: Choices, activities: Choices, numbered: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        scope = self.fields["scope"]
        assert isinstance(scope, forms.MultipleChoiceField)
        scope.choices = activities
        if not numbered:  # art. 5(1)(c): no map is searched by it
            del self.fields["number"]
        self.fields["received"].initial = today
        self.fields["field"].choices = [("", _("Nothing")), *categories]  # type: ignore[attr-defined]  # a ChoiceField

    def clean_received(self) -> date:
        day: date = self.cleaned_data["received"]
        if day > self.today:
            raise forms.ValidationError(_("This day has not come yet."))
        return day

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("email") and not data.get("phone") and "email" not in self.errors:
            self.add_error("email", _("Give an e-mail address or a phone number: without either nobody can be found."))
        if "rectification" in data.get("rights", ()):
            if not data.get("field"):
                self.add_error("field", _("Say what is to be corrected."))
            if not data.get("new"):
                self.add_error("new", _("Say what should stand there."))
        return data


class ChangeForm(Marked):
    """One correction, noted by a clerk: it joins those that the person wrote."""

    field = forms.ChoiceField(label=gettext_lazy("What is wrong?"))
    old = forms.CharField(label=gettext_lazy("What stands there now"), required=False, max_length=400)
    new = forms.CharField(label=gettext_lazy("What should stand there"), max_length=400)

    def __init__(self, *args: Any, categories: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = [("", _("Choose")), *categories]  # type: ignore[attr-defined]  # a ChoiceField


class IdentifyForm(Marked):
    method = forms.ChoiceField(
        label=gettext_lazy("Means"),
        choices=[(code, words.METHODS[code][0]) for code in life.METHODS],
        error_messages={"required": gettext_lazy("Choose how you know.")},
    )
    reason = forms.CharField(
        label=gettext_lazy("What did you compare?"),
        help_text=gettext_lazy("One sentence. No document number, no copy."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class AskForm(Marked):
    reason = forms.CharField(
        label=gettext_lazy("What is missing, and why you doubt"),
        help_text=gettext_lazy("It goes to the person as you write it. Ask for the least that is enough."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


FACTS: dict[str, tuple[words.Text, words.Text]] = {
    "running-contract": (
        gettext_lazy("Does a contract with this person still run?"),
        gettext_lazy("A subscription, an order not delivered, a guarantee they use."),
    ),
    "unpaid-bill": (gettext_lazy("Do they owe you money?"), gettext_lazy("A bill that is due and not paid.")),
    "open-dispute": (
        gettext_lazy("Is there a dispute?"),
        gettext_lazy("A complaint, a claim or a court case, begun or clearly announced."),
    ),
}


class FactsForm(Marked):
    """The three facts of E2, each answered yes or no."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, (question, hint) in FACTS.items():
            self.fields[code] = forms.ChoiceField(
                label=question,
                help_text=hint,
                choices=[("no", _("No")), ("yes", _("Yes"))],
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer yes or no.")},
            )


class AgreeForm(Marked):
    """The agreement: the fingerprint that was shown, and what the plan asks to be read or confirmed."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)
    rows = forms.IntegerField(
        label=gettext_lazy("Copy the number of rows to erase"),
        help_text=gettext_lazy("To be sure that you read the plan: it stands above."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"}),
    )
    limits = forms.BooleanField(
        label=gettext_lazy("Yes, beyond the limits: this is meant"),
        error_messages={"required": gettext_lazy("This plan goes beyond a limit: confirm it, or do not agree.")},
    )

    def __init__(self, *args: Any, erased: int, over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.erased = erased
        for name, needed in (("rows", erased > 0), ("limits", over)):
            if not needed:
                del self.fields[name]

    def clean_rows(self) -> int:
        rows: int = self.cleaned_data["rows"]
        if rows != self.erased:
            raise forms.ValidationError(_("The plan gives another number. Read it again."))
        return rows


class ProofForm(Marked):
    proof = forms.CharField(
        label=gettext_lazy("Proof"),
        help_text=gettext_lazy("What was done, by whom, on which day; where the trace of it lies."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    found = forms.BooleanField(
        required=False,
        label=gettext_lazy("Something about this person was found"),
        help_text=gettext_lazy("For what is searched by hand: the person then reads what you wrote above."),
    )

    def __init__(self, *args: Any, by_hand: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not by_hand:
            del self.fields["found"]


class PutOffForm(Marked):
    """Who finishes what was found elsewhere, and by when; the person reads the day in their answer."""

    owner = forms.ChoiceField(label=gettext_lazy("Who sees to it"))
    due = forms.DateField(
        label=gettext_lazy("Until when"),
        help_text=gettext_lazy("The person reads this day in their answer."),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"}),
    )

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["owner"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(people)


class StoreForm(Marked):
    name = forms.SlugField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("Short, without blanks: “shop”, “till”. It stands on pages and in the answers’ lists."),
        max_length=60,
    )
    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy(
            "postgresql://user:password@host/base, mysql://…, sqlite:///path/to/file, xlsx:///path/to/workbook, "
            "csv:///path/to/file-or-folder, or manual: for a paper file or a closed service."
        ),
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


class MapForm(Marked):
    """The text of a map, typed or sent as a file; a file wins."""

    file = forms.FileField(label=gettext_lazy("A file"), required=False)
    text = forms.CharField(
        label=gettext_lazy("The map"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"class": "map", "spellcheck": "false", "autocapitalize": "off"}),
    )
    called = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        sent = data.get("file")
        if sent is not None:
            if sent.size > MAP_SIZE:
                raise forms.ValidationError(_("This file is too large for a map."))
            try:
                data["text"], data["called"] = sent.read().decode("utf-8"), sent.name
            except UnicodeDecodeError:
                self.add_error("file", _("This file is not text in UTF-8."))
        elif not data.get("text", "").strip():
            self.add_error("text", _("Write a map, or send a file."))
        data["called"] = data.get("called") or _("The map")
        return data


MAP_SIZE = 1_000_000


class KeptForm(Marked):
    kept = forms.CharField(
        label=gettext_lazy("A checkpoint kept elsewhere"),
        help_text=gettext_lazy("Paste it whole. Without one, a cut end of the log cannot be seen."),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
    )


class ReadingsForm(Marked):
    """The access log for one request, or for one of the staff (S0-61)."""

    request = forms.CharField(label=gettext_lazy("Request"), required=False, max_length=40)
    staff = forms.ChoiceField(label=gettext_lazy("Who looked"), required=False)

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", _("Everyone")), *people]  # type: ignore[attr-defined]  # a ChoiceField


class MailForm(Marked):
    to = forms.EmailField(label=gettext_lazy("Send a test letter to"))
