"""Reads `garant: map/1`, plain data as YAML gives it, into a `StoreMap`, and writes one back.

It tells every problem of a map at once, each with its place, cause and remedy. It opens no file, and does not know
whether a map fits its store: stores check that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, cast, get_args

from garant.rules.links import LinkText, link_text, parse_of, parse_shared
from garant.rules.parts import Findings, Part, Path
from garant.rules.register import Activity, Basis, Column, Link, Origin, Person, Recipient, StoreMap, Table

FORM = "map/1"
OLDER = "map/0"
BASES: tuple[str, ...] = get_args(Basis)
ORIGINS: tuple[str, ...] = get_args(Origin)
Role = Literal["processor", "controller", "joint-controller", "authority"]
ROLES: tuple[str, ...] = get_args(Role)
TOP = ("garant", "store", "persons", "tables", "activities", "recipients", "manual")


def read_map(data: Any, where: Callable[[Path], str] | None = None) -> StoreMap:
    """The map that plain data declare. `where` gives "file:line" for a path of keys ("tables", "Invoice", "of").

    Activities and recipients that the map does not declare may stand in another map of the organisation: `undeclared`
    tells what is in none. Raises `MapError` naming every problem.
    """
    findings = Findings(where or _in_words)
    top = Part(findings, (), migrate(data))
    form = top.value.get("garant") if isinstance(top.value, Mapping) else None
    if form != FORM:
        remedy = (
            "Use a newer Garant." if isinstance(form, str) and form.startswith("map/") else f"Write: garant: {FORM}"
        )
        top["garant"].wrong(f"This is not a map of the form {FORM}.", remedy)
        findings.settle()
    top.only(TOP)
    store = top["store"].text()
    manual = top["manual"].words() if top.has("manual") else {}
    if manual and (top.has("persons") or top.has("tables")):
        top["manual"].wrong("A store that a person answers for has no tables.", "Keep “manual” or “tables”, not both.")
    persons = {} if manual else _persons(top["persons"])
    tables = {} if manual else _tables(top["tables"], persons)
    read = StoreMap(store, persons, tables, _activities(top), _recipients(top), manual)
    _own_tables(top, read)
    _customers(top, read)
    _circles(top, read)
    findings.settle()
    return read


def undeclared(
    maps: Iterable[StoreMap], activities: Iterable[str] = (), recipients: Iterable[str] = ()
) -> tuple[str, ...]:
    """What the maps of one organisation name and none declares: activities, recipients. Each text names its place.

    `activities`, `recipients`: those that the register declares.
    """
    known = list(maps)
    activities = {*activities, *(a for m in known for a in m.activities)}
    recipients = {*recipients, *(r for m in known for r in m.recipients)}
    problems = []
    for m in known:
        users: dict[str, list[str]] = {}
        for table in m.tables.values():
            users.setdefault(table.activity, []).append(table.name)
            for column in table.columns.values():
                for activity in column.also:
                    users.setdefault(activity, []).append(f"{table.name}.{column.name}")
        problems += [
            f"{m.store}: no map declares the activity “{activity}” ({', '.join(at)}). "
            "Declare it under “activities” with name, purpose and basis."
            for activity, at in users.items()
            if activity not in activities
        ]
        problems += [
            f"{m.store}: no map declares the recipient “{recipient}” of the activity “{activity.id}”. "
            "Declare it under “recipients” with name and role."
            for activity in m.activities.values()
            for recipient in activity.recipients
            if recipient not in recipients
        ]
    return tuple(problems)


def migrate(data: Any) -> Any:
    """The same map in the present form. Data of the present form, or of none that we know, come back as they are.

    map/0 wrote identities flat beside a person's table and key, and links as two keys, `person` and `via`.
    """
    if not isinstance(data, Mapping) or data.get("garant") != OLDER:
        return data
    moved = {**data, "garant": FORM}
    if isinstance(persons := data.get("persons"), Mapping):
        moved["persons"] = {kind: _from_flat(person) for kind, person in persons.items()}
    if isinstance(tables := data.get("tables"), Mapping):
        moved["tables"] = {name: _from_pair(table) for name, table in tables.items()}
    return moved


def _from_flat(person: Any) -> Any:
    if not isinstance(person, Mapping):
        return person
    own = ("table", "key", "unique")
    return {
        **{k: v for k, v in person.items() if k in own},
        "identities": {k: v for k, v in person.items() if k not in own},
    }


def _from_pair(table: Any) -> Any:
    if not isinstance(table, Mapping) or not {"person", "via"} <= set(table):
        return table
    rest = {k: v for k, v in table.items() if k not in ("person", "via")}
    return {"of": f"{table['person']} via {table['via']}", **rest}


def _in_words(path: Path) -> str:
    return " › ".join(str(step) for step in path) or "map"


# ── persons and tables ─────────────────────────────────────────────────────────────────────────────────────────────


def _persons(part: Part) -> dict[str, Person]:
    if not part.value:
        part.wrong("The map names no kind of person.", "Add “persons:” with a table, its key and its identities.")
    return {kind: _person(kind, each) for kind, each in part.pairs()}


def _person(kind: str, part: Part) -> Person:
    part.only(("table", "key", "identities", "unique", "customer_when"))
    identities = {i: each.names() for i, each in part["identities"].pairs()}
    if part.is_mapping and not identities:
        told = f"Nothing tells by what a {kind} is recognised."
        part["identities"].wrong(told, "Add for example: identities: {email: Email}")
    unique = frozenset(part["unique"].names()) if part.has("unique") else frozenset({"email"} & set(identities))
    for extra in sorted(unique - set(identities)):
        part["unique"].wrong(f"“{extra}” is unique but no identity.", "Name it under “identities” too.")
    when = part["customer_when"].names() if part.has("customer_when") else ()
    return Person(kind, part["table"].text(), part["key"].names(), identities, unique, when)


def _tables(part: Part, persons: Mapping[str, Person]) -> dict[str, Table]:
    if not part.value:
        part.wrong("The map names no table.", "Add “tables:”.")
    names = set(part.value) if part.is_mapping else set()
    return {name: _Table(each, persons, names).read(name) for name, each in part.pairs()}


class _Table:
    """Reads one table. `names`: all tables of the map, on which it may hang."""

    keys = ("activity", "of", "shared", "date", "key", "erase", "review", "words", "columns")

    def __init__(self, part: Part, persons: Mapping[str, Person], names: set[str]) -> None:
        self.part = part
        self.persons = persons
        self.names = names

    def read(self, name: str) -> Table:
        part = self.part.only(self.keys)
        erase = part["erase"].text(("row", "fields")) if part.has("erase") else "row"
        return Table(
            name=name,
            activity=part["activity"].text(),
            columns={c: _column(c, each) for c, each in part["columns"].pairs()},
            link=self.link(name),
            date=part["date"].text() if part.has("date") else None,
            erase="fields" if erase == "fields" else "row",
            key=part["key"].names() if part.has("key") else (),
            review=part["review"].flag(),
            words=part["words"].words() if part.has("words") else {},
        )

    def link(self, name: str) -> Link | None:
        part, own = self.part, any(p.table == name for p in self.persons.values())
        given = [k for k in ("of", "shared") if part.has(k)]
        if own and given:
            part[given[0]].wrong("The table of a person hangs on nobody.", f"Leave “{given[0]}” out.")
        elif len(given) == 2:
            part["shared"].wrong("A table hangs by “of” or by “shared”, not by both.", "Keep one of them.")
        elif given:
            return self.parsed(given[0])
        elif not own and part.is_mapping:
            kind = next(iter(self.persons), "customer")
            part.wrong("Nothing tells how this table hangs on a person.", f"Add for example: of: {kind} via COLUMN")
        return None

    def parsed(self, key: str) -> Link | None:
        part = self.part[key]
        text = part.text()
        if not text:
            return None
        found = (parse_of if key == "of" else parse_shared)(text)
        if not isinstance(found, LinkText):
            part.wrong(
                found,
                "Write: PARENT via COLUMN, or PARENT via COLUMN = PARENT’S COLUMN (several with commas)."
                if key == "of"
                else "Write: PARENT.COLUMN, the column of the parent that points here.",
            )
            return None
        return Link(
            "child" if key == "of" else "shared", self.parent(part, found.parent), found.columns, found.parent_columns
        )

    def parent(self, part: Part, name: str) -> str:
        """The table that a link names, by its own name or by the kind of person whose table it is."""
        person = self.persons.get(name)
        if person is not None:
            if name in self.names and person.table != name:
                part.wrong(f"“{name}” is a kind of person and another table.", "Give the kind of person another name.")
            return person.table
        if name not in self.names:
            part.wrong(f"“{name}” is neither a kind of person nor a table of this map.", "Add it, or correct the name.")
        return name


def _column(name: str, part: Part) -> Column:
    if isinstance(part.value, str):
        return Column(name, part.category())
    part.only(("category", "also", "origin", "free_text", "mask", "review", "words", "unit"))
    column = Column(
        name=name,
        category=part["category"].category(),
        also=part["also"].names() if part.has("also") else (),
        origin=cast(Origin, part["origin"].text(ORIGINS)) if part.has("origin") else "provided",
        free_text=part["free_text"].flag(),
        mask=part["mask"].text() if part.has("mask") else None,
        review=part["review"].flag(),
        words=part["words"].words() if part.has("words") else {},
        unit=part["unit"].unit() if part.has("unit") else "",
    )
    if not column.personal:
        for key in ("also", "mask", "free_text"):
            if part.has(key):
                part[key].wrong(
                    "A column that holds no personal data has nothing to keep or to mask.",
                    f"Leave “{key}” out, or give a category.",
                )
    return column


def _own_tables(top: Part, read: StoreMap) -> None:
    """Each kind of person has a table of the map, and of its own."""
    taken: dict[str, str] = {}
    for kind, person in read.persons.items():
        part = top["persons"][kind]["table"]
        if person.table and person.table not in read.tables:
            part.wrong(f"“{person.table}” is not a table of this map.", f"Add it under “tables”: {person.table}:")
        if person.table in taken:
            part.wrong(
                f"“{person.table}” is already the table of {taken[person.table]}.",
                "One row is one person: keep one kind for a table.",
            )
        taken[person.table] = kind


def _customers(top: Part, read: StoreMap) -> None:
    for kind, person in read.persons.items():
        part = top["persons"][kind]["customer_when"]
        for name in person.customer_when:
            if name not in read.tables:
                part.wrong(f"“{name}” is not a table of this map.", f"Add it under “tables”: {name}:")
            elif name == person.table or _root(read, name) != person.table:
                part.wrong(f"“{name}” does not hang on {kind}.", "Name the table of their orders or invoices.")


def _root(read: StoreMap, name: str) -> str:
    try:
        return read.root_of(name).table
    except KeyError:
        return ""  # a circle: told as such


def _circles(top: Part, read: StoreMap) -> None:
    """Following its links up, every table comes to a person."""
    told: set[str] = set()
    for name in read.tables:
        seen = [name]
        while (link := read.tables[seen[-1]].link) is not None and link.parent in read.tables:
            seen.append(link.parent)
            if seen[-1] in seen[:-1]:
                break
        if len(set(seen)) < len(seen) and seen[-1] == name and name not in told:
            told |= set(seen)
            top["tables"][name].wrong(
                f"This table hangs on itself: {' → '.join(seen)}.", "Hang one of them on a person."
            )


# ── activities and recipients ──────────────────────────────────────────────────────────────────────────────────────


def _activities(top: Part) -> dict[str, Activity]:
    return {code: _activity(code, each) for code, each in top["activities"].pairs()}


def _activity(code: str, part: Part) -> Activity:
    part.only(("name", "purpose", "basis", "duration", "source", "recipients", "duty"))
    return Activity(
        id=code,
        name=part["name"].words(),
        purpose=part["purpose"].words(),
        bases=(cast(Basis, part["basis"].text(BASES)),),
        recipients=part["recipients"].names() if part.has("recipients") else (),
        duration=part["duration"].words() if part.has("duration") else {},
        source=part["source"].words() if part.has("source") else {},
        duty=part["duty"].text() if part.has("duty") else None,
    )


def _recipients(top: Part) -> dict[str, Recipient]:
    return {code: _recipient(code, each) for code, each in top["recipients"].pairs()}


def _recipient(code: str, part: Part) -> Recipient:
    part.only(("name", "role", "contact", "country", "safeguard"))
    return Recipient(
        id=code,
        name=part["name"].text(),
        role=cast(Role, part["role"].text(ROLES)),
        contact=part["contact"].text() if part.has("contact") else "",
        country=part["country"].text() if part.has("country") else "",
        safeguard=part["safeguard"].text() if part.has("safeguard") else "",
    )


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────


def write_map(map: StoreMap) -> dict[str, Any]:
    """Plain data of the form map/1 that `read_map` reads back into the same map (version and digest aside)."""
    written: dict[str, Any] = {"garant": FORM, "store": map.store}
    if map.instructions:
        written["manual"] = dict(map.instructions)
    else:
        written["persons"] = {kind: _written_person(p) for kind, p in map.persons.items()}
        written["tables"] = {name: _written_table(t) for name, t in map.tables.items()}
    if map.activities:
        written["activities"] = {
            a.id: _written(a, ("name", "purpose"), ("duration", "source", "recipients", "duty"))
            | {"basis": a.bases[0]}  # a map's own activity has one
            for a in map.activities.values()
        }
    if map.recipients:
        written["recipients"] = {
            r.id: _written(r, ("name", "role"), ("contact", "country", "safeguard")) for r in map.recipients.values()
        }
    return written


def _written_person(person: Person) -> dict[str, Any]:
    written = {
        "table": person.table,
        "key": _one_or_many(person.key),
        "identities": {kind: _one_or_many(columns) for kind, columns in person.identities.items()},
    }
    if person.unique != frozenset({"email"} & set(person.identities)):
        written["unique"] = sorted(person.unique)
    written |= {"customer_when": _one_or_many(person.customer_when)} if person.customer_when else {}
    return written


def _written_table(table: Table) -> dict[str, Any]:
    written: dict[str, Any] = {"activity": table.activity}
    if table.link is not None:
        written["of" if table.link.kind == "child" else "shared"] = link_text(table.link)
    erase = table.erase if table.erase != "row" else ""
    written |= {k: v for k, v in (("date", table.date), ("key", _one_or_many(table.key)), ("erase", erase)) if v}
    written |= _written(table, (), ("review", "words"))
    if table.columns:
        written["columns"] = {name: _written_column(c) for name, c in table.columns.items()}
    return written


def _written_column(column: Column) -> Any:
    more = _written(column, (), ("also", "free_text", "mask", "review", "words", "unit"))
    more |= {"origin": column.origin} if column.origin != "provided" else {}
    return {"category": column.category, **more} if more else column.category


def _written(value: Any, always: tuple[str, ...], filled: tuple[str, ...]) -> dict[str, Any]:
    """Fields of a value of the register as plain data; those of `filled` only where there is something."""
    found = {name: getattr(value, name) for name in (*always, *filled)}
    return {k: _plain(v) for k, v in found.items() if k in always or v}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    return list(value) if isinstance(value, tuple) else value


def _one_or_many(names: tuple[str, ...]) -> Any:
    return names[0] if len(names) == 1 else list(names)
