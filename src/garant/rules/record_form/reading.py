"""Reads a filled form out of sheets, by its labels: rows may be added and columns stand elsewhere. Says what is wrong
with sheet, row and column; it never guesses where a text belongs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from garant.errors import FormError
from garant.law.forms import Labels, RecordForm
from garant.rules.grids import Grid
from garant.rules.record_form.held import Card, Held, Pair

Columns = Mapping[str, int]


def read(grids: Sequence[Grid], form: RecordForm, name: str) -> Held:
    """The form as it was filled in. `name`: the file, as errors call it. Raises FormError naming every problem."""
    reader = _Reader(form, name)
    held = reader.read(grids)
    if reader.problems:
        first, more = reader.problems[0], len(reader.problems) - 1
        lines = "\n  ".join(reader.problems)
        raise FormError(
            first.partition(": ")[2] if not more else f"{more + 1} things in this file are wrong:\n  {lines}",
            place=first.partition(": ")[0] if not more else name,
            remedy="Put each text under its heading, and bring the file in again. Nothing was changed.",
        )
    return held


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


class _Reader:
    def __init__(self, form: RecordForm, name: str) -> None:
        self.form = form
        self.name = name
        self.problems: list[str] = []

    def wrong(self, grid: Grid, row: int, text: str, column: int | None = None) -> None:
        cell = f"row {row + 1}" if column is None else f"cell {chr(65 + column % 26)}{row + 1}"
        self.problems.append(f"{self.name}, sheet “{grid.name}”, {cell}: {text}")

    def read(self, grids: Sequence[Grid]) -> Held:
        listed = next((grid for grid in grids if self._header(grid) is not None), None)
        if listed is None:
            raise FormError(
                "No sheet lists the activities.",
                place=self.name,
                remedy=f"One must have the headings of “{self.form.list.name}”.",
            )
        cards = {ref: card for grid in grids if grid is not listed for ref, card in self._card(grid)}
        return Held(self._actors(listed), self._listed(listed, cards))

    # ── the list ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _header(self, grid: Grid) -> tuple[int, Columns] | None:
        for number, row in enumerate(grid.rows):
            found = {code: c for c, text in enumerate(row) if (code := code_of(text, self.form.list.columns))}
            if {"name", "ref"} <= set(found):
                return number, found
        return None

    def _actors(self, grid: Grid) -> dict[str, dict[str, str]]:
        head = self._header(grid)
        actors: dict[str, dict[str, str]] = {actor: {} for actor in self.form.list.sections}
        actor = ""
        for row in grid.rows[: head[0] if head else 0]:
            actor = code_of(row[0], self.form.list.sections) or actor if row else actor
            label = ""
            for text in row[1:]:
                code = code_of(text, self.form.list.fields)
                if code:
                    label = code
                elif text and label and actor:
                    actors[actor][label] = text
                    label = ""
        return actors

    def _listed(self, grid: Grid, cards: Mapping[str, Card]) -> dict[str, Card]:
        head, columns = self._header(grid) or (0, {})
        found: dict[str, Card] = {}
        for number in range(head + 1, len(grid.rows)):
            cell = {code: grid.at(number, column) for code, column in columns.items()}
            if not any(cell.values()):
                continue
            ref, name = cell["ref"], cell["name"]
            if not ref or not name:
                self.wrong(grid, number, "an activity needs both a name and a reference.")
            elif ref in found:
                self.wrong(grid, number, "another activity bears the same reference.")
            else:
                created = self._day(grid, number, columns.get("created"))
                updated = self._day(grid, number, columns.get("updated"))
                main = cell.get("purpose", "")
                listed = Card(name, created, updated, purposes=(main,) if main else ())
                found[ref] = cards.get(ref, listed)
                self._same(grid, number, listed, found[ref])
        for ref in cards:
            if ref not in found:
                self.wrong(grid, head, f"the list lacks the activity of the sheet with the reference {ref}.")
        return found

    def _same(self, grid: Grid, row: int, listed: Card, card: Card) -> None:
        """Which of two texts is meant, only whoever wrote them can say."""
        both = ((listed.name, card.name), (listed.created, card.created), (listed.updated, card.updated))
        if any(a and b and a != b for a, b in both) or listed.purposes[:1] not in ((), card.purposes[:1]):
            self.wrong(grid, row, "the list and the sheet of this activity do not say the same.")

    def _day(self, grid: Grid, row: int, column: int | None) -> date | None:
        text = grid.at(row, column) if column is not None else ""
        if not text:
            return None
        if (found := day_of(text)) is not None:
            return found
        self.wrong(grid, row, "a date is expected here (31/12/2026): the columns may have shifted.", column)
        return None

    # ── one activity ───────────────────────────────────────────────────────────────────────────────────────────────

    def _card(self, grid: Grid) -> Iterator[tuple[str, Card]]:
        top, sections = self._sections(grid)
        fields = {code: (n, grid.at(n, 1)) for n in top if (code := code_of(grid.at(n, 0), self.form.card.fields))}
        ref, name = fields.get("ref", (0, ""))[1], fields.get("name", (0, ""))[1]
        if (not ref and not name) or not sections:
            return  # the tutorial, the lists, an empty model: no activity of ours
        if not ref or not name:
            self.wrong(grid, 0, "this sheet lacks the name or the reference of its activity.")
            return
        yield (
            ref,
            Card(
                name=name,
                created=self._day(grid, fields["created"][0], 1) if "created" in fields else None,
                updated=self._day(grid, fields["updated"][0], 1) if "updated" in fields else None,
                software=fields.get("software", (0, ""))[1],
                joint=self._joint(grid, sections),
                purposes=self._purposes(grid, sections),
                data={**self._lines(grid, sections, "data"), **self._lines(grid, sections, "sensitive")},
                persons=tuple(_said(row) for row in self._rows(grid, sections, "persons", ("kind", "description"))),
                recipients=self._pairs(grid, sections, "recipients"),
                security=self._pairs(grid, sections, "security"),
                transfers=tuple(
                    (row[0], row[1], row[2], row[3])
                    for row in self._rows(
                        grid, sections, "transfers", ("recipient", "country", "safeguard", "document")
                    )
                ),
            ),
        )

    def _sections(self, grid: Grid) -> tuple[range, dict[str, range]]:
        """The rows before the first section, and those of each section, its heading first."""
        starts = [(n, code) for n in range(len(grid.rows)) if (code := code_of(grid.at(n, 0), self.form.card.sections))]
        ends = [n for n, _ in starts[1:]] + [len(grid.rows)]
        found = {code: range(start, end) for (start, code), end in zip(starts, ends, strict=False)}
        return range(starts[0][0] if starts else 0), found

    def _joint(self, grid: Grid, sections: Mapping[str, range]) -> tuple[str, ...]:
        for n in sections.get("actors", ()):
            if code_of(grid.at(n, 0), self.form.card.fields) == "joint":
                return tuple(line for line in grid.at(n, 1).split("\n") if line)
        return ()

    def _purposes(self, grid: Grid, sections: Mapping[str, range]) -> tuple[str, ...]:
        rows = sections.get("purposes", range(0))
        return tuple(grid.at(n, 1) for n in rows[1:] if grid.at(n, 1))

    def _lines(self, grid: Grid, sections: Mapping[str, range], section: str) -> dict[str, Pair]:
        lines = self.form.data if section == "data" else self.form.sensitive
        labels = {code: (line.label,) for code, line in lines.items()}
        columns = self._columns(grid, sections, section, ("description", "duration"))
        found = {}
        for n in sections.get(section, range(0))[1:]:
            code, what, how_long = code_of(grid.at(n, 0), labels), *(grid.at(n, c) for c in columns)
            if code and (what or how_long):
                found[code] = (what, how_long)
            elif what or how_long:
                self.wrong(grid, n, "no line of the form bears this label.")
        return found

    def _pairs(self, grid: Grid, sections: Mapping[str, range], section: str) -> tuple[Pair, ...]:
        return tuple((row[0], row[1]) for row in self._rows(grid, sections, section, ("kind", "description")))

    def _rows(
        self, grid: Grid, sections: Mapping[str, range], section: str, names: Sequence[str]
    ) -> Iterator[tuple[str, ...]]:
        columns = self._columns(grid, sections, section, names)
        for n in sections.get(section, range(0))[1:]:
            texts = tuple(grid.at(n, c) if c >= 0 else "" for c in columns)
            if any(texts):
                yield texts

    def _columns(
        self, grid: Grid, sections: Mapping[str, range], section: str, names: Sequence[str]
    ) -> tuple[int, ...]:
        """Where the columns of a section stand, by the headings beside its name. A second column may be missing."""
        if section not in sections:
            return (-1,) * len(names)
        head = sections[section][0]
        row = grid.rows[head]
        known = {code: c for c, text in enumerate(row) if c and (code := code_of(text, self.form.card.columns))}
        if names[0] not in known:
            self.wrong(
                grid, head, f"the heading “{self.form.card.columns[names[0]][0]}” is missing beside this section."
            )
        return tuple(known.get(name, -1) for name in names)


def _said(row: tuple[str, ...]) -> str:
    return ": ".join(text for text in row if text)
