"""Logs for tests: filled, sealed, checked, and changed as whoever owns the database can."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

from garant.ledger import events, proofs, sealing
from garant.ledger.values import NewEvent, Request
from tests.ledgers import NOW, House

RECEIVED = {"rights": ["access"], "channel": "form", "received": "2026-11-23", "due": {"access": "2026-12-23"}}


def received(request: Request) -> NewEvent:
    return NewEvent(
        "request.received", NOW, "person", RECEIVED, {"contact": "alice@x.example"}, request.id, request.key, "asked"
    )


def closed(request: Request) -> NewEvent:
    return NewEvent("request.closed", NOW, "system", {"outcomes": {"access": "done"}}, None, request.id, request.key)


def a_log(house: House, *sizes: int) -> list[str]:
    """A log of the requests of several persons, sealed at each of these sizes; returns the notes."""
    notes = []
    for size in sizes:
        while sealing.waiting(house.organisation.id) + sealed_size(house) < size:
            request = house.request(f"Person{size}")
            events.append(house.keyring, [received(request), closed(request)])
        checkpoint = sealing.seal(house.keyring, house.organisation.id, NOW)
        assert checkpoint is not None
        notes.append(checkpoint.note)
    return notes


def sealed_size(house: House) -> int:
    newest = sealing.latest(house.organisation.id)
    return newest.size if newest else 0


@contextmanager
def unprotected() -> Iterator[None]:
    """As the owner of the database server can: the triggers taken away, the tables written, the triggers put back."""
    names = {
        "event": ["event_no_update", "event_no_delete"],
        "checkpoint": ["checkpoint_no_update", "checkpoint_no_delete"],
    }
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for table in names:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            yield
            for table in names:
                cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
            return
        wanted = [name for triggers in names.values() for name in triggers]
        marks = ",".join("%s" for _ in wanted)
        cursor.execute(f"SELECT sql FROM sqlite_master WHERE name IN ({marks})", wanted)
        made = [row[0] for row in cursor.fetchall()]
        for name in wanted:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for statement in made:
            cursor.execute(statement)


def check(house: House, note: str | None = None) -> proofs.Report:
    return proofs.check(house.keyring, house.organisation.id, note)


def execute(statement: str) -> None:
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(statement)
