"""A rule of the law through time: how it stood on a day, what it was before, what it will be, and its cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from garant.errors import LawError
from garant.law.cases import Case, read_cases
from garant.law.packs import BUILTIN, Pack, packs_at
from garant.law.records import Record
from garant.law.terms import Source


@dataclass(frozen=True, slots=True)
class History:
    """`now`: what answers on the day, None if nothing does yet or any more. `before` and `after`: the answers of the
    same pack for other times, oldest first. `under`: what a lower pack says, in whose place this one answers."""

    kind: str
    id: str
    now: Record | None
    before: tuple[Record, ...]
    after: tuple[Record, ...]
    under: tuple[Record, ...]
    sources: tuple[Source, ...]
    cases: tuple[Case, ...]


def history(place: str, rule: str, on: date, *, folders: Sequence[Path] = BUILTIN) -> History:
    """A rule ("retention/RET-02", or "RET-02" where that is enough) at a place around a day. Raises LawError with the
    rules that come near if the packs of the place never had it, or if several kinds have it."""
    packs = packs_at(place, on, folders=folders)
    found = [record for pack in packs for record in pack.records if rule in (record.id, f"{record.kind}/{record.id}")]
    kinds = dict.fromkeys(record.kind for record in found)
    if len(kinds) != 1:
        raise _which(rule, place, kinds, packs)
    top = [r for r in found if r in packs[-1].records] or found
    now = next((r for r in reversed(found) if r.holds(on)), None)
    same = sorted(_of_pack(now, packs, found) if now else top, key=lambda r: r.since)
    kind, id_ = found[0].kind, found[0].id
    sources = {name: source for pack in packs for name, source in pack.sources.items()}
    return History(
        kind=kind,
        id=id_,
        now=now,
        before=tuple(r for r in same if r.until is not None and r.until < on),
        after=tuple(r for r in same if r.since > on),
        under=tuple(r for r in found if r.holds(on) and r is not now),
        sources=tuple(sources[name] for name in dict.fromkeys(_named(now.plain)) if name in sources) if now else (),
        cases=tuple(case for case in read_cases(tuple(folders)) if _is_about(case, kind, id_, place, packs)),
    )


def _of_pack(now: Record, packs: Sequence[Pack], found: Sequence[Record]) -> list[Record]:
    own = next(pack for pack in packs if now in pack.records)
    return [record for record in found if record in own.records]


def _which(rule: str, place: str, kinds: Mapping[str, None], packs: Sequence[Pack]) -> LawError:
    if kinds:
        several = ", ".join(f"{kind}/{rule}" for kind in kinds)
        return LawError("Several kinds of rule are called so.", place=rule, remedy=f"Say which: {several}.")
    known = {f"{record.kind}/{record.id}" for pack in packs for record in pack.records}
    near = sorted(name for name in known if rule.casefold() in name.casefold())
    remedy = f"Near it: {', '.join(near[:8])}." if near else "`garant law show` lists every rule."
    return LawError(f"The packs of {place} have no such rule.", place=rule, remedy=remedy)


def _named(value: object) -> Iterator[str]:
    """Every text in a record: the ids of sources are among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _named(item)
    elif isinstance(value, list):
        for item in value:
            yield from _named(item)


_ABOUT: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "deadline": ("clocks", ("clock",)),
    "duty": ("duties", ("id",)),
    "holds": ("duties", ("duty",)),
    "right": ("rights", ("id",)),
    "authority": ("authorities", ()),
    "holiday": ("territories", ()),
    "category": ("categories", ("code",)),
    "consent": ("consents", ("use",)),
    "register_duty": ("register_duties", ()),
    "breach": ("breaches", ("to",)),
    "informing": ("informing", ()),
    "age": ("ages", ("use",)),
    "replaced": ("replaced", ()),
    "retention": ("retention", ("rule",)),
    "retained": ("retention", ()),
}
"""Kind of case → the kind of rule that it is about, and where it names the rule."""


def _is_about(case: Case, kind: str, id_: str, place: str, packs: Sequence[Pack]) -> bool:
    about, named = _ABOUT.get(case.kind, ("", ()))
    if about != kind or case.where.partition("/")[0] not in {pack.folder.name for pack in packs}:
        return False
    if case.kind == "deadline" and "right" in case.given:
        return id_ in ("request", f"request.{case.given['right']}")
    if case.kind == "retained":
        return id_ in case.then.get("rules", ())
    if not named:
        return case.place == (id_ if kind in ("authorities", "territories") else place)
    given = str(case.given.get(named[0], ""))
    return given == id_ or given.startswith(f"{id_}.")
