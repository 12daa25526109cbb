"""Plans and their steps: sealed parts, working data, leases; letters and packages on their way out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest

from garant.errors import KeyLost, NotFound, UsageError, WrongState
from garant.ledger import ids, outbox, packages, plans, steps
from garant.ledger.tables import LetterRow, PackageRow
from garant.ledger.values import NewLetter, PlanRecord, Request, Step
from tests.ledgers import NOW, House, new_house

LEASE = 60
LATER = NOW + timedelta(seconds=LEASE)
ENDS = date(2026, 12, 23)


def a_plan(house: House, *of: Request, fingerprint: str = "7c1f90ab" * 8) -> PlanRecord:
    plan = PlanRecord(ids.uuid7(NOW), house.organisation.id, fingerprint, {"rows": 7}, "drawn", NOW)
    plans.save(house.keyring, plan, {r.id: f"keys of {r.reference}".encode() for r in of})
    return plan


def nobody(_: str) -> bool:
    return False


def claimed(plan: PlanRecord | None, holder: str = "one") -> Step:
    step = steps.claim(plan.id if plan else None, holder, NOW, LEASE, dead=nobody)
    assert step is not None
    return step


# ── plans ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_plan_and_its_parts_read_back(house: House) -> None:
    alice, bob = house.request("Alice"), house.request("Bob")
    plan = a_plan(house, alice, bob)
    assert plans.by_id(plan.id) == plan
    assert plans.by_fingerprint(house.organisation.id, "7C1F-90ab") == plan
    assert plans.latest_of(alice.id) == plan
    assert plans.requests_of(plan.id) == sorted([alice.id, bob.id])
    assert plans.part(house.keyring, plan.id, alice.id) == f"keys of {alice.reference}".encode()
    newer = a_plan(house, alice, fingerprint="00112233" * 8)
    assert plans.latest_of(alice.id) == newer
    assert plans.latest_of(bob.id) == plan


def test_agreeing_is_kept_with_who_when_and_what_of_free_text(house: House) -> None:
    plan = replace(a_plan(house, house.request("Alice")), state="agreed", agreed_at=NOW, agreed_by="staff:bruno")
    assert plans.set_state(plan, free_text="release") == plans.by_id(plan.id)
    assert plans.by_id(plan.id).free_text == "release"
    plans.set_state(replace(plans.by_id(plan.id), state="done"))
    assert plans.by_id(plan.id).free_text == "release"


@pytest.mark.parametrize("text", ["7c1f", "", "xxxxxxxx", "7c1f90a%"])
def test_a_fingerprint_too_short_or_not_hexadecimal_is_refused(house: House, text: str) -> None:
    a_plan(house, house.request("Alice"))
    with pytest.raises(UsageError):
        plans.by_fingerprint(house.organisation.id, text)


def test_a_plan_of_another_organisation_or_of_none_is_not_found(house: House) -> None:
    """A1."""
    alice = house.request("Alice")
    a_plan(house, alice)
    second = new_house(house.settings, "Club")
    with pytest.raises(NotFound):
        plans.by_fingerprint(second.organisation.id, "7c1f-90ab")
    with pytest.raises(NotFound):
        a_plan(second, alice)


def test_a_part_is_unreadable_once_the_case_key_is_destroyed(house: House) -> None:
    alice, bob = house.request("Alice"), house.request("Bob")
    plan = a_plan(house, alice, bob)
    plans.put_work(house.keyring, plan.id, {(alice.id, "read"): b"rows", (bob.id, "read"): b"rows"})
    house.keyring.destroy([alice.key], NOW, "case over")
    assert list(plans.parts(house.keyring, plan.id, [alice.id, bob.id])) == [bob.id]
    assert plans.get_work(house.keyring, plan.id, "read") == {bob.id: b"rows"}
    with pytest.raises(NotFound):
        plans.part(house.keyring, plan.id, alice.id)


def test_working_data_is_replaced_by_a_resumed_step_and_dropped_at_the_end(house: House) -> None:
    alice, bob = house.request("Alice"), house.request("Bob")
    plan = a_plan(house, alice, bob)
    plans.put_work(house.keyring, plan.id, {(alice.id, "read:shop"): b"first", (bob.id, "read:shop"): b"his"})
    plans.put_work(house.keyring, plan.id, {(alice.id, "read:shop"): b"again"})
    assert plans.get_work(house.keyring, plan.id, "read:shop") == {alice.id: b"again", bob.id: b"his"}
    assert plans.get_work(house.keyring, plan.id, "read:shop", [bob.id]) == {bob.id: b"his"}
    assert plans.get_work(house.keyring, plan.id, "verify:shop") == {}
    assert plans.drop_work(plan.id) == 2
    assert plans.get_work(house.keyring, plan.id, "read:shop") == {}


# ── steps ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_steps_run_in_order_one_at_a_time(house: House) -> None:
    plan = a_plan(house, house.request("Alice"))
    made = steps.create(plan.id, [("read", "shop"), ("answer", ""), ("close", "")], NOW)
    assert [(s.position, s.kind, s.store, s.state) for s in made] == [
        (0, "read", "shop", "waiting"),
        (1, "answer", "", "waiting"),
        (2, "close", "", "waiting"),
    ]
    assert steps.create(plan.id, [("read", "shop")], NOW) == made
    assert steps.pending_plans(house.organisation.id) == [plan.id]
    for kind in ("read", "answer", "close"):
        step = claimed(plan)
        assert (step.kind, step.holder, step.attempts, step.lease_until) == (kind, "one", 1, LATER)
        assert steps.claim(plan.id, "two", NOW, LEASE, dead=nobody) is None
        assert steps.finish(step, {"rows": 3}).result == {"rows": 3}
    assert steps.claim(plan.id, "one", NOW, LEASE, dead=nobody) is None
    assert steps.pending_plans(house.organisation.id) == []


def test_a_step_whose_lease_is_over_or_whose_holder_is_dead_is_taken_over(house: House) -> None:
    plan = a_plan(house, house.request("Alice"))
    steps.create(plan.id, [("erase", "shop")], NOW)
    first = claimed(plan)
    assert steps.claim(plan.id, "two", LATER - timedelta(seconds=1), LEASE, dead=nobody) is None

    second = steps.claim(plan.id, "two", LATER, LEASE, dead=nobody)
    assert second is not None
    assert (second.holder, second.attempts) == ("two", 2)
    third = steps.claim(plan.id, "three", LATER, LEASE, dead=lambda holder: holder == "two")
    assert third is not None
    assert (third.holder, third.attempts) == ("three", 3)

    for stale in (first, second):
        assert not steps.beat(stale, LATER, LEASE)
        assert not steps.release(stale)
        with pytest.raises(WrongState, match="another process"):
            steps.finish(stale, {})
        with pytest.raises(WrongState, match="another process"):
            steps.fail(stale, "lost", LATER, "StoreError")
    assert steps.beat(third, LATER, LEASE)
    assert steps.by_id(third.id).lease_until == LATER + timedelta(seconds=LEASE)


def test_a_failed_step_holds_its_plan_until_it_is_tried_again(house: House) -> None:
    plan = a_plan(house, house.request("Alice"))
    steps.create(plan.id, [("erase", "shop"), ("close", "")], NOW)
    failed = steps.fail(claimed(plan), "the store cannot be reached", NOW, "StoreError")
    assert (failed.state, failed.error) == ("failed", "the store cannot be reached")
    assert steps.claim(plan.id, "one", NOW, LEASE, dead=nobody) is None
    steps.retry(failed)
    again = claimed(plan)
    assert (again.kind, again.attempts, again.error) == ("erase", 2, "")


def test_a_worker_that_stops_hands_its_step_back(house: House) -> None:
    plan = a_plan(house, house.request("Alice"))
    steps.create(plan.id, [("erase", "shop")], NOW)
    assert steps.release(claimed(plan))
    assert claimed(plan, "two").holder == "two"


def test_any_plan_is_worked_on_the_oldest_first(house: House) -> None:
    one, two = a_plan(house, house.request("Alice")), a_plan(house, house.request("Bob"), fingerprint="aa" * 32)
    steps.create(two.id, [("read", "shop")], NOW)
    steps.create(one.id, [("read", "shop"), ("close", "")], NOW + timedelta(seconds=1))
    assert [claimed(None).plan, claimed(None).plan] == [two.id, one.id]
    assert steps.claim(None, "one", NOW, LEASE, dead=nobody) is None
    with pytest.raises(NotFound):
        steps.by_id(UUID(int=1))


# ── the outbox ──────────────────────────────────────────────────────────────────────────────────────────────────────


def a_letter(request: Request | None, to: str = "alice.moreau@courriel.example") -> NewLetter:
    of, key = (request.id, request.key) if request else (None, None)
    return NewLetter(of, key, "acknowledgement", to, "Votre demande", "Bonjour Alice")


def test_a_letter_waits_is_sent_once_and_leaves_no_content(house: House) -> None:
    alice = house.request("Alice")
    letter = outbox.put(house.keyring, a_letter(alice), NOW, ENDS)
    assert outbox.waiting(house.organisation.id, NOW) == [letter]
    opened = outbox.opened(house.keyring, letter)
    assert (opened.to, opened.subject, opened.body) == (
        "alice.moreau@courriel.example",
        "Votre demande",
        "Bonjour Alice",
    )

    assert outbox.claim(letter, NOW, LEASE)
    assert not outbox.claim(letter, NOW, LEASE)
    assert outbox.waiting(house.organisation.id, NOW) == []
    outbox.sent(letter, NOW)

    (left,) = outbox.of_request(alice.id)
    assert (left.state, left.sent_at, left.to, left.body) == ("sent", NOW, "", "")
    assert LetterRow.objects.get(id=letter).sealed is None
    with pytest.raises(NotFound):
        outbox.opened(house.keyring, letter)


def test_a_letter_that_cannot_be_sent_is_tried_later_and_later_then_given_up(house: House) -> None:
    letter = outbox.put(house.keyring, a_letter(house.request("Alice")), NOW, ENDS)
    now, waits = NOW, []
    for _ in range(outbox.TRIES):
        (again,) = outbox.waiting(house.organisation.id, now)
        assert again == letter
        outbox.failed(letter, now, "the mail server refuses (421)")
        row = LetterRow.objects.get(id=letter)
        waits.append(row.next_try - now)
        now = row.next_try
    assert waits == [timedelta(minutes=m) for m in (2, 4, 8, 16, 32, 64, 128, 240)]
    assert outbox.waiting(house.organisation.id, now) == []
    outbox.again(letter, now)
    assert outbox.waiting(house.organisation.id, now) == [letter]
    assert outbox.opened(house.keyring, letter).error == "the mail server refuses (421)"


def test_a_letter_without_an_address_waits_to_be_printed(house: House) -> None:
    letter = outbox.put(house.keyring, a_letter(house.request("Alice"), to=""), NOW, ENDS)
    assert outbox.waiting(house.organisation.id, NOW) == []
    assert [left.id for left in outbox.to_print(house.organisation.id)] == [letter]


def test_a_letter_of_no_request_is_sealed_under_the_organisations_key(house: House) -> None:
    letter = outbox.put(house.keyring, a_letter(None, "bruno@boutique.example"), NOW, ENDS)
    assert outbox.opened(house.keyring, letter).to == "bruno@boutique.example"
    assert b"bruno" not in bytes(LetterRow.objects.get(id=letter).sealed or b"")


def test_a_letter_whose_time_is_over_is_let_go(house: House) -> None:
    """A7."""
    letter = outbox.put(house.keyring, a_letter(house.request("Alice")), NOW, ENDS)
    assert outbox.expire(ENDS) == 0
    assert outbox.expire(ENDS + timedelta(days=1)) == 1
    with pytest.raises(NotFound):
        outbox.opened(house.keyring, letter)


# ── packages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_package_opens_until_it_expires_and_its_digest_stays(house: House) -> None:
    alice = house.request("Alice")
    expires = NOW + timedelta(days=30)
    made = packages.put(house.keyring, alice, "access", "acces.zip", b"PK the data", NOW, expires)
    assert packages.of_request(alice) == [made]
    assert packages.open(house.keyring, made) == b"PK the data"
    assert (made.size, len(made.digest)) == (11, 64)
    packages.fetched(made, NOW)
    packages.fetched(made, NOW + timedelta(days=1))
    assert packages.of_request(alice)[0].fetched_at == NOW

    assert packages.expire(expires - timedelta(seconds=1)) == 0
    assert packages.expire(expires) == 1
    with pytest.raises(NotFound, match="no longer kept"):
        packages.open(house.keyring, made)
    assert packages.of_request(alice)[0].digest == made.digest


def test_a_package_made_again_by_a_resumed_step_stands_once(house: House) -> None:
    alice = house.request("Alice")
    for content in (b"first", b"second"):
        packages.put(house.keyring, alice, "access", "acces.zip", content, NOW, NOW + timedelta(days=30))
    (made,) = packages.of_request(alice)
    assert packages.open(house.keyring, made) == b"second"


def test_a_package_goes_with_its_case_key(house: House) -> None:
    alice = house.request("Alice")
    made = packages.put(house.keyring, alice, "access", "acces.zip", b"data", NOW, NOW + timedelta(days=30))
    house.keyring.destroy([alice.key], NOW, "case over")
    assert PackageRow.objects.get(id=made.id).sealed is not None
    with pytest.raises(KeyLost):
        packages.open(house.keyring, made)
