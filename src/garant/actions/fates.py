"""What became of a person's data, in words: for the answer to them, and for letters to others who hold the same data.

The words are the map's for documents and the packs' for data. Nobody outside is told of what was not given to them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from garant.actions.batch import Batch
from garant.actions.gaps import said
from garant.law.purposes import within
from garant.press.letters import Kept
from garant.press.sentences import Sentences, sentences
from garant.rules import fates
from garant.rules.fates import Line
from garant.rules.register import Table
from garant.rules.registers.views import given


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a store, and the map's table that it is about."""

    store: str
    table: Table
    line: Line

    @property
    def in_part(self) -> bool:
        """Whether it is said of some of the rows' data only: others of these data met another fate."""
        return set(self.line.columns) < {c.name for c in self.table.columns.values() if c.personal}

    @property
    def waits(self) -> bool:
        """Whether nobody has said what these data are (D13)."""
        return self.line.why.code == "undecided"


def of_person(batch: Batch, number: int) -> tuple[Told, ...]:
    """The lines of every store for one person of a batch."""
    law, year_end = batch.house.law(), batch.house.organisation.year_end
    found = []
    for store, entry in batch.record.body["stores"].items():
        if "cases" not in entry:
            continue
        tables = batch.map(store).tables
        touched = batch.touched(store, number)
        for line in fates.lines(touched, batch.cases(store), law, year_end, tables.values()):
            found.append(Told(store, tables[line.table], line))
    return tuple(found)


def shared_with(batch: Batch, number: int, recipient: str) -> tuple[Told, ...]:
    """The same, of the data only that a recipient was given: of the activity, and of the categories declared for it."""
    found = []
    for told in of_person(batch, number):
        if recipient not in batch.map(told.store).activities[told.table.activity].recipients:
            continue
        categories = given(batch.house.declared(), told.table.activity, recipient)
        columns = told.line.columns
        if categories is not None:
            columns = tuple(c for c in columns if within(told.table.columns[c].category, *categories))
        if columns:
            found.append(Told(told.store, told.table, replace(told.line, columns=columns)))
    return tuple(found)


# ── in words ────────────────────────────────────────────────────────────────────────────────────────────────────────


def rows(words: Sentences, told: Told) -> str:
    """Which rows: "Factures (1 sur 6, du 12 mars 2014)"."""
    line, title = told.line, said(told.table.words, words.language) or told.table.name
    if line.whole:
        return title if line.rows == 1 else words.say("rows-all", title=title, count=str(line.rows))
    counts = {"title": title, "count": str(line.rows), "total": str(line.of)}
    if line.first is None or line.last is None:
        return words.say("rows-some", **counts)
    first, last = words.short_day(line.first), words.short_day(line.last)
    if first == last:
        return words.say("rows-day", **counts, day=first)
    return words.say("rows-days", **counts, first=first, last=last)


def data(batch: Batch, words: Sentences, told: Told, columns: Sequence[str]) -> str:
    """Rows, and which of their data: each category once. What nobody has decided has no category: it bears its name."""
    of, law = told.table.columns, batch.house.law()
    if told.waits:
        listed = [said(c.words, words.language) or c.name for c in of.values() if c.review]
    else:
        named = dict.fromkeys(law.say(of[c].category, words.language) for c in columns if c in of and of[c].personal)
        listed = [words.lowered(name) for name in named]
    if not listed:
        return rows(words, told)
    return words.say("rows-columns", what=rows(words, told), columns=", ".join(listed))


def gone(batch: Batch, several: Sequence[Told], language: str) -> tuple[str, ...]:
    """What was erased or emptied, row by row of the letter."""
    words = sentences(language)
    went = (told for told in several if told.line.fate in ("erase", "mask"))
    return tuple(dict.fromkeys(data(batch, words, told, told.line.columns) for told in went))


def kept(batch: Batch, several: Sequence[Told], language: str) -> tuple[Kept, ...]:
    """What stays, and until when."""
    words = sentences(language)
    stays = (told for told in several if told.line.fate in ("keep", "undecided"))
    return tuple(dict.fromkeys(Kept(data(batch, words, t, t.line.columns), t.line.ends) for t in stays))


def texts(batch: Batch, several: Sequence[Told], language: str) -> tuple[str, ...]:
    """The texts under which it stays, each once."""
    articles = dict.fromkeys(a for t in several if t.line.fate == "keep" for a in t.line.why.articles)
    return batch.house.law().cite_all(articles, language) if articles else ()
