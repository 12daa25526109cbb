"""In which country does the person live? The authority that they may complain to follows from it (E6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from garant.actions.instance import Instance
from garant.actions.search import Found, Place
from garant.law.provisions import Law
from garant.ledger import requests
from garant.ledger.values import Contact, Request
from garant.rules.register import StoreMap
from garant.stores.port import Scope

COUNTRY = "contact.country"


def looked_up(
    law: Law, pairs: Sequence[tuple[Request, Contact]], everywhere: Sequence[Place], found: Found
) -> Mapping[UUID, str]:
    """Request → the place that the stores hold for those who stated none, where another authority is theirs. Two
    places for one person are no answer."""
    held = _held(everywhere, found)
    known: dict[UUID, str] = {}
    for number, (request, contact) in enumerate(pairs):
        places = {place for country in held.get(number, ()) if (place := law.country_of(country)) is not None}
        if not contact.country and len(places) == 1:
            place = places.pop()
            if law.authority_for(place) != law.authority:
                known[request.id] = place
    return known


def note(house: Instance, asked: Sequence[Request], known: Mapping[UUID, str]) -> None:
    """Keep what was looked up in the sealed contacts, as they stand now."""
    foreign = [request for request in asked if request.id in known]
    contacts = requests.contacts(house.keyring, foreign)
    for request in foreign:
        requests.set_contact(house.keyring, request, replace(contacts[request.id], country=known[request.id]))


def _held(everywhere: Sequence[Place], found: Found) -> Mapping[int, set[str]]:
    """Person's number → countries in the stores: of the person's own row if it has one, else of what hangs on it."""
    own: dict[int, set[str]] = defaultdict(set)
    other: dict[int, set[str]] = defaultdict(set)
    for place in everywhere:
        columns = _columns(place.map)
        subjects = tuple(found.subjects.get(place.name, ()))
        if not columns or not subjects:
            continue
        for row in place.store.read(Scope(place.map, subjects), tables=list(columns)):
            values = {str(row.values[c]) for c in columns[row.table] if row.values.get(c)}
            (own if place.map.person_of(row.table) else other)[row.number] |= values
    return {number: own.get(number) or other[number] for number in {*own, *other}}


def _columns(map: StoreMap) -> dict[str, list[str]]:
    """Table → its columns that hold a country."""
    held = {t.name: [c.name for c in t.columns.values() if c.category == COUNTRY] for t in map.tables.values()}
    return {table: columns for table, columns in held.items() if columns}
