"""The log: sealed, checked, tampered with field by field; proofs and receipts after a key is destroyed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from uuid import UUID

import pytest
from django.db import connection

from garant.errors import EvidenceBroken, KeyLost, LedgerError, NotFound
from garant.ledger import events, proofs, sealing, setup
from garant.ledger.shapes import TYPES
from garant.ledger.tables import BlockRow, EventRow
from garant.ledger.values import NewEvent, Request
from garant.rules import receipts
from garant.rules.evidence import Frontier, canonical, is_consistent, leaf_hash, read_checkpoint
from tests.ledgers import NOW, House, new_house

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
        while sealing.waiting(house.organisation.id) + _sealed(house) < size:
            request = house.request(f"Person{size}")
            events.append(house.keyring, [received(request), closed(request)])
        checkpoint = sealing.seal(house.keyring, house.organisation.id, NOW)
        assert checkpoint is not None
        notes.append(checkpoint.note)
    return notes


def _sealed(house: House) -> int:
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


# ── appending and sealing ───────────────────────────────────────────────────────────────────────────────────────────


def test_what_happened_to_alices_request_reads_back_in_order(house: House) -> None:
    alice = house.request("Alice")
    ids = events.append(house.keyring, [received(alice), closed(alice)])
    first, second = events.of_request(house.keyring, alice.id)
    assert [first.id, second.id] == ids
    assert (first.type, first.version, first.at, first.actor) == ("request.received", 1, NOW, "person")
    assert first.public == RECEIVED
    assert first.sealed == {"contact": "alice@x.example"}
    assert (first.reason, first.request, first.index, first.readable) == ("asked", alice.id, None, True)
    assert (second.sealed, second.readable) == (None, True)


@pytest.mark.parametrize(
    ("event", "what"),
    [
        (NewEvent("request.dreamt", NOW, "person"), "not in the registry"),
        (NewEvent("request.received", NOW, "person", {"email": "x"}), "`email` is unknown"),
        (NewEvent("request.received", NOW, "person", {"channel": "alice@x.example"}), "`channel` is not of its kind"),
        (NewEvent("request.received", NOW, "person", {"rights": "access"}), "`rights` is not of its kind"),
        (NewEvent("data.verified", NOW, "system", {"gone": {"Customer": -1}}), "`gone` is not of its kind"),
        (NewEvent("data.verified", NOW, "system", {"rows_searched": True}), "`rows_searched` is not of its kind"),
        (NewEvent("request.closed", NOW, "system", {}, {"shoe size": "43"}), "`shoe size` is unknown"),
    ],
)
def test_an_event_outside_the_registry_is_refused_without_quoting_it(house: House, event: NewEvent, what: str) -> None:
    with pytest.raises(EvidenceBroken) as refused:
        events.append(house.keyring, [event])
    assert what in refused.value.cause
    assert "alice" not in str(refused.value)
    assert sealing.waiting(house.organisation.id) == 0


def test_every_type_of_event_that_the_law_asks_for_is_in_the_registry() -> None:
    asked = (
        "organisation.created staff.added staff.signed-in store.added map.applied request.received request.acknowledged"
        " request.identity-asked request.identified request.extended request.completed request.withdrawn"
        " request.refused plan.drawn plan.agreed plan.dropped step.done data.verified task.opened task.done"
        " answer.composed answer.delivered package.made package.fetched request.closed data.read access.refused"
        " key.destroyed tombstone.added"
    )
    assert set(asked.split()) <= set(TYPES)


def test_the_sealer_gives_places_in_order_and_signs(house: House) -> None:
    (note,) = a_log(house, 6)
    rows = list(EventRow.objects.order_by("log_index"))
    assert [row.log_index for row in rows] == list(range(6))
    assert [row.id for row in rows] == sorted(row.id for row in rows)
    signed = read_checkpoint(note, house.keyring.log_name(), house.keyring.log_public())
    frontier = Frontier()
    frontier.extend([leaf_hash(canonical(events.leaf(row))) for row in rows])
    assert (signed.size, signed.root) == (6, frontier.root)
    assert sealing.seal(house.keyring, house.organisation.id, NOW) is None


def test_each_organisation_has_its_own_log(house: House) -> None:
    """A1, C3."""
    second = new_house(house.settings, "Club")
    a_log(house, 4)
    a_log(second, 2)
    assert (_sealed(house), _sealed(second)) == (4, 2)
    assert check(second).level == "sealed"
    note = sealing.checkpoints(house.organisation.id)[0].note
    assert "not of this log" in check(second, note).problems[0].what


def test_a_log_of_many_blocks_proves_each_record_and_its_past(house: House) -> None:
    """600 records in three sealings: two whole blocks of 256 and a part, proofs on both sides of each border."""
    a_log(house, 100, 520, 600)
    assert BlockRow.objects.count() == 2
    newest = sealing.latest(house.organisation.id)
    assert newest is not None
    for index in (0, 255, 256, 511, 512, 599):
        row = EventRow.objects.get(log_index=index)
        request = replace(house.request("Zoé"), id=row.request or UUID(int=0))
        document = proofs.receipt(house.keyring, house.organisation.id, request)
        receipts.verify(json.dumps(document).encode())
    for old in sealing.checkpoints(house.organisation.id):
        proof = proofs.consistency(house.organisation.id, old.size, newest.size)
        assert is_consistent(old.size, old.root, newest.size, newest.root, proof)
    assert check(house).level == "sealed"


# ── tampering ───────────────────────────────────────────────────────────────────────────────────────────────────────

FIELDS = {
    "type": ("'request.refused'", "public part"),
    "version": ("2", "public part"),
    "at": ("'2026-11-23 10:30:00+00:00'", "public part"),
    "actor": ("'somebody'", "public part"),
    "reason": ("'never asked'", "public part"),
    "request": ("NULL", "public part"),
    "public": ("'{}'", "public part"),
    "commitment": ("leaf", "public part"),
    "leaf": ("commitment", "public part"),
    "sealed": ("NULL", "commitment"),
    "key": ("NULL", "sealed part"),
    "place": ("NULL", "not the record that was sealed"),
}


def execute(statement: str) -> None:
    with unprotected(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("field", FIELDS)
def test_a_changed_field_names_the_record(house: House, field: str) -> None:
    note = a_log(house, 4, 8)[0]
    value, what = FIELDS[field]
    execute(f'UPDATE event SET "{field}" = {value} WHERE log_index = 2')

    report = check(house, note)

    assert report.level is None
    first = report.problems[0]
    assert (first.index, first.event) == (2, EventRow.objects.get(log_index=2).id)
    assert what in first.what


def test_every_column_of_an_event_is_tried() -> None:
    named = {field.attname for field in EventRow._meta.concrete_fields}
    assert named - set(FIELDS) == {"id", "organisation_id", "log_index"}, (
        "tried by the tests of moved and missing records"
    )


def test_one_bit_of_the_sealed_part_names_the_record(house: House) -> None:
    a_log(house, 4)
    row = EventRow.objects.get(log_index=2)
    sealed = bytes(row.sealed or b"")
    with unprotected():
        EventRow.objects.filter(id=row.id).update(sealed=sealed[:-1] + bytes([sealed[-1] ^ 1]))
    (problem,) = check(house).problems
    assert (problem.index, problem.event, problem.what) == (2, row.id, "its sealed part was changed")


def test_a_record_forged_with_its_hash_made_anew_is_named(house: House) -> None:
    """Whoever holds the database, without the keys, changes a field and makes the leaf fit."""
    a_log(house, 4)
    row = EventRow.objects.get(log_index=1)
    row.actor = "somebody"
    with unprotected():
        EventRow.objects.filter(id=row.id).update(actor=row.actor, leaf=leaf_hash(canonical(events.leaf(row))))
    first = check(house).problems[0]
    assert (first.index, first.event) == (1, row.id)
    assert "commitment" in first.what


def test_two_records_that_changed_places_are_named(house: House) -> None:
    a_log(house, 4, 8)
    execute("UPDATE event SET log_index = -1 WHERE log_index = 2")
    execute("UPDATE event SET log_index = 2 WHERE log_index = 5")
    execute("UPDATE event SET log_index = 5 WHERE log_index = -1")
    report = check(house)
    assert [problem.index for problem in report.problems] == [2, 5]
    assert all("not the record that was sealed at this place" in problem.what for problem in report.problems)


def test_a_deleted_record_is_named_by_its_place(house: House) -> None:
    a_log(house, 6)
    execute("DELETE FROM event WHERE log_index = 3")
    first = check(house).problems[0]
    assert (first.index, first.event, first.what) == (3, None, "the record is missing")


def test_a_record_deleted_with_the_others_moved_up_is_named(house: House) -> None:
    a_log(house, 6)
    execute("DELETE FROM event WHERE log_index = 3")
    for index in (4, 5):
        execute(f"UPDATE event SET log_index = {index - 1} WHERE log_index = {index}")
    report = check(house)
    assert report.problems[0].index == 3
    assert "not the record that was sealed" in report.problems[0].what


def test_a_changed_record_that_still_waits_is_named(house: House) -> None:
    alice = house.request("Alice")
    (event,) = events.append(house.keyring, [received(alice)])
    execute("UPDATE event SET actor = 'somebody'")
    (problem,) = check(house).problems
    assert (problem.index, problem.event) == (None, event)


def test_a_tail_cut_off_with_its_checkpoints_shows_against_a_kept_note_only(house: House) -> None:
    """C4: what nothing outside remembers, nothing inside can miss."""
    early, late = a_log(house, 4, 8)
    execute("DELETE FROM event WHERE log_index >= 4")
    execute("DELETE FROM checkpoint WHERE size > 4")
    assert check(house).level == "sealed"
    assert check(house, early).level == "anchored"
    (problem,) = check(house, late).problems
    assert (problem.index, problem.what) == (4, "the log was cut: it had 8 records when the checkpoint was kept")


def test_a_tail_cut_off_without_its_checkpoint_shows_by_itself(house: House) -> None:
    a_log(house, 4, 8)
    execute("DELETE FROM event WHERE log_index >= 6")
    (problem,) = check(house).problems
    assert (problem.index, problem.what) == (6, "the records from here to 7 are missing: the log was cut")


def test_a_past_rewritten_by_the_owner_of_all_keys_shows_against_a_kept_note(house: House) -> None:
    """The organisation itself writes another past and signs it anew: consistent by itself, not with what was kept."""
    (kept,) = a_log(house, 4)
    execute("DELETE FROM event")
    execute("DELETE FROM checkpoint")
    a_log(house, 4)
    assert check(house).level == "sealed"
    (problem,) = check(house, kept).problems
    assert "not those that the checkpoint kept elsewhere was signed over" in problem.what


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("note = replace(note, '4', '5')", "not valid"),
        ("root = (SELECT leaf FROM event WHERE log_index = 0)", "was changed"),
        ("size = 3", "was changed"),
    ],
)
def test_a_changed_checkpoint_is_named(house: House, change: str, what: str) -> None:
    a_log(house, 4)
    execute(f"UPDATE checkpoint SET {change}")
    assert what in check(house).problems[0].what


def test_a_deleted_checkpoint_leaves_records_that_none_covers(house: House) -> None:
    a_log(house, 4, 8)
    execute("DELETE FROM checkpoint WHERE size = 8")
    (problem,) = check(house).problems
    assert (problem.index, problem.what) == (4, "no checkpoint covers the records from here on")


def test_an_untouched_log_says_how_far_it_is_sealed_and_anchored(house: House) -> None:
    early, late = a_log(house, 4, 8)
    assert check(house) == proofs.Report("sealed", 8, (), 0)
    assert check(house, early) == check(house, late) == proofs.Report("anchored", 8, (), 0)
    events.append(house.keyring, [closed(house.request("Bob"))])
    assert check(house) == proofs.Report("consistent", 8, (), 1)


def test_a_record_that_can_no_longer_be_read_is_told(sqlite_house: House) -> None:
    a_log(sqlite_house, 4)
    execute("UPDATE event SET leaf = CAST(leaf AS TEXT) WHERE log_index = 2")
    assert "cannot be read" in check(sqlite_house).problems[0].what


def test_a_note_that_is_none_is_told(house: House) -> None:
    a_log(house, 2)
    assert "not of this log" in check(house, "hello").problems[0].what


# ── destroying a key ────────────────────────────────────────────────────────────────────────────────────────────────


def test_destroying_alices_key_leaves_every_hash_root_proof_and_receipt_valid(house: House) -> None:
    """Design promise 4: our copy becomes unreadable, the evidence still verifies."""
    alice, bob = house.request("Alice"), house.request("Bob")
    events.append(house.keyring, [received(alice), received(bob), closed(alice)])
    kept = sealing.seal(house.keyring, house.organisation.id, NOW)
    assert kept is not None
    document = json.dumps(proofs.receipt(house.keyring, house.organisation.id, alice)).encode()
    leaves = list(EventRow.objects.order_by("log_index").values_list("leaf", "commitment"))

    house.keyring.destroy([alice.key], NOW, "erased")

    hers = events.of_request(house.keyring, alice.id)
    assert [(event.sealed, event.readable) for event in hers] == [(None, False), (None, True)]
    assert events.of_request(house.keyring, bob.id)[0].sealed == {"contact": "alice@x.example"}
    assert list(EventRow.objects.order_by("log_index").values_list("leaf", "commitment")) == leaves
    assert check(house, kept.note) == proofs.Report("anchored", 3, (), 0)
    assert receipts.verify(document).size == 3
    again = json.dumps(proofs.receipt(house.keyring, house.organisation.id, alice)).encode()
    assert json.loads(again) == json.loads(document)


def test_without_the_key_a_leaf_cannot_be_tied_to_a_person_by_trying(house: House) -> None:
    """Even somebody who holds the organisation's key and guesses the content right cannot make the commitment."""
    alice = house.request("Alice")
    events.append(house.keyring, [received(alice)])
    row = EventRow.objects.get()
    assert events.commitment(house.keyring, row, {"contact": "alice@x.example"}) == bytes(row.commitment)
    house.keyring.destroy([alice.key], NOW, "erased")
    with pytest.raises(KeyLost):
        events.commitment(house.keyring, row, {"contact": "alice@x.example"})
    row.key = None
    assert events.commitment(house.keyring, row, {"contact": "alice@x.example"}) != bytes(row.commitment)


def test_a_changed_public_field_is_named_even_when_the_key_is_destroyed(house: House) -> None:
    alice = house.request("Alice")
    events.append(house.keyring, [received(alice), closed(alice)])
    sealing.seal(house.keyring, house.organisation.id, NOW)
    house.keyring.destroy([alice.key], NOW, "erased")
    row = EventRow.objects.get(log_index=1)
    row.actor = "somebody"
    with unprotected():
        EventRow.objects.filter(id=row.id).update(actor=row.actor, leaf=leaf_hash(canonical(events.leaf(row))))
    first = check(house).problems[0]
    assert (first.index, first.event) == (1, row.id)


# ── readings (S0-61) ────────────────────────────────────────────────────────────────────────────────────────────────


def test_who_looked_at_alices_data_is_known_and_cannot_be_edited(house: House) -> None:
    """S0-61. Given a clerk, when they open a record, then an entry with user, time, record and reason exists, and
    cannot be edited."""
    alice, bob = house.request("Alice"), house.request("Bob")
    looked = [
        NewEvent(
            "data.read", NOW, f"staff:{who}", {"what": "contact", "capacity": "clerk"}, None, r.id, r.key, "to answer"
        )
        for who, r in (("bruno", alice), ("chloe", alice), ("bruno", bob))
    ]
    events.append(house.keyring, looked)

    of_alice = events.readings(house.keyring, request=alice.id)
    assert [(e.actor, e.at, e.request, e.reason) for e in of_alice] == [
        ("staff:chloe", NOW, alice.id, "to answer"),
        ("staff:bruno", NOW, alice.id, "to answer"),
    ]
    assert [e.request for e in events.readings(house.keyring, actor="staff:bruno")] == [bob.id, alice.id]
    assert len(events.readings(house.keyring, limit=1)) == 1
    with pytest.raises(LedgerError), setup.transaction():
        EventRow.objects.filter(request=alice.id).update(actor="staff:nobody")


def test_nothing_sealed_yet_gives_no_receipt(house: House) -> None:
    alice = house.request("Alice")
    events.append(house.keyring, [received(alice)])
    with pytest.raises(NotFound, match="sealed yet"):
        proofs.receipt(house.keyring, house.organisation.id, alice)
