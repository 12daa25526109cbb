"""The first draft of a register: from a sector's usual activities, and from what the maps of the stores already say.

It proposes plain data of the form register/1, to be confirmed line by line; nothing of it is declared by itself.
"""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from garant.law.profiles import Profiles
from garant.law.purposes import within
from garant.law.terms import Words
from garant.rules.register import Activity, StoreMap

Plain = dict[str, Any]
_SOURCES = {"provided": "form", "observed": "observed", "inferred": "inferred", "third-party": "third-party"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line to confirm. `path` is "clients", "clients.purposes.livraison" or "clients.items.courriel"."""

    path: str
    kind: str
    words: Words
    category: str = ""
    basis: str = ""


def lines(profiles: Profiles, sector: str) -> Iterator[Line]:
    """What a sector's profile proposes, line by line: each activity, then its purposes, then its data."""
    for activity in profiles.sectors[sector].activities:
        found = profiles.activities[activity]
        yield Line(activity, "activity", found["name"])
        for key, purpose in found["purposes"].items():
            yield Line(f"{activity}.purposes.{key}", "purpose", purpose["name"], basis=purpose["basis"])
        for key, item in found["items"].items():
            yield Line(f"{activity}.items.{key}", "item", item["why"], category=item["category"])


def from_sector(
    profiles: Profiles, sector: str, *, without: Collection[str] = (), names: Mapping[str, str] | None = None
) -> Plain:
    """Activities, roles and recipients of a sector's profile, as sections of register/1.

    `without`: the paths of lines that were not kept. `names`: what was asked → the recipient's name; "" is none.
    """
    chosen = profiles.sectors[sector]
    activities = {
        activity: _kept(activity, copy.deepcopy(profiles.activities[activity]), without)
        for activity in chosen.activities
        if activity not in without
    }
    recipients: Plain = {}
    for ask in chosen.asks:
        if name := (names or {}).get(ask, "").strip():
            recipients[ask] = {"name": name, "role": profiles.asks[ask].role}
            for activity in profiles.asks[ask].activities:
                if activity in activities:
                    activities[activity].setdefault("recipients", []).append(ask)
    used = {role for activity in activities.values() for role in _roles(activity)}
    roles = {key: _managing(role, used) for key, role in profiles.roles.items() if key in used}
    return {"roles": roles, "recipients": recipients, "activities": activities}


def from_maps(maps: Iterable[StoreMap], declared: Collection[str]) -> Plain:
    """Activities that maps speak of and the register does not declare yet, with the data that their columns hold."""
    read = list(maps)
    known: dict[str, Activity] = {}
    for each in read:
        known |= {key: activity for key, activity in each.activities.items() if key not in declared}
    activities = {key: _of_activity(activity) for key, activity in known.items() if "." not in key}
    recipients = {
        key: {k: v for k, v in vars_of(recipient).items() if v}
        for each in read
        for key, recipient in each.recipients.items()
        if any(key in activity.get("recipients", ()) for activity in activities.values())
    }
    for each in read:
        _add_items(each, activities)
    return {"recipients": recipients, "activities": activities}


def same(sector: Plain, maps: Plain, kinds: Mapping[str, Collection[str]]) -> dict[str, str]:
    """An activity of the trade → the one that maps speak of and that is the same: most of what it is for is of the
    kinds by which the map's is known (`kinds`), or both answer to one duty."""
    found: dict[str, str] = {}
    for key, activity in maps["activities"].items():
        duties = {p["duty"] for p in activity["purposes"].values() if "duty" in p}
        known = tuple(kinds.get(key, ()))
        fitting = {}
        for name, other in sector["activities"].items():
            n, all_ = _fitting(other, known, duties), len(other["purposes"])
            if n and 2 * n >= all_ and name not in found and key not in sector["activities"]:
                fitting[name] = (n, n / all_)
        if fitting:
            found[max(fitting, key=lambda name: fitting[name])] = key
    return found


def stands(activity: Mapping[str, Any], declared: Iterable[Collection[str]]) -> bool:
    """Whether an activity of a trade is declared already, under whatever name: by the kinds of what each is for."""
    kinds = {purpose["kind"] for purpose in activity["purposes"].values()}
    return any(2 * len(kinds & set(other)) > len(kinds) for other in declared)


def _fitting(activity: Plain, kinds: tuple[str, ...], duties: Collection[str]) -> int:
    """How many purposes of an activity lie within some kinds or under some duties."""
    return sum(within(p["kind"], *kinds) or p.get("duty") in duties for p in activity["purposes"].values())


def together(sector: Plain, maps: Plain, pairs: Mapping[str, str]) -> Plain:
    """The lines of the trade, each activity that a map speaks of too under the map's name and with what its columns
    hold; what it is for, the trade said already. Data that the trade has not have no purpose yet: it is asked."""
    activities: Plain = {}
    for key, activity in sector["activities"].items():
        other = maps["activities"].pop(pairs[key]) if key in pairs else None
        activities[pairs.get(key, key)] = activity if other is None else _merged(activity, other)
    return {**sector, "activities": activities, "recipients": {**maps["recipients"], **sector["recipients"]}}


def _merged(activity: Plain, other: Plain) -> Plain:
    items: Plain = activity["items"]
    for key, item in other["items"].items():
        mine = next((i for i in items.values() if i["category"] == item["category"]), None)
        if mine is None:
            items[key] = {k: v for k, v in item.items() if k != "purposes"}
        else:
            mine["kept"] = list(dict.fromkeys((*mine.get("kept", ()), *item["kept"])))
    if named := list(dict.fromkeys((*activity.get("recipients", ()), *other.get("recipients", ())))):
        activity["recipients"] = named
    return activity


def vars_of(recipient: Any) -> dict[str, str]:
    """A map's recipient in the register's fields."""
    names = ("name", "role", "contact", "country")
    return {name: getattr(recipient, name) for name in names}


def add(register: Mapping[str, Any], sections: Mapping[str, Any]) -> Plain:
    """Plain data of a register with these sections beside what it declares already, which they never replace."""
    merged: Plain = copy.deepcopy(dict(register))
    for section, found in sections.items():
        if found:
            merged[section] = {**found, **merged.get(section, {})}
    return merged


def known_rules(sections: Plain, rules: Collection[str]) -> Plain:
    """The same sections, durations naming only retention rules that the law of the place has; lengths stay."""
    for activity in sections["activities"].values():
        for holder in (activity, *activity["purposes"].values()):
            for duration in holder.get("durations", ()):
                if duration.get("rule") not in rules:
                    duration.pop("rule", None)
    return sections


def _kept(activity: str, found: Plain, without: Collection[str]) -> Plain:
    found["purposes"] = {k: p for k, p in found["purposes"].items() if f"{activity}.purposes.{k}" not in without}
    items = {k: i for k, i in found["items"].items() if f"{activity}.items.{k}" not in without}
    for item in items.values():
        item["purposes"] = [purpose for purpose in item["purposes"] if purpose in found["purposes"]]
    found["items"] = {k: item for k, item in items.items() if item["purposes"]}  # a datum without a purpose is not held
    return found


def _roles(activity: Plain) -> Iterator[str]:
    yield activity["owner"]
    for item in activity["items"].values():
        yield from (*item["collected_by"], *item["used_by"])


def _managing(role: Plain, used: Collection[str]) -> Plain:
    managed = [other for other in role.get("manages", ()) if other in used]
    rest = {key: value for key, value in role.items() if key != "manages"}
    return {**rest, "manages": managed} if managed else rest


def _of_activity(activity: Activity) -> Plain:
    purpose: Plain = {"name": dict(activity.purpose), "kind": "other", "basis": activity.bases[0]}
    if activity.duty:
        purpose["duty"] = activity.duty
    found: Plain = {"name": dict(activity.name), "purposes": {activity.id: purpose}, "items": {}}
    if activity.duration:
        found["durations"] = [{"criterion": dict(activity.duration)}]
    if activity.source:
        found["source"] = dict(activity.source)
    if activity.recipients:
        found["recipients"] = list(activity.recipients)
    return found


def _add_items(map: StoreMap, activities: Mapping[str, Plain]) -> None:
    for table in map.tables.values():
        activity = activities.get(table.activity.partition(".")[0])
        if activity is None:
            continue
        for column in table.columns.values():
            if column.personal and not column.review:
                key = column.category.replace(".", "-")
                item = activity["items"].setdefault(key, {"category": column.category, "sources": [], "kept": []})
                for name, value in (("sources", _SOURCES[column.origin]), ("kept", map.store)):
                    if value not in item[name]:
                        item[name].append(value)
                item["purposes"] = list(activity["purposes"])
