"""What is declared: apply register and maps, read them back as on any day, see whether they still fit the stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import yaml

from garant.actions import access, applying, declared
from garant.actions.access import Actor
from garant.actions.applying import Applied
from garant.actions.instance import Instance
from garant.ledger import entries, maps
from garant.ledger.values import EntryVersion, MapVersion
from garant.rules import processing
from garant.rules.maps import write_map
from garant.rules.register import StoreMap
from garant.rules.registers import Entry, Key, unresolved
from garant.rules.registers.differences import Difference, differences
from garant.rules.registers.document import SECTIONS


def apply(house: Instance, actor: Actor, text: str, name: str, *, remove: bool = False) -> Applied:
    """Check a file of maps and at most one register against each other and the real stores; then keep it, all or none.

    `remove`: what is declared and does not stand in the file's register is taken out; else it stays and is told.
    """
    access.require(house, actor, "register")
    return applying.keep(house, actor, applying.read(house, text, name, remove=remove))


def put(house: Instance, actor: Actor, kind: str, entry: str, value: Entry | None, expected: int) -> Applied:
    """Keep one entry, or take it out (None). `expected`: the version its edit started from; 0: it is new.

    Raises `Changed` if another edit came between, `RegisterError` if something it names is declared nowhere.
    """
    access.require(house, actor, "register")
    return applying.keep(house, actor, applying.of_entry(house, (kind, entry), value, expected))


def export(house: Instance, actor: Actor, on: date | None = None) -> str:
    """The register and then every map in force, as YAML documents that can be applied again.

    `on`: as it stood at the end of that day.
    """
    access.require(house, actor, "read-register")
    texts = [declared.to_yaml(as_declared(house, actor, on))]
    for record in house.records():
        version = maps.current(house.organisation.id, record.name, None if on is None else house.end_of(on))
        if version is not None:
            texts.append(version.text.rstrip() + "\n")
    return "---\n".join(texts)


def as_declared(house: Instance, actor: Actor, on: date | None = None) -> processing.Register:
    """The register now, or as it stood at the end of a day."""
    access.require(house, actor, "read-register")
    return house.declared() if on is None else declared.at(house.keyring, house.end_of(on))


def difference(house: Instance, actor: Actor, text: str, name: str) -> tuple[Difference, ...]:
    """What a file would change. Its maps are compared by what they say; what it leaves out counts as removed."""
    access.require(house, actor, "read-register")
    return applying.compared(house, text, name)


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would declare. `after`: the register with it; `left`: what it leaves out, which stays unless it is
    asked for; `differences` count that as removed."""

    after: processing.Register
    left: tuple[Key, ...]
    differences: tuple[Difference, ...]


def preview(house: Instance, actor: Actor, text: str, name: str) -> Preview:
    """A file looked at before it is applied, checked as it will be then: raises what `apply` would."""
    access.require(house, actor, "read-register")
    coming = applying.read(house, text, name)
    applying.check(house, coming)
    return Preview(coming.after, coming.left, applying.compared(house, text, name))


def between(house: Instance, actor: Actor, since: date, until: date | None = None) -> tuple[Difference, ...]:
    """What changed in the register from the end of one day to the end of another, or to now."""
    return differences(as_declared(house, actor, since), as_declared(house, actor, until))


def history(house: Instance, actor: Actor, kind: str, entry: str) -> tuple[EntryVersion, ...]:
    """Every version of one entry, the newest first."""
    access.require(house, actor, "read-register")
    return tuple(entries.history(house.keyring, kind, entry))


def naming(house: Instance, actor: Actor, kind: str, entry: str, value: Entry | None) -> tuple[Key, ...]:
    """What would name something declared nowhere if an entry became so (None: were taken out): entries, and
    ("map", store) for the maps of stores."""
    access.require(house, actor, "read-register")
    coming = applying.of_entry(house, (kind, entry), value, 0)
    sections = {section: kind for kind, (section, _) in SECTIONS.items()}
    before = unresolved(coming.before)
    found = [(sections[str(u.path[0])], str(u.path[1])) for u in unresolved(coming.after) if u not in before]
    gone = _activities(coming.before) - _activities(coming.after)
    found += [
        ("map", m.store)
        for m in house.register().own
        if {t.activity for t in m.tables.values()} & gone - {*m.activities}
    ]
    return tuple(dict.fromkeys(found))


def _activities(register: processing.Register) -> set[str]:
    """The names by which maps may call the activities of a register, and their purposes."""
    return {*register.activities, *(f"{a.id}.{p}" for a in register.activities.values() for p in a.purposes)}


def normal(map: StoreMap) -> str:
    """A map written out in the one form that `register export` keeps."""
    return yaml.safe_dump(write_map(map), allow_unicode=True, sort_keys=False)


def versions(house: Instance, store: str) -> tuple[MapVersion, ...]:
    return tuple(maps.versions(house.organisation.id, store))
