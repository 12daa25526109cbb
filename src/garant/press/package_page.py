"""The page that opens a package: what is held and why (art. 15(1)), the data to read, the raw rows, the dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from garant.press.documents import AccessDocument, ActivityAnswer, ColumnAnswer, TableAnswer, Withheld
from garant.press.frame import facts, page, table
from garant.press.letter import web_address
from garant.press.markup import Content, Markup, join, tag
from garant.press.sentences import Sentences, sentences
from garant.press.values import value_in_words

SHOWN = 500
"""Rows of one table that the page shows; all of them are in the files beside it."""
LONG = 60
"""Characters above which a raw value may break its line."""

Files = Sequence[tuple[str, str]]
"""(path in the package, what it holds)."""


def access_page(document: AccessDocument, files: Files, fingerprint: str) -> str:
    """Three layers on one page, all there at once: a table of contents, not a second request, leads to each."""
    words = sentences(document.language, union=document.authority.union)
    layers: list[tuple[str, str, Content]] = [("why", words.say("package-layer-why"), _why(document, words))]
    if document.tables:
        layers += [
            ("data", words.say("package-layer-data"), _data(document, words)),
            ("raw", words.say("package-layer-raw"), _raw(document, words)),
            ("dictionary", words.say("package-layer-words"), _dictionary(document, words)),
        ]
    layers.append(("files", words.say("package-layer-files"), _files(document, words, files, fingerprint)))
    known = document.tables or document.withheld or document.undecided
    lead = "package-lead-access" if known else "package-lead-nothing"
    return _page(document, words, lead, layers)


def portability_page(document: AccessDocument, files: Files, fingerprint: str) -> str:
    """What the portable files hold, what they leave out and why, and what each field means."""
    words = sentences(document.language, union=document.authority.union)
    held = tuple(
        (_named(one.title, one.table), str(len(one.rows)), ", ".join(c.title for c in one.columns))
        for one in document.tables
    )
    head = tuple(words.say(key) for key in ("package-table", "package-count", "package-categories"))
    included = table(words.say("portability-included"), head, held) if held else tag("p", words.say("portability-none"))
    left = (*document.withheld, *document.undecided)
    excluded = join(
        tag("p", words.say("portability-excluded-intro"), class_="prose"),
        _withheld(words, left) if left else tag("p", words.say("portability-excluded-none")),
    )
    excluded = join(excluded, *(tag("p", meaning, class_="quiet small") for meaning in words.marks(excluded)))
    layers: list[tuple[str, str, Content]] = [
        ("included", words.say("portability-included"), included),
        ("excluded", words.say("portability-excluded"), excluded),
    ]
    if document.tables:
        layers.append(("dictionary", words.say("package-layer-words"), _dictionary(document, words)))
    layers.append(("files", words.say("package-layer-files"), _files(document, words, files, fingerprint)))
    return _page(document, words, "package-lead-portability", layers)


def _page(document: AccessDocument, words: Sentences, lead: str, layers: Sequence[tuple[str, str, Content]]) -> str:
    house = document.organisation
    made = words.short_day(document.made)
    title = words.say(f"package-title-{document.kind}", organisation=house.name)
    sections = (tag("section", tag("h2", text), content, id=anchor) for anchor, text, content in layers)
    main = join(
        tag("p", words.say("package-eyebrow", reference=document.reference, made=made), class_="eyebrow"),
        tag("h1", title),
        tag("p", words.say(lead, organisation=house.name), class_="lead"),
        *sections,
    )
    foot = (
        words.say("package-footer", organisation=house.name, address=house.address, made=made)
        if house.address
        else words.say("package-footer-bare", organisation=house.name, made=made)
    )
    index = [(anchor, text) for anchor, text, _ in layers]
    return page(words, title=title, house=house.name, main=main, foot=foot, index=index)


# ── layer 1: what we hold, and why ─────────────────────────────────────────────────────────────────────────────────


def _why(document: AccessDocument, words: Sentences) -> Markup:
    house = document.organisation
    found_by = (tag("li", words.say("labelled", label=kind, value=value)) for kind, value in document.identities)
    who: list[tuple[str, Content]] = [
        (words.say("package-who"), _lines(house.name, house.address, house.contact)),
        (words.say("package-person"), document.person),
        (words.say("package-received"), words.day(document.received)),
        (words.say("package-made"), words.day(document.made)),
    ]
    if document.identities:
        who.append((words.say("package-found-by"), tag("ul", *found_by)))
    if document.arrivals:
        who.append((words.say("package-arrivals"), tag("ul", *(tag("li", each) for each in document.arrivals))))
    if document.standing:
        who.append((words.say("package-standing"), document.standing))
    who.append((words.say("package-searched"), _inline(document.searched)))
    said = join(
        facts(who),
        *(_activity(one, words) for one in document.activities),
        _rights(document, words),
        _left_out(document, words),
    )
    return join(said, *(tag("p", meaning, class_="quiet small") for meaning in words.marks(said)))


def _activity(activity: ActivityAnswer, words: Sentences) -> Markup:
    """The items of art. 15(1), each under its own term, for one activity."""
    since = (
        words.say("package-since-date", on=words.short_day(activity.since))
        if activity.since
        else words.say("package-since-unknown")
    )
    items: list[tuple[str, Content]] = [
        (words.say("package-purpose"), activity.purpose),  # (a)
        (words.say("package-basis"), _inline(activity.bases)),
        (words.say("package-categories"), _inline(activity.categories)),  # (b)
        (words.say("package-since"), since),
        (words.say("package-source"), activity.source or words.say("package-source-unknown")),  # (g)
        (words.say("package-duration"), activity.duration or words.say("package-duration-unknown")),  # (d)
        (words.say("package-recipients"), _recipients(activity, words)),  # (c), by name: C-154/21
        (words.say("package-transfers"), _transfers(activity, words)),  # Art. 15(2)
        (words.say("package-automated"), activity.automated or words.say("package-automated-none")),  # (h)
    ]
    return tag("section", tag("h3", activity.name), facts(items))


def _recipients(activity: ActivityAnswer, words: Sentences) -> Content:
    if not activity.recipients:
        return words.say("package-recipients-none")
    said = (
        words.say("package-recipient-abroad", name=one.name, role=one.role, country=one.country)
        if one.country
        else words.say("package-recipient", name=one.name, role=one.role)
        for one in activity.recipients
    )
    return tag("ul", *(tag("li", text) for text in said))


def _transfers(activity: ActivityAnswer, words: Sentences) -> Content:
    abroad = [one for one in activity.recipients if one.abroad]
    unsaid = ", ".join(one.name for one in activity.recipients if not one.country)
    if not abroad:  # a recipient of no known country is not held for one at home
        return words.say("package-transfers-unsaid", names=unsaid) if unsaid else words.say("package-transfers-none")
    said = [
        words.say("package-transfer", name=one.name, country=one.country, safeguard=one.safeguard)
        if one.safeguard
        else words.say("package-transfer-bare", name=one.name, country=one.country)
        for one in abroad
    ]
    if unsaid:
        said.append(words.say("package-transfers-unsaid", names=unsaid))
    return tag("ul", *(tag("li", text) for text in said))


def _rights(document: AccessDocument, words: Sentences) -> Markup:
    known = document.authority
    pairs = [(one.name, join(one.text, tag("span", one.article, class_="art"))) for one in document.rights]  # (e)
    complain = words.say(
        "package-complain-text",
        contact=document.organisation.contact,
        authority=known.name,
        address=known.address,
        page=known.page,
    )
    return tag(
        "section",
        tag("h3", words.say("package-rights")),
        facts([*pairs, (words.say("package-complain"), complain)]),  # (f)
    )


def _left_out(document: AccessDocument, words: Sentences) -> Markup:
    parts: list[Markup] = []
    if document.withheld:
        title = tag("h3", words.say("package-withheld"))
        parts.append(tag("section", title, _withheld(words, document.withheld)))
    if document.undecided:
        intro = tag("p", words.say("package-undecided-intro"), class_="prose")
        names = tag("ul", *(tag("li", one.title) for one in document.undecided), class_="bullets")
        note = tag("div", intro, names, class_="note near")
        parts.append(tag("section", tag("h3", words.say("package-undecided")), note))
    return join(*parts)


def _withheld(words: Sentences, withheld: Sequence[Withheld]) -> Markup:
    rows = tuple(
        (
            join(_named(one.title, one.table), None if one.column else _whole(words)),
            join(one.reason, tag("span", one.article, class_="art") if one.article else None),
        )
        for one in withheld
    )
    head = (words.say("package-withheld-where"), words.say("package-withheld-why"))
    return table(words.say("package-withheld"), head, rows)


def _whole(words: Sentences) -> Markup:
    return join(" ", tag("span", words.say("package-whole-table"), class_="quiet small"))


# ── layer 2: the data, to be read ──────────────────────────────────────────────────────────────────────────────────


def _data(document: AccessDocument, words: Sentences) -> Markup:
    groups = []
    for activity in document.activities:
        mine = [one for one in document.tables if one.activity == activity.id]
        parts = (_readable(one, document, words) for one in mine)
        groups.append(tag("section", tag("h3", activity.name), *parts))
    return join(*groups)


def _readable(one: TableAnswer, document: AccessDocument, words: Sentences) -> Markup:
    count = str(len(one.rows))
    number = words.say("package-row") if len(one.rows) == 1 else words.say("package-rows", count=count)
    title = tag("h4", _named(one.title, one.table))
    said = tag("p", tag("span", words.say("package-in-store", store=one.store, rows=number)), class_="quiet small")
    caption = words.say("package-table-of", title=one.title, table=one.table, store=one.store)
    body = _one_row(one, document, words, caption) if len(one.rows) == 1 else _rows(one, document, words, caption)
    return tag("section", title, said, body)


def _one_row(one: TableAnswer, document: AccessDocument, words: Sentences, caption: str) -> Markup:
    head = tuple(words.say(key) for key in ("package-field", "package-value", "package-correct"))
    rows = tuple(
        (
            column.title,
            value_in_words(one.rows[0].get(column.name), column, words),
            _report(one, column, document, words),
        )
        for column in one.columns
    )
    return tag("div", table(caption, head, rows), class_="fields")


def _rows(one: TableAnswer, document: AccessDocument, words: Sentences, caption: str) -> Markup:
    columns = [column for column in one.columns if not _repeats(one, column)]
    head = tuple(column.title for column in columns)
    rows = [
        tuple(value_in_words(row.get(column.name), column, words) for column in columns) for row in one.rows[:SHOWN]
    ]
    box = tag("div", table(caption, head, rows), class_="spread", tabindex="0", role="region", aria_label=caption)
    links = [link for column in columns if (link := _report(one, column, document, words, named=True))]
    report = tag(
        "details",
        tag("summary", words.say("package-report")),
        tag("p", *(join(link, " ") for link in links), class_="links"),
        class_="report",
    )
    return join(box, _more(one, words), report if links else None)


def _repeats(one: TableAnswer, column: ColumnAnswer) -> bool:
    """A number that ties all rows to the same one, the person's own: the raw rows bear it, a reader needs it not."""
    return not column.category and len({str(row.get(column.name)) for row in one.rows}) == 1


def _more(one: TableAnswer, words: Sentences) -> Markup | None:
    if len(one.rows) <= SHOWN:
        return None
    file = f"{folder(one)}.csv"
    said = words.say("package-shown", shown=str(SHOWN), count=str(len(one.rows)), file=file)
    return tag("p", said, class_="note")


def _report(
    one: TableAnswer, column: ColumnAnswer, document: AccessDocument, words: Sentences, *, named: bool = False
) -> Markup | None:
    """A link to the form that corrects this field (art. 16): it names the field, and says nothing of the person."""
    if not (address := web_address(document.rectify_link)):
        return None
    field = quote(f"{one.store}.{one.table}.{column.name}", safe=".")
    href = f"{address}{'&' if '?' in address else '?'}field={field}"
    if named:
        return tag("a", column.title, href=href)
    full = words.say("package-report-field", field=column.title)
    return tag("a", words.say("package-report"), href=href, aria_label=full)


# ── layer 3: the raw rows, and what they mean ──────────────────────────────────────────────────────────────────────


def _raw(document: AccessDocument, words: Sentences) -> Markup:
    intro = tag("p", words.say("package-layer-raw-intro"), class_="prose")
    return join(intro, *(_raw_table(one, words) for one in document.tables))


def _raw_table(one: TableAnswer, words: Sentences) -> Markup:
    caption = words.say("package-raw-of", table=one.table, store=one.store)
    head = tag("tr", *(tag("th", column.name, scope="col") for column in one.columns))
    rows = (tag("tr", *(_raw_cell(row.get(c.name)) for c in one.columns)) for row in one.rows[:SHOWN])
    body = tag("table", tag("caption", caption, class_="sr"), tag("thead", head), tag("tbody", *rows))
    box = tag("div", body, class_="scroll", tabindex="0", role="region", aria_label=caption)
    count = words.say("package-rows", count=str(len(one.rows))) if len(one.rows) > 1 else words.say("package-row")
    named = words.say("package-raw-name", store=one.store, table=one.table)
    return tag("details", tag("summary", named, " ", tag("span", count, class_="quiet small")), box, _more(one, words))


def _raw_cell(value: Any) -> Markup:
    if value is None:
        return tag("td", tag("span", "NULL", class_="quiet"))
    text = str(value)
    return tag("td", text, class_="long" if len(text) > LONG else None)


def _dictionary(document: AccessDocument, words: Sentences) -> Markup:
    intro = tag("p", words.say("package-layer-words-intro"), class_="prose")
    return join(intro, *(_words_of(one, words) for one in document.tables))


def _words_of(one: TableAnswer, words: Sentences) -> Markup:
    keys = ("package-field", "package-category", "package-origin", "package-meaning")
    rows = tuple(
        (
            join(column.title, tag("code", column.name)),
            column.category or words.say("package-no-category"),
            words.say(f"package-origin-{column.origin}" if column.category else "package-origin-none"),
            _meaning(column, words),
        )
        for column in one.columns
    )
    caption = words.say("package-words-of", table=one.table, store=one.store)
    title = tag("h3", _named(one.title, one.table))
    return tag("section", title, table(caption, tuple(words.say(key) for key in keys), rows))


def _meaning(column: ColumnAnswer, words: Sentences) -> Content:
    """What the title leaves open; where it says it all, nothing."""
    said = [column.meaning] if column.meaning else []
    if column.free_text:
        said.append(words.say("package-free-text"))
    said += [words.say("package-code", code=code, meaning=meaning) for code, meaning in column.codes.items()]
    return tag("ul", *(tag("li", text) for text in said)) if said else None


def _files(document: AccessDocument, words: Sentences, files: Files, fingerprint: str) -> Markup:
    named: Mapping[str, str] = {"organisation": document.organisation.name}
    rows = tuple((tag("a", tag("code", path), href=quote(path)), what) for path, what in files)
    head = (words.say("package-file"), words.say("package-file-what"))
    return join(
        tag("p", words.say("package-files"), class_="prose"),
        tag("p", words.say("package-injection"), class_="prose"),
        tag("p", words.say("package-manifest", **named), class_="prose"),
        tag("p", words.say("package-key", fingerprint=""), tag("code", fingerprint), class_="prose"),
        table(words.say("package-layer-files"), head, rows),
    )


def _named(title: str, table: str) -> Markup:
    """A table's title, and its own name where that is another."""
    return join(title, None if title == table else join(" ", tag("code", table)))


def _inline(names: Sequence[str]) -> Markup:
    return tag("ul", *(tag("li", name) for name in names), class_="inline")


def _lines(*lines: str) -> Markup:
    return join(*(tag("div", line) for line in lines if line))


def folder(one: TableAnswer) -> str:
    """Where a table's files lie in the package: names that any file system takes."""
    return f"data/{_file_name(one.store)}/{_file_name(one.table)}"


def _file_name(name: str) -> str:
    plain = quote(name, safe="")
    return f"%2E{plain[1:]}" if plain.startswith(".") else plain
