"""A letter as blocks, and its faces: plain text for a mail, an HTML fragment for a page. `pdf` prints the same blocks.

What it says is composed in `letters` and `answer`; this module only sets it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from textwrap import TextWrapper
from typing import Any, Literal

from garant.press.documents import Party
from garant.press.icons import fate_icon
from garant.press.markup import Markup, join, tag
from garant.press.sentences import sentences

WIDTH = 78
FateKind = Literal["", "erase", "mask", "keep", "undecided", "met", "unmet"]
"""What becomes of data; in a report, what a rule was found to be ("undecided": to be looked at)."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """A sentence, then a link. `label` says where it leads; a mail shows the address itself."""

    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Cell:
    text: str
    fate: FateKind = ""
    articles: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """`widths`: of its columns, by proportion; empty: the face chooses."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    widths: tuple[int, ...] = ()


Block = Paragraph | Heading | Items | Link | Table
_BLOCKS: dict[str, type[Any]] = {kind.__name__: kind for kind in (Paragraph, Heading, Items, Link)}


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter. `subject` holds no personal data: it travels and is listed in the clear."""

    subject: str
    language: str
    organisation: Party
    made: date
    dateline: str
    greeting: str
    blocks: tuple[Block, ...]
    signature: str

    @property
    def text(self) -> str:
        """The body of a mail, at most 78 columns wide but for what cannot be broken (a link)."""
        parts = [_wrapped(self.dateline), _wrapped(self.greeting)]
        parts += [_block_text(block, self.language) for block in self.blocks]
        house = "\n".join(line for line in (self.organisation.name, self.organisation.address) if line)
        parts += [_wrapped(self.signature), f"-- \n{house}\n{self.organisation.contact}"]
        return "\n\n".join(parts) + "\n"

    @property
    def html(self) -> str:
        """A fragment in the look's `.letter` markup: no style attribute, nothing fetched."""
        return _unbroken(
            tag(
                "div",
                tag("p", self.dateline, class_="quiet"),
                tag("p", self.greeting),
                *(_block_html(block) for block in self.blocks),
                tag("p", self.signature),
                class_="letter",
                lang=self.language,
            )
        )

    def as_json(self) -> str:
        """The letter as it is kept, to be set again later in any of its faces."""
        blocks = [{"kind": type(block).__name__, **asdict(block)} for block in self.blocks]
        body = asdict(self) | {"made": self.made.isoformat(), "blocks": blocks}
        return json.dumps(body, ensure_ascii=False, sort_keys=True)

    @classmethod
    def of_json(cls, text: str) -> Letter:
        body: dict[str, Any] = json.loads(text)
        blocks = tuple(_block_of(block) for block in body.pop("blocks"))
        made = date.fromisoformat(body.pop("made"))
        return cls(organisation=Party(**body.pop("organisation")), made=made, blocks=blocks, **body)


def _block_of(body: dict[str, Any]) -> Block:
    kind = body.pop("kind")
    if kind == "Table":
        rows = tuple(tuple(Cell(**cell) for cell in row) for row in body["rows"])
        return Table(body["caption"], tuple(body["head"]), rows, tuple(body.get("widths", ())))
    if kind == "Items":
        return Items(tuple(body["items"]))
    block: Block = _BLOCKS[kind](**body)
    return block


# ── plain text ─────────────────────────────────────────────────────────────────────────────────────────────────────


def _wrapped(text: str, first: str = "", then: str = "") -> str:
    wrapper = TextWrapper(
        WIDTH, initial_indent=first, subsequent_indent=then, break_long_words=False, break_on_hyphens=False
    )
    return wrapper.fill(text)


def _block_text(block: Block, language: str) -> str:
    match block:
        case Paragraph(text):
            return _wrapped(text)
        case Heading(text):
            return f"{_wrapped(text)}\n{'-' * min(len(text), WIDTH)}"
        case Items(items):
            return "\n".join(_wrapped(item, "- ", "  ") for item in items)
        case Link(text, _, url):
            return f"{_wrapped(text)}\n{url}"
        case Table():
            return "\n\n".join("\n".join(_row_text(row, block.head, language)) for row in block.rows)


def _row_text(row: tuple[Cell, ...], head: tuple[str, ...], language: str) -> Iterator[str]:
    """A row of a table as a short list: no table survives a narrow mail."""
    words = sentences(language)
    yield _wrapped(row[0].text, "* ", "  ")
    for label, cell in zip(head[1:], row[1:], strict=True):
        yield _wrapped(words.say("labelled", label=label, value=_with_articles(cell)), "  ", "  ")


def _with_articles(cell: Cell) -> str:
    return f"{cell.text} ({cell.articles})" if cell.articles else cell.text


# ── HTML ───────────────────────────────────────────────────────────────────────────────────────────────────────────


_TEXT = re.compile(r">[^<]+")
_REFERENCE = re.compile(r"R-\d{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


def _unbroken(html: str) -> str:
    """A reference does not part at the end of a line; in addresses it stays as it is."""
    return _TEXT.sub(lambda text: _REFERENCE.sub(r'<span class="nw">\g<0></span>', text[0]), html)


def _block_html(block: Block) -> Markup:
    match block:
        case Paragraph(text):
            return tag("p", text)
        case Heading(text):
            return tag("h2", text)
        case Items(items):
            return tag("ul", *(tag("li", item) for item in items))
        case Link(text, label, url):
            return tag("p", text, " ", tag("a", label, href=web_address(url)))
        case Table():
            return _table_html(block)


def _table_html(table: Table) -> Markup:
    """Roles are explicit because the look turns tables into cards on a phone, which hides them from older readers."""
    head = tag("tr", *(tag("th", text, scope="col", role="columnheader") for text in table.head), role="row")
    return tag(
        "table",
        tag("caption", table.caption, class_="sr"),
        tag("thead", head, role="rowgroup"),
        tag("tbody", *(_row_html(row, table.head) for row in table.rows), role="rowgroup"),
        class_="cards",
        role="table",
    )


def _row_html(row: tuple[Cell, ...], head: tuple[str, ...]) -> Markup:
    first = tag("th", _cell_html(row[0]), scope="row", role="rowheader")
    rest = (
        tag("td", _cell_html(cell), data_l=label, role="cell") for label, cell in zip(head[1:], row[1:], strict=True)
    )
    return tag("tr", first, *rest, role="row")


def _cell_html(cell: Cell) -> Markup:
    text = tag("span", fate_icon(cell.fate), cell.text, class_=f"fate {cell.fate}") if cell.fate else join(cell.text)
    return join(text, tag("span", cell.articles, class_="art") if cell.articles else None)


def web_address(url: str) -> str | None:
    """The address as a browser or a mail program may open it; a link to anything else is not made."""
    if url.startswith(("https://", "http://", "mailto:")):
        return url
    return f"mailto:{url}" if "@" in url and ":" not in url else None
