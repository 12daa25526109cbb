"""The log tampered with, field by field and record by record: the check names the first bad one."""

from __future__ import annotations

import pytest

from garant.ledger import events, proofs
from garant.ledger.tables import EventRow
from garant.rules.evidence import canonical, leaf_hash
from tests.ledger.logs import a_log, check, closed, execute, received, unprotected
from tests.ledgers import House

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
