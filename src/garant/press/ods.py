"""Spreadsheets in OpenDocument form (ODF 1.3), written from sheets of cells and read back into them.

It knows cells, not what they say: `rules/cnil.py` does. Reading refuses whatever a hostile file could be made of.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from garant.errors import FormError
from garant.rules.grids import Cell, Grid, Sheet, Style

MIME = "application/vnd.oasis.opendocument.spreadsheet"
MOST_BYTES = 40_000_000
"""Of a part once unpacked; a register of 200 activities has about a tenth of it."""
MOST_CELLS = 400_000
MOST_SHEETS = 2_000
_DAY = "2026-01-01T00:00:00"


# ── writing ────────────────────────────────────────────────────────────────────────────────────────────────────────

_SANS, _SERIF = 'style:font-name="Sans" fo:font-size="10pt"', 'style:font-name="Serif" fo:font-size="18pt"'
_STYLES: Mapping[Style, tuple[str, str]] = {  # of the cell, of its text; the colours are those of every page
    "": ("", _SANS),
    "title": ("", f'{_SERIF} fo:color="#123f34"'),
    "head": ('fo:background-color="#1a5646"', f'{_SANS} fo:color="#ffffff" fo:font-weight="bold"'),
    "label": ('fo:background-color="#e0ece5"', f'{_SANS} fo:color="#18231f" fo:font-weight="bold"'),
    "value": ('fo:background-color="#fcfdfb" fo:border="0.5pt solid #d3dad3"', f'{_SANS} fo:color="#18231f"'),
    "note": ("", f'{_SANS} fo:color="#4a5852" fo:font-style="italic"'),
    "example": ('fo:background-color="#f1f4ef"', f'{_SANS} fo:color="#4a5852" fo:font-style="italic"'),
}
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "number": "datastyle",
        "of": "of",
    }.items()
)


def write(sheets: Sequence[Sheet], *, lists: Mapping[str, Sequence[str]], title: str, language: str) -> bytes:
    """The sheets as one ODS file. `lists`: name → the choices that a spreadsheet offers in cells of that list."""
    parts = {
        "content.xml": _content(sheets, lists),
        "styles.xml": _root("document-styles", ""),
        "meta.xml": _root("document-meta", f"<office:meta>{_meta(title, language)}</office:meta>"),
    }
    entries = "".join(f'<manifest:file-entry manifest:full-path="{n}" manifest:media-type="text/xml"/>' for n in parts)
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest manifest:version="1.3" '
        'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIME}"/>{entries}</manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(_entry("mimetype", zipfile.ZIP_STORED), MIME)  # first and unpacked, by which it is known
        for name, text in (*parts.items(), ("META-INF/manifest.xml", manifest)):
            file.writestr(_entry(name, zipfile.ZIP_DEFLATED), text)
    return out.getvalue()


def _entry(name: str, how: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))  # the same register gives the same bytes
    entry.compress_type = how
    return entry


def _root(name: str, inside: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:{name} {_SPACES} office:version="1.3">{inside}</office:{name}>'
    )


def _meta(title: str, language: str) -> str:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"<dc:title {spaces}>{escape(title)}</dc:title><dc:language {spaces}>{escape(language)}</dc:language>"


def _content(sheets: Sequence[Sheet], lists: Mapping[str, Sequence[str]]) -> str:
    widths = sorted({width for sheet in sheets for width in sheet.widths})
    styles = "".join(
        f'<style:style style:name="c-{name or "plain"}" style:family="table-cell">'
        f'<style:table-cell-properties {cell} fo:wrap-option="wrap" style:vertical-align="top" fo:padding="0.15cm"/>'
        f"<style:text-properties {text}/></style:style>"
        for name, (cell, text) in _STYLES.items()
    )
    styles += "".join(
        f'<style:style style:name="w-{n}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width}cm"/></style:style>'
        for n, width in enumerate(widths)
    )
    choices = "".join(
        f"<table:content-validation table:name={quoteattr(name)} "
        f'table:condition={quoteattr(_condition(values))} table:allow-empty-cell="true"/>'
        for name, values in lists.items()
    )
    fonts = (
        '<style:font-face style:name="Sans" svg:font-family="\'Noto Sans\', Arial, sans-serif"/>'
        '<style:font-face style:name="Serif" svg:font-family="\'Noto Serif\', Georgia, serif"/>'
    )
    tables = "".join(_table(sheet, widths) for sheet in sheets)
    return _root(
        "document-content",
        f"<office:font-face-decls>{fonts}</office:font-face-decls>"
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>"
        f"<table:content-validations>{choices}</table:content-validations>{tables}"
        "</office:spreadsheet></office:body>",
    )


def _condition(values: Sequence[str]) -> str:
    quoted = ";".join('"' + value.replace('"', '""') + '"' for value in values)
    return f"of:cell-content-is-in-list({quoted})"


def _table(sheet: Sheet, widths: Sequence[float]) -> str:
    columns = "".join(f'<table:table-column table:style-name="w-{widths.index(w)}"/>' for w in sheet.widths)
    most = max((sum(cell.spans for cell in row) for row in sheet.rows), default=1)
    rest = most - len(sheet.widths)
    if rest > 0:
        columns += f'<table:table-column table:number-columns-repeated="{rest}"/>'
    rows = "".join(
        f"<table:table-row>{''.join(map(_cell, row)) or '<table:table-cell/>'}</table:table-row>" for row in sheet.rows
    )
    return f"<table:table table:name={quoteattr(sheet.name)}>{columns}{rows}</table:table>"


def _cell(cell: Cell) -> str:
    attributes = f' table:style-name="c-{cell.style or "plain"}"'
    if cell.list:
        attributes += f" table:content-validation-name={quoteattr(cell.list)}"
    if cell.spans > 1:
        attributes += f' table:number-columns-spanned="{cell.spans}" table:number-rows-spanned="1"'
    covered = "<table:covered-table-cell/>" * (cell.spans - 1)
    if not cell.text:
        return f"<table:table-cell{attributes}/>{covered}"
    lines = "".join(f"<text:p>{_line(line)}</text:p>" for line in cell.text.split("\n"))
    return f'<table:table-cell office:value-type="string"{attributes}>{lines}</table:table-cell>{covered}'


def _line(text: str) -> str:
    """ODF folds several spaces into one unless they are written as an element."""
    return re.sub(" {2,}", lambda run: f' <text:s text:c="{len(run[0]) - 1}"/>', escape(text))


# ── reading ────────────────────────────────────────────────────────────────────────────────────────────────────────


def read(data: bytes, name: str) -> tuple[Grid, ...]:
    """The sheets of an ODS file. `name` is how errors call it. Raises FormError."""
    parser = _Reader(name)
    parser.parse(_content_of(data, name))
    return tuple(Grid(sheet, tuple(tuple(row) for row in rows)) for sheet, rows in parser.sheets)


def _content_of(data: bytes, name: str) -> bytes:
    remedy = "Save it from your spreadsheet as “ODF (.ods)”."
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            if file.read("mimetype").strip() != MIME.encode():
                raise FormError("This is not a spreadsheet in OpenDocument form.", place=name, remedy=remedy)
            if file.getinfo("content.xml").file_size > MOST_BYTES:
                raise FormError("This file unpacks to more than a register can be.", place=name)
            with file.open("content.xml") as part:
                content = part.read(MOST_BYTES + 1)  # what the directory says of its size may be a lie
    except (zipfile.BadZipFile, KeyError, NotImplementedError, RuntimeError, EOFError, zlib.error):
        raise FormError("This is not a spreadsheet in OpenDocument form.", place=name, remedy=remedy) from None
    if len(content) > MOST_BYTES:
        raise FormError("This file unpacks to more than a register can be.", place=name)
    return content


@dataclass(slots=True)
class _Reader:
    """Follows content.xml and keeps the texts of its cells. Repeated empty cells and rows are counted, not built."""

    name: str
    sheets: list[tuple[str, list[list[str]]]] = field(default_factory=list)
    cells: int = 0
    _row: list[str] = field(default_factory=list)
    _row_times: int = 1
    _cell_times: int = 1
    _text: list[str] | None = None
    _aside: int = 0
    _empty_rows: int = 0
    _empty_cells: int = 0

    def parse(self, content: bytes) -> None:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, ValueError):
            raise FormError("This file is damaged.", place=self.name, remedy="Save it again.") from None

    def _doctype(self, *_: object) -> None:
        raise FormError("This file declares entities, which no spreadsheet does.", place=self.name)

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        element = tag.rpartition(" ")[2]
        get = {key.rpartition(" ")[2]: value for key, value in attributes.items()}
        if element == "table" and "name" in get:
            self._sheet(get["name"])
        elif element == "table-row":
            self._row, self._empty_cells = [], 0
            self._row_times = int(get.get("number-rows-repeated", "1"))
        elif element in ("table-cell", "covered-table-cell"):
            self._text = []
            self._cell_times = int(get.get("number-columns-repeated", "1"))
            if get.get("value-type") == "date":
                self._text.append(get.get("date-value", "")[:10])
                self._aside += 1  # the date itself, not how it is shown
        elif element == "annotation":
            self._aside += 1
        elif self._text is not None and not self._aside:
            self._text += _breaks(element, get, bool(self._text))

    def _end(self, tag: str) -> None:
        element = tag.rpartition(" ")[2]
        if element == "annotation":
            self._aside -= 1
        elif element in ("table-cell", "covered-table-cell") and self._text is not None:
            self._aside = 0
            self._keep("".join(self._text).strip())
            self._text = None
        elif element == "table-row":
            self._keep_row()

    def _characters(self, text: str) -> None:
        if self._text is not None and not self._aside:
            self._text.append(text)

    def _sheet(self, name: str) -> None:
        if len(self.sheets) >= MOST_SHEETS:
            raise FormError(f"This file has more than {MOST_SHEETS} sheets.", place=self.name)
        self.sheets.append((name, []))
        self._empty_rows = 0

    def _keep(self, text: str) -> None:
        if not text:
            self._empty_cells += self._cell_times
            return
        self.cells += self._empty_cells + self._cell_times
        self._bound()
        self._row += [""] * self._empty_cells + [text] * self._cell_times
        self._empty_cells = 0

    def _keep_row(self) -> None:
        if not self._row:
            self._empty_rows += self._row_times
            return
        self.cells += self._empty_rows + self._row_times * len(self._row)
        self._bound()
        rows = self.sheets[-1][1] if self.sheets else []
        rows += [[] for _ in range(self._empty_rows)]
        rows += [list(self._row) for _ in range(self._row_times)]
        self._empty_rows = 0

    def _bound(self) -> None:
        if self.cells > MOST_CELLS:
            raise FormError(
                f"This file has more than {MOST_CELLS} cells.", place=self.name, remedy="Remove what is no register."
            )


def _breaks(element: str, get: Mapping[str, str], begun: bool) -> Iterator[str]:
    """What ODF writes as elements inside a text: the next paragraph, a line break, spaces, a tab."""
    if (element == "p" and begun) or element == "line-break":
        yield "\n"
    elif element == "s":
        yield " " * min(int(get.get("c", "1")), 200)
    elif element == "tab":
        yield "\t"
