"""The register as a document: read, written, compared, its references held, and the small views that answers use."""

from garant.rules.registers.document import (
    FORM,
    KINDS,
    Entry,
    Key,
    entries,
    of_entries,
    read_entry,
    read_register,
    write_entry,
    write_register,
)
from garant.rules.registers.references import Unresolved, unresolved

__all__ = [
    "FORM",
    "KINDS",
    "Entry",
    "Key",
    "Unresolved",
    "entries",
    "of_entries",
    "read_entry",
    "read_register",
    "unresolved",
    "write_entry",
    "write_register",
]
