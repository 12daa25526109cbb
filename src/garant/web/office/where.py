"""Where a finding is: the entry of the register, the map or the store that it names, as a link with its words."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from garant.law.findings import read_measures
from garant.rules.findings import Told
from garant.rules.processing import Register
from garant.rules.registers.document import SECTIONS
from garant.web.office.desk import Desk
from garant.web.office.entries import home
from garant.web.office.words import Text

KINDS: dict[str, Text] = {
    "organisation": gettext_lazy("Organisation"),
    "activity": gettext_lazy("Activities"),
    "recipient": gettext_lazy("Recipients"),
    "role": gettext_lazy("Functions"),
    "measure": gettext_lazy("Measures"),
    "device": gettext_lazy("Devices"),
    "place": gettext_lazy("Places"),
    "backup": gettext_lazy("Backups"),
    "form": gettext_lazy("Collection forms"),
    "notice": gettext_lazy("Notices"),
    "service": gettext_lazy("Services"),
    "passwords": gettext_lazy("Passwords"),
}
"""Kinds of entry, as headings and filters name them."""
HOUSE = "garant"
"""What is neither in the register nor in a store: mail, no store at all."""


@dataclass(frozen=True, slots=True)
class Where:
    """`part`: the kind of entry or "store:NAME", which filters ask for. `code`: the place itself, as it is kept."""

    part: str
    words: Text
    code: str
    url: str


def where(desk: Desk, told: Told) -> Where:
    """Where a finding is, and the page on which it is mended."""
    return Survey(desk).where(told)


class Survey:
    """The stores and the register as they are now, for the places of many findings."""

    def __init__(self, desk: Desk) -> None:
        self.language = desk.language
        self.stores = {record.name for record in desk.house.records()}
        self.register = desk.house.declared()

    def part(self, told: Told) -> str:
        """The part alone, which is all that filters ask of many."""
        if told.about is not None:
            return told.about[0]
        store = told.place.partition(".")[0]
        return f"store:{store}" if store in self.stores else HOUSE

    def where(self, told: Told) -> Where:
        if told.about is not None:
            kind, entry = told.about
            return Where(kind, _named(self.register, self.language, kind, entry), told.place, home(kind, entry))
        store = told.place.partition(".")[0]
        if store in self.stores:
            page = "office:store" if told.rule.startswith("store.") or told.place == store else "office:map"
            words = _("Store %(name)s") % {"name": store}
            return Where(f"store:{store}", words, told.place, reverse(page, args=[store]))
        if told.rule.startswith(("mail.", "address.")):
            return Where(HOUSE, _("Settings"), told.place, reverse("office:start"))
        if told.place.startswith("measures."):
            return Where(HOUSE, _("Security"), told.place, reverse("office:security"))
        return Where(HOUSE, _("Stores"), told.place, reverse("office:stores"))


def name(desk: Desk, kind: str, entry: str) -> str:
    """What an entry is called, in the reader's language."""
    return _named(desk.house.declared(), desk.language, kind, entry)


def _named(register: Register, language: str, kind: str, entry: str) -> str:
    if kind not in SECTIONS:
        return str(KINDS.get(kind, kind))
    value = getattr(register, SECTIONS[kind][0]).get(entry)
    if kind == "measure" and entry in read_measures():
        return read_measures()[entry].name[language]
    called = getattr(value, "name", None) or getattr(value, "note", None) or entry
    if isinstance(called, str):
        return called
    return called.get(language) or next(iter(called.values()), entry)


def part_words(part: str) -> Text:
    """A filter's words for a part."""
    if part.startswith("store:"):
        return _("Store %(name)s") % {"name": part.partition(":")[2]}
    return KINDS.get(part, _("Settings"))
