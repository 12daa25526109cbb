"""A register's plain data with every value written out by its keys: what may stand as one text does not (a team's name
alone, a datum's category). So whoever changes or compares plain data meets one form of each."""

from __future__ import annotations

from typing import Any

from garant.rules.processing import Register
from garant.rules.registers.document import SECTIONS, SINGLE, write_register
from garant.rules.registers.shapes import Entries, Listed, Record, Shape, record_of


def opened(register: Register) -> dict[str, Any]:
    """What `write_register` gives, written out. `read_register` reads both."""
    written = write_register(register)
    for kind, (section, _) in SECTIONS.items():
        if section in written:
            written[section] = {key: opened_entry(kind, each) for key, each in written[section].items()}
    return written


def opened_entry(kind: str, written: Any) -> Any:
    """What `write_entry` gives, written out."""
    return _opened(record_of(SECTIONS[kind][1] if kind in SECTIONS else SINGLE[kind]), written)


def _opened(shape: Shape, written: Any) -> Any:
    if isinstance(shape, Record):
        if shape.is_short(written):
            return {shape.short: written}
        return {key: _opened(shape.slots[key].shape, each) for key, each in written.items()}
    if isinstance(shape, Entries):
        return {key: _opened(shape.record, each) for key, each in written.items()}
    if isinstance(shape, Listed):
        return [_opened(shape.record, each) for each in written]
    return written
