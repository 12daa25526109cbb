"""Finds law packs, lays a country's over the Union's, and gives the law of a place on a date.

A pack is a folder of YAML files; `docs/reference/law-packs.md` says what they hold. Whatever is wrong in one refuses
it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from garant.errors import LawError
from garant.law.provisions import Law
from garant.law.reading import read_yaml
from garant.law.records import KINDS, Record, read_record
from garant.law.ruleset_reading import FOLDER, parts_of, read_rulesets
from garant.law.rulesets import RuleSet
from garant.law.shape import LANGUAGES, Part
from garant.law.sourcing import read_source
from garant.law.standards import Standards
from garant.law.terms import Source

OWN = "GARANT_PACKS"
"""The variable that names a folder with packs of one's own: a country that does not come with Garant."""


def _known() -> tuple[Path, ...]:
    builtin = [file.parent for file in Path(__file__).parent.glob("*/pack.yaml")]
    named = os.environ.get(OWN)
    if not named:
        return tuple(sorted(builtin))
    own = [file.parent for file in Path(named).glob("*/pack.yaml")]
    return tuple(sorted((*builtin, *(own or [Path(named)]))))  # one without packs is refused when it is read


BUILTIN = _known()
"""The packs that come with Garant, and those of one's own."""


@dataclass(frozen=True, slots=True)
class Pack:
    """One folder, read and checked. `over`: the pack it is laid over, if any. `words`: code → language → text."""

    id: str
    version: str
    over: str | None
    folder: Path
    records: tuple[Record, ...]
    sources: Mapping[str, Source]
    words: Mapping[str, Mapping[str, str]]
    digest: bytes
    rulesets: tuple[RuleSet, ...] = ()


def read_law(place: str, on: date, *, folders: Sequence[Path] = BUILTIN) -> Law:
    """The law in force at a place ("FR", "FR-6AE") on a date, from pack folders. Raises LawError."""
    return _read_law(place, on, tuple(folders))


def packs_at(place: str, on: date, *, folders: Sequence[Path] = BUILTIN) -> tuple[Pack, ...]:
    """The packs that the law of a place adds up from, first to last. Raises LawError."""
    packs = read_packs(tuple(folders))
    return tuple(_chosen(place, on, packs, tuple(folders)))


def places(on: date, *, folders: Sequence[Path] = BUILTIN) -> tuple[str, ...]:
    """The places that the packs know on a date."""
    records = (record for pack in read_packs(tuple(folders)).values() for record in pack.records)
    return tuple(sorted({r.id for r in records if r.kind == "territories" and r.holds(on)}))


_STANDARDS = tuple(field.name for field in fields(Standards))


@lru_cache(maxsize=256)
def _read_law(place: str, on: date, folders: tuple[Path, ...]) -> Law:
    packs = read_packs(folders)
    chosen = _chosen(place, on, packs, folders)
    kinds: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    words: dict[str, Mapping[str, str]] = {}
    sources: dict[str, Source] = {}
    digest = hashlib.sha256()
    for pack in chosen:  # a later one answers in place of an earlier one
        for record in pack.records:
            if record.holds(on):
                kinds[record.kind][record.id] = record.value
        words |= pack.words
        sources |= pack.sources
        digest.update(pack.digest)
    return Law(
        place=place,
        on=on,
        version=f"{'+'.join(kinds['territories'][place].adds)} {chosen[-1].version} {digest.hexdigest()[:8]}",
        rights=kinds["rights"],
        clocks=kinds["clocks"],
        duties=kinds["duties"],
        authorities=_everywhere("authorities", on, packs),
        territories=_everywhere("territories", on, packs),
        sources=sources,
        durations={key: days for key, (days, _) in kinds["durations"].items()},
        duration_sources={key: source for key, (_, source) in kinds["durations"].items()},
        words=words,
        standards=Standards(**{kind: kinds[kind] for kind in _STANDARDS}),
        ended=_ended("retention", on, chosen, kinds),
        rulesets={r.id: r for pack in packs.values() for r in pack.rulesets if _country(r.place) == _country(place)},
    )


def _ended(kind: str, on: date, chosen: Sequence[Pack], kinds: Mapping[str, Mapping[str, Any]]) -> dict[str, date]:
    """Rules of a kind that these packs had and that none answers any more → the last day of each."""
    over = ((r.id, r.until) for pack in chosen for r in pack.records if r.kind == kind and r.until and r.until < on)
    days: dict[str, date] = {}
    for rule, until in over:
        if rule not in kinds[kind]:
            days[rule] = max(until, days.get(rule, until))
    return days


def _country(place: str) -> str:
    """A rule set is made for a country, in whichever pack it stands: an owner's pack may hold more for France."""
    return place.partition("-")[0]


def _chosen(place: str, on: date, packs: Mapping[str, Pack], folders: tuple[Path, ...]) -> list[Pack]:
    """The packs that a place adds up from, first to last."""
    for pack in packs.values():
        for record in pack.records:
            if record.kind == "territories" and record.id == place and record.holds(on):
                missing = [name for name in record.value.adds if name not in packs]
                if missing:
                    raise LawError(f"There is no pack “{missing[0]}”.", place=record.place, remedy="Correct “packs”.")
                names = dict.fromkeys(below for name in record.value.adds for below in _laid_under(name, packs))
                return [packs[name] for name in names]
    raise LawError(
        f"No law pack knows the place “{place}” on {on}.",
        place=f"place {place}",
        remedy=f"Known places: {', '.join(places(on, folders=folders))}.",
    )


def _everywhere(kind: str, on: date, packs: Mapping[str, Pack]) -> dict[str, Any]:
    """The records of a kind in force in any pack: a person may live where another one holds (E6)."""
    return {r.id: r.value for pack in packs.values() for r in pack.records if r.kind == kind and r.holds(on)}


def _laid_under(name: str, packs: Mapping[str, Pack]) -> tuple[str, ...]:
    """A pack with all that it is laid over, first to last."""
    over = packs[name].over
    return (*(_laid_under(over, packs) if over else ()), name)


# ── reading folders ────────────────────────────────────────────────────────────────────────────────────────────────


@lru_cache(maxsize=16)
def read_packs(folders: tuple[Path, ...]) -> Mapping[str, Pack]:
    """Every pack of these folders by id, each after the one it is laid over. Raises LawError."""
    heads = {folder: _head(folder) for folder in folders}
    packs: dict[str, Pack] = {}
    waiting = list(folders)
    while waiting:
        ready = next((f for f in waiting if heads[f][2] is None or heads[f][2] in packs), None)
        if ready is None:
            name, _, over = heads[waiting[0]]
            raise LawError(
                f"The pack “{name}” is laid over “{over}”, which is not here.",
                place=f"{waiting[0].name}/pack.yaml",
                remedy="Add that pack, or correct “over”.",
            )
        waiting.remove(ready)
        pack = _read_pack(ready, heads[ready], packs)
        if pack.id in packs:
            raise LawError(f"There are two packs “{pack.id}”.", place=f"{ready.name}/pack.yaml", remedy="Keep one.")
        packs[pack.id] = pack
    return packs


def read_part(file: Path, folder: Path) -> Part:
    """A file of a pack; errors name it from the pack's folder on ("eu/rights/erasure.yaml")."""
    name = f"{folder.name}/{file.relative_to(folder).as_posix()}"
    try:
        raw = file.read_bytes()
    except OSError as failed:
        raise LawError(f"This file cannot be read ({failed.strerror}).", place=name, remedy="Put it back.") from None
    return Part(read_yaml(raw, name, LawError))


def refuse_lost_packs() -> None:
    """Before anything else is begun: a folder of one's own packs that is not there would be told page by page."""
    for folder in BUILTIN:
        _refuse_no_packs(folder)


def _refuse_no_packs(folder: Path) -> None:
    """A variable that names nothing is not passed over in silence."""
    named = os.environ.get(OWN)
    if named and folder == Path(named) and not (folder / "pack.yaml").is_file():
        raise LawError(
            "It names a folder that holds no law pack." if folder.is_dir() else "It names a folder that is not there.",
            place=OWN,
            remedy="Name the folder in which each of your packs is a folder with its pack.yaml, or unset the variable.",
        )


def _head(folder: Path) -> tuple[str, str, str | None]:
    _refuse_no_packs(folder)
    head = read_part(folder / "pack.yaml", folder).only(("garant", "pack", "version", "name"), ("over",))
    head["garant"].text(("law/1",))
    head["name"].words()
    return head["pack"].text(), head["version"].text(), head.maybe("over", Part.text, None)


def _read_pack(folder: Path, head: tuple[str, str, str | None], below: Mapping[str, Pack]) -> Pack:
    name, version, over = head
    base = below[over].sources if over is not None else {}
    files = sorted(folder.rglob("*.yaml"))
    parts = [read_part(file, folder).only((), ("sources", *KINDS)) for file in files if _holds_records(file, folder)]
    sources = dict(base)
    for part in parts:
        for item in part["sources"].items() if part.has("sources") else ():
            source = read_source(item, name)
            if source.id in sources:
                raise item["id"].refuse(f"The source “{source.id}” is given twice.", "Give a changed text its own id.")
            sources[source.id] = source
    records = [
        read_record(kind, item, sources)
        for part in parts
        for kind in KINDS
        if part.has(kind)
        for item in part[kind].items()
    ]
    _refuse_two_answers(records)
    words = _read_words(folder)
    known = {code for pack in below.values() for code in pack.words} | set(words)
    made = {ruleset.id: ruleset for pack in below.values() for ruleset in pack.rulesets}
    rulesets = read_rulesets(parts_of(folder, read_part), known, made)
    return Pack(name, version, over, folder, tuple(records), sources, words, _digest(files, folder), rulesets)


def _holds_records(file: Path, folder: Path) -> bool:
    return file.relative_to(folder).parts[0] not in ("pack.yaml", "words", "cases", "forms", FOLDER)


def _refuse_two_answers(records: Sequence[Record]) -> None:
    seen: dict[tuple[str, str], list[Record]] = {}
    for record in records:
        for other in seen.setdefault((record.kind, record.id), []):
            first, last = max(record.since, other.since), min(record.until or date.max, other.until or date.max)
            if first <= last:
                raise LawError(
                    f"“{record.id}” has two answers for {first}: here and at {other.place}.",
                    place=record.place,
                    remedy="End the older one with “until”.",
                )
        seen[(record.kind, record.id)].append(record)


def _read_words(folder: Path) -> Mapping[str, Mapping[str, str]]:
    """words/fr.yaml and words/en.yaml: the same codes in each."""
    parts = {language: read_part(folder / "words" / f"{language}.yaml", folder) for language in LANGUAGES}
    words: dict[str, dict[str, str]] = {}
    for language, part in parts.items():
        for code, text in part.pairs():
            for other in LANGUAGES:
                if not parts[other].has(code):
                    raise text.refuse(f"“{code}” has no words in words/{other}.yaml.", "Add them.")
            words.setdefault(code, {})[language] = text.text()
    return words


def _digest(files: Sequence[Path], folder: Path) -> bytes:
    """A digest of everything the pack says, whatever the machine's line ends."""
    digest = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.digest()
