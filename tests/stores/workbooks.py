"""Workbooks made by hand, letter by letter, as Excel writes them: so that a test knows every part of what it reads."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from xml.sax.saxutils import escape

Cell = str | int | float | bool | date | Decimal | None
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy\\ hh:mm"/>'
    '</numFmts><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="14"/>'
    '<xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>'
)
PLAIN, DAY, INSTANT, MONEY = range(4)
"""The cell styles of `STYLES`."""


@dataclass(slots=True)
class Made:
    """A sheet to be made. `above`: rows before the header; `tail`: what follows the rows in the part."""

    name: str
    rows: Sequence[Sequence[Cell]]
    tail: str = ""
    head: str = ""
    state: str = ""
    relations: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Id → kind and target; a target with a colon is outside."""
    formulas: Mapping[str, str] = field(default_factory=dict)
    """Cell's name → its `<f>` element."""


def letters(place: int) -> str:
    return chr(65 + place) if place < 26 else chr(64 + place // 26) + chr(65 + place % 26)


def serial(day: date, epoch: date = date(1899, 12, 30)) -> str:
    whole = (day.date() if isinstance(day, datetime) else day) - epoch
    part = (day.hour * 60 + day.minute) / 1440 if isinstance(day, datetime) else 0
    return repr(whole.days + part) if part else str(whole.days)


class Strings:
    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def part(self) -> str:
        items = "".join(
            f"<si><t>{escape(text)}</t></si>"
            if text == text.strip()
            else f'<si><t xml:space="preserve">{escape(text)}</t></si>'
            for text in self.numbers
        )
        count = len(self.numbers)
        return f'{HEAD}<sst xmlns="{MAIN}" count="{count}" uniqueCount="{count}">{items}</sst>'


def cell(name: str, value: Cell, strings: Strings, formula: str = "", epoch: date = date(1899, 12, 30)) -> str:
    if value is None:
        return f'<c r="{name}">{formula}</c>' if formula else ""
    if isinstance(value, bool):
        return f'<c r="{name}" t="b">{formula}<v>{int(value)}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{name}" s="{INSTANT}">{formula}<v>{serial(value, epoch)}</v></c>'
    if isinstance(value, date):
        return f'<c r="{name}" s="{DAY}">{formula}<v>{serial(value, epoch)}</v></c>'
    if isinstance(value, str):
        if formula:
            return f'<c r="{name}" t="str">{formula}<v>{escape(value)}</v></c>'
        return f'<c r="{name}" t="s"><v>{strings.number(value)}</v></c>'
    style = f' s="{MONEY}"' if isinstance(value, Decimal) else ""
    return f'<c r="{name}"{style}>{formula}<v>{value}</v></c>'


def make(
    path: Path,
    sheets: Sequence[Made],
    *,
    more: Mapping[str, str | bytes] | None = None,
    workbook: str = "",
    relations: Mapping[str, tuple[str, str]] | None = None,
    epoch1904: bool = False,
    kind: str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
) -> None:
    """Writes a workbook. `more`: other parts; `workbook`: what follows the sheets in its own part."""
    strings = Strings()
    epoch = date(1904, 1, 1) if epoch1904 else date(1899, 12, 30)
    parts: dict[str, str | bytes] = {}
    links = {f"rId{at}": ("worksheet", f"worksheets/sheet{at}.xml") for at in range(1, len(sheets) + 1)}
    named = []
    for at, sheet in enumerate(sheets, 1):
        rows = []
        for number, row in enumerate(sheet.rows, 1):
            cells = "".join(
                cell(f"{letters(p)}{number}", v, strings, sheet.formulas.get(f"{letters(p)}{number}", ""), epoch)
                for p, v in enumerate(row)
            )
            rows.append(f'<row r="{number}" spans="1:{max(len(row), 1)}">{cells}</row>' if cells else "")
        parts[f"xl/worksheets/sheet{at}.xml"] = (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{sheet.head}<sheetData>{"".join(rows)}</sheetData>'
            f"{sheet.tail}</worksheet>"
        )
        if sheet.relations:
            parts[f"xl/worksheets/_rels/sheet{at}.xml.rels"] = relations_part(sheet.relations)
        state = f' state="{sheet.state}"' if sheet.state else ""
        named.append(f'<sheet name="{escape(sheet.name)}" sheetId="{at}"{state} r:id="rId{at}"/>')
    links |= {"rIdS": ("sharedStrings", "sharedStrings.xml"), "rIdY": ("styles", "styles.xml"), **(relations or {})}
    facts = '<workbookPr date1904="1"/>' if epoch1904 else "<workbookPr/>"
    parts["xl/workbook.xml"] = (
        f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{facts}'
        f"<sheets>{''.join(named)}</sheets>{workbook}</workbook>"
    )
    parts["xl/_rels/workbook.xml.rels"] = relations_part(links)
    parts["xl/sharedStrings.xml"], parts["xl/styles.xml"] = strings.part(), STYLES
    parts["_rels/.rels"] = relations_part({"rId1": ("officeDocument", "xl/workbook.xml")})
    types = (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}"/>'
        + "".join(
            f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="application/vnd.openxmlformats-'
            'officedocument.spreadsheetml.worksheet+xml"/>'
            for at in range(1, len(sheets) + 1)
        )
        + '<Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sharedStrings+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.'
        'openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>'
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for name, text in {"[Content_Types].xml": types, **parts, **(more or {})}.items():
            out.writestr(name, text)


def relations_part(links: Mapping[str, tuple[str, str]]) -> str:
    """A part of relations: id → kind and target; a target with a colon is outside."""
    lines = "".join(
        f'<Relationship Id="{known}" Type="{OFFICE}/{kind}" Target="{escape(target)}"'
        + (' TargetMode="External"/>' if ":" in target else "/>")
        for known, (kind, target) in links.items()
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


# ── reading, by another way than the adapter's ─────────────────────────────────────────────────────────────────────


def part(path: Path, name: str) -> str:
    with zipfile.ZipFile(path) as opened:
        return opened.read(name).decode()


def everything(path: Path) -> str:
    """All the words of all the parts."""
    with zipfile.ZipFile(path) as opened:
        return "\n".join(opened.read(name).decode("utf-8", "replace") for name in opened.namelist())


def values(path: Path, at: int) -> dict[str, tuple[str, str]]:
    """Cell's name → its style and its words, of the sheet with this number."""
    shared = re.findall(r"<si>(.*?)</si>|<si/>", part(path, "xl/sharedStrings.xml"), re.DOTALL)
    found = {}
    for name, marks, inner in re.findall(
        r'<c r="(\w+)"([^>]*?)(?:/>|>(.*?)</c>)', part(path, f"xl/worksheets/sheet{at}.xml")
    ):
        shown = re.search(r"<v>([^<]*)</v>", inner)
        text = shown[1] if shown else "".join(re.findall(r"<t[^>]*>([^<]*)</t>", inner))
        if 't="s"' in marks:
            text = "".join(re.findall(r"<t[^>]*>([^<]*)</t>", shared[int(text)]))
        style = re.search(r's="(\d+)"', marks)
        found[name] = (style[1] if style else "0", text.replace("&amp;", "&"))
    return found
