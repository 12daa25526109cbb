"""Proofs out of the log: a request's receipt, and the check of the whole log that names the first bad record."""

from __future__ import annotations

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from uuid import UUID

from django.db import DatabaseError

from garant.errors import EvidenceBroken, KeyLost, NotFound
from garant.ledger import events, organisations, sealing, setup
from garant.ledger.keys import Keyring
from garant.ledger.tables import BlockRow, CheckpointRow, EventRow
from garant.ledger.values import Request
from garant.rules import receipts
from garant.rules.evidence import (
    Frontier,
    Signed,
    Subtree,
    canonical,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    read_checkpoint,
    split,
    subtree_of,
)

PUBLISHED = "/.well-known/garant-log-key"
"""Where an instance publishes its log's key, under its base address (C4)."""
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the log that is not as it was written. `index`: None for a record that waits for the sealer."""

    index: int | None
    event: UUID | None
    what: str


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found.

    consistent: every record is as it was written. sealed: and signed checkpoints cover the log. anchored: and a
    checkpoint that was kept elsewhere is part of its past. `level` is None where `problems` is not empty.
    """

    level: Literal["consistent", "sealed", "anchored"] | None
    size: int
    problems: tuple[Problem, ...]
    unsealed: int


# ── the receipt ─────────────────────────────────────────────────────────────────────────────────────────────────────


def receipt(keyring: Keyring, organisation: UUID, request: Request) -> dict[str, object]:
    """The receipt document of a request: its sealed records, each with its proof, under the newest checkpoint."""
    newest = sealing.latest(organisation)
    rows = EventRow.objects.filter(organisation_id=organisation, request=request.id, log_index__isnull=False)
    found = list(rows.order_by("log_index"))
    if newest is None or not found:
        raise NotFound("nothing of this request is sealed yet", place=request.reference, remedy="Seal first.")
    whose = organisations.by_id(organisation)
    subtree = _subtree(organisation, newest.size)
    records = [
        receipts.Record(row.log_index, events.leaf(row), inclusion_proof(row.log_index, newest.size, subtree))
        for row in found
        if row.log_index is not None
    ]
    return receipts.write(
        organisation={"id": str(organisation), "name": whose.name, "contact": whose.contact},
        request={"id": str(request.id), "reference": request.reference},
        published=setup.started().base_url.rstrip("/") + PUBLISHED,
        checkpoint=newest.note,
        name=keyring.log_name(),
        records=records,
        key=keyring.log_key(),
    )


def consistency(organisation: UUID, old: int, new: int) -> list[bytes]:
    """What shows that the log of `new` records begins with the log of `old` records."""
    return consistency_proof(old, new, _subtree(organisation, new))


def _subtree(organisation: UUID, size: int) -> Subtree:
    """Hashes of ranges of the log, from kept block roots; leaves are read only for the blocks that are asked."""
    rows = BlockRow.objects.filter(organisation_id=organisation).values_list("number", "root")
    blocks = {number: bytes(root) for number, root in rows}

    @lru_cache(maxsize=64)
    def leaves(number: int) -> list[bytes]:
        start = number * sealing.BLOCK
        found = EventRow.objects.filter(
            organisation_id=organisation, log_index__gte=start, log_index__lt=min(start + sealing.BLOCK, size)
        )
        return [bytes(leaf) for leaf in found.order_by("log_index").values_list("leaf", flat=True)]

    def subtree(start: int, end: int) -> bytes:
        number, offset = divmod(start, sealing.BLOCK)
        if end - start == sealing.BLOCK and number in blocks:
            return blocks[number]
        if end - start <= sealing.BLOCK:
            return subtree_of(leaves(number))(offset, offset + end - start)
        middle = start + split(end - start)
        return node_hash(subtree(start, middle), subtree(middle, end))

    return subtree


# ── the check ───────────────────────────────────────────────────────────────────────────────────────────────────────


def check(keyring: Keyring, organisation: UUID, kept_note: str | None = None, *, most: int = 20) -> Report:
    """Read the whole log again and say what is not as it was written, the first bad record first.

    `kept_note`: a checkpoint kept elsewhere, against which a cut tail or a rewritten past shows.
    """
    walk = _Walk(keyring, organisation, kept_note, most)
    walk.run()
    unsealed = sealing.waiting(organisation)
    level: Literal["consistent", "sealed", "anchored"] | None = None
    if not walk.problems:
        covered = walk.size > 0 and unsealed == 0
        level = "anchored" if covered and kept_note is not None else "sealed" if covered else "consistent"
    return Report(level=level, size=walk.size, problems=tuple(walk.problems[:most]), unsealed=unsealed)


class _Walk:
    """One pass over the log in its order, with the tree built anew beside it."""

    def __init__(self, keyring: Keyring, organisation: UUID, kept_note: str | None, most: int) -> None:
        self.keyring, self.organisation, self.most = keyring, organisation, most
        self.problems: list[Problem] = []
        self.alive: frozenset[UUID] = frozenset()
        self.frontier = Frontier()
        self.size = 0
        self.kept = self._kept(kept_note) if kept_note is not None else None
        rows = CheckpointRow.objects.filter(organisation_id=organisation).order_by("size")
        self.notes = {row.size: row for row in rows.iterator()}

    def run(self) -> None:
        try:
            for row in self._rows():
                if len(self.problems) >= self.most:
                    return
                self._record(row)
        except DatabaseError:  # SQLite lets anything be written into a column, and cannot read it back
            self._say(self.size, None, "the records from here on cannot be read: one holds what its column may not")
        self._end()

    def _record(self, row: EventRow) -> None:
        index = row.log_index
        if index is None:
            self._say(None, row.id, _fault(self.keyring, row, self.alive))
            return
        while self.size < index and len(self.problems) < self.most:
            self._say(self.size, None, "the record is missing")
            self._take(b"")
        self._say(index, row.id, _fault(self.keyring, row, self.alive) or _moved(self.keyring, row, index))
        self._take(bytes(row.leaf))

    def _take(self, leaf: bytes) -> None:
        self.frontier.append(leaf)
        self.size += 1
        note = self.notes.get(self.size)
        if note is not None:
            self._compare(self._read(note), f"the checkpoint of {self.size} records")
        if self.kept is not None and self.kept.size == self.size:
            self._compare(self.kept, "the checkpoint kept elsewhere")

    def _compare(self, signed: Signed | None, name: str) -> None:
        # Where a record is already named, that its root differs says nothing new.
        if signed is not None and not self.problems and signed.root != self.frontier.root:
            self._say(self.size - 1, None, f"the records up to here are not those that {name} was signed over")

    def _end(self) -> None:
        newest = max(self.notes, default=0)
        if self.size < newest:
            self._say(self.size, None, f"the records from here to {newest - 1} are missing: the log was cut")
        if self.kept is not None and self.size < self.kept.size:
            self._say(self.size, None, f"the log was cut: it had {self.kept.size} records when the checkpoint was kept")
        if self.size > newest:
            self._say(newest, None, "no checkpoint covers the records from here on")

    def _read(self, row: CheckpointRow) -> Signed | None:
        try:
            signed = read_checkpoint(row.note, self.keyring.log_name(), self.keyring.log_public())
        except EvidenceBroken as error:
            self._say(row.size - 1, None, f"the checkpoint of {row.size} records is not valid: {error.cause}")
            return None
        if (signed.size, signed.root) != (row.size, bytes(row.root)):
            self._say(row.size - 1, None, f"the checkpoint of {row.size} records was changed")
            return None
        return signed

    def _kept(self, note: str) -> Signed | None:
        try:
            return read_checkpoint(note, self.keyring.log_name(), self.keyring.log_public())
        except EvidenceBroken as error:
            self._say(None, None, f"the checkpoint kept elsewhere is not of this log: {error.cause}")
            return None

    def _say(self, index: int | None, event: UUID | None, what: str) -> None:
        if what and len(self.problems) < self.most:
            self.problems.append(Problem(index, event, what))

    def _rows(self) -> Iterator[EventRow]:
        found = EventRow.objects.filter(organisation_id=self.organisation)
        after = -1
        while chunk := list(found.filter(log_index__gt=after).order_by("log_index")[:_CHUNK]):
            yield from self._opened(chunk)
            after = chunk[-1].log_index or 0
        yield from self._opened(list(found.filter(log_index=None).order_by("id")))

    def _opened(self, rows: list[EventRow]) -> list[EventRow]:
        self.alive = self.keyring.preload({row.key for row in rows if row.key is not None})
        return rows


def _fault(keyring: Keyring, row: EventRow, alive: frozenset[UUID]) -> str:
    """What is wrong with a record in itself; empty if it is as it was written."""
    try:
        if leaf_hash(canonical(events.leaf(row))) != bytes(row.leaf):
            return "its public part was changed"
    except (EvidenceBroken, ValueError):
        return "its public part cannot be read"
    if row.key is not None and row.key not in alive:
        return ""  # its key is destroyed: leaf, root and proofs still hold, the content is gone on purpose
    try:
        content = events.opened(keyring, row)
    except (KeyLost, ValueError):
        return "its sealed part was changed"
    if not hmac.compare_digest(events.commitment(keyring, row, content), bytes(row.commitment)):
        return "its commitment is not the one made over it"
    return ""


def _moved(keyring: Keyring, row: EventRow, index: int) -> str:
    tag = sealing.place_tag(keyring, index, bytes(row.leaf))
    kept = row.place is not None and hmac.compare_digest(tag, bytes(row.place))
    return "" if kept else "it is not the record that was sealed at this place"
