"""The register as the ledger keeps it: read as it stands or stood, and its entries' words."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any

import yaml

from garant.errors import NotFound, RegisterError
from garant.law.reading import Document, read_yaml
from garant.ledger import entries
from garant.ledger.keys import Keyring
from garant.ledger.values import EntryVersion, Organisation
from garant.rules import processing
from garant.rules.registers import of_entries, read_entry, read_register, write_register
from garant.rules.registers.document import SEQUENCE

MOST = 20_000_000
"""Bytes of a register's file: some thousand activities."""


def now(keyring: Keyring, organisation: Organisation) -> processing.Register:
    """The register that stands. Before anything was declared it holds what `init` asked."""
    return _read(entries.current(keyring)) or processing.Register(of_row(organisation))


def at(keyring: Keyring, instant: datetime) -> processing.Register:
    """The register as it stood at an instant. Raises NotFound if nothing had been declared yet."""
    read = _read(entries.at(keyring, instant))
    if read is None:
        raise NotFound(
            "Nothing was declared yet on that day.", place=instant.date().isoformat(), remedy="Name a later day."
        )
    return read


def of_row(organisation: Organisation) -> processing.Organisation:
    """What `init` asked of an organisation, as the register says it."""
    month, day = organisation.year_end
    return processing.Organisation(
        name=organisation.name,
        contact=organisation.contact,
        place=organisation.place,
        year_end=f"{month:02}-{day:02}",
        address=organisation.address,
    )


def _read(versions: Iterable[EntryVersion]) -> processing.Register | None:
    kept = list(versions)
    values = {(v.kind, v.entry): read_entry(v.kind, v.entry, v.body) for v in kept}
    if ("organisation", "") not in values:
        return None
    numbers = {(v.kind, v.entry): v.number for v in kept} | {SEQUENCE: max(v.sequence for v in kept)}
    return of_entries(values, numbers)


# ── as files and as bodies ──────────────────────────────────────────────────────────────────────────────────────────


def document(text: str, name: str) -> Document:
    """A register's or a map's file, as plain data with lines."""
    return read_yaml(text, name, error=RegisterError, most=MOST)


def of_document(read: Document) -> processing.Register:
    return read_register(read.data, read.place)


def body(plain: Any) -> Any:
    """Plain data as the ledger keeps it: JSON, dates as text."""
    return json.loads(json.dumps(plain, default=str, ensure_ascii=False))


class _Plain(yaml.CSafeDumper):
    """Writes a value out each time it stands somewhere: an alias is not read back."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def to_yaml(register: processing.Register) -> str:
    """The document that `of_document` reads back into the same register; line 1 says who to write to (S0-01)."""
    head = f"# {register.organisation.contact} · {register.organisation.name}\n"
    return head + yaml.dump(
        write_register(register), Dumper=_Plain, allow_unicode=True, sort_keys=False, width=140, default_flow_style=None
    )
