"""The clauses that a contract should hold, set for a lawyer to start from: as Markdown, or as a page to open in a word
processor. The notice that this is no legal advice stands first, and nothing is left out of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from garant.law.sharing import Clause, SharingTerms
from garant.law.terms import Words
from garant.press.frame import page
from garant.press.markup import Markup, join, tag
from garant.press.sentences import Sentences, sentences

Groups = Sequence[tuple[Words, Sequence[Clause]]]


def as_markdown(terms: SharingTerms, clauses: Sequence[Clause], *, house: str, about: str, language: str) -> str:
    """The pack as text. `about`: whose contract it is for; empty: nobody's in particular."""
    words = sentences(language)
    return "\n\n".join(_markdown(terms, clauses, words, house, about)) + "\n"


def as_page(terms: SharingTerms, clauses: Sequence[Clause], *, house: str, about: str, language: str) -> str:
    """The same as one file of HTML, with nothing fetched and no script."""
    words = sentences(language)
    title = terms.title[language]
    parts: list[Markup | None] = [tag("h1", title), tag("p", words.set(terms.notice[language]), class_="lead")]
    parts += [tag("p", about, class_="quiet")] if about else []
    for heading, group in _groups(terms, clauses):
        parts.append(
            tag("section", tag("h2", words.set(heading[language])), *(_clause(terms, c, words) for c in group))
        )
    parts.append(_foot(terms, clauses, words))
    return page(words, title=title, house=house, main=join(*parts), foot=words.set(terms.notice[language]))


def _markdown(
    terms: SharingTerms, clauses: Sequence[Clause], words: Sentences, house: str, about: str
) -> Iterator[str]:
    language = words.language
    yield f"# {terms.title[language]}"
    yield f"**{words.set(terms.notice[language])}**"
    yield " · ".join(part for part in (house, about) if part)
    for heading, group in _groups(terms, clauses):
        yield f"## {words.set(heading[language])}"
        for clause in group:
            yield f"### {_title(clause, language)}"
            yield words.set(clause.text[language])
            yield f"*{words.set(terms.cite(clause.source.id, language))}*"
    if not clauses:
        yield words.set(terms.headings["nothing"][language])
    elif _annexed(clauses):
        yield f"## {terms.headings['annex'][language]}"
        yield "\n".join(f"- {words.set(line[language])}" for line in terms.annex)


def _clause(terms: SharingTerms, clause: Clause, words: Sentences) -> Markup:
    return join(
        tag("h3", _title(clause, words.language)),
        tag("p", words.set(clause.text[words.language]), class_="prose"),
        tag("p", words.set(terms.cite(clause.source.id, words.language)), class_="art"),
    )


def _foot(terms: SharingTerms, clauses: Sequence[Clause], words: Sentences) -> Markup | None:
    language = words.language
    if not clauses:
        return tag("p", words.set(terms.headings["nothing"][language]))
    if not _annexed(clauses):
        return None
    lines = (tag("li", words.set(line[language])) for line in terms.annex)
    return tag("section", tag("h2", terms.headings["annex"][language]), tag("ul", *lines))


def _title(clause: Clause, language: str) -> str:
    return f"{clause.number} – {clause.name[language]}"


def _groups(terms: SharingTerms, clauses: Sequence[Clause]) -> Groups:
    found = [(terms.headings[whose], [c for c in clauses if c.whose == whose]) for whose in ("any", "processor")]
    return [(heading, group) for heading, group in found if group]


def _annexed(clauses: Sequence[Clause]) -> bool:
    return any(clause.whose == "processor" for clause in clauses)
