"""The map without YAML: its tables in words, and a page for each where somebody decides what its columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from garant.actions import mapping
from garant.errors import Changed, GarantError, StoreError
from garant.rules.deciding import UNDECIDED, Decided
from garant.rules.register import NO_CATEGORY, Activity, Column, Link, StoreMap, Table
from garant.web.office import catalogues, words
from garant.web.office.desk import DEED, FORM, Desk, Trouble, at_desk
from garant.web.office.entries import shelf
from garant.web.office.forms import Marked

PLACE = "register"
Choices = Sequence[Any]


# ── the map in words ───────────────────────────────────────────────────────────────────────────────────────────────


def lines(desk: Desk, map: StoreMap, known: StoreMap) -> list[dict[str, Any]]:
    """Each table: what a row is, what it is for, how many columns hold something, what waits for a decision."""
    return [_line(desk, table, map, known) for table in map.tables.values()]


def _line(desk: Desk, table: Table, map: StoreMap, known: StoreMap) -> dict[str, Any]:
    waiting = len(table.columns) if table.review else sum(c.review for c in table.columns.values())
    activity = known.activities.get(table.activity)
    return {
        "name": table.name,
        "title": table.words.get(desk.language, ""),
        "row": _row(table, map),
        "activity": _said(activity, desk.language) or table.activity,
        "held": sum(c.personal and not c.review for c in table.columns.values()),
        "columns": len(table.columns),
        "waiting": _waiting(waiting) if waiting else None,
    }


def _waiting(n: int) -> words.Tag:
    return words.Tag("near", "undecided", ngettext("%(n)s to decide", "%(n)s to decide", n) % {"n": n})


def _row(table: Table, map: StoreMap) -> str:
    """What one row of it is, as a sentence."""
    if table.link is None:
        return _("One row is one person.")
    values = {"parent": table.link.parent, "columns": ", ".join(table.link.columns or table.link.parent_columns)}
    if table.link.kind == "shared":
        return _("%(parent)s points here by %(columns)s; others may, too.") % values
    return _("Each row belongs to a row of %(parent)s, by %(columns)s.") % values


def _said(activity: Activity | None, language: str) -> str:
    return "" if activity is None else activity.name.get(language) or activity.name.get("fr") or activity.id


def unmapped(desk: Desk, store: str) -> tuple[tuple[str, ...], bool]:
    """Tables that the map does not name; and whether the store could be asked."""
    try:
        return mapping.unmapped(desk.house, store), True
    except StoreError:
        return (), False


# ── the first map ──────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("register", methods=DEED)
def adopt(desk: Desk, name: str) -> HttpResponse:
    """The proposal as it is: what it is not sure of waits, and nothing of that is touched."""
    try:
        mapping.adopt(desk.house, desk.actor, name, language=desk.language)
    except GarantError as error:
        values = {
            "title": _("No map was made"),
            "trouble": Trouble.of(error),
            "back": {"url": reverse("office:map", args=[name]), "words": _("Map")},
        }
        return desk.page("form.html", values, place=PLACE, status=422)
    return desk.go("map", name, done="map")


# ── one table ──────────────────────────────────────────────────────────────────────────────────────────────────────


class TableForm(Marked):
    """What a table is for, which date dates a row, what each column holds; a new one also says on whom it hangs."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    activity = forms.ChoiceField(label=gettext_lazy("What is this table for?"))
    parent = forms.ChoiceField(label=gettext_lazy("Each row belongs to a row of"))
    via = forms.ChoiceField(label=gettext_lazy("Which column says to which one?"))
    date = forms.ChoiceField(
        label=gettext_lazy("Which date tells how old a row is?"),
        help_text=gettext_lazy(
            "Durations and duties to keep are counted from it: the date of an invoice, of a message."
        ),
        required=False,
    )

    def __init__(
        self, data: Any, desk: Desk, map: StoreMap, known: StoreMap, name: str, offer: mapping.Offered
    ) -> None:
        super().__init__(data)
        self.offer, self.name, self.table = offer, name, map.tables.get(name)
        self.choose("activity", [("", _("Choose")), *_activities(desk, known)])
        self.choose("date", [("", _("None")), *((c, c) for c in offer.columns)])
        drafted = offer.table
        if self.table is not None or (drafted is not None and drafted.link is not None):
            del self.fields["parent"], self.fields["via"]
        else:
            self.choose("parent", [("", _("Choose")), *((t, t) for t in map.tables)])
            self.choose("via", [("", _("Choose")), *((c, c) for c in offer.columns)])
        self.initial = {"version": map.version, **self._begun(known)}
        self.rows = [self._column(place, column, desk) for place, column in enumerate(offer.columns)]

    def _begun(self, known: StoreMap) -> dict[str, Any]:
        if self.table is not None:
            return {"activity": self.table.activity, "date": self.table.date}
        drafted = self.offer.table
        if drafted is None:
            return {}
        return {"activity": drafted.activity if drafted.activity in known.activities else "", "date": drafted.date}

    def choose(self, field: str, choices: Choices) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = choices

    def _column(self, place: int, column: str, desk: Desk) -> dict[str, Any]:
        """A choice for one column. What stands there is chosen; nothing is, where nobody has decided."""
        known = self.table.columns.get(column) if self.table else None
        nothing = [(UNDECIDED, _("To decide later")), (NO_CATEGORY, _("Nothing about this person"))]
        choices = [*nothing, *catalogues.categories(shelf(desk))]
        name = f"column-{place}"
        field = forms.ChoiceField(label=column, choices=choices, required=False)
        field.initial = (
            self.offer.categories.get(column, "") if known is None else "" if known.review else known.category
        )
        self.fields[name] = field
        return {"field": self[name], "words": known.words.get(desk.language, "") if known else "", "new": known is None}

    @property
    def said(self) -> Decided:
        data = self.cleaned_data
        categories = {c: data[f"column-{place}"] for place, c in enumerate(self.offer.columns)}
        drafted = self.offer.table
        if self.table is not None:
            return Decided(data["activity"], categories, data["date"])
        if drafted is not None and drafted.link is not None:
            return Decided(data["activity"], categories, data["date"], drafted.link, drafted.key)
        link = Link("child", data["parent"], (data["via"],), ())
        return Decided(data["activity"], categories, data["date"], link)


def _activities(desk: Desk, known: StoreMap) -> Choices:
    return [(code, _said(activity, desk.language)) for code, activity in known.activities.items()]


@at_desk("register", methods=FORM)
def table(desk: Desk, name: str, table: str) -> HttpResponse:
    """One table of the map, or one that it does not name yet."""
    map, known = mapping.own(desk.house, name), desk.house.map(name)
    offer = mapping.offered(desk.house, desk.actor, name, table)
    form = TableForm(desk.request.POST or None, desk, map, known, table, offer)
    trouble, status = None, 200
    if form.is_bound:
        status = 422
        if form.is_valid():
            try:
                mapping.decide(desk.house, desk.actor, name, table, form.said, form.cleaned_data["version"])
                return desk.go("map", name, done="map")
            except Changed as error:
                trouble, status = Trouble.of(error), 409
            except GarantError as error:
                trouble = Trouble.of(error)
    values = {
        "store": name,
        "table": table,
        "row": _row(form.table, map)
        if form.table
        else _("The map does not know this table yet: no search looks there."),
        "form": form,
        "asked": [form[field] for field in ("activity", "parent", "via", "date") if field in form.fields],
        "trouble": trouble,
        "undecided": _undecided(form.table),
    }
    return desk.page("register/table.html", values, place=PLACE, status=status)


def _undecided(table: Table | None) -> list[Column]:
    return [c for c in table.columns.values() if c.review] if table else []
