"""Brings a form that somebody filled in into a register: only what differs from what the form held before is changed.

So nothing that the form cannot hold is lost, and a text that nobody touched keeps its structure (a duration stays a
number of years). It works on the register's plain data, as YAML has them.
"""

from __future__ import annotations

import copy
import re
import unicodedata
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from garant.law.forms import RecordForm
from garant.law.purposes import within
from garant.rules.record_form.held import Card, Held, Pair, french, line_of
from garant.rules.registers import read_register, write_register
from garant.rules.registers.opened import opened
from garant.rules.registers.shapes import ID

Plain = dict[str, Any]


def merge(known: Mapping[str, Any], before: Held, after: Held, form: RecordForm, say: Callable[[str], str]) -> Plain:
    """Plain data of register/1. `before`: what the form held of `known`; `after`: as it was brought in.

    Activities that the form no longer has stay: whether they go is said elsewhere, by removing them. Raises
    `RegisterError` if what comes of it is no register.
    """
    merged: Plain = copy.deepcopy(opened(read_register(known)))
    _actors(merged.setdefault("organisation", {}), before.actors, after.actors)
    for ref, card in after.cards.items():
        if card != before.cards.get(ref):
            _Activity(merged, ref, form, say).merge(before.cards.get(ref, Card("")), card)
    return write_register(read_register(merged))


def slug(text: str, taken: Collection[str] = ()) -> str:
    """An id for something that has only a name: "Gestion de la paie" → "gestion-de-la-paie"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    first = re.sub(r"[^a-z0-9]+", "-", bare).strip("-")[:40].strip("-") or "x"
    first = first if first[0].isalpha() else f"n-{first}"
    return next(each for n in range(1, 10_000) if (each := first if n == 1 else f"{first}-{n}") not in taken)


def _actors(
    organisation: Plain, before: Mapping[str, Mapping[str, str]], after: Mapping[str, Mapping[str, str]]
) -> None:
    for actor, said in after.items():
        if dict(said) == dict(before.get(actor, {})):
            continue
        own = organisation if actor == "controller" else organisation.setdefault(actor, {})
        email = "contact" if actor == "controller" else "email"
        town = " ".join(said[key] for key in ("postcode", "town") if said.get(key))
        first = " ".join(said[key] for key in ("first-name", "name") if said.get(key))
        address = "\n".join(line for line in (said.get("address", ""), town) if line)
        given = {"name": first, "address": address, "phone": said.get("phone", ""), email: said.get("email", "")}
        if actor != "controller":
            given["company"] = said.get("company", "")
        own |= {key: text for key, text in given.items() if text}
        if actor != "controller" and not said:
            del organisation[actor]


class _Activity:
    """Changes one activity of the plain register as its card was changed."""

    def __init__(self, merged: Plain, ref: str, form: RecordForm, say: Callable[[str], str]) -> None:
        self.merged = merged
        self.form = form
        self.say = say
        activities = merged.setdefault("activities", {})
        key = ref if ref in activities or re.fullmatch(ID, ref) else slug(ref, activities)
        self.own: Plain = activities.setdefault(key, {})

    def merge(self, before: Card, after: Card) -> None:
        if not after.whole:  # a list alone says nothing of the rest
            said = {key: new for key in ("created", "updated", "purposes") if (new := getattr(after, key))}
            kept = {"purposes": before.purposes} if before.purposes else {}
            after = replace(before, name=after.name, **{**said, **kept})
        self._texts(before, after)
        if after.purposes != before.purposes:
            self._purposes(after.purposes)
        for code in {**before.data, **after.data}:
            self._line(code, before.data.get(code, ("", "")), after.data.get(code, ("", "")))
        if {*after.persons} != {*before.persons}:
            codes = self._by_name(self.own.get("persons", ()), lambda code: self.say(f"person.{code}"))
            self.own["persons"] = [codes.get(text, text) for text in after.persons]
        self._recipients(before.recipients, after.recipients)
        self._security(before.security, after.security)
        for row in after.transfers:
            if row not in before.transfers:
                self._transfer(*row)

    def _texts(self, before: Card, after: Card) -> None:
        if after.name != before.name:
            self.own["name"] = {**self.own.get("name", {}), "fr": after.name}
        for key, old, new in (("created", before.created, after.created), ("reviewed", before.updated, after.updated)):
            if new != old:
                self._set(key, new)
        if after.software != before.software:
            self._set("software", after.software)
        if {*after.joint} != {*before.joint}:
            self._set("joint_with", [self._recipient(name, "joint-controller") for name in after.joint])

    def _set(self, key: str, value: str | date | Sequence[str] | None) -> None:
        if value:
            self.own[key] = value
        else:
            self.own.pop(key, None)

    def _purposes(self, texts: Sequence[str]) -> None:
        """In the order of the form. A new one has neither basis nor kind yet: the checks ask for them."""
        known: Plain = self.own.get("purposes", {})
        purposes: Plain = {}
        for text in texts:
            named = (key for key, purpose in known.items() if _french(purpose, key) == text and key not in purposes)
            key = next(named, None) or slug(text, {*known, *purposes})
            purposes[key] = known.get(key, {"name": {"fr": text}, "kind": "other"})
        self.own["purposes"] = purposes
        for item in self.own.get("items", {}).values():  # a datum does not serve what is no longer done
            if {*item.get("purposes", ())} - {*purposes}:
                item["purposes"] = [key for key in item["purposes"] if key in purposes]

    def _line(self, code: str, before: Pair, after: Pair) -> None:
        if after[0] != before[0]:
            self._items(code, after[0])
        if after[1] != before[1]:
            self._durations(code, after[1])

    def _items(self, code: str, text: str) -> None:
        items: Plain = self.own.setdefault("items", {})
        mine = {key: item for key, item in items.items() if line_of(item["category"], self.form) == code}
        names = {key: _french(item, "") or self.say(item["category"]) for key, item in mine.items()}
        wanted = _words(text, {*names.values()})
        for key, name in names.items():
            if name not in wanted:
                del items[key]
        new = {**self.form.data, **self.form.sensitive}[code].new
        for name in wanted:
            if name not in names.values():
                items[slug(name, items)] = {"category": new, "name": {"fr": name}}

    def _durations(self, code: str, text: str) -> None:
        """What was said of this line's data alone makes place for the new words."""
        items = self.own.get("items", {}).values()
        categories = sorted({i["category"] for i in items if line_of(i["category"], self.form) == code})
        kept = [
            d
            for d in self.own.get("durations", ())
            if not d.get("categories") or not any(within(c, p) for c in categories for p in d["categories"])
        ]
        if text:
            kept.append({"criterion": {"fr": text}, "categories": categories})
        self._set("durations", kept)

    def _recipients(self, before: Sequence[Pair], after: Sequence[Pair]) -> None:
        inside = self.form.recipients["internal"]
        for kind, name in after:
            if (kind, name) not in before:
                if kind == inside:
                    self._role(name)
                else:
                    self._append("recipients", self._recipient(name, self._role_of(kind)))
        for kind, name in before:
            if (kind, name) not in after:
                self._forget("used_by" if kind == inside else "shared_with", name, "roles" if kind == inside else "")

    def _role_of(self, kind: str) -> str:
        return "processor" if kind == self.form.recipients["processor"] else "controller"

    def _recipient(self, name: str, role: str) -> str:
        recipients: Plain = self.merged.setdefault("recipients", {})
        found = next((key for key, each in recipients.items() if each["name"] == name), None)
        if found is None:
            found = slug(name, recipients)
            recipients[found] = {"name": name, "role": role}
        return found

    def _role(self, name: str) -> None:
        """Who uses the data is said datum by datum; the form says it of the activity, so that it holds for them all."""
        roles: Plain = self.merged.setdefault("roles", {})
        found = next((key for key, role in roles.items() if _french(role, key) == name), None)
        if found is None:
            found = slug(name, roles)
            roles[found] = {"name": {"fr": name}}
        for item in self.own.get("items", {}).values():
            item["used_by"] = list(dict.fromkeys((*item.get("used_by", ()), found)))

    def _forget(self, key: str, name: str, section: str) -> None:
        declared: Plain = self.merged.get(section or "recipients", {})
        gone = {k for k, each in declared.items() if (_french(each, k) if section else each["name"]) == name}
        for item in self.own.get("items", {}).values():
            if key in item:
                item[key] = [other for other in item[key] if other not in gone]
        if "recipients" in self.own:
            self.own["recipients"] = [other for other in self.own["recipients"] if other not in gone]

    def _security(self, before: Sequence[Pair], after: Sequence[Pair]) -> None:
        measures: Plain = self.merged.setdefault("measures", {})
        for _, text in (row for row in after if row not in before):
            key = slug(text, measures)
            measures[key] = {"note": text}
            self._append("measures", key)
        gone = {text for _, text in before} - {text for _, text in after}
        if gone and "measures" in self.own:
            said = {key: measures.get(key, {}).get("note", "") for key in self.own["measures"]}
            self.own["measures"] = [key for key, note in said.items() if note not in gone]

    def _transfer(self, name: str, country: str, safeguard: str, document: str) -> None:
        codes = {label: code for code, label in self.form.safeguards.items()}
        recipient = self.merged["recipients"][self._recipient(name, "controller")]
        said = {"country": country, "safeguard": codes.get(safeguard, safeguard), "document": document}
        recipient |= {key: text for key, text in said.items() if text}

    def _append(self, key: str, value: str) -> None:
        self.own[key] = list(dict.fromkeys((*self.own.get(key, ()), value)))

    @staticmethod
    def _by_name(codes: Sequence[str], say: Callable[[str], str]) -> dict[str, str]:
        return {say(code).removeprefix("person."): code for code in codes}


def _french(entry: Mapping[str, Any], otherwise: str) -> str:
    """What the form calls an entry."""
    return french(entry.get("name", {}), otherwise)


def _words(text: str, known: Collection[str]) -> list[str]:
    """The data that a cell names: one a line; a line that is no known name may list several."""
    found = []
    for line in filter(None, (each.strip() for each in text.split("\n"))):
        parts = [line] if line in known else re.split(r";|,(?![^(]*\))", line)
        found += [part.strip() for part in parts if part.strip()]
    return found
