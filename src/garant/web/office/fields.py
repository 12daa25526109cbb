"""The fields of the register's short forms: how each is asked, read into plain data, and said in words.

They know the shape of the data and where choices come from; which fields an entry has, `sheets.py` says.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, TypeAlias, cast

from django import forms
from django.utils.translation import gettext as _

from garant.law.provisions import Law
from garant.rules.processing import Processing, Register
from garant.web import tags
from garant.web.office.words import LANGUAGES, Text

Plain: TypeAlias = MutableMapping[str, Any]
Option: TypeAlias = "tuple[str, Text]"
Options: TypeAlias = "Sequence[Option | tuple[Text, Sequence[Option]]]"
"""Code and words; or a heading and what stands under it."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What choices are taken from. `activity`: the one whose parts are edited. `languages`: those asked for."""

    register: Register
    law: Law
    language: str
    languages: tuple[str, ...]
    stores: tuple[str, ...] = ()
    activity: Processing | None = None

    def say(self, words: Mapping[str, str], otherwise: str = "") -> str:
        """A text in the reader's language, or in the one that there is."""
        return words.get(self.language) or words.get("fr") or next(iter(words.values()), otherwise)


Chooser: TypeAlias = Callable[[Shelf], Options]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One line of text. `at`: where it stands in the entry's plain data ("name", "dpo.email")."""

    at: str
    label: Text
    hint: Text = ""
    needed: bool = False
    pattern: str = ""
    wrong: Text = ""
    """What to say of a text that is not of `pattern`: the cause, then what to write."""
    rows: int = 1
    most: int = 400
    under: Text = ""
    """The heading of a group that begins here and goes on to the next heading."""
    look: ClassVar[str] = "lines"
    """How a page lays its inputs out: "lines", "boxes", "table"."""

    @property
    def name(self) -> str:
        return self.at.replace(".", "-")

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        """The inputs by which it is asked. `value`: what stands there, which no choice may lose."""
        return {self.name: self._text(self.label, needed=self.needed)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: value}

    def read(self, data: Mapping[str, Any]) -> Any:
        """The plain value of what was typed; None where nothing is said."""
        return data.get(self.name) or None

    def say(self, value: Any, shelf: Shelf) -> str:
        """The value in words, for a list or a comparison."""
        return plainly(value, shelf)

    def _text(self, label: Text, *, needed: bool) -> forms.Field:
        widget = forms.Textarea(attrs={"rows": self.rows}) if self.rows > 1 else forms.TextInput()
        widget.attrs["autocomplete"] = "off"
        if self.pattern:
            return forms.RegexField(
                rf"^(?:{self.pattern})$",
                label=label,
                help_text=self.hint,
                required=needed,
                widget=widget,
                max_length=self.most,
                error_messages={"invalid": self.wrong},
            )
        return forms.CharField(label=label, help_text=self.hint, required=needed, widget=widget, max_length=self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words(Field):
    """A text in each of the languages that the organisation speaks; the first of them is the one that is needed."""

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        spoken = self._spoken(shelf, value)
        made = {}
        for place, language in enumerate(spoken):
            label = self.label if len(spoken) == 1 else f"{self.label} ({str(LANGUAGES[language]).lower()})"
            made[f"{self.name}-{language}"] = self._text(label, needed=self.needed and place == 0)
        return made

    def initial(self, value: Any) -> dict[str, Any]:
        return {f"{self.name}-{language}": text for language, text in _in_languages(value).items()}

    def read(self, data: Mapping[str, Any]) -> Any:
        return {each: data[f"{self.name}-{each}"] for each in LANGUAGES if data.get(f"{self.name}-{each}")} or None

    def say(self, value: Any, shelf: Shelf) -> str:
        return shelf.say(_in_languages(value))

    def _spoken(self, shelf: Shelf, value: Any) -> list[str]:
        """The organisation's languages, and any other in which the text stands already."""
        return list(dict.fromkeys([*shelf.languages, *_in_languages(value)]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a list. What stands there stays in the list, even if nothing knows it any more."""

    choices: Chooser
    nothing: Text = ""
    """What the empty choice is called."""

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        options = _with(self.choices(shelf), [value] if value else [])
        empty = [] if self.needed and value else [("", self.nothing or _("Choose"))]
        return {
            self.name: forms.ChoiceField(
                label=self.label, help_text=self.hint, required=self.needed, choices=[*empty, *options]
            )
        }

    def say(self, value: Any, shelf: Shelf) -> str:
        return str(dict(flat(self.choices(shelf))).get(str(value), value)) if value else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Many(Field):
    """Any number of a list, each with its box."""

    look = "boxes"
    choices: Chooser

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        options = _with(self.choices(shelf), _listed(value))
        return {
            self.name: forms.MultipleChoiceField(
                label=self.label,
                help_text=self.hint,
                required=self.needed,
                choices=list(options),
                widget=forms.CheckboxSelectMultiple,
            )
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: _listed(value)}

    def say(self, value: Any, shelf: Shelf) -> str:
        known = dict(flat(self.choices(shelf)))
        return ", ".join(str(known.get(each, each)) for each in _listed(value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Field):
    """Several texts, one a line."""

    rows: int = 3
    most: int = 4000

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: "\n".join(_listed(value))}

    def read(self, data: Mapping[str, Any]) -> Any:
        return (
            list(dict.fromkeys(line.strip() for line in data.get(self.name, "").splitlines() if line.strip())) or None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo(Field):
    """Yes, no, or nobody has said yet: three choices."""

    look = "boxes"

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        choices = [("yes", _("Yes")), ("no", _("No")), ("", _("Not said yet"))]
        return {
            self.name: forms.ChoiceField(
                label=self.label,
                help_text=self.hint,
                required=self.needed,
                choices=choices,
                widget=forms.RadioSelect,
            )
        }

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: "" if value is None else "yes" if value else "no"}

    def read(self, data: Mapping[str, Any]) -> Any:
        return {"yes": True, "no": False}.get(data.get(self.name, ""))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick(Field):
    """A box. `default`: what holds where the data say nothing."""

    default: bool = False

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        return {self.name: forms.BooleanField(label=self.label, help_text=self.hint, required=False)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {self.name: self.default if value is None else value}

    def read(self, data: Mapping[str, Any]) -> Any:
        ticked = bool(data.get(self.name))
        return None if ticked == self.default else ticked


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole(Field):
    """A whole number, not negative."""

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        widget = forms.TextInput(attrs={"class": "short", "inputmode": "numeric", "autocomplete": "off"})
        return {
            self.name: forms.IntegerField(
                label=self.label, help_text=self.hint, required=self.needed, min_value=0, widget=widget
            )
        }

    def read(self, data: Mapping[str, Any]) -> Any:
        return data.get(self.name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day(Field):
    """A date."""

    def inputs(self, shelf: Shelf, value: Any) -> dict[str, forms.Field]:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "short"})
        return {self.name: forms.DateField(label=self.label, help_text=self.hint, required=self.needed, widget=widget)}

    def read(self, data: Mapping[str, Any]) -> Any:
        return data.get(self.name)

    def say(self, value: Any, shelf: Shelf) -> str:
        """The ledger keeps dates as text."""
        return plainly(date.fromisoformat(value) if isinstance(value, str) and value else value, shelf)


# ── plain data ──────────────────────────────────────────────────────────────────────────────────────────────────────


def found(plain: Mapping[str, Any], at: str) -> Any:
    """What stands at a dotted place; None for nothing."""
    value: Any = plain
    for step in at.split("."):
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def put(plain: Plain, at: str, value: Any) -> None:
    """Lay a value at a dotted place; None takes it out, and what held nothing else with it."""
    first, _dot, rest = at.partition(".")
    if rest:
        inside = dict(plain.get(first) or {})
        put(inside, rest, value)
        value = inside or None
    if value is None:
        plain.pop(first, None)
    else:
        plain[first] = value


def plainly(value: Any, shelf: Shelf) -> str:
    """Any plain value as a reader may read it."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, date):
        return tags.calendar_day(value)
    if isinstance(value, Mapping):
        if value and set(value) <= set(LANGUAGES):
            return shelf.say(value)
        return ", ".join(f"{key} : {plainly(each, shelf)}" for key, each in value.items())
    if isinstance(value, (list, tuple)):
        return " ; ".join(plainly(each, shelf) for each in value)
    return str(value)


def _in_languages(value: Any) -> dict[str, str]:
    """A text of the register: of no language named it is French."""
    return dict(value) if isinstance(value, Mapping) else {"fr": value} if value else {}


def _listed(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(each) for each in value or ()]


def flat(options: Options) -> list[Option]:
    """Every choice, whatever heading it stands under."""
    every: list[Option] = []
    for code, words in options:
        under = isinstance(words, (list, tuple))
        every += cast("Sequence[Option]", words) if under else [(str(code), cast(Text, words))]
    return every


def _with(options: Options, values: Sequence[str]) -> Options:
    known = dict(flat(options))
    return [*options, *((each, each) for each in values if each not in known)]
