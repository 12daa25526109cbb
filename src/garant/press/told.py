"""What the records of a receipt say, in words and counts: what was done, what was read again, what is left. No data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from garant.press.sentences import Sentences

READ = "data.read"


@dataclass(frozen=True, slots=True)
class Line:
    """One record, or the readings of one person's day in one capacity together. `places`: where they stand in the log;
    `known`: whether this Garant has words for it, else `text` is its code."""

    at: datetime
    text: str
    places: tuple[int, ...]
    known: bool = True


def lines(records: Sequence[Mapping[str, Any]], words: Sentences, zone: tzinfo) -> tuple[Line, ...]:
    """The records in their order; readings once per reader, day and capacity, where the first of them stands."""
    found: dict[tuple[Any, ...], list[Mapping[str, Any]]] = {}
    for record in records:
        leaf = record["leaf"]
        day = datetime.fromisoformat(leaf["at"]).astimezone(zone).date()
        alone = (record["index"],)
        by_reader = (READ, leaf.get("actor"), _public(leaf).get("capacity"), day)
        found.setdefault(by_reader if leaf["type"] == READ else alone, []).append(record)
    return tuple(_line(several, words, zone) for several in found.values())


def _line(several: Sequence[Mapping[str, Any]], words: Sentences, zone: tzinfo) -> Line:
    leaf = several[0]["leaf"]
    at = datetime.fromisoformat(leaf["at"]).astimezone(zone)
    places = tuple(int(record["index"]) for record in several)
    if leaf["type"] == READ and len(several) > 1:
        return Line(at, words.say("told-reads", count=str(len(several))), places)
    text = _said(str(leaf["type"]), _public(leaf), words)
    return Line(at, text or str(leaf["type"]), places, known=bool(text))


def _said(kind: str, public: Mapping[str, Any], words: Sentences) -> str:
    """The sentence of a record with its counts; "" where this Garant does not know it."""
    store = str(public.get("store", ""))
    if (
        kind == "step.done"
        and public.get("kind") in ("read", "erase", "rectify")
        and isinstance(public.get("rows"), Mapping)
    ):
        return words.say(f"told-{public['kind']}", store=store, count=str(_total(public["rows"])))
    if kind == "data.verified":
        counts = {name: str(_total(public.get(name))) for name in ("gone", "cleared", "kept")}
        left = _total(public.get("left"))
        return words.say("told-left" if left else "told-verified", store=store, left=str(left), **counts)
    if kind in ("task.opened", "task.done") and words.knows(f"told-{kind}-{public.get('kind')}"):
        return words.say(f"told-{kind}-{public.get('kind')}", target=str(public.get("target", "")))
    return words.say(f"event-{kind}") if words.knows(f"event-{kind}") else ""


def _public(leaf: Mapping[str, Any]) -> Mapping[str, Any]:
    public = leaf.get("public")
    return public if isinstance(public, Mapping) else {}


def _total(counts: Any) -> int:
    return sum(n for n in counts.values() if isinstance(n, int)) if isinstance(counts, Mapping) else 0
