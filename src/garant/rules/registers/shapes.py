"""The shape of each value of a register, taken from its declared type: how it is read, written and described.

One shape serves the reader, the writer and the JSON Schema, so that the three cannot differ. It knows no references
between entries.
"""

from __future__ import annotations

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from datetime import date
from functools import cache
from typing import Any, Literal, Protocol, Union, get_args, get_origin, get_type_hints

from garant.rules.parts import LANGUAGES, Part
from garant.rules.processing import Duration, Item, Measure, Organisation, Processing, Role, Service, Site

ID = r"[^\W_][\w-]{0,59}"
"""An entry's id: letters, digits, “-” and “_”, no dot: “activity.purpose” is how a map names a purpose."""
_EMAIL = r"[^@\s]+@[^@\s]+"
_CATEGORY = r"[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*"
_MONTH_DAY = r"(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"

SHORT: Mapping[type, str] = {Site: "domain", Item: "category", Measure: "state", Service: "name", Role: "name"}
"""Values that may be written as one text: that of this field."""

Schema = dict[str, Any]


class Shape(Protocol):
    """How one kind of value is read from plain data (noting what is wrong), written, and described."""

    def read(self, part: Part) -> Any: ...

    def write(self, value: Any) -> Any: ...

    def schema(self) -> Schema: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A text that is not empty; of `one_of`, or of a `pattern` that `form` says in words."""

    one_of: tuple[str, ...] = ()
    pattern: str = ""
    form: str = ""

    def read(self, part: Part) -> str:
        text = part.text(self.one_of)
        if text and self.pattern and not re.fullmatch(self.pattern, text):
            part.wrong(f"{part.name} is not of its form.", self.form)
            return ""
        return text

    def write(self, value: str) -> str:
        return value

    def schema(self) -> Schema:
        if self.one_of:
            return {"enum": list(self.one_of)}
        return (
            {"type": "string", "pattern": f"^{self.pattern}$"} if self.pattern else {"type": "string", "minLength": 1}
        )


@dataclass(frozen=True, slots=True)
class Texts:
    """A text in French, or in several languages."""

    def read(self, part: Part) -> Mapping[str, str]:
        return part.words()

    def write(self, value: Mapping[str, str]) -> dict[str, str]:
        return dict(value)

    def schema(self) -> Schema:
        text = {"type": "string", "minLength": 1}
        several = {"type": "object", "minProperties": 1, "additionalProperties": False}
        return {"anyOf": [text, several | {"properties": dict.fromkeys(LANGUAGES, text)}]}


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number, not negative."""

    def read(self, part: Part) -> int:
        value = part.value
        if isinstance(value, bool) or not isinstance(value, int):
            part.wrong(f"{part.name} should be a whole number.", "Write it without quotes: 3.")
            return 0
        if value < 0:
            part.wrong(f"{part.name} is less than nothing.", "Write a number without a minus sign: 3.")
            return 0
        return value

    def write(self, value: int) -> int:
        return value

    def schema(self) -> Schema:
        return {"type": "integer", "minimum": 0}


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""

    def read(self, part: Part) -> bool:
        return part.flag()

    def write(self, value: bool) -> bool:
        return value

    def schema(self) -> Schema:
        return {"type": "boolean"}


@dataclass(frozen=True, slots=True)
class Day:
    """A date; YAML gives it as one, JSON as text."""

    def read(self, part: Part) -> date:
        value = part.value
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value) if isinstance(value, str) else self._no_date(part)
        except ValueError:
            return self._no_date(part)

    def _no_date(self, part: Part) -> date:
        part.wrong(f"{part.name} should be a date.", "Write it as year-month-day: 2026-11-23.")
        return date.min

    def write(self, value: date) -> date:
        return value

    def schema(self) -> Schema:
        return {"type": "string", "format": "date"}


@dataclass(frozen=True, slots=True)
class Names:
    """One name, or a list of them without doubles."""

    one_of: tuple[str, ...] = ()

    def read(self, part: Part) -> tuple[str, ...]:
        names = part.names()
        for name in names:
            if self.one_of and name not in self.one_of:
                part.wrong(f"“{name[:60]}” is not known as {part.name}.", f"One of: {', '.join(self.one_of)}.")
        return names

    def write(self, value: tuple[str, ...]) -> list[str]:
        return list(value)

    def schema(self) -> Schema:
        name = Text(self.one_of).schema()
        return {"anyOf": [name, {"type": "array", "items": name, "uniqueItems": True}]}


@dataclass(frozen=True, slots=True)
class Listed:
    """A list of records."""

    record: Record

    def read(self, part: Part) -> tuple[Any, ...]:
        if not isinstance(part.value, (list, tuple)):
            part.wrong(f"{part.name} should be a list.", "Write one entry a line, each after “- ”.")
            return ()
        parts = (Part(part.findings, (*part.path, n), each) for n, each in enumerate(part.value))
        return tuple(self.record.read(each) for each in parts)

    def write(self, value: tuple[Any, ...]) -> list[Any]:
        return [self.record.write(each) for each in value]

    def schema(self) -> Schema:
        return {"type": "array", "items": self.record.schema()}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A mapping of codes to values. `empty`: a value may be missing."""

    shape: Shape
    empty: bool = False

    def read(self, part: Part) -> dict[str, Any]:
        return {key: None if self.empty and not each.present else self.shape.read(each) for key, each in part.pairs()}

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: None if each is None else self.shape.write(each) for key, each in value.items()}

    def schema(self) -> Schema:
        inside = self.shape.schema()
        values = {"anyOf": [inside, {"type": "null"}]} if self.empty else inside
        return {"type": "object", "additionalProperties": values}


@dataclass(frozen=True, slots=True)
class Slot:
    """One key of a record. `default`: what holds when it is left out; such a value is not written."""

    shape: Shape
    needed: bool
    default: Any


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with known keys, read into a value of `kind`. In a list an id stands inside, else it is the key."""

    kind: type
    slots: Mapping[str, Slot]
    inside: Mapping[str, Slot]
    """The slots without the id."""
    has_id: bool
    short: str

    def read(self, part: Part, code: str | None = None) -> Any:
        if self.is_short(part.value):
            found = {self.short: self.slots[self.short].shape.read(part)}
        else:
            known = self.inside if code is not None else self.slots
            part.only(tuple(known))
            given = part.value if part.is_mapping else {}
            found = {n: s.shape.read(part[n]) for n, s in known.items() if s.needed or given.get(n) is not None}
        if self.has_id and code is not None:
            found["id"] = code
        value = self.kind(**found)
        if check := CHECKS.get(self.kind):
            check(value, part)
        return value

    def is_short(self, value: Any) -> bool:
        """Whether a value stands for the record's one needed field: a text, or a text in several languages."""
        if not self.short:
            return False
        words = isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)
        return isinstance(value, str) or (words and isinstance(self.slots[self.short].shape, Texts))

    def write(self, value: Any, *, keyed: bool = False) -> Any:
        written = {}
        for name, slot in self.slots.items():
            each = getattr(value, name)
            if (name != "id" or not keyed) and (slot.needed or each != slot.default):
                written[name] = slot.shape.write(each)
        only = written.get(self.short)
        return only if len(written) == 1 and self.is_short(only) else written

    def schema(self) -> Schema:
        return {"$ref": f"#/$defs/{self.kind.__name__}"}

    def definition(self, *, keyed: bool) -> Schema:
        """What stands under `$defs`. `keyed`: its id is the key, and does not stand inside."""
        inside = self.inside if keyed else self.slots
        said: Schema = {
            "type": "object",
            "additionalProperties": False,
            "properties": {n: _or_null(s) for n, s in inside.items()},
            "required": [n for n, s in inside.items() if s.needed],
        }
        return {"anyOf": [self.slots[self.short].shape.schema(), said]} if self.short else said


@dataclass(frozen=True, slots=True)
class Entries:
    """Records by their id, which they learn from their key."""

    record: Record

    def read(self, part: Part) -> dict[str, Any]:
        return {code: self.one(code, each) for code, each in part.pairs()}

    def one(self, code: str, part: Part) -> Any:
        if not re.fullmatch(ID, code):
            part.wrong(f"“{code[:60]}” is no id.", "Use letters, digits and hyphens, at most 60, no dot.")
        return self.record.read(part, code)

    def write(self, value: Mapping[str, Any]) -> dict[str, Any]:
        return {key: self.record.write(each, keyed=True) for key, each in value.items()}

    def schema(self) -> Schema:
        return {"type": "object", "additionalProperties": self.record.schema(), "propertyNames": {"pattern": f"^{ID}$"}}


def _or_null(slot: Slot) -> Schema:
    said = slot.shape.schema()
    return said if slot.needed else {"anyOf": [said, {"type": "null"}]}


# ── from the declared types ─────────────────────────────────────────────────────────────────────────────────────────

SPECIAL: Mapping[tuple[type, str], Shape] = {
    (Item, "category"): Text(pattern=_CATEGORY, form="Small letters with dots between, like contact.email."),
    (Organisation, "contact"): Text(pattern=_EMAIL, form="Write the address people write to about their data."),
    (Organisation, "year_end"): Text(pattern=_MONTH_DAY, form="A month and a day: 12-31."),
}


@cache
def record_of(kind: type) -> Record:
    """The shape of a frozen dataclass."""
    hints = get_type_hints(kind)
    slots = {}
    for each in fields(kind):
        needed = each.default is MISSING and each.default_factory is MISSING
        default = None if needed else each.default if each.default_factory is MISSING else each.default_factory()
        slots[each.name] = Slot(SPECIAL.get((kind, each.name)) or shape_of(hints[each.name]), needed, default)
    inside = {name: slot for name, slot in slots.items() if name != "id"}
    return Record(kind, slots, inside, "id" in slots, SHORT.get(kind, ""))


def shape_of(hint: Any) -> Shape:
    """The shape of a declared type."""
    if get_origin(hint) in (Union, types.UnionType):
        (hint,) = (each for each in get_args(hint) if each is not types.NoneType)
    if hint in _PLAIN:
        return _PLAIN[hint]
    origin, inside = get_origin(hint), get_args(hint)
    if origin is Literal:
        return Text(tuple(each for each in inside if each))
    if origin is tuple:
        if isinstance(inside[0], type) and inside[0] is not str:
            return Listed(record_of(inside[0]))
        return Names(tuple(get_args(inside[0])))
    if origin is Mapping:
        return _mapping(inside[1])
    return record_of(hint)


def _mapping(value: Any) -> Shape:
    shape = shape_of(value)
    if isinstance(shape, Record):
        return Entries(shape)
    return Texts() if value is str else Keyed(shape, types.NoneType in get_args(value))


_PLAIN: Mapping[Any, Shape] = {str: Text(), int: Whole(), bool: Flag(), date: Day()}


# ── what types do not say ───────────────────────────────────────────────────────────────────────────────────────────


def _has_length(value: Duration, part: Part) -> None:
    if part.is_mapping and not (value.years or value.months or value.days or value.criterion or value.indefinite):
        part.wrong("This duration has neither a length nor a criterion.", "Add for example: years: 3")


def _has_purpose(value: Processing, part: Part) -> None:
    if part.is_mapping and not value.purposes:
        part.wrong(
            f"The activity “{value.id}” has no purpose.",
            "Say what the data are for: purposes: {orders: {name: …, kind: sale.order, basis: contract}}",
        )


def _says_both(value: Organisation | Processing, part: Part) -> None:
    for name in value.without:
        if getattr(value, name):
            part["without"].wrong(
                f"“{name}” is said to be none, and stands here.", f"Take “{name}” out of one of them."
            )


def _of_organisation(value: Organisation, part: Part) -> None:
    _says_both(value, part)
    _year_ends(value, part)


def _of_activity(value: Processing, part: Part) -> None:
    _says_both(value, part)
    _has_purpose(value, part)


def _year_ends(value: Organisation, part: Part) -> None:
    """The 31st of June is no day; the 29th of February is one, every fourth year."""
    if value.year_end:
        try:
            date.fromisoformat(f"2028-{value.year_end}")
        except ValueError:
            part["year_end"].wrong("“year_end” is not in the calendar.", "A month and a day: 12-31.")


CHECKS: Mapping[type, Callable[[Any, Part], None]] = {
    Organisation: _of_organisation,
    Duration: _has_length,
    Processing: _of_activity,
}
