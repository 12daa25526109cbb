"""The register held against the maps: what is kept and nobody declared, what is declared and stands nowhere."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from garant.law.purposes import read_purposes
from garant.law.vocabulary import Lexicon, Phrase
from garant.rules.checks.facts import Facts, called, item_name, item_place, parts
from garant.rules.findings import Code, Finding, Value
from garant.rules.guessing import KEY_WORDS, role, words
from garant.rules.patterns import PATTERN_CATEGORIES
from garant.rules.processing import Processing
from garant.rules.profile import TableProfile
from garant.rules.register import NO_CATEGORY, StoreMap, Table
from garant.rules.registers import references
from garant.rules.registers.references import Known

OF_THE_ROW = "date"
"""Dates of a row itself (made, changed) are part of whatever the row holds; no one declares them apart."""
SURE = ("email", "iban")
"""Patterns by which a table that no map knows shows that it holds persons."""
MOSTLY = 0.5
OTHERS = frozenset({"staff", "supplier"})
"""Tables of these persons are no customer file, which is what maps are about."""


def undeclared(facts: Facts) -> Iterator[Finding]:
    """Tables and columns of the maps that no activity answers for (art. 30(1)(c))."""
    for store, map in facts.maps.items():
        for table in map.tables.values():
            if table.review:
                continue
            declared = _activity(facts, table)
            if declared is None:
                if not _known_to_maps(map, table):
                    values = {"table": table.name, "activity": table.activity}
                    yield Finding("activity.undeclared", f"{store}.{table.name}", values=values)
                continue
            yield from _columns(store, table, declared)


def nowhere(facts: Facts) -> Iterator[Finding]:
    """Items kept in a store whose map has no such column."""
    for activity, item in facts.items():
        for place in item.kept:
            store = facts.store_of(place)
            if store in facts.categories and item.category not in facts.categories[store]:
                values = {"item": item_name(item), "store": store}
                about = ("activity", activity.id)
                yield Finding("item.nowhere", f"{item_place(activity, item)}.{store}", about, values)


def unsearched(facts: Facts) -> Iterator[Finding]:
    """Places where data are kept and that no store covers: a binder, a third party's tool. A request does not look
    there, and an answer could not say "everything that we hold" (art. 15(1), D16)."""
    if facts.register is None:
        return
    kept = {place for _, item in facts.items() for place in item.kept}
    for place in facts.register.places.values():
        if place.id in kept and not facts.store_of(place.id):
            yield Finding("place.unsearched", f"places.{place.id}", ("place", place.id), {"place": place.name})


def unresolved(facts: Facts) -> Iterator[Finding]:
    """What the register names and nothing declares any more: a store that was taken out, a code that a pack dropped."""
    if facts.register is None:
        return
    known = Known(read_purposes(), facts.law.words, {*facts.stores, *facts.maps})
    for each in references.unresolved(facts.register, known):
        place = ".".join(str(step) for step in each.path)
        yield Finding("register.unresolved", place, values={"name": each.name})


def unmapped(facts: Facts, lexicon: Lexicon) -> Iterator[Finding]:
    """Tables that no map names and that hold persons: their samples show addresses, or a column names one of them."""
    for store, profile in facts.profiles.items():
        map = facts.maps.get(store)
        if map is None or map.instructions:
            continue
        pointing = _ways_to_persons(map)
        for table in profile.tables.values():
            if table.name not in map.tables and role(table.name, lexicon) not in OTHERS:
                yield from islice(_persons(store, table, pointing), 1)


def _ways_to_persons(map: StoreMap) -> set[Phrase]:
    """What the columns are called by which the map's tables name a person."""
    keys = {person.table: person.key for person in map.persons.values()}
    ties = [t.link for t in map.tables.values() if t.link and t.link.kind == "child" and t.link.parent in keys]
    columns = [*(c for key in keys.values() for c in key), *(c for tie in ties for c in tie.columns)]
    return {_subject(column) for column in columns} - {()}


def _subject(column: str) -> Phrase:
    """ "N° client", "client_id" and "client" are about a client; "id" may be anything's."""
    return tuple(word for word in words(column) if word not in KEY_WORDS and len(word) > 1)


def _activity(facts: Facts, table: Table) -> Processing | None:
    """The activity of the register that a table names, as "activity" or as "activity.purpose"."""
    if facts.register is None:
        return None
    name, _, purpose = table.activity.partition(".")
    found = facts.register.activities.get(name)
    return found if found is not None and (not purpose or purpose in found.purposes) else None


def _known_to_maps(map: StoreMap, table: Table) -> bool:
    """A map may declare an activity itself, in few words."""
    return table.activity in map.activities


def _columns(store: str, table: Table, activity: Processing) -> Iterator[Finding]:
    declared = {item.category for item in activity.items.values()}
    for column in table.columns.values():
        wider = list(parts(column.category))
        if column.review or column.category == NO_CATEGORY or OF_THE_ROW in wider or declared & set(wider):
            continue
        values: dict[str, Value] = {
            "column": column.name,
            "category": Code(column.category),
            "activity": called(activity.name, activity.id),
        }
        place = f"{store}.{table.name}.{column.name}"
        yield Finding("column.without-activity", place, ("activity", activity.id), values)


def _persons(store: str, table: TableProfile, pointing: Collection[Phrase]) -> Iterator[Finding]:
    for column in table.columns.values():
        place = f"{store}.{table.name}.{column.name}"
        for pattern in SURE:
            if column.share(pattern) >= MOSTLY:
                values: dict[str, Value] = {"column": column.name, "category": Code(PATTERN_CATEGORIES[pattern])}
                yield Finding("table.unmapped", place, values=values)
    for column in table.columns.values():
        if _subject(column.name) in pointing:
            yield Finding("table.names-persons", f"{store}.{table.name}.{column.name}", values={"column": column.name})
