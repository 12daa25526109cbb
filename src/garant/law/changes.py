"""What differs between two states of the packs, so that whatever rested on a changed rule is looked at again (S2-51).

Packs of an older version are gone once a newer one is installed. What is kept of them are their prints: short digests
by rule and key, which tell that something changed and where, not what it said.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from garant.law.packs import Pack
from garant.law.rulesets import RuleSet
from garant.law.terms import Source

Packs = Mapping[str, Pack]
"""Packs by id, as `read_packs` gives them."""
Prints = Mapping[str, Mapping[str, str]]
"""Rule as "pack:kind/id@since" → key of the record, or point of a rule set → digest of its value. Plain data: it can be
kept as JSON."""


@dataclass(frozen=True, slots=True)
class Change:
    """One rule that is not what it was. `since`: from when the answer concerned holds; it may lie in the future.

    `keys`: the parts that differ, for a changed one: keys of a record ("days", "until"…), points of a rule set.
    """

    pack: str
    kind: str
    id: str
    since: date
    what: Literal["added", "removed", "changed"]
    keys: tuple[str, ...] = ()

    @property
    def rule(self) -> str:
        """The rule's name wherever one is named: "retention/RET-02"."""
        return f"{self.kind}/{self.id}"


def changed(before: Packs, after: Packs) -> tuple[Change, ...]:
    """Every rule, source included, that was added, removed or changed, in the order of pack, kind, id and date."""
    return compared(prints(before), prints(after))


def prints(packs: Packs) -> Prints:
    """The prints of packs, to be kept with the version that was in use."""
    found: dict[str, Mapping[str, str]] = {}
    for pack in packs.values():
        for record in pack.records:
            found[f"{pack.id}:{record.kind}/{record.id}@{record.since}"] = _digests(record.plain)
        for source in pack.sources.values():
            if source.pack == pack.id:
                found[f"{pack.id}:sources/{source.id}@{source.since}"] = _digests(_of_source(source))
        for ruleset in pack.rulesets:
            found[f"{pack.id}:rulesets/{ruleset.id}@{ruleset.stages[0].since}"] = _digests(_of_rule_set(ruleset))
    return found


def compared(before: Prints, after: Prints) -> tuple[Change, ...]:
    """The same from kept prints."""
    found: list[Change] = []
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            found.append(_change(key, "added" if old is None else "removed"))
        elif old != new:
            keys = tuple(sorted(k for k in {*old, *new} if old.get(k) != new.get(k)))
            found.append(_change(key, "changed", keys))
    return tuple(found)


def concerning(changes: Iterable[Change], *, packs: Collection[str], rules: Collection[str]) -> tuple[Change, ...]:
    """The changes in packs that make up a place's law which touch one of these rules ("retention/RET-02"), or, for what
    ends in "/" or ".", any rule that begins so ("rights/", "consents/prospecting.email.")."""
    wide = tuple(rule for rule in rules if rule.endswith(("/", ".")))
    return tuple(c for c in changes if c.pack in packs and (c.rule in rules or c.rule.startswith(wide)))


def _change(key: str, what: Literal["added", "removed", "changed"], keys: tuple[str, ...] = ()) -> Change:
    pack, _, rest = key.partition(":")
    rule, _, since = rest.rpartition("@")
    kind, _, id_ = rule.partition("/")
    return Change(pack, kind, id_, date.fromisoformat(since), what, keys)


def _digests(plain: Mapping[str, Any]) -> dict[str, str]:
    return {key: hashlib.sha256(_bytes(value)).hexdigest()[:12] for key, value in plain.items()}


def _bytes(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str).encode()


def _of_rule_set(ruleset: RuleSet) -> dict[str, Any]:
    """Its stages, and each point by its code: a change names the points that differ."""
    points = {point.code: asdict(point) for point in ruleset.points}
    return {"name": dict(ruleset.name), "stages": [asdict(stage) for stage in ruleset.stages], **points}


def _of_source(source: Source) -> dict[str, Any]:
    return {
        "text": dict(source.text),
        "until": source.until,
        "binding": source.binding,
        "mark": source.mark,
        "link": source.link,
        "answers": source.answers,
    }
