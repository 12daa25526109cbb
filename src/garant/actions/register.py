"""What is declared: apply register and maps, read them back as on any day, see whether they still fit the stores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import yaml

from garant.actions import access, applying, declared, due, mail, returned
from garant.actions.access import Actor
from garant.actions.applying import Applied
from garant.actions.drawing import unnamed
from garant.actions.instance import Instance, read_version
from garant.errors import GarantError
from garant.ledger import entries, maps
from garant.ledger.values import EntryVersion, MapVersion
from garant.rules import processing
from garant.rules.maps import write_map
from garant.rules.register import StoreMap
from garant.rules.registers import Entry
from garant.rules.registers.differences import Difference, differences


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `rule` is stable; the words say what, where and what to do."""

    rule: str
    place: str
    text: str
    remedy: str = ""


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
    access.require(house, actor, "read")
    texts = [declared.to_yaml(as_declared(house, actor, on))]
    for record in house.records():
        version = maps.current(house.organisation.id, record.name, None if on is None else house.end_of(on))
        if version is not None:
            texts.append(version.text.rstrip() + "\n")
    return "---\n".join(texts)


def as_declared(house: Instance, actor: Actor, on: date | None = None) -> processing.Register:
    """The register now, or as it stood at the end of a day."""
    access.require(house, actor, "read")
    return house.declared() if on is None else declared.at(house.keyring, house.end_of(on))


def difference(house: Instance, actor: Actor, text: str, name: str) -> tuple[Difference, ...]:
    """What a file would change. Its maps are compared by what they say; what it leaves out counts as removed."""
    access.require(house, actor, "read")
    return applying.compared(house, text, name)


def between(house: Instance, actor: Actor, since: date, until: date | None = None) -> tuple[Difference, ...]:
    """What changed in the register from the end of one day to the end of another, or to now."""
    return differences(as_declared(house, actor, since), as_declared(house, actor, until))


def history(house: Instance, actor: Actor, kind: str, entry: str) -> tuple[EntryVersion, ...]:
    """Every version of one entry, the newest first."""
    access.require(house, actor, "read")
    return tuple(entries.history(house.keyring, kind, entry))


def normal(map: StoreMap) -> str:
    """A map written out in the one form that `register export` keeps."""
    return yaml.safe_dump(write_map(map), allow_unicode=True, sort_keys=False)


def versions(house: Instance, store: str) -> tuple[MapVersion, ...]:
    return tuple(maps.versions(house.organisation.id, store))


def check(house: Instance, actor: Actor) -> tuple[Finding, ...]:
    """What does not fit, store by store: unreachable, no map, gone or new columns, undecided ones; and what is due."""
    access.require(house, actor, "check")
    found: list[Finding] = []
    if not house.records():
        found.append(Finding("store.none", house.organisation.name, "No store is declared.", "garant store add"))
    for record in house.records():
        version = maps.current(house.organisation.id, record.name)
        if version is None:
            remedy = f"garant store propose {record.name}"
            found.append(Finding("map.none", record.name, "This store has no map.", remedy))
            continue
        found += _check_store(house, record.name, read_version(version))
    found += [
        Finding(
            "kept.over",
            f"{d.store}.{d.table}",
            f"What an erasure kept until {d.until} has come to its end (rows: {d.rows}).",
            "Erase them: the duty that kept them is over.",
        )
        for d in due.kept(house, actor)
        if d.over(house.today())
    ]
    if problem := mail.problem(house):
        remedy = "Set [mail]: host, port, user, password_env, tls, sender."
        found.append(Finding("mail.refuses" if house.settings.mail else "mail.none", "garant.toml", problem, remedy))
    return tuple(found)


def _check_store(house: Instance, name: str, read: StoreMap) -> list[Finding]:
    if read.instructions:
        return []
    found = [
        Finding("map.undecided", f"{name}.{t}{'.' + c if c else ''}", "Nobody has decided this yet.", "Declare it.")
        for t, c in read.undecided
    ]
    try:
        store = house.store(name)
        found += [Finding("map.misfit", name, p, "Correct the map.") for p in store.check(house.map(name))]
        tables = store.describe().tables
    except GarantError as problem:
        return [*found, Finding("store.refuses", name, problem.cause, problem.remedy)]
    found += _back(house, name, read)
    for table in read.tables.values():
        known = tables.get(table.name)
        if known is not None:
            for column in unnamed(table, known):
                text = "This column has appeared since the map was written."
                found.append(Finding("column.new", f"{name}.{table.name}.{column}", text, "Add it to the map."))
    return found


def _back(house: Instance, name: str, read: StoreMap) -> list[Finding]:
    """Erased stays erased: whoever a restored backup or an import brought back is told, and never erased by itself."""
    found = []
    for b in returned.back(house, name, read):
        if b.known:
            text = f"{b.rows} row(s) of persons who were erased are here again, older than their erasure."
            remedy = "A backup or an import brought them back: receive and run an erasure for each anew."
        else:
            text = f"{b.rows} row(s) of persons who were erased are here again; no date tells whether they came anew."
            remedy = "Look whether they signed up again, else erase them anew; `date:` in the map would tell."
        found.append(Finding("erased.back" if b.known else "erased.perhaps-back", f"{name}.{b.table}", text, remedy))
    return found
