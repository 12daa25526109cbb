"""Limits hold a plan back until they are confirmed (D14); batches run whole; several matches go to a clerk (D12)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from garant.actions import access, agreement, clock, plans, register, requests, runner, stores
from garant.actions.plans import Ambiguous, Shown
from garant.cli import main
from garant.errors import LimitExceeded, UsageError
from garant.ledger import events
from garant.ledger.values import Contact, Identity, Request
from garant.rules.plan import Limits
from tests.actions import shop
from tests.actions.conftest import World

ELOI = Contact(name="Éloi Garnier", email="eloi.garnier@courriel.example")
CHLOE = Contact(name="Chloé", email="chloe@courriel.example")


def with_limits(world: World, limits: Limits) -> None:
    """The shop declared again, with limits of its own."""
    owner = access.by_command(world.house, "owner")
    stores.remove(world.house, owner, "shop")
    world.house.close()
    stores.add(world.house, owner, "shop", world.url, limits=limits)
    register.apply(world.house, owner, shop.MAP, "shop.yaml")


def insert(world: World, table: sa.Table, rows: list[dict[str, object]]) -> None:
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        connection.execute(table.insert(), rows)
    engine.dispose()
    world.house.close()  # what was counted before is counted again


def a_customer(number: int, **more: object) -> dict[str, object]:
    """Another row of Alice's address."""
    row = shop.ROWS[shop.CUSTOMER][0] | {"id": number, "first_name": "Alicia", "last_name": "Moreau-Petit"}
    return row | more


def drawn(world: World, request: Request) -> Shown:
    return plans.draw(world.house, world.bruno, [request])


def refused(world: World, request: Request, shown: Shown) -> str:
    """The message that holds an agreement back."""
    with pytest.raises(LimitExceeded) as refusal:
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)
    assert world.again(request).state == "planned"
    return str(refusal.value)


# ── limits ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_within_its_limits_a_plan_needs_one_confirmation(world: World) -> None:
    """Given Alice, one person with a handful of rows, when her erasure is planned, then no limit is passed."""
    assert drawn(world, world.identified("erasure")).over == ()


def test_more_rows_than_the_limit_need_a_second_confirmation(world: World) -> None:
    """Given a shop where a plan may write to three rows, when Alice's erasure writes to five, then agreeing is refused
    with the number and the remedy, nothing has begun, and with the second confirmation it runs.
    """
    with_limits(world, Limits(rows=3))
    request = world.identified("erasure")
    shown = drawn(world, request)
    assert shown.over == ("shop: rows 5 > 3",)
    assert refused(world, request, shown) == (
        f"{request.reference}: The plan passes its limits: shop: rows 5 > 3. "
        "If that is meant, agree again with --beyond-limits."
    )
    assert len(world.rows("ticket")) == 1

    record = agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint, confirm_limits=True)
    (agreed,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "plan.agreed"]
    assert agreed.public["confirmed"] is True
    assert runner.run(world.house, record.id).state == "done"
    assert world.rows("ticket") == []


def test_a_limit_of_rows_that_is_just_reached_is_not_passed(world: World) -> None:
    with_limits(world, Limits(rows=5))
    assert drawn(world, world.identified("erasure")).over == ()


def test_a_share_of_a_table_beyond_the_limit_needs_a_second_confirmation(world: World) -> None:
    """Given twenty-five tickets of which twenty-four are Alice's, when her erasure is planned, then the share of the
    table is told; of a tiny table (twenty rows or fewer to write) a share says nothing.
    """
    insert(world, shop.TICKET, [{"id": n, "customer_id": 1, "body": "…"} for n in range(2, 21)])
    request = world.identified("erasure")
    assert drawn(world, request).over == ()

    insert(world, shop.TICKET, [{"id": n, "customer_id": 1, "body": "…"} for n in range(21, 25)])
    insert(world, shop.TICKET, [{"id": 25, "customer_id": 2, "body": "…"}])
    shown = drawn(world, world.again(request))
    assert shown.over == ("shop: ticket 24 of 25 rows > 5%",)
    assert "shop: ticket 24 of 25 rows > 5%" in refused(world, request, shown)


def test_more_persons_than_one_in_a_request_need_a_second_confirmation(world: World) -> None:
    """Given two rows of one kind that a clerk says are both Alice's, when her erasure is planned, then the plan says
    that it touches two persons, and a second confirmation is needed.
    """
    insert(world, shop.CUSTOMER, [a_customer(3)])
    request = world.identified("erasure")
    with pytest.raises(Ambiguous) as several:
        drawn(world, request)
    both = several.value.choices[0].digests
    requests.choose_match(world.house, world.bruno, world.again(request), both)
    shown = drawn(world, world.again(request))
    assert shown.over == ("shop: persons 2 > 1 in one request",)
    assert "persons 2 > 1 in one request" in refused(world, request, shown)


def test_the_command_line_asks_for_the_second_confirmation_too(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Given a plan beyond its limits, when it is run with `--agree` alone, then the status is 1 and the message names
    the limit; with `--beyond-limits` the status is 0 and the request is closed.
    """
    with_limits(world, Limits(rows=3))
    request = world.identified("erasure")
    words = ["request", "run", request.reference, "--instance", str(world.house.settings.instance)]
    world.clock.now = clock.system()  # the command line goes by the real clock
    words += ["--agree", drawn(world, request).fingerprint]
    assert main(words) == 1
    assert "shop: rows 5 > 3. If that is meant, agree again with --beyond-limits." in capsys.readouterr().err
    assert main([*words, "--beyond-limits"]) == 0
    assert world.again(request).state == "closed"


def test_reading_has_no_such_limits(world: World) -> None:
    """Given the lowest limits, when Alice only asks what is held of her, then none is passed: nothing is written."""
    with_limits(world, Limits(persons=1, rows=1))
    assert drawn(world, world.identified("access")).over == ()


# ── a batch ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def commits(world: World) -> Iterator[list[str]]:
    """The transactions that write to a store, as the driver commits them: the tables that each wrote to."""
    seen: list[str] = []

    def wrote(connection: sa.Connection, cursor: object, statement: str, *_: object) -> None:
        verb, *rest = statement.split()
        if verb in ("UPDATE", "DELETE"):
            table = rest[0] if verb == "UPDATE" else rest[1]
            connection.info.setdefault("wrote", set()).add(table.strip('"`,'))

    def committed(connection: sa.Connection) -> None:
        if tables := connection.info.pop("wrote", None):
            seen.append(" ".join(sorted(tables)))

    sa.event.listen(sa.Engine, "before_cursor_execute", wrote)
    sa.event.listen(sa.Engine, "commit", committed)
    yield seen
    sa.event.remove(sa.Engine, "before_cursor_execute", wrote)
    sa.event.remove(sa.Engine, "commit", committed)


def test_three_persons_in_one_plan_are_erased_in_one_transaction(each: World) -> None:
    """D6. Given Alice, Éloi and Chloé who all ask for erasure, when one plan covers them, then the store is written to
    in a single transaction, each has an answer and a letter of their own, and the limits count persons by request.
    """
    asked = [each.identified("erasure"), *(each.confirm(each.filed(c, "erasure")) for c in (ELOI, CHLOE))]
    with commits(each) as seen:
        record = each.execute(asked)
    assert record.body["over"] == []
    assert seen == ["customer invoice invoice_line newsletter ticket"]
    assert [each.outcome(r, "erasure") for r in asked] == ["partly", "partly", "done"]
    assert [each.rows(t) for t in ("newsletter", "ticket")] == [[], []]
    assert [(c["id"], c["phone"], c["last_name"]) for c in each.rows("customer")] == [
        (1, None, "Moreau"),
        (2, None, "Garnier"),
    ]
    for request, name, other in zip(asked, ("Alice", "Éloi", "Chloé"), ("Éloi", "Chloé", "Alice"), strict=True):
        said = each.letter(request)
        assert (name in said, other in said) == (True, False)


def test_a_batch_over_two_stores_is_one_transaction_in_each(two_stores: World) -> None:
    """D6. Given a shop and a till, when Alice and Éloi are erased together, then each store commits once."""
    asked = [two_stores.identified("erasure"), two_stores.confirm(two_stores.filed(ELOI, "erasure"))]
    with commits(two_stores) as seen:
        two_stores.execute(asked)
    assert sorted(seen) == ["card", "customer invoice invoice_line newsletter ticket"]


def test_two_rectifications_in_one_plan_are_one_transaction(each: World) -> None:
    """D6. Given Alice and Éloi who both moved, when one plan covers them, then both addresses are set in one go."""
    moved = [
        Contact(name=c.name, email=c.email, changes=({"field": "contact.address", "old": old, "new": new},))
        for c, old, new in (
            (Contact("Alice Moreau", "alice.moreau@courriel.example"), "3 rue des Lilas, 75011 Paris", "Lyon"),
            (ELOI, "8 quai du Port, 13002 Marseille", "Lille"),
        )
    ]
    asked = [each.confirm(each.filed(c, "rectification")) for c in moved]
    with commits(each) as seen:
        each.execute(asked)
    assert seen == ["customer"]
    assert [c["address"] for c in each.rows("customer")] == ["Lyon", "Lille"]
    assert [each.outcome(r, "rectification") for r in asked] == ["done", "done"]


def test_requests_for_different_rights_are_not_planned_together(world: World) -> None:
    alice, eloi = world.identified("erasure"), world.confirm(world.filed(ELOI, "access"))
    with pytest.raises(UsageError, match="ask for different rights"):
        plans.draw(world.house, world.bruno, [alice, eloi])


# ── two persons with one e-mail ─────────────────────────────────────────────────────────────────────────────────────


def test_two_persons_with_one_address_go_to_the_clerk_and_only_the_chosen_one_is_touched(each: World) -> None:
    """Given Alice and Alicia, who share an address, when Alice asks for erasure, then no plan is drawn and the clerk is
    shown two rows without their content; when Bruno chooses Alice's, then hers is erased and Alicia's is untouched.
    """
    insert(each, shop.CUSTOMER, [a_customer(3, phone="06 39 98 77 77")])
    insert(each, shop.TICKET, [{"id": 2, "customer_id": 3, "body": "Alicia écrit."}])
    request = each.identified("erasure")
    with pytest.raises(Ambiguous) as several:
        drawn(each, request)
    (choice,) = several.value.choices
    assert str(several.value) == (
        f"{request.reference}, shop: 2 rows match by email: only you can say which are this person's. "
        f"`garant request choose {request.reference} {' '.join(choice.digests)}` with the ones that are, "
        "or with `none`."
    )
    assert (choice.request, choice.store, choice.kind, choice.by) == (request.id, "shop", "customer", "email")
    assert sorted(choice.keys) == [(1,), (3,)]
    assert each.again(request).state == "identified"

    alices = dict(zip(choice.keys, choice.digests, strict=True))[(1,)]
    alicia = (each.rows("customer", "id = 3"), each.rows("ticket", "customer_id = 3"))
    requests.choose_match(each.house, each.bruno, each.again(request), [alices])
    each.run(each.again(request))
    assert (each.rows("customer", "id = 3"), each.rows("ticket", "customer_id = 3")) == alicia
    assert [c["phone"] for c in each.rows("customer", "id = 1")] == [None]
    assert each.rows("ticket", "customer_id = 1") == []


def test_a_choice_is_an_event_without_the_rows(world: World) -> None:
    """Given a clerk who chose, then the trail says how many rows were chosen, by whom, and not which."""
    insert(world, shop.CUSTOMER, [a_customer(3)])
    request = world.identified("erasure")
    with pytest.raises(Ambiguous) as several:
        drawn(world, request)
    requests.choose_match(world.house, world.bruno, world.again(request), several.value.choices[0].digests[:1])
    (event,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "request.completed"]
    assert (dict(event.public), event.actor) == ({"chosen": 1}, world.bruno.label)


def test_an_address_shared_by_a_couple_does_not_hand_one_over_to_the_other(world: World) -> None:
    """Given Alice and Alicia with one address, when Alice asks for her data with her phone number too, then the clerk
    is asked as well: a second value that fits one of them does not decide.
    """
    insert(world, shop.CUSTOMER, [a_customer(3, phone="06 39 98 77 77")])
    contact = Contact(
        name="Alice Moreau",
        email="alice.moreau@courriel.example",
        identities=(Identity("phone", "+33 6 39 98 12 34"),),
    )
    request = world.confirm(world.filed(contact, "access"))
    with pytest.raises(Ambiguous):
        drawn(world, request)


def test_a_choice_that_fits_no_row_decides_nothing(world: World) -> None:
    """Given a choice of another day, or invented, when the plan is drawn, then the clerk is asked again."""
    insert(world, shop.CUSTOMER, [a_customer(3)])
    request = world.identified("erasure")
    requests.choose_match(world.house, world.bruno, request, ["0123456789abcdef"])
    with pytest.raises(Ambiguous):
        drawn(world, world.again(request))
