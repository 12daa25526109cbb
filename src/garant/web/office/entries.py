"""Short forms over the entries of the register: described once, then asked, checked, compared and kept for any kind.

How it is used. `sheets.py` says what a form asks: `SHEETS["role",]` is the form of a role,
`SHEETS["activity", "items", "*"]` that of one datum within an activity ("*": its id, or its number in a list).
A `Sheet` is a title and `fields.Field`s, each with the dotted place where it stands in the entry's plain data, its
label, help and choices. Nothing else is needed: `entry_pages.py` serves `register/KIND/ENTRY/edit/WAY/TO/THE/PART`
for every sheet ("+" as the last step is a new one), keeps through `actions.register.put`, shows both texts when
somebody else was quicker, and asks before it takes anything out. `home` says which page shows an entry: that of
`HOMES`, else the list of its kind, for which `sheets.LISTS` has title and sentence. `entry_pages.laid` lays a page
under the register's tabs (`entry_pages.TABS`).
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from garant.actions import declared
from garant.errors import NotFound
from garant.law.findings import plainly
from garant.rules.registers import Entry, entries, read_entry, write_entry
from garant.web.office import catalogues
from garant.web.office.desk import Desk
from garant.web.office.fields import Chooser, Field, Many, Plain, Shelf, found, put
from garant.web.office.forms import Marked
from garant.web.office.keyed_fields import country_names
from garant.web.office.words import LANGUAGES, Text

NEW = "+"
"""The last step of the way to what is not there yet."""
ONLY = "-"
"""How an address names the entry of which there is one only (the organisation)."""
MOST_ID = 60


@dataclass(frozen=True, slots=True)
class Sheet:
    """A short form. `title`: what it is about ("A purpose"); `new`: the same when it is added ("Add a purpose")."""

    title: Text
    new: Text
    fields: tuple[Field, ...]
    words: Text = ""
    short: str = ""
    """The field that plain data may stand for alone: an item may be written as its category."""
    naming: str = "name"
    """The field whose words give a new one its id."""
    coded: str = ""
    """The field that may name the id of a new one itself: a measure of the catalogue has one already."""
    anchor: str = ""
    """Where on the entry's page it is shown."""

    def opened(self, plain: Any) -> Plain:
        """Plain data as a mapping, whichever way they were written."""
        words = isinstance(plain, Mapping) and self.short == "name" and set(plain) <= set(LANGUAGES)
        if isinstance(plain, Mapping) and not words:
            return copy.deepcopy(dict(plain))
        return {self.short: plain} if plain else {}

    def laid(self, plain: Plain, data: Mapping[str, Any]) -> Plain:
        """The data with what was typed in this form."""
        for field in self.fields:
            value, before = field.read(data), found(plain, field.at)
            if isinstance(field, Many) and value and isinstance(before, list):  # boxes have an order of their own
                value = sorted(value, key=lambda each: before.index(each) if each in before else len(before))
            put(plain, field.at, value)
        return plain


@dataclass(frozen=True, slots=True)
class Place:
    """What is edited: an entry, and the way to a part within it. `sheet`: its form."""

    kind: str
    entry: str
    steps: tuple[str, ...]
    sheet: Sheet

    @property
    def new(self) -> bool:
        return NEW in (self.entry, *self.steps[-1:])

    @property
    def code(self) -> str:
        """The entry as an address names it."""
        return self.entry or ONLY

    def home(self) -> str:
        """The page on which it is shown."""
        page = home(self.kind, self.entry)
        return f"{page}#{self.sheet.anchor}" if self.sheet.anchor else page


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry as it stands. `number`: its version, 0 for what is not declared; `plain`: None likewise."""

    number: int
    plain: Any


PROTECTION = ("measure", "device", "backup", "passwords")
HOMES: dict[str, Callable[[str], str]] = {
    "activity": lambda entry: reverse("office:activity", args=[entry]),
    "organisation": lambda _entry: reverse("office:organisation"),
    "recipient": lambda entry: reverse("office:recipient", args=[entry]),
    **dict.fromkeys(PROTECTION, lambda _entry: reverse("office:security")),
}
"""Kind → the page of one of its entries. The others are shown in the list of their kind."""
PAGES = {"activity": "record", "recipient": "recipients", **dict.fromkeys(PROTECTION, "security")}
"""Kind → the page that shows all of its entries, by its name, which is also its place in the index."""


def home(kind: str, entry: str) -> str:
    if kind in HOMES and entry != NEW:
        return HOMES[kind](entry)
    return reverse(f"office:{PAGES[kind]}") if kind in PAGES else reverse("office:entries", args=[kind])


def standing(desk: Desk, kind: str, entry: str) -> Standing:
    register = desk.house.declared()
    value = entries(register).get((kind, entry))
    return Standing(
        register.numbers.get((kind, entry), 0), None if value is None else declared.body(write_entry(kind, value))
    )


def shelf(desk: Desk, kind: str = "", entry: str = "") -> Shelf:
    """What the choices of a form are taken from."""
    register = desk.house.declared()
    return Shelf(
        register=register,
        law=desk.house.law(),
        language=desk.language,
        languages=register.organisation.languages or (desk.house.organisation.language,),
        stores=tuple(r.name for r in desk.house.records()),
        activity=register.activities.get(entry) if kind == "activity" else None,
    )


def within(plain: Any, steps: tuple[str, ...]) -> Any:
    """A part of an entry's plain data; None if it is new. Raises NotFound."""
    if steps[-1:] == (NEW,):
        return None
    for step in steps:
        try:
            plain = plain[int(step)] if isinstance(plain, list) else plain[step]
        except (KeyError, IndexError, ValueError, TypeError):
            raise NotFound("There is no such part in this entry.", place="/".join(steps)) from None
    return plain


def overlaid(plain: Any, steps: tuple[str, ...], value: Any, name: str = "") -> Any:
    """The entry with one of its parts replaced, added under an id made of `name`, or taken out (None)."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if first == NEW:
        if isinstance(plain, list):
            return [*plain, value]
        return {**(plain or {}), an_id(name, plain or {}): value}
    if isinstance(plain, list):
        changed = overlaid(plain[int(first)], rest, value, name)
        return [*plain[: int(first)], *([] if changed is None else [changed]), *plain[int(first) + 1 :]]
    laid = dict(plain or {})
    inside = laid.get(first)
    if inside is None and rest == (NEW,):
        inside = [] if first in LISTS else {}
    changed = overlaid(inside, rest, value, name)
    if changed is None or (changed in ([], {}) and not rest[1:]):
        laid.pop(first, None)
    else:
        laid[first] = changed
    return laid


LISTS = ("durations", "decisions", "sites", "establishments", "on_behalf_of", "reviews")
"""Parts that are lists; the others are mappings by id."""


def an_id(name: str, taken: Mapping[str, Any]) -> str:
    """An id for something called so: small letters and hyphens, none that is taken."""
    stem = slugify(name)[: MOST_ID - 4] or "x"
    code, count = stem, 2
    while code in taken:
        code, count = f"{stem}-{count}", count + 1
    return code


def entry_of(place: Place, plain: Any, code: str) -> Entry:
    """The entry of plain data. Raises `RegisterError` naming every problem."""
    return read_entry(place.kind, code, plain)


ADDS: Mapping[Chooser | None, str] = {
    catalogues.recipients: "recipient",
    catalogues.hands: "role",
    catalogues.roles: "role",
    catalogues.places: "place",
    catalogues.forms: "form",
    catalogues.services: "service",
    catalogues.measures: "measure",
}
"""Choices among what is declared → the kind of entry that they are."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field of the sheet with its inputs. `lines`: of a table, the inputs of each of its lines.

    `adds`: where something is declared that the choices lack.
    """

    field: Field
    inputs: list[forms.BoundField]
    wide: bool
    lines: list[list[forms.BoundField]]
    adds: str


@dataclass(slots=True)
class Group:
    """Fields under one heading. `open`: one of them says something, is wrong, or is the one that was asked for."""

    title: Text
    rows: list[Row]
    open: bool = False


class EntryForm(Marked):
    """The form of a sheet. It carries the version that the edit started from.

    `given`: what an address says already of something new ("?kind=laptop"). `asked`: the field that somebody came for.
    """

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(
        self,
        sheet: Sheet,
        plain: Plain,
        shelf: Shelf,
        data: Any = None,
        *,
        number: int = 0,
        given: Any = None,
        asked: str = "",
    ) -> None:
        initial: dict[str, Any] = {"version": number}
        self.sheet = sheet
        self.inputs: list[tuple[Field, list[str]]] = []
        self.asked, self.said = asked, {f.at for f in sheet.fields if found(plain, f.at) not in (None, "", [], {})}
        made: dict[str, forms.Field] = {}
        for field in sheet.fields:
            value = found(plain, field.at)
            inputs = field.inputs(shelf, value)
            initial |= field.initial(value)
            made |= inputs
            self.inputs.append((field, list(inputs)))
        many = {name for field, names in self.inputs if isinstance(field, Many) for name in names}
        initial |= {
            name: given.getlist(name) if name in many else given[name] for name in made if name in (given or ())
        }
        super().__init__(data, initial=initial)
        self.fields.update(made)
        for field, names in self.inputs:
            if field.at == asked and names:
                self.fields[names[0]].widget.attrs["autofocus"] = True

    def clean(self) -> dict[str, Any]:
        data, sheet = self.cleaned_data, self.sheet
        if sheet.coded and not data.get(sheet.coded) and not data.get(sheet.naming):
            self.add_error(sheet.naming, _("Choose one of the list above, or name it here."))
        return data

    @property
    def groups(self) -> list[Group]:
        """The fields under their headings, in order; the first ones stand under none."""
        made = [Group("", [], open=True)]
        for field, names in self.inputs:
            if field.under:
                made.append(Group(field.under, []))
            inputs = [self[name] for name in names]
            made[-1].rows.append(self._row(field, inputs))
            made[-1].open |= field.at in (*self.said, self.asked) or any(self._touched(each) for each in inputs)
        return [group for group in made if group.rows]

    def _touched(self, each: forms.BoundField) -> bool:
        return bool(each.errors) or (self.is_bound and each.name in self.changed_data)

    def _row(self, field: Field, inputs: list[forms.BoundField]) -> Row:
        wide = len(inputs) > 1 or any(isinstance(each.field.widget, forms.Textarea) for each in inputs)
        lines: dict[str, list[forms.BoundField]] = {}
        for each in inputs:
            lines.setdefault(each.name.removesuffix("-on"), []).append(each)
        kind = ADDS.get(getattr(field, "choices", None))
        return Row(field, inputs, wide, [*lines.values()], reverse("office:new_entry", args=[kind]) if kind else "")

    @property
    def countries(self) -> list[str]:
        """Names to propose, where a country is asked for."""
        asks = any(each.field.widget.attrs.get("list") for each in self)
        return sorted(country_names().values(), key=plainly) if asks else []

    @property
    def sent(self) -> list[tuple[str, str]]:
        """What was typed, to be sent again."""
        data: Any = self.data
        return [(name, value) for name in self.fields if name != "version" for value in data.getlist(name)]
