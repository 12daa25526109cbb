"""The register in words: what an entry is called, what its fields say, what differs between two states of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.rules.processing import Backup
from garant.rules.registers import entries, write_entry
from garant.rules.registers.differences import Change, Difference, changes
from garant.rules.registers.document import SINGLE
from garant.web.office import catalogues, house_sheets, sheets
from garant.web.office.entries import ONLY, PROTECTION, Place, Sheet
from garant.web.office.fields import Field, Shelf, found, plainly
from garant.web.office.words import LANGUAGES, Text

KINDS: dict[str, Text] = {
    "organisation": gettext_lazy("The organisation"),
    "activity": gettext_lazy("Activity"),
    "service": gettext_lazy("Service"),
    "recipient": gettext_lazy("Recipient"),
    "role": gettext_lazy("Team"),
    "measure": gettext_lazy("Measure"),
    "device": gettext_lazy("Device"),
    "place": gettext_lazy("Place"),
    "backup": gettext_lazy("Backup"),
    "form": gettext_lazy("Form"),
    "notice": gettext_lazy("Notice"),
    "passwords": gettext_lazy("Passwords"),
    "map": gettext_lazy("Map of a store"),
}
PAGE_NAMES: dict[str, Text] = {
    "recipient": gettext_lazy("Recipients"),
    **dict.fromkeys(PROTECTION, gettext_lazy("Security")),
}
"""Kind → what the page is called that shows them all, where it is not the register’s own."""
PARTS: dict[str, Text] = {
    "purposes": gettext_lazy("Purpose"),
    "items": gettext_lazy("Datum"),
    "durations": gettext_lazy("How long"),
    "decisions": gettext_lazy("Automated decisions"),
    "on_behalf_of": gettext_lazy("Done for"),
    "sites": gettext_lazy("Sites"),
    "establishments": gettext_lazy("Establishments"),
    "dpo": gettext_lazy("Data protection officer"),
    "representative": gettext_lazy("Representative"),
    "necessary": gettext_lazy("Necessary"),
    "contract": gettext_lazy("Contract"),
    "reviews": gettext_lazy("Reviews"),
    "undertakings": gettext_lazy("Undertakings"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field that differs. `before`, `after`: in words; empty for nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An entry that differs: what came of it ("added", "removed", "changed"), and its lines."""

    kind: Text
    name: str
    what: str
    lines: tuple[Line, ...]
    history: str


# ── names ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def called(kind: str, entry: str, shelf: Shelf) -> str:
    """The name of an entry as it is declared now; what is not declared is called by its kind or id."""
    if kind in SINGLE:
        return str(KINDS[kind])
    value = entries(shelf.register).get((kind, entry))
    if kind == "measure" and value is not None:
        return catalogues.measure(shelf, entry)
    if isinstance(value, Backup):
        return sheets.SHEETS["backup",].fields[0].say(value.of, shelf) or entry
    name: Any = getattr(value, "name", None)
    if name is None:
        return str(PAGE_NAMES.get(kind, _("Register"))) if entry == "+" else entry
    return (shelf.say(name) if isinstance(name, Mapping) else str(name)) or entry


def part(place: Place, plain: Mapping[str, Any], shelf: Shelf) -> str:
    """What an entry or a part of it is called."""
    if not place.steps:
        return called(place.kind, place.entry, shelf)
    field = next((f for f in place.sheet.fields if f.at == place.sheet.naming), None)
    said = field.say(found(plain, field.at), shelf) if field else ""
    return said or str(place.sheet.title)


def facts(sheet: Sheet, kind: str, value: Any, shelf: Shelf) -> list[tuple[Text, str]]:
    """What the fields of an entry say, those that say nothing left out."""
    plain = sheet.opened(write_entry(kind, value))
    said = [(field.label, field.say(found(plain, field.at), shelf)) for field in sheet.fields if field.at != "name"]
    return [(label, words) for label, words in said if words]


# ── differences ─────────────────────────────────────────────────────────────────────────────────────────────────────


def changed(kind: str, before: Any, after: Any, shelf: Shelf) -> tuple[Line, ...]:
    """The fields in which two states of an entry differ; none for what was taken out."""
    if after is None:
        return ()
    return tuple(_lines(kind, changes(_whole(before), _whole(after)), shelf))


def differences(found: Iterable[Difference], before: Shelf, after: Shelf) -> list[Told]:
    """Differences between two registers in words: what came says what it holds, what changed says how."""
    return [_told(each, before if each.what == "removed" else after, after) for each in found]


def _told(each: Difference, named: Shelf, after: Shelf) -> Told:
    lines: tuple[Line, ...] = tuple(_lines(each.kind, each.changes, after))
    value = entries(after.register).get(each.key)
    if each.what == "added" and value is not None:
        lines = changed(each.kind, None, write_entry(each.kind, value), after)
    return Told(
        kind=KINDS.get(each.kind, each.kind),
        name=called(each.kind, each.entry, named),
        what=each.what,
        lines=tuple(line for line in lines if line.label != house_sheets.NAME.label or each.what != "added"),
        history=reverse("office:entry_history", args=[each.kind, each.entry or ONLY]) if each.kind in STANDING else "",
    )


STANDING = {*KINDS} - {"map"}
"""Kinds whose entries have a history of their own."""


def _whole(plain: Any) -> Any:
    return {"name": plain} if isinstance(plain, str) else plain or {}


def _lines(kind: str, found: Iterable[Change], shelf: Shelf) -> Iterator[Line]:
    for change in _together(found):
        path = change.path
        field, rest = _field(kind, path)
        label = _label(path, field, shelf)
        if field is not None and not rest:
            yield Line(label, field.say(change.before, shelf), field.say(change.after, shelf))
        else:
            sheet = sheets.SHEETS.get((kind, *("*" if n % 2 else step for n, step in enumerate(path))))
            yield Line(label, *(_part_said(each, sheet, shelf) for each in (change.before, change.after)))


def _together(found: Iterable[Change]) -> Iterator[Change]:
    """The languages of one text as one change, in the reader's language or whichever there is."""
    texts: dict[tuple[str, ...], Change] = {}
    for change in found:
        if change.path and change.path[-1] in LANGUAGES:
            whole = texts.setdefault(change.path[:-1], Change(change.path[:-1], {}, {}))
            if change.before is not None:
                whole.before[change.path[-1]] = change.before
            if change.after is not None:
                whole.after[change.path[-1]] = change.after
        else:
            yield change
    yield from texts.values()


def _field(kind: str, path: tuple[str, ...]) -> tuple[Field | None, tuple[str, ...]]:
    """The field that a path leads to, and what remains of the path within it."""
    for end in range(len(path), 0, -1):
        head = (kind, *("*" if n % 2 else step for n, step in enumerate(path[: end - 1])))
        sheet = sheets.SHEETS.get(head)
        for field in sheet.fields if sheet else ():
            at = tuple(field.at.split("."))
            if path[end - 1 : end - 1 + len(at)] == at:
                return field, path[end - 1 + len(at) :]
    return None, path


def _label(path: tuple[str, ...], field: Field | None, shelf: Shelf) -> str:
    names: list[str] = []
    for step in path if field is None else path[: -len(field.at.split("."))]:
        names.append(str(PARTS.get(step, step)))
    if field is not None:
        names.append(str(field.label))
    return " › ".join(names)


def _part_said(value: Any, sheet: Sheet | None, shelf: Shelf) -> str:
    """A whole part that came or went: by its name if it has one, else by what its form says."""
    if sheet is None or not isinstance(value, Mapping) or {"name", "category"} & set(value):
        return _said(value, shelf)
    said = ((field.label, field.say(found(value, field.at), shelf)) for field in sheet.fields)
    return " ; ".join(_together_said(str(label), words) for label, words in said if words)


def _together_said(label: str, words: str) -> str:
    """A question is answered after its own mark."""
    return f"{label} {words}" if label.endswith("?") else _("%(what)s: %(said)s") % {"what": label, "said": words}


def _said(value: Any, shelf: Shelf) -> str:
    """A value of no field: a whole part that came or went, by its name or its category."""
    if isinstance(value, Mapping) and "name" in value:
        return plainly(value["name"], shelf)
    if isinstance(value, Mapping) and "category" in value:
        return shelf.law.say(str(value["category"]), shelf.language)
    if isinstance(value, str) and value in shelf.law.words:
        return shelf.law.say(value, shelf.language)
    if isinstance(value, Mapping) and not set(value) <= set(LANGUAGES):
        return ", ".join(_said(each, shelf) for each in value.values())
    if isinstance(value, (list, tuple)):
        return " ; ".join(_said(each, shelf) for each in value)
    return plainly(value, shelf)
