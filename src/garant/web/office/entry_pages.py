"""The pages of the register's short forms: edit, add, take out, history, lists, for every kind in `sheets.py`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.actions import register, staff
from garant.errors import Changed, NotFound, RegisterError
from garant.ledger.values import EntryVersion
from garant.rules.registers import KINDS, Entry, entries
from garant.rules.registers.document import SINGLE
from garant.web.office import mending, sheets, told, trail
from garant.web.office.desk import FORM, Desk, Trouble, at_desk
from garant.web.office.entries import (
    NEW,
    ONLY,
    PAGES,
    EntryForm,
    Place,
    Standing,
    an_id,
    entry_of,
    home,
    overlaid,
    shelf,
    standing,
    within,
)
from garant.web.office.fields import Plain, Shelf, found
from garant.web.office.words import Text

PLACE = "record"


@dataclass(slots=True)
class Edit:
    """One edit under way. `base`: the part as the form was filled from it."""

    desk: Desk
    place: Place
    stands: Standing
    shelf: Shelf
    base: Plain

    @classmethod
    def of(cls, desk: Desk, kind: str, code: str, inside: str) -> Edit:
        entry = "" if code == ONLY else code
        place = sheets.place(kind, entry, tuple(filter(None, inside.split("/"))))
        stands = standing(desk, kind, entry)
        if stands.plain is None and entry != NEW and kind not in SINGLE and not _known(desk, place):
            raise NotFound("Nothing of this name is declared.", place=f"{kind} {entry}".rstrip())
        here = shelf(desk, kind, entry)
        part = None if entry == NEW or stands.plain is None else _part(stands.plain, place)
        return cls(desk, place, stands, here, place.sheet.opened(part))

    def form(self, data: Any = None, *, number: int | None = None) -> EntryForm:
        stands = self.stands.number if number is None else number
        asked = self.desk.request.GET
        given = asked if self.place.new else None
        return EntryForm(
            self.place.sheet, self.base, self.shelf, data, number=stands, given=given, asked=asked.get("field", "")
        )

    def code(self, laid: Plain) -> str:
        """The id of the entry: that which it has, or one made of its name."""
        if self.place.entry != NEW:
            return self.place.entry
        if chosen := laid.pop(self.place.sheet.coded, None):
            return str(chosen)
        taken = {code: None for kind, code in entries(self.shelf.register) if kind == self.place.kind}
        return an_id(self.called(laid), taken)

    def called(self, laid: Plain) -> str:
        """The words that give something new its id."""
        named = (f for f in self.place.sheet.fields if f.at == self.place.sheet.naming)
        return next((f.say(found(laid, f.at), self.shelf) for f in named), "")

    def entry(self, laid: Plain | None) -> tuple[str, Entry | None]:
        """Id and value of the whole entry with this part as it would be; None: it is taken out."""
        if laid is None and not self.place.steps:
            return self.place.entry, None
        code = self.place.entry if laid is None else self.code(laid)
        if laid is not None and self.place.sheet is sheets.FIRST:
            purpose = laid["purposes"].pop("first")
            laid["purposes"][an_id(self.shelf.say(purpose["name"]), {})] = purpose
        name = "" if laid is None or not self.place.new else self.called(laid)
        return code, entry_of(self.place, overlaid(self.stands.plain, self.place.steps, laid, name), code)


def _known(desk: Desk, place: Place) -> bool:
    """Whether it was declared once: somebody may have taken it out while another edited it."""
    return bool(register.history(desk.house, desk.actor, place.kind, place.entry))


def _part(plain: Any, place: Place) -> Any:
    """The part that is edited; nothing where it may be missing (a DPO)."""
    *way, last = place.steps or ("",)
    if len(place.steps) % 2 and last not in (within(plain, tuple(way)) or {}):
        return None
    return within(plain, place.steps)


# ── editing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("register", methods=FORM)
def edit(desk: Desk, kind: str, entry: str, inside: str = "") -> HttpResponse:
    """The short form of an entry, or of a part of it."""
    now = Edit.of(desk, kind, entry, inside)
    if desk.request.method != "POST":
        return _page(now, now.form())
    form = now.form(desk.request.POST)
    if not form.is_valid():
        return _page(now, form, status=422)
    started: int = form.cleaned_data["version"]
    if started != now.stands.number:
        return _conflict(now, form, started)
    return _keep(now, form, started)


def _keep(now: Edit, form: EntryForm, started: int) -> HttpResponse:
    laid = now.place.sheet.laid(dict(now.base), form.cleaned_data)
    try:
        code, value = now.entry(laid)
        register.put(now.desk.house, now.desk.actor, now.place.kind, code, value, started)
    except Changed:
        again = Edit.of(now.desk, now.place.kind, now.place.code, "/".join(now.place.steps))
        return _conflict(again, again.form(now.desk.request.POST), started)
    except RegisterError as error:
        return _page(now, _beside(now, form, error), trouble=Trouble.of(error), status=422)
    if mend := mending.asked_for(now.desk):
        return now.desk.go("finding", mend.finding, done="mended")
    return _go(replace(now.place, entry=code), "kept")


def _go(place: Place, done: str) -> HttpResponse:
    page, _sign, anchor = place.home().partition("#")
    response = HttpResponse(status=302)
    response["Location"] = f"{page}?done={done}" + (f"#{anchor}" if anchor else "")
    return response


def _beside(now: Edit, form: EntryForm, error: RegisterError) -> EntryForm:
    """The same form, with the error beside the field that it is about, if it is about one."""
    last = error.place.rpartition(" › ")[2]
    for field, names in form.inputs:
        if field.at.rpartition(".")[2] == last and names[0] not in form.errors:
            form.add_error(names[0], _("This cannot be kept: see above what is wrong and what to do."))
    return form


def _page(now: Edit, form: EntryForm, *, trouble: Trouble | None = None, status: int = 200) -> HttpResponse:
    place = now.place
    values = {
        "title": place.sheet.new if place.new or not now.base else place.sheet.title,
        "words": place.sheet.words,
        "form": form,
        "trouble": trouble,
        "back": {"url": place.home(), "words": told.called(place.kind, place.entry, now.shelf)},
        "remove": ""
        if place.new or not now.base or (place.kind == "organisation" and not place.steps)
        else _out(place),
        "history": reverse("office:entry_history", args=[place.kind, place.code]) if now.stands.number else "",
        "mend": mending.asked_for(now.desk),
    }
    return now.desk.page("entries/edit.html", values, place=_index(place.kind), status=status)


def _index(kind: str) -> str:
    """The place in the index of the pages of a kind."""
    return PAGES.get(kind, PLACE)


def _out(place: Place) -> str:
    if place.steps:
        return reverse("office:remove_part", args=[place.kind, place.code, "/".join(place.steps)])
    return reverse("office:remove_entry", args=[place.kind, place.code])


# ── two edits at once ───────────────────────────────────────────────────────────────────────────────────────────────


def _conflict(now: Edit, form: EntryForm, started: int) -> HttpResponse:
    """Somebody was quicker: both texts side by side, and one click keeps the one or the other."""
    form.is_valid()
    mine = now.place.sheet.laid(dict(now.base), form.cleaned_data)
    rows = []
    for field in now.place.sheet.fields:
        theirs, ours = field.say(found(now.base, field.at), now.shelf), field.say(found(mine, field.at), now.shelf)
        if theirs != ours:
            rows.append({"label": field.label, "theirs": theirs, "mine": ours})
    versions = register.history(now.desk.house, now.desk.actor, now.place.kind, now.place.entry)
    values = {
        "title": now.place.sheet.title,
        "rows": rows,
        "sent": form.sent,
        "number": now.stands.number,
        "theirs": _version(now.desk, versions[0]) if versions else None,
        "gone": now.stands.plain is None,
        "back": {"url": now.place.home(), "words": told.called(now.place.kind, now.place.entry, now.shelf)},
    }
    return now.desk.page("entries/conflict.html", values, place=_index(now.place.kind), status=409)


# ── taking out ──────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("register", methods=FORM)
def remove(desk: Desk, kind: str, entry: str, inside: str = "") -> HttpResponse:
    """Asks first, and shows what names it: while something does, it stays."""
    now = Edit.of(desk, kind, entry, inside)
    if now.stands.plain is None or now.place.new:
        raise NotFound("Nothing of this name is declared.", place=f"{kind} {entry}")
    trouble = None
    naming: list[dict[str, str]] = []
    try:
        code, value = now.entry(None)
        naming = list(_naming(now, code, value))
        if desk.request.method == "POST" and not naming:
            started = int(desk.request.POST.get("version", "0") or 0)
            register.put(desk.house, desk.actor, kind, code, value, started)
            return _go(now.place if value is not None else replace(now.place, entry=NEW), "taken-out")
    except (Changed, RegisterError) as error:
        trouble = Trouble.of(error)
    words = told.part(now.place, now.base, now.shelf)
    values = {
        "title": _("Take out “%(what)s”") % {"what": words},
        "naming": naming,
        "number": now.stands.number,
        "trouble": trouble,
        "back": {"url": now.place.home(), "words": told.called(kind, now.place.entry, now.shelf)},
    }
    return desk.page("entries/remove.html", values, place=_index(kind), status=409 if trouble else 200)


def _naming(now: Edit, code: str, value: Entry | None) -> Iterator[dict[str, str]]:
    """What would then name something that is declared nowhere."""
    seen = set()
    for kind, entry in register.naming(now.desk.house, now.desk.actor, now.place.kind, code, value):
        if (kind, entry) in seen:
            continue
        seen.add((kind, entry))
        if kind == "map":
            yield {"words": _("the map of %(store)s") % {"store": entry}, "url": reverse("office:map", args=[entry])}
        else:
            yield {"words": told.called(kind, entry, now.shelf), "url": home(kind, entry)}


# ── history ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def history(desk: Desk, kind: str, entry: str) -> HttpResponse:
    """Every version of an entry, the newest first, with what it changed."""
    code = "" if entry == ONLY else entry
    versions = register.history(desk.house, desk.actor, kind, code) if kind in KINDS else ()
    if not versions:
        raise NotFound("Nothing of this name was ever declared.", place=f"{kind} {entry}")
    here = shelf(desk, kind, code)
    older = [*versions[1:], None]
    values = {
        "title": told.called(kind, code, here) or code,
        "versions": [
            {**_version(desk, new), "lines": told.changed(kind, old.body if old else None, new.body, here)}
            for new, old in zip(versions, older, strict=True)
        ],
        "back": {"url": home(kind, code), "words": told.called(kind, code, here)},
    }
    return desk.page("entries/history.html", values, place=_index(kind))


def _version(desk: Desk, version: EntryVersion) -> dict[str, Any]:
    return {
        "number": version.number,
        "at": version.applied,
        "by": trail.author(version.by, names(desk)),
        "gone": version.gone,
    }


def names(desk: Desk) -> Mapping[UUID, str]:
    """Staff by id, as pages call them."""
    return {p.id: p.name for p in staff.all(desk.house, desk.actor)}


# ── lists ───────────────────────────────────────────────────────────────────────────────────────────────────────────


@at_desk("read-register")
def listed(desk: Desk, kind: str) -> HttpResponse:
    """All entries of a kind, each with what its form says."""
    if kind not in sheets.LISTS:
        raise NotFound("There is no such list.", place=kind)
    here = shelf(desk)
    title, sentence = sheets.LISTS[kind]
    rows = [
        {
            "name": told.called(kind, code, here),
            "facts": told.facts(sheets.SHEETS[kind,], kind, value, here),
            "code": code,
        }
        for (each, code), value in entries(here.register).items()
        if each == kind
    ]
    values = {
        "title": title,
        "words": sentence,
        "kind": kind,
        "new": sheets.SHEETS[kind,].new,
        "rows": rows,
    }
    return laid(desk, "entries/list.html", values, here=kind)


# ── the frame of the register's pages ───────────────────────────────────────────────────────────────────────────────

TABS: list[tuple[str, str, tuple[str, ...], Text]] = [
    ("", "record", (), gettext_lazy("Activities")),
    ("organisation", "organisation", (), gettext_lazy("Organisation")),
    *((kind, "entries", (kind,), words[0]) for kind, words in sheets.LISTS.items()),
    ("past", "record_history", (), gettext_lazy("History")),
    ("files", "bring_in", (), gettext_lazy("Files")),
]
"""The pages of the register: code, view, its arguments, words. Other parts of the register add theirs."""


def laid(
    desk: Desk, template: str, values: Mapping[str, Any] | None = None, *, here: str = "", status: int = 200
) -> HttpResponse:
    """A page of the register, with its tabs; `here` is the one in use."""
    tabs = [{"code": c, "url": reverse(f"office:{view}", args=args), "words": said} for c, view, args, said in TABS]
    return desk.page(template, {"tabs": tabs, "here": here, **(values or {})}, place=PLACE, status=status)
