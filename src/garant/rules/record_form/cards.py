"""Reads the sheet of one activity. Labels stand in column A, the texts of fields in column B, those of sections under
the headings beside the section's name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from garant.law.forms import Labels, RecordForm
from garant.rules.grids import Grid
from garant.rules.record_form.cells import Problems, code_of, letters, numbered, plain
from garant.rules.record_form.held import Card, Pair

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    "data": ("description", "duration"),
    "sensitive": ("description", "duration"),
    "persons": ("kind",),
    "recipients": ("kind", "description"),
    "security": ("kind", "description"),
    "transfers": ("recipient", "country", "safeguard", "document"),
}
"""The headings that must stand beside each section's name. A second column of persons may be missing."""
_MANY = 3
"""So many headings of the form in one sheet make it one of an activity, even without its labels."""


def read_card(grid: Grid, form: RecordForm, problems: Problems) -> tuple[str, Card] | None:
    """The reference and what the sheet says; None for other sheets: the tutorial, the choices, a model."""
    column = _labels_in(grid, form)
    if column is None:
        return None
    if column:
        where = f"in column {letters(column)}" if column > 0 else "nowhere"
        problems.wrong(
            grid, 0, f"the labels of the form stand {where}, not in column A: a column was added or taken out.", 0
        )
        return None
    own = Problems(problems.name)
    card = _Card(grid, form, own)
    ref, said = card.read()
    if not ref and not said.name and not said.purposes and not said.data and not own.found:
        return None
    if not ref or not said.name:
        own.wrong(grid, 0, "this sheet lacks the name or the reference of its activity.")
    problems.found += own.found
    return ref, said


def _labels_in(grid: Grid, form: RecordForm) -> int | None:
    """The column that bears the names of sections; -1 for a sheet with headings alone; None for another sheet."""
    sections: dict[int, set[str]] = {}
    heads: set[str] = set()
    for row in grid.rows:
        for column, text in enumerate(row):
            if code := code_of(text, form.card.sections):
                sections.setdefault(column, set()).add(code)
            elif code := code_of(text, form.card.columns):
                heads.add(code)
    if 0 in sections and (len(sections[0]) > 1 or len(heads) >= _MANY):
        return 0
    if many := [column for column, found in sections.items() if len(found) > 1]:
        return min(many)
    return -1 if len(heads) >= _MANY else None


class _Card:
    def __init__(self, grid: Grid, form: RecordForm, problems: Problems) -> None:
        self.grid = grid
        self.form = form
        self.problems = problems
        self.sections: dict[str, range] = {}
        labels = {code: (line.label,) for code, line in {**form.data, **form.sensitive}.items()}
        self.taken: tuple[Labels, ...] = (form.card.fields, form.card.sections, form.list.sections, labels)
        kinds = (*form.recipients.values(), *(line.label for line in form.security.values()))
        self.kinds = {plain(label) for label in kinds}

    def read(self) -> tuple[str, Card]:
        fields = self._fields(self._split())
        joint, purposes = self._joint(), self._purposes()
        data = {**self._lines("data"), **self._lines("sensitive")}
        persons = tuple(self._person(row, texts) for row, texts in self._rows("persons", ("kind", "description")))
        return self.grid.at(fields.get("ref", -1), 1) if "ref" in fields else "", Card(
            name=self._field(fields, "name"),
            created=self.problems.day(self.grid, fields["created"], 1) if "created" in fields else None,
            updated=self.problems.day(self.grid, fields["updated"], 1) if "updated" in fields else None,
            software=self._field(fields, "software"),
            joint=joint,
            purposes=purposes,
            data=data,
            persons=persons,
            recipients=self._pairs("recipients", tuple(self.form.recipients.values())),
            security=self._pairs("security", tuple(line.label for line in self.form.security.values())),
            transfers=tuple(self._transfer(row, texts) for row, texts in self._rows("transfers")),
        )

    def _split(self) -> range:
        """The rows of each section, its name first; returns those before the first."""
        starts = [
            (n, code)
            for n in range(len(self.grid.rows))
            if (code := code_of(self.grid.at(n, 0), self.form.card.sections))
        ]
        ends = [n for n, _ in starts[1:]] + [len(self.grid.rows)]
        for (start, code), end in zip(starts, ends, strict=True):
            if code in self.sections:
                self.problems.wrong(self.grid, start, "this section stands twice.", 0)
            self.sections[code] = range(start, end)
            if code not in _HEADINGS:
                self.problems.stray(self.grid, start, range(1, len(self.grid.rows[start])))
        for code, labels in self.form.card.sections.items():
            if code not in self.sections:
                self.problems.wrong(self.grid, 0, f"the section “{labels[0]}” is missing in this sheet.")
        return range(starts[0][0])

    def _below(self, section: str) -> Iterable[int]:
        """The rows of a section that say something."""
        return (n for n in self.sections.get(section, range(0))[1:] if any(self.grid.rows[n]))

    def _rest(self, row: int, columns: Iterable[int]) -> None:
        """What stands in a row beside these columns is of no heading."""
        self.problems.stray(self.grid, row, sorted({*range(len(self.grid.rows[row]))} - {*columns}))

    # ── labels with their texts ────────────────────────────────────────────────────────────────────────────────────

    def _field(self, fields: Mapping[str, int], code: str) -> str:
        return self.grid.at(fields[code], 1) if code in fields else ""

    def _fields(self, rows: range) -> dict[str, int]:
        found: dict[str, int] = {}
        for n in rows:
            code = code_of(self.grid.at(n, 0), self.form.card.fields)
            if code in ("", "joint", "purpose", "purposes"):  # a title, or a row that stands in the wrong place
                self._rest(n, (0,))
                continue
            if code in found:
                self.problems.wrong(self.grid, n, "this label stands twice.", 0)
            found[code] = n
            self._rest(n, (0, 1))
        return found

    def _joint(self) -> tuple[str, ...]:
        """The other actors are said in the list; here they are a reminder."""
        found: tuple[str, ...] = ()
        for n in self._below("actors"):
            text = self.grid.at(n, 0)
            if code_of(text, self.form.card.fields) == "joint":
                found = tuple(line for line in self.grid.at(n, 1).split("\n") if line)
                if not found:
                    self._rest(n, (0,))
            elif not code_of(text, self.form.list.sections):
                self._rest(n, ())
        return found

    def _purposes(self) -> tuple[str, ...]:
        """In the order of their numbers, the main one first."""
        found: list[tuple[int, str]] = []
        for n in self._below("purposes"):
            text, number = numbered(self.grid.at(n, 0))
            code = code_of(text, self.form.card.fields)
            if code not in ("purpose", "purposes"):
                self._rest(n, ())
                continue
            place = -1 if code == "purpose" else number or 10_000
            if place < 0 and any(other < 0 for other, _ in found):
                self.problems.wrong(self.grid, n, "this label stands twice.", 0)
            self._rest(n, (0, 1))
            if self.grid.at(n, 1):
                found.append((place, self.grid.at(n, 1)))
        return tuple(text for _, text in sorted(found, key=lambda each: each[0]))

    # ── texts under headings ───────────────────────────────────────────────────────────────────────────────────────

    def _lines(self, section: str) -> dict[str, Pair]:
        lines = self.form.data if section == "data" else self.form.sensitive
        labels = {code: (line.label,) for code, line in lines.items()}
        found: dict[str, Pair] = {}
        for n, (what, how_long) in self._rows(section):
            code = code_of(self.grid.at(n, 0), labels)
            if not code:
                self.problems.wrong(self.grid, n, "no line of the form bears this label.")
            elif code in found:
                self.problems.wrong(self.grid, n, "this label stands twice.", 0)
            else:
                found[code] = (what, how_long)
        return found

    def _rows(self, section: str, names: Sequence[str] = ()) -> list[tuple[int, tuple[str, ...]]]:
        """The texts of each row under the section's headings; every other text of these rows is one too many."""
        needed = _HEADINGS[section]
        if section not in self.sections:
            return []
        at = self.problems.headings(self.grid, self.sections[section][0], self.form.card.columns, needed, start=1)
        columns = tuple(at.get(name, -1) for name in names or needed)
        lines = section in ("data", "sensitive")
        found = []
        for n in self._below(section):
            self._rest(n, (0, *columns))
            texts = tuple(self.grid.at(n, c) for c in columns)
            if any(texts):
                found.append((n, texts))
            if not lines:
                self._only_counts(n, any(texts))
        return found

    def _only_counts(self, row: int, filled: bool) -> None:
        """Column A of these rows is empty, or says "Destinataire 2": another label or a text is out of its place."""
        text = self.grid.at(row, 0)
        bare, number = numbered(text)
        if text and ((filled and not number) or any(code_of(bare, labels) for labels in self.taken)):
            self.problems.stray(self.grid, row, (0,))

    def _pairs(self, section: str, kinds: Sequence[str]) -> tuple[Pair, ...]:
        known = {plain(kind): kind for kind in kinds}
        found = []
        for n, (kind, name) in self._rows(section):
            if plain(kind) not in known:
                self.problems.wrong(self.grid, n, f"the form knows these kinds here: {', '.join(kinds)}.")
            elif not name:
                self.problems.wrong(self.grid, n, f"“{known[plain(kind)]}”: the form asks which one.")
            else:
                found.append((known[plain(kind)], name))
        return tuple(found)

    def _person(self, row: int, texts: Sequence[str]) -> str:
        self._no_kind(row, texts[0])
        return ": ".join(text for text in texts if text)

    def _transfer(self, row: int, texts: Sequence[str]) -> tuple[str, str, str, str]:
        name, country, safeguard, document = texts
        self._no_kind(row, name)
        labels = self.form.safeguards
        if not name or not (country or safeguard or document):
            self.problems.wrong(self.grid, row, "a transfer needs who receives the data, and the country.")
        elif country and not (len(country) == 2 and country.isalpha() and country.isupper()):
            self.problems.wrong(self.grid, row, "write the country by its two letters: US.")
        elif safeguard and plain(safeguard) not in {plain(text) for text in (*labels, *labels.values())}:
            self.problems.wrong(self.grid, row, f"the form knows these guarantees: {', '.join(labels.values())}.")
        return name, country, safeguard, document

    def _no_kind(self, row: int, text: str) -> None:
        if plain(text) in self.kinds:
            self.problems.wrong(self.grid, row, "this row belongs to another section: its kind is none of this one.")
