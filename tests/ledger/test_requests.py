"""Requests, their contacts, one-time codes, tasks and messages: kept, sealed, read back in a few queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from garant.errors import KeyLost, NotFound, WrongState
from garant.ledger import confirmations, ids, messages, requests, tasks, throttle
from garant.ledger.tasks import NewTask
from garant.ledger.values import Contact, RequestState
from tests.ledgers import NOW, TODAY, House, a_contact, a_request, new_house

CODE = ids.token_hash("314159")
WRONG = ids.token_hash("000000")


@contextmanager
def queries(most: int) -> Iterator[None]:
    """At most so many statements: none of them is one for each row."""
    with CaptureQueriesContext(connection) as seen:
        yield
    assert len(seen) <= most, [query["sql"][:120] for query in seen]


def test_alices_request_reads_back_as_it_was_written(house: House) -> None:
    alice = house.request("Alice", "access", "erasure")
    assert requests.by_id(alice.id) == alice
    assert requests.by_reference(house.organisation.id, f" {alice.reference.lower()} ") == alice
    assert requests.contact(house.keyring, alice) == a_contact("Alice")


def test_a_request_that_moves_on_is_written_with_its_rights(house: House) -> None:
    alice = house.request("Alice", "access", "erasure")
    done = replace(alice.rights[0], state="done", outcome="partly", detail={"kept": ["accounting"]})
    moved = replace(
        alice,
        state="answered",
        rights=(done, alice.rights[1]),
        identified_at=NOW,
        method="contact-on-file",
        asked=TODAY,
        answered=TODAY,
        extended=True,
        extension_reason="many requests",
        plan=UUID(int=5),
        handler=UUID(int=6),
    )
    assert requests.update(moved) == moved
    assert requests.by_id(alice.id) == moved


def test_a_follow_up_link_opens_one_request_and_an_old_one_none(house: House) -> None:
    key = house.keyring.new("case", NOW, None)
    alice = a_request(house.organisation, key)
    first, second = ids.token(), ids.token()
    requests.add(house.keyring, alice, a_contact("Alice"), ids.token_hash(first))
    assert requests.by_token(ids.token_hash(first)) == alice
    requests.set_token(alice.id, ids.token_hash(second))
    assert requests.by_token(ids.token_hash(first)) is None
    assert requests.by_token(ids.token_hash(second)) == alice


def test_what_is_not_there_is_told(house: House) -> None:
    second = new_house(house.settings, "Club")
    alice = house.request("Alice")
    for asked in (
        lambda: requests.by_id(UUID(int=1)),
        lambda: requests.by_id(alice.id, second.organisation.id),
        lambda: requests.by_reference(second.organisation.id, alice.reference),
        lambda: requests.many([alice.id, UUID(int=1)]),
        lambda: requests.update(replace(alice, id=UUID(int=1))),
    ):
        with pytest.raises(NotFound):
            asked()


def test_the_inbox_comes_by_due_date_and_counts_what_is_late_or_near(house: House) -> None:
    def due(day: date, state: RequestState = "received") -> UUID:
        one = house.request("Alice")
        rights = (replace(one.rights[0], due=day),)
        requests.update(replace(one, rights=rights, state=state))
        return one.id

    later, late, near = due(TODAY + timedelta(40)), due(TODAY - timedelta(1)), due(TODAY + timedelta(7))
    closed = due(TODAY - timedelta(90), "closed")
    organisation = house.organisation.id
    assert [r.id for r in requests.list(organisation)] == [closed, late, near, later]
    assert [r.id for r in requests.list(organisation, states=["received"], limit=1, offset=1)] == [near]
    counts = requests.counts(organisation, TODAY)
    assert (counts.by_state, counts.late, counts.near) == ({"received": 3, "closed": 1}, 1, 1)


def test_a_thousand_requests_are_written_read_and_moved_without_a_query_each(house: House) -> None:
    keys = house.keyring.new_many(1000, "case", NOW, None)
    new = [a_request(house.organisation, key, "access", "erasure") for key in keys]
    with queries(120):  # SQLite takes 999 values a statement: about 80 of them
        requests.add_many(house.keyring, [(r, a_contact("Alice"), ids.token_hash(str(r.id))) for r in new])
    with queries(2):
        read = requests.many([r.id for r in new])
    assert read == new
    with queries(2):
        assert len(requests.contacts(house.keyring, read)) == 1000
    with queries(110):
        requests.update_many([replace(r, state="identified") for r in read])
    assert requests.counts(house.organisation.id, TODAY).by_state == {"identified": 1000}


def test_once_the_case_key_is_destroyed_the_contact_is_gone_and_the_dates_stay(house: House) -> None:
    alice, bob = house.request("Alice"), house.request("Bob")
    house.keyring.destroy([alice.key], NOW, "case over")
    assert requests.by_id(alice.id) == alice
    with pytest.raises(KeyLost, match="erased with its key"):
        requests.contact(house.keyring, alice)
    assert requests.contacts(house.keyring, [alice, bob]) == {bob.id: a_contact("Bob")}


def test_a_completed_contact_takes_the_place_of_the_first_with_every_field(house: House) -> None:
    alice = house.request("Alice")
    more = replace(
        a_contact("Alice"),
        changes=({"field": "name", "new": "A."},),
        scope=("newsletter",),
        chosen=("a1b2",),
        aside=("c3d4",),
        aside_reason="somebody else's number",
        late_reason="a week of flu",
        token="secret of the link",
        country="BE",
        refusals=({"right": "erasure", "ground": "17-3-b", "reason": "in words"},),
    )
    assert all(getattr(more, field.name) for field in fields(Contact)), "a new field is to be tried here too"
    requests.set_contact(house.keyring, alice, more)
    assert requests.contact(house.keyring, alice) == more


# ── one-time codes ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_code_works_once_in_its_time_for_its_purpose(house: House) -> None:
    alice, bob = house.request("Alice"), house.request("Bob")
    confirmations.add_code(alice, "package", CODE, NOW + timedelta(minutes=15))
    late = NOW + timedelta(minutes=15)
    assert not confirmations.use_code(alice, "package", CODE, late)
    assert not confirmations.use_code(bob, "package", CODE, NOW)
    assert not confirmations.use_code(alice, "identity", CODE, NOW)
    assert confirmations.use_code(alice, "package", CODE, NOW)
    assert not confirmations.use_code(alice, "package", CODE, NOW)


def test_after_five_wrong_tries_a_code_is_dead(house: House) -> None:
    alice = house.request("Alice")
    confirmations.add_code(alice, "package", CODE, NOW + timedelta(minutes=15))
    for _ in range(4):
        assert not confirmations.use_code(alice, "package", WRONG, NOW)
    assert confirmations.use_code(alice, "package", CODE, NOW)

    confirmations.add_code(alice, "package", CODE, NOW + timedelta(minutes=15))
    for _ in range(5):
        assert not confirmations.use_code(alice, "package", WRONG, NOW)
    assert not confirmations.use_code(alice, "package", CODE, NOW)


def test_a_new_code_replaces_the_one_before(house: House) -> None:
    alice = house.request("Alice")
    confirmations.add_code(alice, "package", CODE, NOW + timedelta(minutes=15))
    confirmations.add_code(alice, "package", WRONG, NOW + timedelta(minutes=15))
    assert not confirmations.use_code(alice, "package", CODE, NOW)
    assert confirmations.use_code(alice, "package", WRONG, NOW)
    assert confirmations.forget(NOW + timedelta(days=1)) == 1


# ── tasks and messages ──────────────────────────────────────────────────────────────────────────────────────────────


def test_a_task_is_opened_once_and_finished_once_with_its_proof(house: House) -> None:
    alice = house.request("Alice")
    plan = UUID(int=9)
    new = [NewTask(alice, "manual-store", "mailbox", TODAY, "Supprimer les messages d’Alice", plan)]
    (task,) = tasks.add(house.keyring, new, NOW)
    assert tasks.add(house.keyring, new, NOW) == []
    assert (task.state, task.text, task.proof, task.blocking) == ("open", "Supprimer les messages d’Alice", "", True)
    assert tasks.open_of_plan(house.keyring, plan) == tasks.of_request(house.keyring, alice.id) == [task]

    done = tasks.finish(house.keyring, task, "ticket 4711", "staff:bruno", NOW)

    assert (done.state, done.proof, done.done_by, done.done_at) == ("done", "ticket 4711", "staff:bruno", NOW)
    assert tasks.open_of_plan(house.keyring, plan) == tasks.open_of(house.keyring, house.organisation.id) == []
    with pytest.raises(WrongState):
        tasks.finish(house.keyring, done, "again", "staff:bruno", NOW)


def test_once_the_case_key_is_destroyed_a_task_says_what_and_until_when_only(house: House) -> None:
    alice = house.request("Alice")
    (task,) = tasks.add(house.keyring, [NewTask(alice, "processor", "brevo", TODAY, "Alice …", None)], NOW)
    house.keyring.destroy([alice.key], NOW, "case over")
    (left,) = tasks.of_request(house.keyring, alice.id)
    assert (left.target, left.due, left.text) == ("brevo", TODAY, "")
    assert left.id == task.id


def test_messages_read_back_in_order_until_the_key_goes(house: House) -> None:
    alice = house.request("Alice")
    first = messages.add(house.keyring, alice, NOW, from_person=True, text="Bonjour")
    second = messages.add(house.keyring, alice, NOW, from_person=False, text="Bonjour, Alice")
    answered = replace(first, read_at=NOW)  # whoever answers has read
    assert messages.of_request(house.keyring, alice.id) == [answered, second]
    house.keyring.destroy([alice.key], NOW, "case over")
    assert messages.of_request(house.keyring, alice.id) == []


# ── throttle ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_form_posted_a_thousand_times_is_let_through_ten_times_an_hour(house: House) -> None:
    key = house.keyring.index("form", "192.0.2.7")
    assert sum(throttle.allow(key, 10, 3600, NOW) for _ in range(1000)) == 10
    assert throttle.allow(house.keyring.index("form", "192.0.2.8"), 10, 3600, NOW)
    assert throttle.allow(key, 10, 3600, NOW + timedelta(hours=1))
    assert throttle.forget(NOW + timedelta(days=1)) == 2
