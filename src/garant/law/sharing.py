"""What the law and good practice ask of giving data to others (`lexicon/sharing.yaml`, `lexicon/clauses.yaml`).

Kinds of recipient, reasons, clauses, undertakings, safeguards, questions, and the words of every finding. It judges
nothing: `rules/sharing.py` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from garant.law.provisions import Law
from garant.law.reading import read_yaml
from garant.law.shape import Part
from garant.law.sourcing import Sources, read_source, source_of
from garant.law.terms import Source, Words

FOLDER = Path(__file__).parent / "lexicon"

Condition = Literal[
    "contract", "contact-only", "legal-text", "authority", "checklist", "case", "criminal", "unpaid", "dispute"
]
"""What a kind of recipient may be asked for before it is given anything."""
Reason = Literal["agreement", "contract", "legal-duty"]
ROLES = ("processor", "controller", "joint-controller", "authority")
PROMISES = ("cession", "rental", "exchange")
HEADINGS = ("any", "processor", "annex", "nothing")
SETS = ("contact", "transferable", "internal-code")
PARTS = (
    *("lexicon", "sources", "words", "reasons", "sets", "operations", "recipients", "by_role", "inside", "checklist"),
    *("safeguards", "undertakings", "questions", "findings"),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Something with a name and a source: a reason, a safeguard, an undertaking, a function inside."""

    id: str
    name: Words
    source: Source
    code: str = ""
    """How the simplified standard numbers it ("R2")."""


@dataclass(frozen=True, slots=True)
class RecipientKind:
    """A kind of recipient outside. `purposes`: prefixes of the only ones it may be given data for; empty: its contract
    says. `shows`: what it must show besides ("certification")."""

    id: str
    name: Words
    source: Source
    reasons: tuple[str, ...]
    conditions: tuple[str, ...]
    undertakings: tuple[str, ...]
    purposes: tuple[str, ...] = ()
    shows: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a contract. `number`: "C1" or "28(3)(a)". `covers`: the one of the four it meets as well, in part
    only where `partly`. `whose`: asked of any recipient under contract, or of processors."""

    id: str
    number: str
    whose: Literal["any", "processor"]
    name: Words
    text: Words
    source: Source
    covers: str = ""
    partly: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """A finding in words: what is so, what to do about it, what it rests on."""

    text: Words
    remedy: Words
    source: Source


@dataclass(frozen=True, slots=True)
class SharingTerms:
    """All of it. `sets`: name → categories. `operations`: purpose kind that hands a file over → the promise it breaks.

    `questions`: measure id → what a supplier is asked. `checklist`: item → what an authority's request must show.
    """

    reasons: Mapping[str, Named]
    kinds: Mapping[str, RecipientKind]
    by_role: Mapping[str, str]
    inside: Mapping[str, Named]
    sets: Mapping[str, tuple[str, ...]]
    operations: Mapping[str, str]
    checklist: Mapping[str, Words]
    safeguards: Mapping[str, Named]
    undertakings: Mapping[str, Named]
    questions: Mapping[str, Words]
    findings: Mapping[str, Told]
    clauses: Mapping[str, Clause]
    words: Mapping[str, Words]
    notice: Words
    """Said on top of every pack of clauses: not legal advice."""
    title: Words
    headings: Mapping[str, Words]
    annex: tuple[Words, ...]
    """What the annex of a processor's contract fills in."""
    sources: Sources

    def say(self, code: str, language: str) -> str:
        """The words for a code of `words`; French where a language is missing."""
        found = self.words[code]
        return found.get(language) or found["fr"]

    def cite(self, source: str, language: str) -> str:
        """A source's citation, with its mark of doubt where it has one (E11)."""
        found = self.sources[source]
        text = found.text.get(language) or found.text["fr"]
        return text if found.mark == "P" else f"{text} [{found.mark}]"

    def cite_under(self, law: Law, source: str, language: str) -> str:
        """The same where the Union's law holds; elsewhere what the law there has in its stead, or nothing."""
        if law.source_of("gdpr/28") is not None:
            return self.cite(source, language)
        return law.cite(source, language) if law.source_of(source) is not None else ""


@cache
def read_sharing() -> SharingTerms:
    """The packaged terms. Raises `LawError` with file and line if a file has not the right shape."""
    top = _part("sharing.yaml").only(PARTS)
    clauses = _part("clauses.yaml").only(("lexicon", "notice", "title", "headings", "annex", "clauses"))
    sources = {source.id: source for source in (read_source(item, "sharing") for item in top["sources"].items())}
    undertakings = _named(top["undertakings"], sources)
    kinds = {id_: _kind(id_, part, sources, tuple(undertakings)) for id_, part in top["recipients"].pairs()}
    by_role = top["by_role"].only(ROLES)
    return SharingTerms(
        reasons=_named(top["reasons"].only(get_args(Reason)), sources),
        kinds=kinds,
        by_role={role: part.text(tuple(kinds)) for role, part in by_role.pairs()},
        inside=_named(top["inside"].only(("staff", "manager", "control")), sources),
        sets={name: part.texts() for name, part in top["sets"].only(SETS).pairs()},
        operations={
            name: part.only(("promise",))["promise"].text(PROMISES) for name, part in top["operations"].pairs()
        },
        checklist={item: part.words() for item, part in top["checklist"].pairs()},
        safeguards=_named(top["safeguards"], sources),
        undertakings=undertakings,
        questions={measure: part.words() for measure, part in top["questions"].pairs()},
        findings={code: _told(part, sources) for code, part in top["findings"].pairs()},
        clauses={id_: _clause(id_, part, sources) for id_, part in clauses["clauses"].pairs()},
        words={code: part.words() for code, part in top["words"].pairs()},
        notice=clauses["notice"].words(),
        title=clauses["title"].words(),
        headings={code: part.words() for code, part in clauses["headings"].only(HEADINGS).pairs()},
        annex=tuple(item.words() for item in clauses["annex"].items()),
        sources=sources,
    )


def _part(name: str) -> Part:
    return Part(read_yaml((FOLDER / name).read_bytes(), name))


def _named(top: Part, sources: Sources) -> dict[str, Named]:
    read = {}
    for id_, part in top.pairs():
        part.only(("source", "name"), ("code",))
        read[id_] = Named(
            id_, part["name"].words(), source_of(part["source"], sources), part.maybe("code", Part.text, "")
        )
    return read


def _kind(id_: str, part: Part, sources: Sources, undertakings: tuple[str, ...]) -> RecipientKind:
    part.only(("reasons", "conditions", "undertakings", "source", "name"), ("code", "purposes", "shows"))
    return RecipientKind(
        id=id_,
        name=part["name"].words(),
        source=source_of(part["source"], sources),
        reasons=part["reasons"].texts(get_args(Reason)),
        conditions=part["conditions"].texts(get_args(Condition)),
        undertakings=part["undertakings"].texts(undertakings),
        purposes=part.maybe("purposes", Part.texts, ()),
        shows=part.maybe("shows", lambda p: p.text(("certification",)), ""),
        code=part.maybe("code", Part.text, ""),
    )


def _told(part: Part, sources: Sources) -> Told:
    part.only(("source", "text", "remedy"))
    return Told(part["text"].words(), part["remedy"].words(), source_of(part["source"], sources))


def _clause(id_: str, part: Part, sources: Sources) -> Clause:
    part.only(("number", "for", "source", "name", "text"), ("covers", "partly"))
    return Clause(
        id=id_,
        number=part["number"].text(),
        whose="processor" if part["for"].text(("any", "processor")) == "processor" else "any",
        name=part["name"].words(),
        text=part["text"].words(),
        source=source_of(part["source"], sources),
        covers=part.maybe("covers", Part.text, ""),
        partly=part.maybe("partly", Part.flag, False),
    )
