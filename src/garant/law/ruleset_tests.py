"""Reads what a point of a rule set tests. Every code must be one that something knows: a slip would never be met.

The kinds of test and their keys: docs/reference/rule-sets.md.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping
from functools import cache
from typing import Any, get_args

from garant.law.conformity_words import read_conformity_words
from garant.law.findings import read_findings, read_measures
from garant.law.purposes import read_purposes, within
from garant.law.records import BASES
from garant.law.rulesets import Length, Test, TestKind, When
from garant.law.shape import Part
from garant.law.sharing import ROLES, read_sharing

_TESTS: Mapping[str, TestKind] = {kind: kind for kind in get_args(TestKind)}
RECIPIENT_NEEDS = ("contract", "undertaking", "purpose", "data", "duty", "certification")
"""What a recipient may have to show; “undertaking”, “purpose” and “data” are followed by a code ("data:settlement")."""
STAFF_NEEDS = ("end", "confidentiality", "training")
STAFF = ("staff", "manager", "control", "outside")
TRACKERS = ("none", "consent", "refusal", "browser")

_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "organisation": ((), ("sectors", "natures")),
    "excluded": ((), ("uses", "purposes", "joint")),
    "purpose": (("purposes",), ("bases", "perhaps")),
    "data": (("categories",), ()),
    "nothing-else": (("of",), ("reasons",)),
    "no-data": (("categories",), ()),
    "lock": (("categories", "only_for"), ()),
    "duration": ((), ("purposes", "categories", "persons", "at_most", "at_least", "clocks", "phase")),
    "recipient": ((), ("kinds", "roles", "needs", "wanted")),
    "staff": (("kinds",), ("needs",)),
    "given": (("categories", "kinds"), ("consent",)),
    "notice": (("says",), ()),
    "objection": ((), ()),
    "trackers": (("among",), ()),
    "measures": (("measures",), ()),
    "transfers": (("safeguards",), ()),
    "follows": (("ruleset",), ()),
    "ask": ((), ()),
}
"""Kind of test → the keys that it must and may have, besides “kind” and “when”."""
_WHEN_TEXTS = ("purposes", "categories", "persons", "natures", "bases")
_WHEN_FLAGS = ("sites", "transfers", "decisions", "third_party_data", "dpo")


def read_test(part: Part, codes: Container[str]) -> Test:
    """One test. `codes`: those that packs have words for. Raises LawError."""
    if not part.has("kind"):
        raise part.refuse("This test lacks “kind”.", f"One of: {', '.join(_TESTS)}.")
    kind = _TESTS[part["kind"].text(tuple(_TESTS))]
    required, optional = _KEYS[kind]
    part.only(("kind", *required), ("when", *optional))
    if kind == "duration" and not (part.has("at_most") or part.has("at_least")):
        raise part.refuse("A duration has a limit.", "Give “at_most” or “at_least”.")
    read = {**_READ, **_OF_KIND.get(kind, {})}
    values = {key: read[key](value, codes) for key, value in part.pairs() if key != "kind"}
    return Test(kind=kind, **values)


def permits(test: Test) -> bool:
    """Whether a test only says what is allowed: it can be met or not concern an activity, and nothing else."""
    return test.kind in ("purpose", "data", "recipient", "staff") and not (test.bases or test.needs or test.wanted)


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────

_Reader = Callable[[Part, Container[str]], Any]


def _purposes(part: Part, codes: Container[str]) -> tuple[str, ...]:
    for item in part.items():
        if not any(within(known, item.text()) for known in read_purposes()):
            raise item.refuse(f"No purpose of the catalogue is “{item.text()}”.", "See law/lexicon/purposes.yaml.")
    return part.texts()


def _categories(part: Part, codes: Container[str]) -> tuple[str, ...]:
    for item in part.items():
        if item.text() not in codes:
            raise item.refuse(f"No pack knows the category “{item.text()}”.", "Use one of the packs’ words.")
    return part.texts()


def _worded(prefix: str) -> _Reader:
    """Codes that have words here, in the checks or in a pack ("sector.banking")."""

    def read(part: Part, codes: Container[str]) -> tuple[str, ...]:
        for item in part.items():
            code = f"{prefix}.{item.text()}"
            if not any(code in known for known in (codes, read_conformity_words(), read_findings().words)):
                raise item.refuse(f"“{item.text()}” is not known here.", f"Give “{code}” words in a pack.")
        return part.texts()

    return read


def _among(known: Callable[[], tuple[str, ...]]) -> _Reader:
    return lambda part, codes: part.texts(known())


def _needs(part: Part, codes: Container[str]) -> tuple[str, ...]:
    for item in part.items():
        name, _, code = item.text().partition(":")
        if name not in RECIPIENT_NEEDS or not _is_need(name, code, codes):
            raise item.refuse(f"“{item.text()}” is no need of a recipient.", f"One of: {', '.join(RECIPIENT_NEEDS)}.")
    return part.texts()


def _is_need(name: str, code: str, codes: Container[str]) -> bool:
    match name:
        case "undertaking":
            return code in read_sharing().undertakings
        case "purpose":
            return any(within(known, code) for known in read_purposes())
        case "data":
            return code in codes
        case _:
            return not code


def _length(part: Part, codes: Container[str]) -> Length:
    part.only((), ("years", "months", "days"))
    return Length(**{key: value.number(0, 1200) for key, value in part.pairs()})


def _when(part: Part, codes: Container[str]) -> When:
    part.only((), (*_WHEN_TEXTS, *_WHEN_FLAGS))
    values: dict[str, Any] = {
        key: value.flag() if key in _WHEN_FLAGS else _READ[key](value, codes) for key, value in part.pairs()
    }
    return When(**values)


def _flag(part: Part, codes: Container[str]) -> bool:
    return part.flag()


@cache
def _outside() -> tuple[str, ...]:
    return tuple(read_sharing().kinds)


_READ: Mapping[str, _Reader] = {
    "when": _when,
    "purposes": _purposes,
    "joint": _purposes,
    "only_for": _purposes,
    "categories": _categories,
    "persons": _worded("person"),
    "bases": _among(lambda: BASES),
    "perhaps": _among(lambda: BASES),
    "sectors": _worded("sector"),
    "natures": _worded("nature"),
    "uses": _worded("use"),
    "clocks": _worded("clock"),
    "says": _worded("notice"),
    "at_most": _length,
    "at_least": _length,
    "phase": lambda part, codes: part.text(("active", "archive", "any")),
    "of": lambda part, codes: part.text(("purposes", "data", "recipients")),
    "kinds": _among(_outside),
    "roles": _among(lambda: ROLES),
    "needs": _needs,
    "among": _among(lambda: TRACKERS),
    "measures": _among(lambda: tuple(read_measures())),
    "safeguards": _among(lambda: tuple(read_sharing().safeguards)),
    "ruleset": lambda part, codes: part.text(),
    "wanted": _flag,
    "reasons": _flag,
    "consent": _flag,
}
"""How each key is read."""
_OF_KIND: Mapping[str, Mapping[str, _Reader]] = {
    "staff": {"kinds": _among(lambda: STAFF), "needs": _among(lambda: STAFF_NEEDS)}
}
"""Keys that mean something else in one kind of test."""
