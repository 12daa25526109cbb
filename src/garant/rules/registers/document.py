"""Reads `garant: register/1`, plain data as YAML gives it, into a `Register`, and writes one back; entry by entry too.

It tells every problem at once, each with its place, cause and remedy. It opens no file. Whether what entries name is
declared at all is asked of `references.unresolved`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields
from typing import Any

from garant.errors import RegisterError
from garant.rules.parts import Findings, Part, Path
from garant.rules.processing import (
    Backup,
    Device,
    Form,
    Measure,
    Notice,
    Organisation,
    Passwords,
    Place,
    Processing,
    Register,
    Role,
    Service,
    ThirdParty,
)
from garant.rules.registers.shapes import Entries, Record, Schema, Shape, Whole, record_of

FORM = "register/1"
Where = Callable[[Path], str]
Entry = (
    Organisation
    | Service
    | Processing
    | ThirdParty
    | Role
    | Measure
    | Device
    | Place
    | Backup
    | Form
    | Notice
    | Passwords
)
"""One thing that is declared, kept with its own history."""
Key = tuple[str, str]
"""(kind, id) of an entry. The organisation and its rule for passwords are one each: their id is ""."""

SECTIONS: Mapping[str, tuple[str, type]] = {
    "service": ("services", Service),
    "activity": ("activities", Processing),
    "recipient": ("recipients", ThirdParty),
    "role": ("roles", Role),
    "measure": ("measures", Measure),
    "device": ("devices", Device),
    "place": ("places", Place),
    "backup": ("backups", Backup),
    "form": ("forms", Form),
    "notice": ("notices", Notice),
}
"""Kind of entry → where it stands in the document, and its type."""
SINGLE: Mapping[str, type] = {"organisation": Organisation, "passwords": Passwords}
SEQUENCE: Key = ("register", "")
"""Under this key of a register's numbers: how many versions of entries had been kept when it was read."""
TOP = ("garant", "version", "organisation", *(section for section, _ in SECTIONS.values()), "passwords")


def read_register(data: Any, where: Where | None = None) -> Register:
    """The register that plain data declare. `where` gives "file:line" for a path of keys ("activities", "clients").

    `version` is what an export says of the state it was taken from; a file written by hand need not name one.
    Raises `RegisterError` naming every problem.
    """
    findings = Findings(where or _in_words, "register", RegisterError)
    top = Part(findings, (), data)
    form = top.value.get("garant") if isinstance(top.value, Mapping) else None
    if form != FORM:
        newer = isinstance(form, str) and form.startswith("register/")
        top["garant"].wrong(
            f"This is not a register of the form {FORM}.", "Use a newer Garant." if newer else f"Write: garant: {FORM}"
        )
        findings.settle()
    top.only(TOP)
    given: dict[str, Any] = {
        section: Entries(record_of(kind)).read(top[section]) for section, kind in SECTIONS.values()
    }
    organisation = record_of(Organisation).read(top["organisation"])
    passwords = record_of(Passwords).read(top["passwords"]) if top["passwords"].present else None
    numbers = {SEQUENCE: Whole().read(top["version"])} if top["version"].present else {}
    findings.settle()
    return Register(organisation=organisation, passwords=passwords, numbers=numbers, **given)


def write_register(register: Register) -> dict[str, Any]:
    """Plain data of the form register/1 that `read_register` reads back into the same register (numbers aside)."""
    written: dict[str, Any] = {"garant": FORM}
    if SEQUENCE in register.numbers:
        written["version"] = register.numbers[SEQUENCE]
    written["organisation"] = record_of(Organisation).write(register.organisation)
    for section, kind in SECTIONS.values():
        if found := getattr(register, section):
            written[section] = Entries(record_of(kind)).write(found)
    if register.passwords is not None:
        written["passwords"] = record_of(Passwords).write(register.passwords)
    return written


def read_entry(kind: str, code: str, data: Any, where: Where | None = None) -> Entry:
    """One entry from its plain data; `where` is given its paths in the document.

    Raises `RegisterError` naming every problem.
    """
    if kind not in KINDS:
        raise RegisterError(f"There is no kind of entry “{kind}”.", remedy=f"One of: {', '.join(KINDS)}.")
    findings = Findings(where or _in_words, "entry", RegisterError)
    part = Part(findings, path_of(kind, code), data)
    read: Entry = (
        Entries(record_of(SECTIONS[kind][1])).one(code, part)
        if kind in SECTIONS
        else record_of(SINGLE[kind]).read(part)
    )
    findings.settle()
    return read


def write_entry(kind: str, value: Entry) -> Any:
    """The plain data of one entry, that `read_entry` reads back into the same."""
    return record_of(SECTIONS[kind][1] if kind in SECTIONS else SINGLE[kind]).write(value, keyed=kind in SECTIONS)


KINDS = (*SINGLE, *SECTIONS)


def entries(register: Register) -> dict[Key, Entry]:
    """Everything that a register declares, by kind and id."""
    found: dict[Key, Entry] = {("organisation", ""): register.organisation}
    for kind, (section, _) in SECTIONS.items():
        found |= {(kind, code): value for code, value in getattr(register, section).items()}
    if register.passwords is not None:
        found["passwords", ""] = register.passwords
    return found


def of_entries(found: Mapping[Key, Any], numbers: Mapping[Key, int] | None = None) -> Register:
    """A register of entries; the organisation must be among them."""
    given: dict[str, Any] = {section: {} for section, _ in SECTIONS.values()}
    for (kind, code), value in found.items():
        if kind in SECTIONS:
            given[SECTIONS[kind][0]][code] = value
    return Register(
        organisation=found["organisation", ""],
        passwords=found.get(("passwords", "")),
        numbers=dict(numbers or {}),
        **given,
    )


def path_of(kind: str, code: str) -> Path:
    """Where an entry stands in the document."""
    return (SECTIONS[kind][0], code) if kind in SECTIONS else (kind,)


def _in_words(path: Path) -> str:
    return " › ".join(str(step) for step in path) or "register"


# ── JSON Schema ─────────────────────────────────────────────────────────────────────────────────────────────────────


def schema() -> Schema:
    """The JSON Schema of the document, for editors that complete and check while one types."""
    records: dict[str, Schema] = {}
    for kind in (*SINGLE.values(), *(kind for _, kind in SECTIONS.values())):
        for record, keyed in _records(record_of(kind), kind not in SINGLE.values()):
            records[record.kind.__name__] = record.definition(keyed=keyed)
    properties: dict[str, Schema] = {"garant": {"const": FORM}, "version": Whole().schema()}
    properties |= {name: record_of(kind).schema() for name, kind in SINGLE.items()}
    properties |= {section: Entries(record_of(kind)).schema() for section, kind in SECTIONS.values()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"garant: {FORM}",
        "type": "object",
        "additionalProperties": False,
        "required": ["garant", "organisation"],
        "properties": {name: properties[name] for name in TOP},
        "$defs": dict(sorted(records.items())),
    }


def _records(record: Record, keyed: bool) -> Iterator[tuple[Record, bool]]:
    yield record, keyed
    for slot in record.slots.values():
        shape: Shape = slot.shape
        inside = shape if isinstance(shape, Record) else getattr(shape, "record", None)
        if isinstance(inside, Record):
            yield from _records(inside, isinstance(shape, Entries))


assert {section for section, _ in SECTIONS.values()} | set(SINGLE) == {f.name for f in fields(Register)} - {"numbers"}
