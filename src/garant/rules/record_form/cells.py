"""The cells of a filled form: by which labels they are known, what they may hold, what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from garant.errors import FormError
from garant.law.forms import Labels
from garant.rules.grids import Grid

Columns = Mapping[str, int]


@dataclass(slots=True)
class Problems:
    """What is wrong with a file, each with sheet and cell. `name`: the file, as errors call it."""

    name: str
    found: list[str] = field(default_factory=list)

    def wrong(self, grid: Grid, row: int, text: str, column: int | None = None) -> None:
        cell = f"row {row + 1}" if column is None else f"cell {letters(column)}{row + 1}"
        self.found.append(f"{self.name}, sheet “{grid.name}”, {cell}: {text}")

    def stray(self, grid: Grid, row: int, columns: Iterable[int]) -> None:
        """A text that no label and no heading speaks of: left alone, it would be lost."""
        for column in columns:
            if grid.at(row, column):
                self.wrong(
                    grid, row, "no label or heading says what this text is: the columns may have shifted.", column
                )
                return

    def day(self, grid: Grid, row: int, column: int) -> date | None:
        text = grid.at(row, column)
        if not text:
            return None
        if (found := day_of(text)) is None:
            self.wrong(grid, row, "a date is expected here (31/12/2026): the columns may have shifted.", column)
        return found

    def headings(self, grid: Grid, row: int, labels: Labels, needed: Sequence[str], start: int = 0) -> dict[str, int]:
        """Where the headings of a row stand, by their texts. They must be there, once, and in the form's order."""
        found: dict[str, int] = {}
        for column in range(start, len(grid.rows[row])):
            code = code_of(grid.at(row, column), labels)
            if code in found or (not code and grid.at(row, column)):
                self.stray(grid, row, (column,))
            elif code:
                found[code] = column
        for code in needed:
            if code not in found:
                self.wrong(grid, row, f"the heading “{labels[code][0]}” is missing beside this section.")
        order = [code for code in dict.fromkeys((*needed, *labels)) if code in found]
        if list(found) != order:
            names = ", ".join(labels[code][0] for code in order)
            self.wrong(grid, row, f"the headings stand in another order than in the form ({names}).")
        return found

    def settle(self) -> None:
        """Raise if anything is wrong, naming all of it."""
        if not self.found:
            return
        first, more = self.found[0], len(self.found) - 1
        lines = "\n  ".join(self.found)
        raise FormError(
            first.partition(": ")[2] if not more else f"{more + 1} things in this file are wrong:\n  {lines}",
            place=first.partition(": ")[0] if not more else self.name,
            remedy="Put each text under its heading, and bring the file in again. Nothing was changed.",
        )


def letters(column: int) -> str:
    """How a spreadsheet calls a column: A … Z, AA …"""
    return (letters(column // 26 - 1) if column >= 26 else "") + chr(65 + column % 26)


@lru_cache(4096)
def plain(text: str) -> str:
    """A label without case, accents and punctuation, so that the many copies of a form are known."""
    bare = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", bare).split())


def code_of(text: str, labels: Labels) -> str:
    """The code whose label a cell bears; "" if it bears none."""
    bare = plain(text)
    if bare:
        for code, words in labels.items():
            if any(bare == plain(word) for word in words):
                return code
    return ""


def numbered(text: str) -> tuple[str, int]:
    """A label and its number: "Sous-finalité 2"; 0 if it has none."""
    found = re.fullmatch(r"(.*?)\s*n?[°º]?\s*(\d{1,4})\s*", text, re.DOTALL)
    return (found[1], int(found[2])) if found else (text, 0)


def day_of(text: str) -> date | None:
    """A date as a French spreadsheet shows it (31/12/2026, 31.12.26) or keeps it (2026-12-31)."""
    parts = [int(part) for part in re.findall(r"\d+", text)] if re.fullmatch(r"\d+[-/.]\d+[-/.]\d+", text) else []
    if len(parts) != 3:
        return None
    year, month, day = parts if parts[0] > 31 else reversed(parts)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None
