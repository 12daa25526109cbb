"""The assistant for legal bases (`lexicon/bases.yaml`): questions, where answers lead, what a purpose calls for.

It judges nothing: `rules/bases.py` follows it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from garant.law.purposes import within
from garant.law.reading import read_yaml
from garant.law.records import BASES
from garant.law.shape import Part
from garant.law.terms import Words

FILE = Path(__file__).parent / "lexicon" / "bases.yaml"
NATURES = ("private", "public", "association")


@dataclass(frozen=True, slots=True)
class Question:
    """A plain question, answered yes or no. `source`: the id of the text that it comes from."""

    id: str
    text: Words
    help: Words
    source: str


@dataclass(frozen=True, slots=True)
class Weight:
    """A question of the balance of art. 6(1)(f). `holds`: the answer with which it holds."""

    id: str
    text: Words
    source: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Step:
    """Yes to `ask` gives `basis`; without a question it is given. `nature`: asked of such organisations alone."""

    basis: str
    ask: str = ""
    nature: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Kinds of purpose, by prefix; "*" is every kind."""

    kinds: tuple[str, ...]
    but: tuple[str, ...] = ()

    def holds(self, kind: str) -> bool:
        return ("*" in self.kinds or within(kind, *self.kinds)) and not within(kind, *self.but)


@dataclass(frozen=True, slots=True)
class Way:
    """The steps of some kinds of purpose."""

    scope: Scope
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Wrong:
    """Bases on which some kinds of purpose cannot rest, and why."""

    bases: tuple[str, ...]
    scope: Scope
    text: Words
    source: str


@dataclass(frozen=True, slots=True)
class Call:
    """What some kinds of purpose call for besides. `needs`: what closes it, as the file's head says."""

    id: str
    scope: Scope
    needs: str
    text: Words
    source: str
    suggests: Mapping[str, str | int]


@dataclass(frozen=True, slots=True)
class Assistant:
    questions: Mapping[str, Question]
    balance: Mapping[str, Weight]
    ways: tuple[Way, ...]
    wrong: tuple[Wrong, ...]
    calls: tuple[Call, ...]


@cache
def read_assistant() -> Assistant:
    """The packaged assistant. Raises `LawError` with file and line if it has not the right shape."""
    top = Part(read_yaml(FILE.read_bytes(), FILE.name))
    top.only(("lexicon", "questions", "balance", "paths", "wrong", "asks"))
    questions = {name: _question(name, part) for name, part in top["questions"].pairs()}
    return Assistant(
        questions=questions,
        balance={name: _weight(name, part) for name, part in top["balance"].pairs()},
        ways=tuple(_way(part, questions) for part in top["paths"].items()),
        wrong=tuple(_wrong(part) for part in top["wrong"].items()),
        calls=tuple(_call(part) for part in top["asks"].items()),
    )


def _question(name: str, part: Part) -> Question:
    part.only(("source", "text", "help"))
    return Question(name, part["text"].words(), part["help"].words(), part["source"].text())


def _weight(name: str, part: Part) -> Weight:
    part.only(("source", "text", "holds"))
    return Weight(name, part["text"].words(), part["source"].text(), part["holds"].flag())


def _way(part: Part, questions: Mapping[str, Question]) -> Way:
    part.only(("kinds", "steps"))
    steps = tuple(_step(step, questions) for step in part["steps"].items())
    if not steps or steps[-1].ask:
        raise part["steps"].refuse(
            "The last step still asks.", "End with a step that gives a basis without a question."
        )
    return Way(Scope(part["kinds"].texts()), steps)


def _step(part: Part, questions: Mapping[str, Question]) -> Step:
    part.only(("basis",), ("ask", "nature"))
    ask = part.maybe("ask", lambda p: p.text(tuple(questions)), "")
    return Step(part["basis"].text(BASES), ask, part.maybe("nature", lambda p: p.text(NATURES), ""))


def _wrong(part: Part) -> Wrong:
    part.only(("bases", "kinds", "except", "source", "text"))
    scope = Scope(part["kinds"].texts(), part["except"].texts())
    return Wrong(part["bases"].texts(BASES), scope, part["text"].words(), part["source"].text())


def _call(part: Part) -> Call:
    part.only(("id", "kinds", "needs", "source", "text"), ("except", "suggests"))
    needs = part["needs"]
    return Call(
        id=part["id"].text(),
        scope=Scope(part["kinds"].texts(), part.maybe("except", Part.texts, ())),
        needs=needs.text() if needs.value else "",
        text=part["text"].words(),
        source=part["source"].text(),
        suggests=part.maybe("suggests", _plain, {}),
    )


def _plain(part: Part) -> Mapping[str, str | int]:
    return {name: each.number() if isinstance(each.value, int) else each.text() for name, each in part.pairs()}
