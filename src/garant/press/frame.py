"""The frame of a printed page in the look's visual language: one file, no script, nothing fetched."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import lru_cache
from importlib import resources

from garant.press.markup import Content, Markup, join, tag
from garant.press.sentences import Sentences


def page(
    words: Sentences,
    *,
    title: str,
    house: str,
    main: Content,
    foot: str,
    index: Sequence[tuple[str, str]] = (),
) -> str:
    """A whole page. `index` lists (anchor, text) in the margin; `house` leads and Garant steps back."""
    css, policy = _sheet()
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{title} – {house}"),
        tag("style", css),
    )
    body = tag(
        "body",
        tag("a", words.say("package-skip"), class_="skip", href="#content"),
        tag("header", tag("p", house, class_="house"), class_="front"),
        tag("div", _margin(words, index), tag("main", main, class_="page", id="content"), class_="sheet"),
        tag("footer", tag("p", foot), class_="foot"),
    )
    return join(Markup("<!doctype html>\n"), tag("html", head, body, lang=words.language))


def _margin(words: Sentences, index: Sequence[tuple[str, str]]) -> Markup:
    if not index:
        return tag("div", class_="margin")
    places = (tag("li", tag("a", text, href=f"#{anchor}")) for anchor, text in index)
    return tag(
        "div", tag("nav", tag("ul", *places), class_="index", aria_label=words.say("package-contents")), class_="margin"
    )


def facts(pairs: Sequence[tuple[str, Content]]) -> Markup:
    """A list of terms and what they are."""
    return tag("dl", *(join(tag("dt", term), tag("dd", text)) for term, text in pairs), class_="facts")


def table(caption: Content, head: Sequence[str], rows: Sequence[Sequence[Content]], *, shown: bool = False) -> Markup:
    """A table that becomes cards on a phone; roles are explicit because cards hide them from older readers."""
    return tag(
        "table",
        tag("caption", caption, class_=None if shown else "sr"),
        tag(
            "thead",
            tag("tr", *(tag("th", text, scope="col", role="columnheader") for text in head), role="row"),
            role="rowgroup",
        ),
        tag("tbody", *(_row(row, head) for row in rows), role="rowgroup"),
        class_="cards",
        role="table",
    )


def _row(row: Sequence[Content], head: Sequence[str]) -> Markup:
    cells = (tag("td", cell, data_l=label, role="cell") for cell, label in zip(row[1:], head[1:], strict=True))
    return tag("tr", tag("th", row[0], scope="row", role="rowheader"), *cells, role="row")


@lru_cache(maxsize=1)
def _sheet() -> tuple[Markup, str]:
    """The style sheet, and a policy that lets this very sheet in and nothing else."""
    css = resources.files("garant.press").joinpath("sheet.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    return Markup(css), f"default-src 'none'; style-src 'sha256-{digest}'"
