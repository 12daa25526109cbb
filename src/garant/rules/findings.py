"""A finding of `garant check`, and how it is told: what does not fit, where, under which article, what to do.

It holds ids, counts and names from the register or a map: nothing of a person, no value of a store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from garant.law.findings import SEVERITIES, Effort, FindingRule, Findings, Severity
from garant.law.phrases import read_phrases
from garant.law.provisions import Law, Words
from garant.rules.reasoning import plain_date

About = tuple[str, str]
"""(kind, id) of an entry of the register: ("activity", "clients")."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code whose words the packs know ("contact.email"), or else findings.yaml."""

    id: str


@dataclass(frozen=True, slots=True)
class Cited:
    """An article that a rule of the packs rests on, by the id of its source."""

    source: str


Value = str | int | date | Words | Code | Cited | tuple[Code | Words, ...]


class Counted(int):
    """A number that a text may name with its noun: "{rows:rows.back}" is that phrase, in its singular or its plural."""

    language = ""

    @classmethod
    def of(cls, n: int, language: str) -> Counted:
        counted = cls(n)
        counted.language = language
        return counted

    def __format__(self, phrase: str) -> str:
        return read_phrases().count(phrase, int(self))[self.language] if phrase else str(int(self))


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is not met. `place` is where, in words that do not change ("activities.clients.items.email",
    "shop.customer.note"): rule and place together are the finding's name. `values` fill the places of its words.
    """

    rule: str
    place: str
    about: About | None = None
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in one language. `article` is "" where no law asks; `subject`: what it is about, by its name."""

    rule: str
    place: str
    severity: Severity
    effort: Effort
    article: str
    text: str
    remedy: str
    about: About | None = None
    subject: str = ""


SUBJECTS = (
    "item",
    "purpose",
    "column",
    "measure",
    "recipient",
    "form",
    "notice",
    "device",
    "place",
    "role",
    "activity",
)
"""The values that name what a finding is about, the narrowest first."""


def tell(found: Finding, words: Findings, law: Law, language: str) -> Told:
    """A finding as a person reads it."""
    rule = words.rules[found.rule]
    values = {name: _said(value, words, law, language) for name, value in found.values.items()}
    return Told(
        rule=rule.id,
        place=found.place,
        severity=rule.severity,
        effort=rule.effort,
        article=law.cite(_source(rule, law), language) if rule.sources else str(values.get("article", "")),
        text=rule.text[language].format_map(values),
        remedy=rule.remedy[language].format_map(values),
        about=found.about,
        subject=next((str(values[name]) for name in SUBJECTS if name in values), ""),
    )


def applies(rule: FindingRule, law: Law) -> bool:
    """Whether a rule is told under this law: not one of the Union's that the place has no answer to."""
    return not rule.known or law.source_of(_source(rule, law)) is not None


def _source(rule: FindingRule, law: Law) -> str:
    return next((s for s in rule.sources if law.source_of(s) is not None), rule.sources[-1])


def to_plain(values: Mapping[str, Value]) -> dict[str, Any]:
    """Values as plain JSON, which `from_plain` reads back into the same."""
    return {name: _plain(value) for name, value in values.items()}


def from_plain(plain: Mapping[str, Any]) -> dict[str, Value]:
    return {name: _value(each) for name, each in plain.items()}


def in_order(told: list[Told]) -> tuple[Told, ...]:
    """The gravest first, then by place."""
    return tuple(sorted(told, key=lambda t: (SEVERITIES.index(t.severity), t.place, t.rule)))


def _said(value: Value, words: Findings, law: Law, language: str) -> str | int:
    if isinstance(value, int):
        return Counted.of(value, language)
    if isinstance(value, Code):
        known = words.words.get(value.id)
        return known[language] if known else law.say(value.id, language)
    if isinstance(value, Cited):
        return law.cite(value.source, language)
    if isinstance(value, tuple):
        return ", ".join(str(_said(each, words, law, language)) for each in value)
    if isinstance(value, date):
        return plain_date(law, value, language)
    if isinstance(value, Mapping):
        return value.get(language) or next(iter(value.values()), "")
    return str(value)


def _plain(value: Value) -> Any:
    if isinstance(value, Code):
        return {"code": value.id}
    if isinstance(value, Cited):
        return {"cited": value.source}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return {"words": dict(value)} if isinstance(value, Mapping) else value


def _value(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_value(each) for each in plain)
    if not isinstance(plain, Mapping):
        return plain
    ((kind, held),) = plain.items()
    read: Mapping[str, Callable[[Any], Any]] = {"code": Code, "cited": Cited, "date": date.fromisoformat, "words": dict}
    return read[kind](held)
