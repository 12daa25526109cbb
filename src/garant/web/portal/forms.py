"""The forms of the portal. What they take is checked here; what it means is for actions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from garant.actions.instance import Instance
from garant.ledger.values import Contact, Identity

RIGHT_WORDS = {
    "access": (_("Know what you hold about me"), _("You receive a copy of your data."), "search"),
    "rectification": (_("Correct something"), _("An address, a name, a mistake in your file."), "pen"),
    "erasure": (
        _("Erase my data"),
        _("We keep only what the law makes us keep, and we tell you what."),
        "erase",
    ),
    "portability": (_("Take my data elsewhere"), _("A file that other services can read."), "carry"),
}
"""Right → what a person calls it, what happens, its drawing."""

FIELDS = ("identity.name", "contact.email", "contact.phone", "contact.address", "identity.birth-date", "other")
CHANGES = 3
LONG = 4000


class Rights(forms.Form):
    """Step 1: which rights, several at once (S3-09)."""

    rights = forms.MultipleChoiceField(
        label=_("Your requests"),
        choices=[(code, words[0]) for code, words in RIGHT_WORDS.items()],
        error_messages={"required": _("Choose at least one request.")},
    )


FOUND_BY = (("phone", "phone"), ("number", "customer-number"))
"""Field of a form → kind of identity by which a map may search."""


def drop_useless(form: forms.Form, house: Instance) -> None:
    """Art. 5(1)(c): what no map is searched by is not asked."""
    kinds = {k for m in house.register().maps.values() for p in m.persons.values() for k in p.identities}
    for name, kind in FOUND_BY:
        if kind not in kinds:
            del form.fields[name]


class You(forms.Form):
    """Step 2: how to find the person and answer. A name and an e-mail address are enough (S2-36)."""

    name = forms.CharField(
        label=_("Your first name and last name"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write your name, as we may know it.")},
    )
    email = forms.EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        help_text=_("The one that we know, if possible. We send the answer there."),
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={
            "required": _("Write the address to which we can answer."),
            "invalid": _("This address is not complete, for example “name@mail.fr”."),
        },
    )
    phone = forms.CharField(
        label=_("A telephone number"),
        max_length=40,
        required=False,
        help_text=_("If you gave us one: it helps to find you."),
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    number = forms.CharField(
        label=_("A customer number"), max_length=60, required=False, help_text=_("It stands on your invoices.")
    )
    everything = forms.ChoiceField(
        label=_("What should be erased?"),
        choices=[("all", _("Everything you hold about me")), ("some", _("Only what I choose"))],
        required=False,
        initial="all",
        widget=forms.RadioSelect,
    )
    scope = forms.MultipleChoiceField(label=_("What I choose"), required=False, widget=forms.CheckboxSelectMultiple)
    message = forms.CharField(
        label=_("Anything to add?"), required=False, max_length=LONG, widget=forms.Textarea({"rows": 4})
    )
    # People do not see this field; a program that fills every field does.
    website = forms.CharField(
        required=False,
        label=_("Leave this field empty"),
        widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, house: Instance, language: str, rights: list[str], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rights = rights
        drop_useless(self, house)
        register = house.register()
        self._scope(sorted((i, a.name.get(language) or a.name.get("fr") or i) for i, a in register.held_for.items()))
        if "rectification" in rights:
            law = house.law()
            self._changes([(f, _("Something else") if f == "other" else law.say(f, language)) for f in FIELDS])

    def _scope(self, activities: list[tuple[str, str]]) -> None:
        if "erasure" in self.rights and len(activities) > 1:
            scope = self.fields["scope"]
            assert isinstance(scope, forms.MultipleChoiceField)
            scope.choices = activities
        else:
            del self.fields["everything"], self.fields["scope"]

    def _changes(self, choices: list[tuple[str, Any]]) -> None:
        for n in range(1, CHANGES + 1):
            needed = n == 1
            said = {"required": _("Say what is to be corrected.")}
            self.fields[f"field{n}"] = forms.ChoiceField(
                label=_("What is wrong?"), choices=[("", "…"), *choices], required=needed, error_messages=said
            )
            self.fields[f"old{n}"] = forms.CharField(label=_("What we hold now"), required=False, max_length=LONG)
            self.fields[f"new{n}"] = forms.CharField(
                label=_("What it should be"), required=needed, max_length=LONG, error_messages=said
            )

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(_("Leave this field empty: it is a trap for programs."))
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("everything") == "some" and not cleaned.get("scope"):
            self.add_error("scope", _("Choose what should be erased, or choose everything."))
        for n in range(2, CHANGES + 1):
            if bool(cleaned.get(f"field{n}")) != bool(cleaned.get(f"new{n}")):
                missing = f"new{n}" if cleaned.get(f"field{n}") else f"field{n}"
                self.add_error(missing, _("Say what is wrong, and what it should be."))
        return cleaned

    @property
    def change_sets(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField, forms.BoundField]]:
        if "rectification" in self.rights:
            for n in range(1, CHANGES + 1):
                yield n, self[f"field{n}"], self[f"old{n}"], self[f"new{n}"]

    @property
    def more_changes(self) -> bool:
        """Whether the further sets are in use, so that they are shown open."""
        names = [f"{part}{n}" for part in ("field", "new") for n in range(2, CHANGES + 1)]
        return any(self.data.get(name) or name in self.errors for name in names)

    def contact(self) -> Contact:
        """What was filled in, as actions take it."""
        given: Mapping[str, Any] = self.cleaned_data
        number = given.get("number", "")
        return Contact(
            name=given["name"],
            email=given["email"],
            phone=given.get("phone", ""),
            identities=(Identity("customer-number", number),) if number else (),
            message=given["message"],
            changes=tuple(self._asked_changes(given)),
            scope=tuple(given["scope"]) if given.get("everything") == "some" else (),
        )

    def _asked_changes(self, given: Mapping[str, Any]) -> Iterator[dict[str, str]]:
        for n in range(1, CHANGES + 1):
            if given.get(f"field{n}"):
                yield {
                    "field": given[f"field{n}"],
                    "old": given[f"old{n}"],
                    "new": given[f"new{n}"],
                    "statement": "",
                }


class Message(forms.Form):
    text = forms.CharField(
        label=_("Your message"),
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
        error_messages={"required": _("Write what you want to say.")},
    )


class Complete(forms.Form):
    """What helps to find the person, added later, or the answer to a question of ours."""

    phone = forms.CharField(
        label=_("A telephone number"),
        max_length=40,
        required=False,
        widget=forms.TextInput({"autocomplete": "tel", "inputmode": "tel"}),
    )
    number = forms.CharField(
        label=_("A customer number"), max_length=60, required=False, help_text=_("It stands on your invoices.")
    )
    text = forms.CharField(
        label=_("Your answer, or what you want to add"),
        required=False,
        max_length=LONG,
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, house: Instance, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        drop_useless(self, house)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.values()):
            raise forms.ValidationError(_("Fill in one field at least."))
        return cleaned

    def identities(self) -> tuple[Identity, ...]:
        given = self.cleaned_data
        return tuple(Identity(kind, given[name]) for name, kind in FOUND_BY if given.get(name))


class Code(forms.Form):
    """The one-time code that was sent to the identified contact."""

    code = forms.CharField(
        label=_("The code that we sent you"),
        max_length=20,
        help_text=_("Six digits. It works once, for fifteen minutes."),
        widget=forms.TextInput({"class": "short", "inputmode": "numeric", "autocomplete": "one-time-code"}),
        error_messages={"required": _("Write the code that is in the letter.")},
    )
