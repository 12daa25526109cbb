"""A rule of the packs, told to a jurist or a shopkeeper: each part with its label, codes in words. Pure.

What a pack says in its YAML is the law's answer; nothing is decided here. Sources are listed apart, with their marks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from garant.law.phrases import Phrases
from garant.law.provisions import Law
from garant.law.purposes import PurposeKind, read_purposes
from garant.law.shape import LANGUAGES

UNSAID = frozenset({"id", "since", "until", "source", "sources", "name", "code", "asks"})
"""Keys that a page shows in another place, or that programs alone read."""
MOMENTS = frozenset({"clock", "counts", "otherwise", "starts"})
LENGTHS = frozenset({"period", "at_most"})
UNITS = {
    "years": "years",
    "months": "months",
    "days": "days",
    "extension_months": "months",
    "extension_days": "days",
    "asks_within_days": "days",
}
HOURS = frozenset({"hours", "not_before_hours"})
WORDS_OF = {
    "admits": "consent",
    "condition": "condition",
    "form": "register-form",
    "group": "group",
    "needs": "needs",
    "pace": "pace",
    "phase": "phase",
    "sensitivity": "sensitivity",
    "then": "then",
}
"""Key → the family of words, in the packs, that its codes belong to."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """Tells rules in one language. `phrases`: those of `read_rule_phrases`; `lengths`: those of `read_phrases`."""

    law: Law
    phrases: Phrases
    lengths: Phrases
    language: str

    def name(self, kind: str, rule: str, plain: Mapping[str, Any]) -> str:
        """What people call the rule; its id where nobody gave it a name."""
        if isinstance(name := plain.get("name"), Mapping):
            return str(name.get(self.language) or name["fr"])
        if kind in ("categories", "groups") and rule in self.law.words:
            return self.law.say(rule, self.language)
        if kind == "replaced":
            return str(plain["terms"][0]).replace("#", "…")
        return self._or(f"name.{kind}.{rule}", rule)

    def lines(self, plain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
        """(label, what it says) of each part of a rule, in its order."""
        for key, value in plain.items():
            same = key == "counts" and value == [plain.get("clock")]
            if key not in UNSAID and not same and (said := self._said(key, value)):
                yield self._or(f"key.{key}", key), said

    # ── values ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _said(self, key: str, value: Any) -> str:
        if key == "bases":
            return self._list(self._bases(value))
        if key in LENGTHS:
            return self._length(value)
        if isinstance(value, Mapping):
            return self._mapping(value)
        if isinstance(value, list):
            return self._list([self._said(key, item) for item in value])
        if isinstance(value, bool):
            return self._say(f"value.{'yes' if value else 'no'}")
        if key in UNITS:
            return self._amount(UNITS[key], int(value))
        if key in HOURS:
            return self._say("value.hours", n=int(value))
        if key == "from_cents":
            return self._say("value.amount", n=int(value) // 100).strip()
        if key == "unanswered":
            return self._say("value.solicitations", n=int(value))
        return self._code(key, str(value))

    def _mapping(self, value: Mapping[str, Any]) -> str:
        if set(value) <= set(LANGUAGES):
            return str(value.get(self.language) or value["fr"])
        if "words" in value:  # a ground, or a refusal
            words = self._said("words", value["words"])
            source = self.law.source_of(value["source"]) and self.law.cite(value["source"], self.language)
            return self._say("value.cited", words=words.rstrip("."), source=source) if source else words
        pairs = [(self._or(f"key.{k}", k), self._said(k, v)) for k, v in value.items() if k not in UNSAID]
        return self._list([self._say("value.pair", label=label, value=said) for label, said in pairs if said])

    def _bases(self, value: Mapping[str, Any]) -> Iterator[str]:
        """On which bases a right is open, on which not, and where only for some grounds (CNIL, sheet 15)."""
        bases = {basis: said for basis, said in value.items() if basis not in UNSAID}
        for code, wanted in (("open", True), ("shut", False)):
            if names := [self._basis(basis) for basis, said in bases.items() if said is wanted]:
                yield self._say(f"value.{code}", bases=", ".join(names))
        for basis, said in bases.items():
            if isinstance(said, list):
                grounds = self._list([self.law.say(ground, self.language).rstrip(".") for ground in said])
                yield self._say("value.only", basis=self._basis(basis), grounds=grounds)

    def _basis(self, basis: str) -> str:
        return self.law.say(f"basis.{basis}", self.language).lower()

    def _length(self, value: Mapping[str, int]) -> str:
        return " ".join(self._amount(unit, n) for unit, n in value.items() if n or len(value) == 1)

    def _amount(self, unit: str, n: int) -> str:
        return self.lengths.count(unit, n)[self.language] if n else self._say("value.at-once")

    def _code(self, key: str, code: str) -> str:
        if key in MOMENTS:
            return self._or(f"event.{code}", code)
        if key in WORDS_OF and (known := f"{WORDS_OF[key]}.{code}") in self.law.words:
            return self.law.say(known, self.language)
        if key in ("holds", "category") and code in self.law.words:
            return self.law.say(code, self.language)
        if key == "person" and f"person.{code}" in self.law.words:
            return self.law.say(f"person.{code}", self.language).lower()
        if key == "purpose" and (kind := _kind(code)) is not None:
            return kind.name[self.language]
        if key == "ruleset" and code in self.law.rulesets:
            return self.law.rulesets[code].name[self.language]
        for family in (key, f"value.{key}"):
            if self.phrases.knows(f"{family}.{code}"):
                return self._say(f"{family}.{code}")
        return code

    # ── words ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _list(self, several: Sequence[str] | Iterator[str]) -> str:
        said = [text for text in several if text]
        return self.lengths.joined([{self.language: text} for text in said]).get(self.language, "") if said else ""

    def _say(self, code: str, **values: str | int) -> str:
        return self.phrases.say(code, **values)[self.language]

    def _or(self, code: str, otherwise: str) -> str:
        return self._say(code) if self.phrases.knows(code) else otherwise


def _kind(code: str) -> PurposeKind | None:
    """The kind of purpose of the catalogue that a code is, or is part of."""
    known = read_purposes()
    while code not in known and "." in code:
        code = code.rpartition(".")[0]
    return known.get(code)
