"""What is declared: apply a map, read it back, see whether it still fits its store."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from difflib import get_close_matches

import yaml

from garant.actions import access, due, mail, returned
from garant.actions.access import Actor
from garant.actions.drawing import unnamed
from garant.actions.instance import Instance, join, read_text, read_version
from garant.errors import GarantError, MapError
from garant.law.reading import read_yaml
from garant.ledger import events, maps, setup, stores
from garant.ledger.values import MapVersion, NewEvent
from garant.rules.maps import undeclared, write_map
from garant.rules.register import StoreMap


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not fit. `rule` is stable; the words say what, where and what to do."""

    rule: str
    place: str
    text: str
    remedy: str = ""


def apply(house: Instance, actor: Actor, text: str, name: str) -> MapVersion:
    """Check a map against its grammar, the other maps and the real store; then keep it as the version in force."""
    access.require(house, actor, "register")
    read = read_text(text, name)
    record = stores.by_name(house.organisation.id, read.store)
    others = [m for s, m in house.register().maps.items() if s != read.store]
    if problems := undeclared([*others, read]):
        raise MapError(problems[0], place=name, remedy="Correct the map and apply it again.")
    _known_categories(house, read, text, name)
    if not read.instructions:
        _fits(house, read, name)
    now = house.clock()
    with setup.transaction():
        version = maps.apply(house.organisation.id, record.name, text, text_digest(text), now, actor.label)
        public = {"store": record.name, "version": version.number, "digest": version.digest}
        events.append(house.keyring, [NewEvent("map.applied", now, actor.label, public)])
    return version


def documents(text: str) -> tuple[str, ...]:
    """The maps of a file: what `export` writes for several stores is several documents, each applied by itself."""
    several = [d for d in re.split(r"(?m)^---[ \t]*$\n?", text) if re.search(r"(?m)^[^#\s]", d)]
    return tuple(several) if len(several) > 1 else (text,)


def text_digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _known_categories(house: Instance, read: StoreMap, text: str, name: str) -> None:
    """A category that no pack names has no words in an answer, and no duty would know it: refused, with its line."""
    known = house.law().words
    for table in read.tables.values():
        for column in table.columns.values():
            if column.category not in known:
                near = get_close_matches(column.category, known, 1)
                remedy = f"Did you mean “{near[0]}”?" if near else "docs/reference names the categories."
                document = read_yaml(text, name, error=MapError)
                path = ("tables", table.name, "columns", column.name)
                raise document.refuse(path, f"No pack knows the category “{column.category}”.", remedy)


def _fits(house: Instance, read: StoreMap, name: str) -> None:
    complete = join([*(m for s, m in house.register().maps.items() if s != read.store), read]).maps[read.store]
    if problems := house.store(read.store).check(complete):
        raise MapError(problems[0], place=name, remedy="Correct the map, or the store, and apply it again.")


def export(house: Instance, actor: Actor) -> str:
    """Every map in force, as YAML documents that can be applied again."""
    access.require(house, actor, "read")
    texts = []
    for record in house.records():
        version = maps.current(house.organisation.id, record.name)
        if version is not None:
            texts.append(version.text.rstrip() + "\n")
    return "---\n".join(texts)


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
