"""A small append-only file elsewhere: destroyed keys and tombstones, so that a restored backup revives nobody (C6).

One JSON object a line, each with the running hash of all before it. It holds ids and keyed hashes, no personal value.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BufferedRandom
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction

from garant.config import Settings
from garant.errors import EvidenceBroken, LedgerError
from garant.ledger import ids, setup
from garant.ledger.tables import DataKeyRow, OrganisationRow, TombstoneRow

_START = "0" * 64
Line = dict[str, Any]


def note_destroyed(organisation: UUID, keys: Sequence[UUID], at: datetime, reason: str) -> None:
    """Write the destruction of keys, once the transaction around is kept."""
    if keys:
        line = {"what": "keys", "organisation": str(organisation), "at": at.isoformat(), "reason": reason}
        _after_commit([line | {"keys": [str(key) for key in keys]}])


def note_tombstones(rows: Sequence[TombstoneRow]) -> None:
    """Write tombstones, once the transaction around is kept."""
    if rows:
        _after_commit([_tombstone_line(row) for row in rows])


def replay(settings: Settings, now: datetime) -> int:
    """Do again in the ledger what the journal remembers and the ledger does not; returns how many lines told something.

    Also the other way: what a crash kept out of the journal is written into it. Run at start, after the migrations.
    """
    lines = list(read(settings.journal))
    with setup.transaction():
        known = set(OrganisationRow.objects.values_list("id", flat=True))
        mine = [line for line in lines if UUID(line["organisation"]) in known]
        told = sum(_redo(line, now) for line in mine)
        _catch_up(mine)
    return told


def read(path: Path) -> Iterator[Line]:
    """The journal's lines. Raises EvidenceBroken at the first one that does not follow from those before it."""
    if not path.exists():
        return
    before = _START
    with path.open(encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            if not text.endswith("\n"):
                return  # a write that a power cut tore: the ledger has it, and `replay` writes it again
            line = _parsed(text, before)
            if line is None:
                raise EvidenceBroken(
                    f"line {number} does not follow from the lines before it",
                    place=str(path),
                    remedy="Put back the journal's copy; until then a restored backup may bring back what was erased.",
                )
            before = line.pop("hash")
            yield line


def prune(settings: Settings, today: date) -> int:
    """Let go of tombstones whose end has come (A7); returns how many lines went. The hashes run anew."""
    path = settings.journal
    if not path.exists():
        return 0
    with _locked(path) as file:
        lines = list(read(path))
        kept = [line for line in lines if not _over(line, today)]
        if len(kept) < len(lines):
            file.truncate(0)
            _write(file, kept, _START)
    return len(lines) - len(kept)


# ── into the ledger ─────────────────────────────────────────────────────────────────────────────────────────────────


def _redo(line: Line, now: datetime) -> int:
    if line["what"] == "keys":
        alive = DataKeyRow.objects.filter(
            organisation_id=UUID(line["organisation"]), id__in=line["keys"], wrapped__isnull=False
        )
        at = datetime.fromisoformat(line["at"])
        return int(alive.update(wrapped=None, destroyed_at=at, reason=line["reason"]) > 0)
    if _over(line, now.date()):
        return 0
    _, made = TombstoneRow.objects.get_or_create(
        organisation_id=UUID(line["organisation"]),
        store=line["store"],
        kind=line["kind"],
        hash=bytes.fromhex(line["value"]),
        defaults={
            "id": ids.uuid7(now),
            "erased_at": datetime.fromisoformat(line["at"]),
            "until": date.fromisoformat(line["until"]),
        },
    )
    return int(made)


def _catch_up(lines: Sequence[Line]) -> None:
    destroyed = {key for line in lines if line["what"] == "keys" for key in line["keys"]}
    for row in DataKeyRow.objects.filter(wrapped=None):
        if str(row.id) not in destroyed and row.destroyed_at is not None:
            note_destroyed(row.organisation_id, [row.id], row.destroyed_at, row.reason)
    written = {_identity(line) for line in lines if line["what"] == "tombstone"}
    note_tombstones([row for row in TombstoneRow.objects.all() if _identity(_tombstone_line(row)) not in written])


def _identity(line: Mapping[str, Any]) -> tuple[str, str, str, str]:
    return line["organisation"], line["store"], line["kind"], line["value"]


def _tombstone_line(row: TombstoneRow) -> Line:
    return {
        "what": "tombstone",
        "organisation": str(row.organisation_id),
        "store": row.store,
        "kind": row.kind,
        "value": bytes(row.hash).hex(),
        "at": row.erased_at.isoformat(),
        "until": row.until.isoformat(),
    }


def _over(line: Line, today: date) -> bool:
    return line["what"] == "tombstone" and date.fromisoformat(line["until"]) < today


# ── the file ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _after_commit(lines: Sequence[Line]) -> None:
    path = setup.started().journal
    # After, not before: a line whose transaction was rolled back would destroy the key of an open case at next start.
    transaction.on_commit(lambda: _append(path, lines))


def _append(path: Path, lines: Sequence[Line]) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _locked(path) as file:
            _write(file, lines, _last_hash(file))
    except OSError as error:
        raise LedgerError(
            f"the journal cannot be written ({error.strerror})",
            place=str(path),
            remedy="The ledger is written; mend the place and start Garant again: it catches up.",
        ) from None


@contextmanager
def _locked(path: Path) -> Iterator[BufferedRandom]:
    """The journal opened for reading and appending, one process at a time."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _write(file: BufferedRandom, lines: Sequence[Line], before: str) -> None:
    for line in lines:
        body = json.dumps(line, sort_keys=True, separators=(",", ":"))
        before = _hash(before, body)
        file.write(f'{body[:-1]},"hash":"{before}"}}\n'.encode())
    file.flush()
    os.fsync(file.fileno())


def _last_hash(file: BufferedRandom) -> str:
    """The hash at the end of the last whole line; what a power cut left of another one is taken away."""
    file.seek(max(0, file.seek(0, os.SEEK_END) - 67))
    tail = file.read()
    if tail and not tail.endswith(b"\n"):
        file.seek(0)
        file.truncate(file.read().rfind(b"\n") + 1)
        return _last_hash(file)
    return tail[:-3].decode("ascii") if tail else _START


def _parsed(text: str, before: str) -> Line | None:
    body, _, tail = text.rpartition(',"hash":"')
    if not text.endswith('"}\n') or _hash(before, body + "}") != tail[:-3]:
        return None
    line: Line = json.loads(text)
    return line


def _hash(before: str, body: str) -> str:
    return hashlib.sha256(f"{before}{body}".encode()).hexdigest()
