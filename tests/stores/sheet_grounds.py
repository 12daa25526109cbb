"""The shop of `people.py` as its owner would keep it in spreadsheets; the hands on it read and write by themselves."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

from garant.rules.plan import KeyValue
from tests.stores import people, workbooks
from tests.stores.ground import Ground, Seen
from tests.stores.people import KEYS, NAMES, ROWS, Value

LOCAL = re.compile(r"(\d\d)/(\d\d)/(\d{4})( \d\d:\d\d)?")


@dataclass(frozen=True, slots=True)
class Style:
    """How a program writes CSV."""

    encoding: str
    separator: str
    quoted: bool
    end: str
    local: bool
    above: str = ""
    """What stands above the header."""


EXCEL = Style("cp1252", ";", quoted=False, end="\r\n", local=True, above="Boutique Lormel\r\n\r\n")
PROGRAM = Style("utf-8-sig", ",", quoted=True, end="\n", local=False)


class CsvGround(Ground):
    """A folder with a file for each table."""

    map = people.STATED

    def __init__(self, folder: Path, style: Style) -> None:
        self.folder, self.style = folder, style
        self.url = f"csv://{folder}"
        for table, rows in ROWS.items():
            self.save(table, [list(NAMES[table]), *([self.written(value) for value in row] for row in rows)])

    def file(self, table: str) -> Path:
        return self.folder / f"{table}.csv"

    def above(self, table: str) -> str:
        """A title above a single column could not be told from its name."""
        return self.style.above if len(NAMES[table]) > 1 else ""

    def load(self, table: str) -> list[list[str]]:
        text = self.file(table).read_bytes().decode(self.style.encoding).removeprefix(self.above(table))
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=self.style.separator))

    def save(self, table: str, rows: list[list[str]]) -> None:
        out = io.StringIO(newline="")
        writer = csv.writer(
            out,
            delimiter=self.style.separator,
            quoting=csv.QUOTE_ALL if self.style.quoted else csv.QUOTE_MINIMAL,
            lineterminator=self.style.end,
        )
        writer.writerows(rows)
        self.file(table).write_bytes((self.above(table) + out.getvalue()).encode(self.style.encoding))

    def written(self, value: Value) -> str:
        if isinstance(value, bool):
            return "VRAI" if value else "FAUX"
        if value is None:
            return ""
        if not self.style.local:
            return value.isoformat(" ") if isinstance(value, datetime) else str(value)
        if isinstance(value, datetime):
            return f"{value:%d/%m/%Y %H:%M}"
        if isinstance(value, date):
            return f"{value:%d/%m/%Y}"
        return str(value).replace(".", ",") if isinstance(value, Decimal) else str(value)

    def seen(self, text: str) -> Seen:
        found = LOCAL.fullmatch(text)
        return f"{found[3]}-{found[2]}-{found[1]}{found[4] or ''}" if found else text or None

    @contextmanager
    def editing(self, table: str) -> Iterator[list[list[str]]]:
        rows = self.load(table)
        yield rows
        self.save(table, rows)

    # ── hands ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self, table: str, *columns: str) -> list[tuple[Seen, ...]]:
        names, *rows = self.load(table)
        keys = [names.index(name) for name in KEYS.get(table, NAMES[table])]
        rows.sort(key=lambda row: [(int(row[key]) if row[key].isdigit() else 0, row[key]) for key in keys])
        return [tuple(self.seen(row[names.index(name)]) for name in columns) for row in rows]

    def insert(self, table: str, *values: Value) -> None:
        with self.editing(table) as rows:
            rows.append([self.written(value) for value in values])

    def change(self, table: str, key: tuple[KeyValue, ...], column: str, value: Value) -> None:
        with self.editing(table) as rows:
            for row in rows[1:]:
                if [row[rows[0].index(name)] for name in KEYS[table]] == list(map(str, key)):
                    row[rows[0].index(column)] = self.written(value)

    def drop_column(self, table: str, column: str) -> None:
        with self.editing(table) as rows:
            at = rows[0].index(column)
            for row in rows:
                del row[at]

    def drop_table(self, table: str) -> None:
        self.file(table).unlink()


class XlsxGround(Ground):
    """A workbook with a sheet for each table, a title above each header."""

    map = people.STATED

    def __init__(self, folder: Path) -> None:
        self.path = folder / "boutique.xlsx"
        self.url = f"xlsx://{self.path}"
        self.tables = list(ROWS)
        self.save({table: [list(NAMES[table]), *map(list, rows)] for table, rows in ROWS.items()})

    def save(self, tables: dict[str, list[list[Value]]]) -> None:
        self.tables = list(tables)
        above: list[list[Value]] = [["Boutique Lormel"], []]
        titled = {table: [*above, *rows] if len(rows[0]) > 1 else rows for table, rows in tables.items()}
        workbooks.make(self.path, [workbooks.Made(table, rows) for table, rows in titled.items()])

    def load(self) -> dict[str, list[list[Value]]]:
        return {table: self.sheet(at) for at, table in enumerate(self.tables, 1)}

    def sheet(self, at: int) -> list[list[Value]]:
        """The rows of a sheet, header first, typed as they were made."""
        rows: dict[int, dict[str, Value]] = {}
        for name, (style, text) in workbooks.values(self.path, at).items():
            column, number = name.rstrip("0123456789"), int(name.lstrip("ABCDEFGHIJ"))
            rows.setdefault(number, {})[column] = self.value_of(int(style), text) if text else None
        filled = [row for _, row in sorted(rows.items()) if any(value is not None for value in row.values())]
        filled = filled[1:] if filled[0].get("A") == "Boutique Lormel" else filled
        width = len(filled[0])
        return [[row.get(workbooks.letters(place)) for place in range(width)] for row in filled]

    @staticmethod
    def value_of(style: int, text: str) -> Value:
        if style == workbooks.DAY:
            return date(1899, 12, 30) + timedelta(days=int(text))
        if style == workbooks.INSTANT:
            return datetime.combine(date(1899, 12, 30), time()) + timedelta(days=float(text))
        if style == workbooks.MONEY:
            return Decimal(text)
        return int(text) if text.isdigit() and not text.startswith("0") else text

    @contextmanager
    def editing(self) -> Iterator[dict[str, list[list[Value]]]]:
        tables = self.load()
        yield tables
        self.save(tables)

    # ── hands ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def rows(self, table: str, *columns: str) -> list[tuple[Seen, ...]]:
        names, *rows = self.sheet(self.tables.index(table) + 1)
        keys = [names.index(name) for name in KEYS.get(table, NAMES[table])]
        rows.sort(key=lambda row: [(isinstance(row[key], str), row[key]) for key in keys])
        return [tuple(_seen(row[names.index(name)]) for name in columns) for row in rows]

    def insert(self, table: str, *values: Value) -> None:
        with self.editing() as tables:
            tables[table].append(list(values))

    def change(self, table: str, key: tuple[KeyValue, ...], column: str, value: Value) -> None:
        with self.editing() as tables:
            names, *rows = tables[table]
            for row in rows:
                if tuple(row[names.index(name)] for name in KEYS[table]) == key:
                    row[names.index(column)] = value

    def drop_column(self, table: str, column: str) -> None:
        with self.editing() as tables:
            at = tables[table][0].index(column)
            for row in tables[table]:
                del row[at]

    def drop_table(self, table: str) -> None:
        with self.editing() as tables:
            del tables[table]


def _seen(value: Value) -> Seen:
    if value is None:
        return None
    return value.isoformat(" ") if isinstance(value, datetime) else str(value)
