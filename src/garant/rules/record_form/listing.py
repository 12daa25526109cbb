"""Reads the sheet that lists the activities: who answers for them, then one row for each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from garant.errors import FormError
from garant.law.forms import RecordForm
from garant.rules.grids import Grid
from garant.rules.record_form.cells import Columns, Problems, code_of, letters, plain
from garant.rules.record_form.held import Card

_ASKED = ("name", "address", "postcode", "town", "phone", "email")
"""What the form asks of each of them. A label that is gone took its text with it."""


def find(grids: Sequence[Grid], form: RecordForm, name: str) -> tuple[Grid, int]:
    """The sheet, and the row of its headings."""
    half = None
    for grid in grids:
        for number, row in enumerate(grid.rows):
            found = {code for text in row if (code := code_of(text, form.list.columns))}
            if {"name", "ref"} <= found:
                return grid, number
            if len(found) > 1:
                half = half or (grid.name, number, next(c for c in ("name", "ref") if c not in found))
    if half is not None:
        sheet, number, code = half
        raise FormError(
            f"The heading “{form.list.columns[code][0]}” is missing: a column may have been taken out.",
            place=f"{name}, sheet “{sheet}”, row {number + 1}",
            remedy="Put it back over its column, and bring the file in again. Nothing was changed.",
        )
    raise FormError(
        "No sheet lists the activities.", place=name, remedy=f"One must have the headings of “{form.list.name}”."
    )


class Listing:
    def __init__(self, grid: Grid, head: int, form: RecordForm, problems: Problems) -> None:
        self.grid = grid
        self.head = head
        self.form = form
        self.problems = problems

    # ── who answers for them ───────────────────────────────────────────────────────────────────────────────────────

    def actors(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        labels: dict[str, set[str]] = {actor: set() for actor in self.form.list.sections}
        rows: dict[str, int] = {}
        actor = ""
        for row in range(self.head):
            if not any(self.grid.rows[row]):
                continue
            actor = self._actor(row, actor)
            if not actor:
                continue
            rows.setdefault(actor, row)
            for label, text in self._fields(row):
                if label in labels[actor]:
                    self.problems.wrong(self.grid, row, f"“{self.form.list.fields[label][0]}” stands twice here.")
                labels[actor].add(label)
                if text:
                    found.setdefault(actor, {})[label] = text
        for actor, seen in labels.items():
            self._whole(actor, rows.get(actor), seen, found.get(actor, {}))
        return {actor: found.get(actor, {}) for actor in labels}

    def _actor(self, row: int, before: str) -> str:
        """Who this row speaks of; "" if it is a title or says something that the form does not ask."""
        text = self.grid.at(row, 0)
        if plain(" ".join(self.grid.rows[row])) == plain(self.form.list.title):
            return ""
        if not text:
            if not before:
                self.problems.stray(self.grid, row, range(1, len(self.grid.rows[row])))
            return before
        first = re.fullmatch(rf"(.*\S)\s*{re.escape(self.form.list.more)}", text, re.DOTALL)
        code = code_of(first[1] if first else text, self.form.list.sections)
        if first and code != before:
            self.problems.wrong(self.grid, row, "this row is not below the one that it goes with.", 0)
        if not code:
            self.problems.stray(self.grid, row, range(1, len(self.grid.rows[row])))
        return code

    def _fields(self, row: int) -> list[tuple[str, str]]:
        """Each label of a row with the text right after it."""
        found: list[tuple[str, str]] = []
        label, at = "", -2
        for column in range(1, len(self.grid.rows[row])):
            text = self.grid.at(row, column)
            if code := code_of(text, self.form.list.fields):
                if label and at == column - 1:
                    name = self.form.list.fields[label][0]
                    self.problems.wrong(
                        self.grid, row, f"“{name}” has no cell for its text: the columns may have shifted.", at
                    )
                found.append((code, ""))
                label, at = code, column
            elif text and at == column - 1:
                self._fits(row, column, label, text)
                found[-1] = (label, text)
            else:
                self.problems.stray(self.grid, row, (column,))
        return found

    def _fits(self, row: int, column: int, label: str, text: str) -> None:
        """An address is no phone number: a text that cannot be what its label says stands under another's."""
        digits = sum(c.isdigit() for c in text)
        wrong = (label == "email") != ("@" in text)
        wrong |= label == "postcode" and (not digits or len(text) > 10)
        wrong |= label == "phone" and digits < 6
        if wrong:
            name = self.form.list.fields[label][0]
            self.problems.wrong(self.grid, row, f"this is no “{name}”: the columns may have shifted.", column)

    def _whole(self, actor: str, row: int | None, labels: set[str], said: Mapping[str, str]) -> None:
        title = self.form.list.sections[actor][0]
        if row is None:
            self.problems.wrong(self.grid, self.head, f"the part “{title}” is missing above, in column A.")
            return
        for label in _ASKED:
            if label not in labels:
                self.problems.wrong(
                    self.grid, row, f"“{self.form.list.fields[label][0]}” is missing in the part “{title}”."
                )
        named = said.get("name") or said.get("first-name") or said.get("company")
        if not named and (said or actor == "controller"):
            self.problems.wrong(self.grid, row, f"the part “{title}” says no name.")

    # ── the activities ─────────────────────────────────────────────────────────────────────────────────────────────

    def activities(self) -> dict[str, tuple[int, Card]]:
        """Reference → its row, and what the list says of it."""
        columns = self.problems.headings(self.grid, self.head, self.form.list.columns, ("name", "ref"))
        found: dict[str, tuple[int, Card]] = {}
        for row in range(self.head + 1, len(self.grid.rows)):
            if not any(self.grid.rows[row]):
                continue
            self.problems.stray(self.grid, row, set(range(len(self.grid.rows[row]))) - set(columns.values()))
            ref, name = (self.grid.at(row, columns[code]) for code in ("ref", "name"))
            if not ref or not name:
                self.problems.wrong(self.grid, row, "an activity needs both a name and a reference.")
            elif ref in found:
                self.problems.wrong(self.grid, row, "another activity bears the same reference.")
            else:
                found[ref] = (row, self._activity(row, name, columns))
        return found

    def _activity(self, row: int, name: str, columns: Columns) -> Card:
        main = self.grid.at(row, columns.get("purpose", -1))
        answer = columns.get("sensitive", -1)
        if (said := self.grid.at(row, answer)) and plain(said) not in map(plain, self.form.answers.values()):
            answers = ", ".join(self.form.answers.values())
            self.problems.wrong(self.grid, row, f"in column {letters(answer)}, write one of: {answers}.", answer)
        return Card(
            name,
            self.problems.day(self.grid, row, columns.get("created", -1)),
            self.problems.day(self.grid, row, columns.get("updated", -1)),
            purposes=(main,) if main else (),
            whole=False,
        )
