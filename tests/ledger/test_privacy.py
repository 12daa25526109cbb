"""What lies in the ledger's tables, files, log lines and errors names nobody (A7's exception: staff accounts)."""

from __future__ import annotations

import base64
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import connection

from garant.errors import GarantError, KeyLost, LedgerError
from garant.ledger import (
    collected,
    confirmations,
    events,
    ids,
    messages,
    outbox,
    packages,
    plans,
    requests,
    sealing,
    setup,
    staff,
    stores,
    tasks,
    tombstones,
)
from garant.ledger.logs import Discreet
from garant.ledger.tasks import NewTask
from garant.ledger.values import Contact, Identity, NewEvent, NewLetter, PlanRecord
from garant.rules.plan import Limits
from tests.ledgers import NOW, TODAY, House, a_request

MARK = "zygopetalum"
EMAIL = f"{MARK}@courriel.example"


def a_whole_case(house: House) -> None:
    """Everything that the ledger keeps of a person, each value with the mark in it."""
    ring, later = house.keyring, NOW + timedelta(days=30)
    request = a_request(house.organisation, ring.new("case", NOW, None), "access", "erasure")
    contact = Contact(f"{MARK} Dupont", EMAIL, f"+33 {MARK}", (Identity("email", EMAIL, True),), f"je suis {MARK}")
    with setup.transaction():
        requests.add(ring, request, contact, ids.token_hash(MARK))
        sealed = {"contact": EMAIL, "reason": MARK, "by": MARK}
        events.append(ring, [NewEvent("request.received", NOW, "person", {}, sealed, request.id, request.key)])
        letter = outbox.put(ring, NewLetter(request.id, request.key, "x", EMAIL, MARK, MARK), NOW, date(2027, 1, 1))
    requests.set_contact(ring, request, replace(contact, changes=({"field": "name", "new": MARK},), scope=(MARK,)))
    confirmations.add_code(request, "package", ids.token_hash(MARK), later)
    plan = PlanRecord(ids.uuid7(NOW), house.organisation.id, "ab" * 32, {"rows": 1}, "drawn", NOW)
    plans.save(ring, plan, {request.id: MARK.encode()})
    plans.put_work(ring, plan.id, {(request.id, "read"): MARK.encode()})
    packages.put(ring, request, "access", "acces.zip", MARK.encode() * 100, NOW, later)
    (task,) = tasks.add(ring, [NewTask(request, "recipient", "brevo", TODAY, MARK, plan.id)], NOW)
    tasks.finish(ring, task, MARK, "staff:bruno", NOW)
    messages.add(ring, request, NOW, from_person=True, text=MARK)
    stores.add(ring, house.organisation.id, "shop", "sqlite", f"sqlite:///{MARK}", {}, Limits(), NOW)
    tombstones.add(ring, [("shop", "email", EMAIL, NOW, TODAY)], NOW)
    person = collected.Person("email", EMAIL, MARK, MARK)
    entry = collected.NewEntry(person, ("email", EMAIL), "phone", "", "clients", "fr", TODAY, TODAY, date(2031, 1, 1))
    with setup.transaction():
        collected.add(ring, entry, NOW, "staff:bruno")
    outbox.failed(letter, NOW, "refused (550)")
    sealing.seal(ring, house.organisation.id, NOW)
    assert requests.contact(ring, request).email == EMAIL


def forms() -> Iterator[bytes]:
    """The mark as it might be written: in two encodings, hexadecimal, base64 at any offset."""
    yield MARK.encode()
    yield MARK.upper().encode()
    yield MARK.encode("utf-16-le")
    yield MARK.encode().hex().encode()
    for offset in range(3):
        yield base64.b64encode(b"\0" * offset + MARK.encode())[offset + 2 : -4]


def test_no_file_of_the_ledger_holds_a_value_of_a_person(sqlite_house: House) -> None:
    """Database, write-ahead log, journal, keys: while open, and after."""
    a_whole_case(sqlite_house)
    for moment in ("open", "closed"):
        files = [path for path in sqlite_house.settings.instance.rglob("*") if path.is_file()]
        assert {"ledger.sqlite", "journal.jsonl"} <= {path.name for path in files}
        assert ("ledger.sqlite-wal" in {path.name for path in files}) == (moment == "open")
        for path in files:
            content = path.read_bytes()
            assert not [form for form in forms() if form in content], (moment, path.name)
        setup.close()


def test_no_table_of_the_ledger_holds_a_value_of_a_person(house: House) -> None:
    a_whole_case(house)
    for table in connection.introspection.table_names():
        with connection.cursor() as cursor:
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                content = b" ".join(bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode() for v in row)
                assert not [form for form in forms() if form in content], table


def test_staff_are_the_stated_exception(house: House) -> None:
    """A7."""
    staff.add(house.organisation.id, f"Bruno@{MARK}.example", "Bruno", "clerk", "fr", None, NOW)
    assert staff.by_email(f"BRUNO@{MARK}.example ") == staff.all(house.organisation.id)[0]


def errors(house: House) -> Iterator[GarantError]:
    request = house.request(MARK)
    attempts: list[Callable[[], object]] = [
        lambda: events.append(house.keyring, [NewEvent("request.received", NOW, "person", {"channel": EMAIL})]),
        lambda: events.append(house.keyring, [NewEvent("request.received", NOW, "person", {MARK: "x"}, None)]),
        lambda: house.keyring.unseal(
            request.key, "letter", request.id, MARK, b"not sealed at all, and long enough to try"
        ),
        lambda: requests.add(house.keyring, request, Contact(MARK, EMAIL), b"same id again"),
        lambda: staff.add(house.organisation.id, EMAIL, MARK, "clerk", "fr", None, NOW),
    ]
    staff.add(house.organisation.id, EMAIL, MARK, "clerk", "fr", None, NOW)
    for attempt in attempts:
        with pytest.raises(GarantError) as refused, setup.transaction():
            attempt()
        yield refused.value


def test_no_error_quotes_a_person(house: House) -> None:
    found = [error for error in errors(house) if "`" not in error.cause]  # a field's name is quoted, a value never
    assert len(found) == 3
    assert isinstance(found[0], KeyLost)
    assert isinstance(found[1], LedgerError)
    assert all(MARK not in f"{error}{error.args}{error.__cause__}" for error in found)


def test_a_log_line_tells_what_failed_and_where_without_the_message_or_the_address() -> None:
    """A2: the address asked for may bear a link's secret, a library's message may quote a row."""
    try:
        raise ValueError(f"duplicate key (email)=({EMAIL})")
    except ValueError as error:
        caught = (type(error), error, error.__traceback__)
    made = logging.LogRecord(
        "django.request", logging.ERROR, __file__, 1, "Internal Server Error: %s", (f"/follow/{MARK}",), caught
    )
    made.status_code = 500
    line = Discreet().format(made)
    assert "ERROR django.request a page failed 500" in line
    assert "ValueError" in line
    assert Path(__file__).name in line
    assert MARK not in line

    ours = logging.LogRecord("garant.worker", logging.WARNING, __file__, 1, "step %s failed", ("erase",), None)
    ours.exc_info = (KeyLost, KeyLost("the key was destroyed"), None)
    assert "garant.worker step erase failed" in Discreet().format(ours)
    assert "KeyLost: the key was destroyed" in Discreet().format(ours)
