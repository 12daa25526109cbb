"""The log of what happened: appended, sealed, proved; what stays of it when a key is destroyed; who read what."""

from __future__ import annotations

import json
from dataclasses import replace
from uuid import UUID

import pytest

from garant.errors import EvidenceBroken, KeyLost, LedgerError, NotFound
from garant.ledger import events, proofs, sealing, setup
from garant.ledger.shapes import TYPES
from garant.ledger.tables import BlockRow, EventRow
from garant.ledger.values import NewEvent
from garant.rules import receipts
from garant.rules.evidence import Frontier, canonical, is_consistent, leaf_hash, read_checkpoint
from tests.ledger.logs import RECEIVED, a_log, check, closed, received, sealed_size, unprotected
from tests.ledgers import NOW, House, new_house

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
    assert (sealed_size(house), sealed_size(second)) == (4, 2)
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
