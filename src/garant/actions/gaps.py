"""What an answer must own up to: free text nobody has read, columns nobody has sorted, places not read again.

It names them in the words of the map, for the letter; what they hold it never says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Literal, get_args
from uuid import UUID

from garant.actions.batch import Batch
from garant.ledger import steps
from garant.ledger.values import Request
from garant.press.answer import Unread, UnreadWhy
from garant.press.documents import Withheld
from garant.rules.decisions import portable
from garant.rules.register import Table, Words

Place = tuple[str, str, str]
"""(store, table, column); an empty column is the whole table."""


class Gaps:
    """The gaps of one batch. `read`: what the run read for copies, store → request → (table, values)."""

    def __init__(self, batch: Batch, read: Mapping[str, Mapping[UUID, Any]]) -> None:
        self.batch, self.law, self._read = batch, batch.house.law(), read
        self._unread: dict[str, tuple[Unread, ...]] = {}

    def _rows(self, request: Request) -> Iterator[tuple[str, str, Mapping[str, Any]]]:
        """(store, table, values) of the rows that were read for one person's copy."""
        for store, by_request in self._read.items():
            for table, values in by_request.get(request.id, ()):
                yield store, table, values

    def texts(self, request: Request) -> set[Place]:
        """Free-text fields in which something of this person stands, and which nobody has read (E8)."""
        texts = set(self.batch.shown.withheld)
        return {at for s, t, values in self._rows(request) for c in values if (at := (s, t, c)) in texts and values[c]}

    def columns(self, request: Request) -> set[Place]:
        """Columns, of tables in which this person has rows, of which nobody has said what they hold (D13)."""
        theirs = {(store, table) for store, table, _ in self._rows(request)}
        return {u for u in self.batch.shown.undecided if u[:2] in theirs}

    # ── as the letter says them ────────────────────────────────────────────────────────────────────────────────────

    def withheld(self, request: Request, right: Literal["access", "portability"]) -> tuple[Withheld, ...]:
        """What the copy leaves out until somebody has read it: the letter says so too (art. 12(4), 15(4), 20(4); E8).

        What could not be carried away in any case is left to the copy itself, which lists it (art. 20(1)).
        """
        language = request.language
        article = "gdpr/15/4" if right == "access" else "gdpr/20/4"
        cited = self.law.cite(article, language)
        chosen = {t.place: t.choice for t in self.batch.shown.texts}
        reasons = {"wait": "free-text-waits", "erase": "free-text-erased"}
        return tuple(
            Withheld(
                *place[:2],
                self._label(place, language),
                self.law.say(reasons.get(chosen.get(place, ""), "free-text-withheld"), language),
                cited,
                place[2],
            )
            for place in sorted(self.texts(request))
            if right == "access" or portable(self.batch.map(place[0]), *place[1:], self.law) is None
        )

    def undecided(self, request: Request) -> tuple[Withheld, ...]:
        """What nobody has sorted yet, and no copy holds therefore."""
        reason = self.law.say("undecided", request.language)
        return tuple(
            Withheld(*place[:2], self._label(place, request.language), reason, "", place[2])
            for place in sorted(self.columns(request))
        )

    def unread(self, language: str) -> tuple[Unread, ...]:
        """What reading again after the deed could not search, store by store (D9)."""
        if language not in self._unread:
            self._unread[language] = tuple(self._blind(language))
        return self._unread[language]

    def _blind(self, language: str) -> Iterator[Unread]:
        for step in steps.of_plan(self.batch.record.id):
            by_why: dict[UnreadWhy, list[Place]] = defaultdict(list)
            for table, column, why in step.result.get("skipped", ()):
                if why in get_args(UnreadWhy):  # "by-hand" has its own part in the letter (D16)
                    by_why[why].append((step.store, table, column))
            for why, places in by_why.items():
                named = dict.fromkeys(self._label(p, language) for p in places if self._known(p))
                unnamed = (".".join(part for part in p[1:] if part) for p in places if not self._known(p))
                yield Unread(step.store, why, tuple(named), tuple(filter(None, unnamed)))

    def _known(self, place: Place) -> bool:
        """Whether the map has words for it: its table's, and its column's or its category's."""
        table = self._table(place)
        if table is None or not table.words:
            return False
        return not place[2] or place[2] in table.columns

    def _table(self, place: Place) -> Table | None:
        return self.batch.map(place[0]).tables.get(place[1])

    def _label(self, place: Place, language: str) -> str:
        """What a person calls it: the table in words, then the column, each by its own name for want of words."""
        table = self._table(place)
        title = said(table.words, language) if table else ""
        if not place[2]:
            return title or place[1]
        column = table.columns.get(place[2]) if table else None
        words = said(column.words, language) if column else ""
        if not words and column and column.personal and not column.review:
            words = self.law.say(column.category, language)
        return f"{title or place[1]} · {words or place[2]}"


def said(words: Words, language: str) -> str:
    """The words of a map in a language, else in French, which every map of a French house has."""
    return words.get(language) or words.get("fr", "")
