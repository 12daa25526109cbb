"""A conformity report as a document: a letter for text and PDF, and a page of one file.

What it says is found in `rules/conformity.py` and put into words in `conformity_words`; this only sets it. Points
that do not concern the activity stand together at the end, so that what matters is read first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from garant.law.provisions import Law
from garant.law.rulesets import SECTIONS, Section
from garant.press.conformity_words import Row, Sayer
from garant.press.documents import Party
from garant.press.frame import page, table
from garant.press.icons import fate_icon
from garant.press.letter import Block, Cell, FateKind, Heading, Items, Letter, Paragraph, Table
from garant.press.markup import Markup, join, tag
from garant.press.sentences import sentences
from garant.rules.conformity import Report
from garant.rules.points.facts import Answer

_SIGNS: dict[Answer, FateKind] = {"met": "met", "not-met": "unmet", "unknown": "undecided", "not-applicable": ""}
_WIDTHS = (17, 8, 15)
"""Of the columns: what is asked, the finding, what the register says."""


def report_letter(report: Report, law: Law, house: Party, language: str) -> Letter:
    """The report in a language, to be set as text or PDF (`pdf.letter_pdf`)."""
    sayer = Sayer(language, law)
    return Letter(
        subject=_subject(report, sayer),
        language=sentences(language).language,
        organisation=house,
        made=report.on,
        dateline=sayer.dateline(report),
        greeting=sayer.say("report.greeting"),
        blocks=tuple(_blocks(report, sayer)),
        signature=sayer.say("report.signature", organisation=house.name),
    )


def report_page(report: Report, law: Law, house: Party, language: str) -> str:
    """The same as one file of HTML: nothing fetched, no script."""
    sayer = Sayer(language, law)
    subject = _subject(report, sayer)
    main = join(
        tag("p", sayer.dateline(report), class_="eyebrow"),
        tag("h1", subject),
        *(tag("p", text, class_="lead" if n == 0 else None) for n, text in enumerate(_opening(report, sayer))),
        _section("next", sayer.say("report.next"), _bullets(_steps(report, sayer))),
        *(
            _section(part, sayer.say(f"part.{part}"), table(sayer.say(f"part.{part}"), _head(sayer), _shown(rows)))
            for part, rows in _parts(report, sayer)
        ),
        _section("absent", sayer.say("report.absent"), _bullets(_absent(report, sayer))),
        tag("p", sayer.marks(), class_="small"),
    )
    index = [(part, sayer.say(f"part.{part}")) for part, _ in _parts(report, sayer)]
    foot = sayer.say("report.signature", organisation=house.name)
    return page(sentences(language), title=subject, house=house.name, main=main, foot=foot, index=index)


# ── what both say ──────────────────────────────────────────────────────────────────────────────────────────────────


def _subject(report: Report, sayer: Sayer) -> str:
    names = {"activity": sayer.pick(report.name), "ruleset": sayer.pick(report.ruleset.name)}
    return sayer.say("report.subject", **names)


def _opening(report: Report, sayer: Sayer) -> Iterator[str]:
    """The verdict, the counts, and what force the text has."""
    if report.lines:
        yield sayer.say(f"verdict.{report.verdict}")
        yield sayer.counts(report)
    else:
        yield sayer.say("report.no-points")
    yield sayer.stage(report)
    if report.successors:
        names = " → ".join(sayer.pick(one.name) for one in report.successors)
        yield sayer.say("report.successors", rulesets=names)
    if report.lines:
        yield sayer.usual_source(report)


def _steps(report: Report, sayer: Sayer) -> list[str]:
    """What remains to be done: other texts to follow first, then each gap, then what is only advised."""
    steps = [sayer.step(step) for step in report.proposals]
    for code, lines in (("report.gap", report.gaps), ("report.advice", report.advice)):
        rows = [sayer.row(report, line) for line in lines]
        steps += [sayer.say(code, code=row.code, remedy=row.remedy) for row in rows]
    return steps


def _parts(report: Report, sayer: Sayer) -> list[tuple[Section, list[Row]]]:
    rows = [row for row in sayer.rows(report) if row.answer != "not-applicable"]
    found = [(part, [row for row in rows if row.part == part]) for part in SECTIONS]
    return [(part, of_part) for part, of_part in found if of_part]


def _absent(report: Report, sayer: Sayer) -> list[str]:
    rows = [row for row in sayer.rows(report) if row.answer == "not-applicable"]
    return [sayer.say("report.point", code=row.code, words=row.asks) for row in rows]


def _head(sayer: Sayer) -> tuple[str, str, str]:
    return sayer.say("report.head-point"), sayer.say("report.head-answer"), sayer.say("report.head-evidence")


# ── the letter ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _blocks(report: Report, sayer: Sayer) -> Iterator[Block]:
    for text in _opening(report, sayer):
        yield Paragraph(text)
    yield from _list(sayer.say("report.next"), _steps(report, sayer))
    for part, rows in _parts(report, sayer):
        caption = sayer.say(f"part.{part}")
        yield Heading(caption)
        yield Table(caption, _head(sayer), tuple(_cells(row, sayer) for row in rows), _WIDTHS)
    yield from _list(sayer.say("report.absent"), _absent(report, sayer))
    yield Paragraph(sayer.marks())


def _list(title: str, items: Sequence[str]) -> Iterator[Block]:
    if items:
        yield Heading(title)
        yield Items(tuple(items))


def _cells(row: Row, sayer: Sayer) -> tuple[Cell, ...]:
    return (
        Cell(sayer.say("report.point", code=row.code, words=row.asks), articles=row.own_source),
        Cell(row.said, fate="" if row.advice else _SIGNS[row.answer]),
        Cell(" · ".join(row.evidence)),
    )


# ── the page ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _section(anchor: str, title: str, content: Markup | None) -> Markup | None:
    return tag("section", tag("h2", title), content, id=anchor) if content else None


def _bullets(items: Sequence[str]) -> Markup | None:
    return tag("ul", *(tag("li", item) for item in items), class_="bullets") if items else None


def _shown(rows: Sequence[Row]) -> list[tuple[Markup, Markup, Markup]]:
    return [(_asked(row), _found(row), tag("span", *_lines(row.evidence))) for row in rows]


def _asked(row: Row) -> Markup:
    own = tag("span", row.own_source, class_="art") if row.own_source else None
    return join(tag("code", row.code), tag("span", row.asks), own)


def _found(row: Row) -> Markup:
    sign = "" if row.advice else _SIGNS[row.answer]
    return tag("span", fate_icon(sign) if sign else None, row.said, class_=f"fate {sign}".strip())


def _lines(texts: Sequence[str]) -> Iterator[Markup]:
    for n, text in enumerate(texts):
        yield join(tag("br") if n else None, text)
