"""The registry of event types: versioned shapes, public part and sealed part (C2). What is not here cannot be written.

A public field holds codes, dates, counts and digests: never a store's key or an identifier of a person.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from garant.errors import EvidenceBroken

Kind = Callable[[object], bool]
_CODE = re.compile(r"[^@\x00-\x1f]{0,200}")
_DIGEST = re.compile(r"[0-9a-f]{8,128}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(T.+)?")
_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _text(pattern: re.Pattern[str]) -> Kind:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _list_of(kind: Kind) -> Kind:
    return lambda value: isinstance(value, list | tuple) and all(kind(item) for item in value)


def _map_to(kind: Kind) -> Kind:
    return lambda value: isinstance(value, Mapping) and all(code(k) and kind(v) for k, v in value.items())


def flag(value: object) -> bool:
    """True or false."""
    return isinstance(value, bool)


def count(value: object) -> bool:
    """A whole number, not negative."""
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


code = _text(_CODE)
"""A code, or the name of a store, a table, a right. No "@": an address is no code."""
digest = _text(_DIGEST)
date = _text(_DATE)
ident = _text(_ID)
codes = _list_of(code)
counts = _map_to(count)
dates = _map_to(date)
texts = _map_to(code)


@dataclass(frozen=True, slots=True)
class Shape:
    """One version of an event type. Every public field may be absent; none that is not named may be there."""

    version: int
    public: Mapping[str, Kind]
    sealed: frozenset[str] = frozenset()

    def check(self, type_: str, public: Mapping[str, Any], sealed: Mapping[str, Any] | None) -> None:
        """Raise EvidenceBroken for a field that is unknown or not of its kind. Values are not quoted."""
        for name, value in public.items():
            kind = self.public.get(name)
            if kind is None or not kind(value):
                what = "is unknown" if kind is None else "is not of its kind"
                raise EvidenceBroken(f"the public field `{name}` {what}", place=type_, remedy="See the event registry.")
        for name in sealed or ():
            if name not in self.sealed:
                raise EvidenceBroken(
                    f"the sealed field `{name}` is unknown", place=type_, remedy="See the event registry."
                )


def _shape(*sealed: str, **public: Kind) -> Shape:
    return Shape(1, public, frozenset({"by", "reason", *sealed}))


DISCLOSURE = _shape(
    disclosure=ident,
    recipient=code,
    register=count,
    purpose=code,
    why=code,
    categories=codes,
    removed=texts,
    refusals=codes,
    articles=codes,
    persons=count,
    mode=code,
    level=code,
    nature=code,
    until=date,
)
"""A decision to give data to a recipient, or not to. The references quoted stay in the ledger, sealed."""

TYPES: Mapping[str, Shape] = {
    "organisation.created": _shape(place=code, language=code),
    "staff.added": _shape(staff=ident, role=code, until=date, function=code, trained=date),
    "staff.placed": _shape(staff=ident, function=code, trained=date, until=date),
    "staff.signed-in": _shape(staff=ident, role=code),
    "store.added": _shape(store=code, engine=code),
    "store.moved": _shape(store=code, engine=code),
    "store.restored": _shape(store=code, files=count),
    "store.copies-ended": _shape(store=code, files=count, why=code),
    "map.applied": _shape(store=code, version=count, digest=digest),
    "register.changed": _shape(kind=code, entry=code, version=count, digest=digest, gone=flag),
    "request.received": _shape(
        "contact",
        reference=code,
        rights=codes,
        channel=code,
        received=date,
        due=dates,
        raw=dates,
        law=code,
        language=code,
    ),
    "request.acknowledged": _shape(by=code),
    "request.identity-asked": _shape(stops=flag, asked=date, due=date, by=code),
    "request.identified": _shape("evidence", method=code, due=date),
    "request.extended": _shape(due=date, months=count),
    "request.completed": _shape("changes", message=flag, chosen=count, changes=count, facts=texts, fields=codes),
    "request.weighed": _shape(),
    "request.delay-explained": _shape(due=date),
    "request.withdrawn": _shape(rights=codes),
    "request.refused": _shape(rights=codes, refusal=code, grounds=codes, articles=codes, outcome=code),
    "message.received": _shape(message=ident, about=code),
    "message.read": _shape(messages=count),
    "answer.disputed": _shape(message=ident),
    "request.continued": _shape(reference=code),
    "plan.drawn": _shape(
        plan=ident, fingerprint=digest, found=flag, law=code, maps=texts, rows=counts, stores=codes, rights=codes
    ),
    "plan.agreed": _shape(
        "keys", plan=ident, fingerprint=digest, digest=digest, stated=codes, free_text=code, confirmed=flag
    ),
    "plan.dropped": _shape(plan=ident, store=code, fingerprint=digest, cause=code),
    "step.done": _shape(
        "keys", plan=ident, step=ident, kind=code, store=code, rows=counts, outcome=code, attempts=count
    ),
    "data.verified": _shape(
        "left",
        plan=ident,
        store=code,
        gone=counts,
        cleared=counts,
        kept=counts,
        left=counts,
        columns_searched=count,
        rows_searched=count,
        skipped=codes,
        outcome=code,
    ),
    "task.opened": _shape("text", plan=ident, task=ident, kind=code, target=code, due=date, blocking=flag),
    "task.done": _shape("proof", task=ident, kind=code, target=code, proof=digest, outcome=code),
    "task.put-off": _shape(task=ident, kind=code, target=code, due=date, staff=code),
    "answer.composed": _shape(plan=ident, digest=digest, outcome=code, outcomes=texts, language=code, articles=codes),
    "answer.delivered": _shape("to", digest=digest, by=code, kind=code),
    "package.made": _shape(plan=ident, package=ident, kind=code, digest=digest, size=count, expires=date, rows=counts),
    "package.fetched": _shape(package=ident, kind=code, digest=digest),
    "request.closed": _shape(plan=ident, outcomes=texts, late=flag),
    "data.read": _shape("fields", what=code, purpose=code, capacity=code, store=code, rows=count, page=code),
    "check.done": _shape(opened=counts, again=counts, closed=counts, standing=count),
    "law.seen": _shape(law=code, changed=count),
    "finding.assigned": _shape("note", finding=ident, rule=code, staff=ident, due=date),
    "finding.accepted": _shape(finding=ident, rule=code, until=date),
    "file.left": _shape(what=code, protection=code, why=code, size=count),
    "access.refused": _shape(verb=code, role=code, kind=code, why=code, function=code),
    "disclosure.allowed": DISCLOSURE,
    "disclosure.refused": DISCLOSURE,
    "disclosure.settled": _shape(disclosure=ident, recipient=code, why=code, asked=flag),
    "collection.recorded": _shape(
        entry=ident, source=code, form=code, activity=code, giver=code, collected=date, due=date, law=code
    ),
    "collection.told": _shape(entry=ident, how=code, on=date),
    "collection.erased": _shape(entry=ident, why=code),
    "key.destroyed": _shape(file=code, keys=count, why=code),
    "tombstone.added": _shape(plan=ident, store=code, kinds=codes, count=count, until=date),
}
"""Every type has the sealed fields `by` (the staff member's name) and `reason` (words written by people)."""
