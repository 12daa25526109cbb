"""Fields over codes: each clause with its date, each datum with yes or no; and countries, by the names people use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import translation
from django.utils.translation import gettext as _

from garant.law.transfers import read_transfers
from garant.web.office.fields import Chooser, Field, Lines, Shelf, flat, plainly
from garant.web.office.finding_forms import day


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated(Field):
    """Codes, each with its date. `loose`: a code may be there without a date; then it has a box as well."""

    look = "table"
    choices: Chooser
    loose: bool = False

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        made: dict[str, forms.Field] = {}
        for code, words in self._known(shelf, value):
            if self.loose:
                made[f"{self.name}-{code}"] = forms.BooleanField(label=words, required=False)
            label = _("Since: %(what)s") % {"what": words} if self.loose else words
            made[f"{self.name}-{code}-on"] = day(label=label, required=False)
        return made

    def initial(self, value: Any) -> dict[str, Any]:
        said = {f"{self.name}-{code}": True for code in value or {}}
        return said | {f"{self.name}-{code}-on": on for code, on in (value or {}).items()}

    def read(self, data: Mapping[str, Any]) -> Any:
        """A date alone is enough: whoever gives one says that it is there."""
        found = {}
        for name in data:
            code = name.removeprefix(f"{self.name}-").removesuffix("-on")
            if name.startswith(f"{self.name}-") and (data[name] or data.get(f"{self.name}-{code}-on")):
                found[code] = data.get(f"{self.name}-{code}-on")
        return found or None

    def say(self, value: Any, shelf: Shelf) -> str:
        known, said = dict(flat(self.choices(shelf))), []
        for code, on in (value or {}).items():
            when = plainly(date.fromisoformat(on) if isinstance(on, str) else on, shelf)
            what = str(known.get(code, code))
            said.append(_("%(what)s (%(day)s)") % {"what": what, "day": when} if when else what)
        return " ; ".join(said)

    def _known(self, shelf: Shelf, value: Any) -> list[tuple[str, str]]:
        known = {code: str(words) for code, words in flat(self.choices(shelf))}
        return list({**known, **{code: code for code in value or {} if code not in known}}.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNoEach(Field):
    """Yes, no or not said, for each of a list."""

    look = "table"
    choices: Chooser

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        answers = [("", _("Not said yet")), ("yes", _("Yes")), ("no", _("No"))]
        known = {code: str(words) for code, words in flat(self.choices(shelf))}
        known |= {code: code for code in value or {} if code not in known}
        return {
            f"{self.name}-{code}": forms.ChoiceField(label=words, required=False, choices=answers)
            for code, words in known.items()
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}-{code}": "yes" if each else "no" for code, each in (value or {}).items()}

    def read(self, data: Mapping[str, Any]) -> Any:
        said = {name.removeprefix(f"{self.name}-"): data[name] for name in data if name.startswith(f"{self.name}-")}
        return {code: each == "yes" for code, each in said.items() if each} or None

    def say(self, value: Any, shelf: Shelf) -> str:
        known = dict(flat(self.choices(shelf)))
        return " ; ".join(f"{known.get(code, code)} : {plainly(each, shelf)}" for code, each in (value or {}).items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Country(Field):
    """A country by its name or its code; what the packs know is kept by code."""

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        made = self._text(self.label, needed=self.needed)
        made.widget.attrs["list"] = COUNTRIES
        return {self.name: made}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: country_name(value)}

    def read(self, data: Mapping[str, Any]) -> Any:
        return country_code(data.get(self.name) or "") or None

    def say(self, value: Any, shelf: Shelf) -> str:
        return country_name(value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Countries(Lines):
    """Several of them, one a line."""

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: "\n".join(country_name(each) for each in value or ())}

    def read(self, data: Mapping[str, Any]) -> Any:
        return [country_code(each) for each in Lines.read(self, data) or ()] or None

    def say(self, value: Any, shelf: Shelf) -> str:
        return ", ".join(country_name(each) for each in value or ())


COUNTRIES = "countries"
"""The id of the list of names that a page proposes."""


def country_names() -> dict[str, str]:
    """Code → name in the reader’s language, of every country that the list of transfers knows."""
    language = translation.get_language() or "fr"
    return {code: name.get(language) or name["fr"] for code, name in read_transfers().names.items()}


def country_name(code: Any) -> str:
    """What a country is called; what the packs do not know, as it was typed."""
    return country_names().get(str(code), str(code)) if code else ""


def country_code(text: str) -> str:
    """The code of a name; a part of a country ("FR-974") and what the packs do not know stay as they are."""
    text = text.strip()
    if not text or re.fullmatch(r"[A-Z]{2}-\w+", text):
        return text
    code = read_transfers().code_of(text)
    return code if code in country_names() else text
