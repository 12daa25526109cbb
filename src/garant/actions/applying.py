"""Keeps what a file or a form declares: checked whole against register, maps and stores, then kept in one write."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import Any

from garant.actions import declared
from garant.actions.access import Actor
from garant.actions.instance import Instance, join, read_text
from garant.actions.law import law_in_force
from garant.errors import Changed, GarantError, MapError, RegisterError
from garant.law.packs import places
from garant.law.phrases import read_phrases
from garant.law.provisions import Law
from garant.law.purposes import read_purposes
from garant.law.reading import Document, read_yaml
from garant.ledger import entries, events, maps, organisations, setup, stores
from garant.ledger.values import MapVersion, NewEntry, NewEvent, Organisation
from garant.rules.maps import undeclared, write_map
from garant.rules.processing import Register
from garant.rules.register import StoreMap
from garant.rules.registers import Entry, Key, of_entries
from garant.rules.registers import entries as entries_of
from garant.rules.registers.differences import Difference, changes, differences, written
from garant.rules.registers.document import SEQUENCE, path_of
from garant.rules.registers.references import Known, unresolved
from garant.rules.registers.views import Views, views

_REGISTER = re.compile(r"(?m)^[\"']?garant[\"']?\s*:\s*[\"']?register/")


@dataclass(frozen=True, slots=True)
class Applied:
    """What came of it. `left`: entries that the file leaves out and that stay all the same. `maps`: as now in force."""

    differences: tuple[Difference, ...] = ()
    left: tuple[Key, ...] = ()
    maps: tuple[MapVersion, ...] = ()


@dataclass(frozen=True, slots=True)
class NewMap:
    """A map of a file. `lines`: the text with the lines before it left blank, so that places in the file hold."""

    map: StoreMap
    text: str
    lines: str


@dataclass(frozen=True, slots=True)
class Coming:
    """What would be declared. `document`: the register's, for places; `expected`: the version an edit started from.

    `taken`: the state of the register from which the file was exported.
    """

    name: str
    before: Register
    after: Register
    maps: tuple[NewMap, ...] = ()
    document: Document | None = None
    left: tuple[Key, ...] = ()
    expected: Mapping[Key, int] = field(default_factory=dict)
    taken: int | None = None

    def place(self, path: tuple[str | int, ...]) -> str:
        return self.document.place(path) if self.document else " › ".join(str(step) for step in path)


# ── what would be declared ──────────────────────────────────────────────────────────────────────────────────────────


def read(house: Instance, text: str, name: str, *, remove: bool = False) -> Coming:
    """What a file declares, laid over what stands."""
    register, found = _parts(text, name)
    before = house.declared()
    if register is None:
        return Coming(name, before, before, found)
    given = declared.of_document(register)
    absent = tuple(key for key in entries_of(before) if key not in entries_of(given))
    after = of_entries(entries_of(given) if remove else {**entries_of(before), **entries_of(given)}, before.numbers)
    taken = given.numbers.get(SEQUENCE)
    return Coming(name, before, after, found, register, () if remove else absent, taken=taken)


def of_entry(house: Instance, key: Key, value: Entry | None, expected: int) -> Coming:
    """One entry kept or taken out, laid over what stands."""
    before = house.declared()
    after = dict(entries_of(before))
    if value is None:
        after.pop(key, None)
    else:
        after[key] = value
    if ("organisation", "") not in after:
        raise RegisterError("A register cannot be without its organisation.", remedy="Change it instead.")
    return Coming("register", before, of_entries(after, before.numbers), expected={key: expected})


def compared(house: Instance, text: str, name: str) -> tuple[Difference, ...]:
    """What a file says otherwise than what stands; what it leaves out counts as removed."""
    coming = read(house, text, name, remove=True)
    found = list(differences(coming.before, coming.after))
    standing = {m.store: m for m in house.register().own}
    for new in coming.maps:
        old = standing.get(new.map.store)
        told = () if old is None else changes(write_map(old), write_map(new.map))
        if old is None or told:
            found.append(Difference("map", new.map.store, "added" if old is None else "changed", told))
    return tuple(found)


def _parts(text: str, name: str) -> tuple[Document | None, tuple[NewMap, ...]]:
    """The register and the maps of a file; several are several YAML documents."""
    register: Document | None = None
    found: dict[str, NewMap] = {}
    for lines, part in _documents(text):
        if _REGISTER.search(part):
            if register is not None:
                raise RegisterError("There is a second register in this file.", place=name, remedy="Keep one.")
            register = declared.document(lines, name)
            continue
        new = NewMap(read_text(lines, name), part, lines)
        if new.map.store in found:
            raise MapError(f"There are two maps of “{new.map.store}” in this file.", place=name, remedy="Keep one.")
        found[new.map.store] = new
    return register, tuple(found.values())


def _documents(text: str) -> Iterator[tuple[str, str]]:
    """(with the lines before it blank, itself) of every document of a file that says anything; one at least."""
    parts = re.split(r"(?m)^---[ \t]*$", text)
    said = [p for p in parts if re.search(r"(?m)^[^#\s]", p)]
    if len(said) < 2:
        yield text, text
        return
    line = 0
    for part in parts:
        if part in said:
            yield "\n" * line + part, part.removeprefix("\n")
        line += part.count("\n")


# ── checks ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def check(house: Instance, coming: Coming) -> Views:
    """Raise if what would be declared does not hold together; returns its small views."""
    law = _law(house, coming)
    small, together = _together(house, coming, law)
    complete = join(together, small).maps
    for new in coming.maps:
        stores.by_name(house.organisation.id, new.map.store)
        _known_categories(new, coming.name, law)
        if not new.map.instructions and (problems := house.store(new.map.store).check(complete[new.map.store])):
            raise MapError(problems[0], place=coming.name, remedy="Correct the map, or the store, and apply it again.")
    return small


def _together(house: Instance, coming: Coming, law: Law) -> tuple[Views, list[StoreMap]]:
    """The small views of what would be declared, and every map beside it, if all that they name is declared."""
    _resolved(house, coming, law)
    small = views(coming.after, law, read_phrases())
    others = [m for m in house.register().own if m.store not in {n.map.store for n in coming.maps}]
    together = [*others, *(n.map for n in coming.maps)]
    _based(coming, together, small)
    _duties_seen(coming, together, small)
    if problems := undeclared(together, small.activities, small.recipients):
        error: type[GarantError] = RegisterError if coming.document else MapError
        raise error(problems[0], place=coming.name, remedy="Correct this and apply it again.")
    return small, together


def _still_holds(house: Instance, coming: Coming, found: tuple[Difference, ...]) -> None:
    """What others kept since it was checked may have taken away what it names, or name what it takes away: laid over
    what stands now, it is checked again while nobody else can write."""
    standing = house.declared()
    now, after = entries_of(standing), entries_of(coming.after)
    for each in found:
        if each.key in after:
            now[each.key] = after[each.key]
        else:
            now.pop(each.key, None)
    relaid = replace(coming, before=standing, after=of_entries(now, standing.numbers) if found else standing)
    _together(house, relaid, _law(house, relaid))


def _not_older(house: Instance, coming: Coming, found: tuple[Difference, ...]) -> None:
    """A file that was exported before somebody's edit must not undo it (its `version` tells)."""
    taken = coming.taken
    if taken is None or taken >= coming.before.numbers.get(SEQUENCE, 0):
        return
    touched = {d.key for d in found}
    newer = [v for v in entries.current(house.keyring) if v.sequence > taken and (v.kind, v.entry) in touched]
    if newer:
        named = ", ".join(f"{v.kind} {v.entry}".rstrip() for v in newer)
        raise Changed(
            f"Since this file was exported, others changed: {named}.",
            place=coming.place(("version",)),
            remedy="Export again and make your changes there; `garant register diff FILE` shows them.",
        )


def _law(house: Instance, coming: Coming) -> Law:
    place, today = coming.after.organisation.place, house.today()
    if place not in (known := places(today)):
        raise RegisterError(
            "The law packs do not know this place.",
            place=coming.place(("organisation", "place")),
            remedy=f"Known: {', '.join(known)}.",
        )
    return law_in_force(place, today)


def _resolved(house: Instance, coming: Coming, law: Law) -> None:
    if coming.after is coming.before:
        return
    known = Known(read_purposes(), law.words, {r.name for r in house.records()})
    problems = unresolved(coming.after, known)
    if not problems:
        return
    first = problems[0]
    if len(problems) == 1:
        raise RegisterError(first.cause, place=coming.place(first.path), remedy=first.remedy)
    lines = [f"{coming.place(p.path)}: {p.cause} {p.remedy}" for p in problems]
    raise RegisterError(
        "\n  ".join((f"{len(lines)} things in this register are wrong:", *lines)),
        place=coming.name,
        remedy="Correct these lines and apply the register again.",
    )


def _based(coming: Coming, together: list[StoreMap], small: Views) -> None:
    """Rows are held for this activity: answers must be able to say on which basis (art. 13(1)(c), 15(1))."""
    own = {a for m in together for a in m.activities}
    for map in together:
        for name in dict.fromkeys(t.activity for t in map.tables.values()):
            activity, _, purpose = name.partition(".")
            known = coming.after.activities.get(activity)
            if known is None or name in small.activities or name in own or (purpose and purpose not in known.purposes):
                continue
            raise RegisterError(
                f"The store {map.store} holds rows for “{name}”, which says no basis.",
                place=coming.place((*path_of("activity", activity), "purposes", *([purpose] if purpose else []))),
                remedy="Add for example: basis: contract",
            )


def _duties_seen(coming: Coming, together: list[StoreMap], small: Views) -> None:
    """A whole activity is put under a duty by its first purpose alone: whoever writes it so has said what stays."""
    for map in together:
        for name in dict.fromkeys(t.activity for t in map.tables.values()):
            known, view = coming.after.activities.get(name), small.activities.get(name)
            if known is None or view is None:
                continue
            first = next(p for p in known.purposes.values() if p.basis)
            unseen = [p.id for p in known.purposes.values() if p.duty not in (None, first.duty)]
            if unseen:
                raise RegisterError(
                    f"The store {map.store} holds rows for “{name}”; those that a law makes stay cannot be told apart.",
                    place=coming.place((*path_of("activity", name), "purposes", unseen[0])),
                    remedy=f"Put this purpose first, or name purposes in the map: activity: {name}.{unseen[0]}",
                )


def _known_categories(new: NewMap, name: str, law: Law) -> None:
    """A category that no pack names has no words in an answer, and no duty would know it: refused, with its line."""
    for table in new.map.tables.values():
        for column in table.columns.values():
            if column.category not in law.words:
                near = get_close_matches(column.category, law.words, 1)
                remedy = f"Did you mean “{near[0]}”?" if near else "docs/reference names the categories."
                document = read_yaml(new.lines, name, error=MapError)
                path = ("tables", table.name, "columns", column.name)
                raise document.refuse(path, f"No pack knows the category “{column.category}”.", remedy)


# ── keeping ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def keep(house: Instance, actor: Actor, coming: Coming) -> Applied:
    """Check it, then write all of it in one transaction, with its events."""
    check(house, coming)
    found = differences(coming.before, coming.after)
    _not_older(house, coming, found)
    now = house.clock()
    new = _new(coming, found)
    with setup.transaction():
        entries.hold(house.keyring)
        _still_holds(house, coming, found)
        kept = entries.put(house.keyring, new, now, actor.label) if new else []
        applied = [_keep_map(house, new, actor) for new in coming.maps]
        told = [
            NewEvent(
                "register.changed",
                now,
                actor.label,
                {"kind": v.kind, "entry": v.entry, "version": v.number, "digest": v.digest, "gone": v.gone},
            )
            for v in kept
        ]
        told += [
            NewEvent("map.applied", now, actor.label, {"store": v.store, "version": v.number, "digest": v.digest})
            for v in applied
        ]
        if coming.after.organisation != coming.before.organisation:
            organisations.update(_row(house.organisation, coming.after, house))
        events.append(house.keyring, told)
    house.declared()  # the organisation's row is read again with it
    return Applied(found, coming.left, tuple(applied))


def _new(coming: Coming, found: tuple[Difference, ...]) -> list[NewEntry]:
    """The versions to keep: what differs, and the organisation before anything else was declared."""
    plain = written(coming.after)
    keys = [d.key for d in found]
    first = ("organisation", "")
    if keys and first not in coming.before.numbers and first not in keys:
        keys.insert(0, first)
    return [_entry(coming, key, plain.get(key)) for key in keys]


def _entry(coming: Coming, key: Key, plain: Any) -> NewEntry:
    expected = coming.expected.get(key, coming.before.numbers.get(key, 0))
    return NewEntry(*key, expected, None if plain is None else declared.body(plain))


def _keep_map(house: Instance, new: NewMap, actor: Actor) -> MapVersion:
    digest = hashlib.sha256(new.text.encode()).hexdigest()
    return maps.apply(house.organisation.id, new.map.store, new.text, digest, house.clock(), actor.label)


def _row(row: Organisation, after: Register, house: Instance) -> Organisation:
    """What the ledger says of the organisation itself, from its entry."""
    said = after.organisation
    month, day = said.year_end.split("-")
    return replace(
        row,
        name=said.name,
        contact=said.contact,
        address=said.address,
        place=said.place,
        zone=law_in_force(said.place, house.today()).territory.zone,
        year_end=(int(month), int(day)),
    )
