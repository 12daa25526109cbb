"""A person's request from receipt to answer, on every engine, as the database itself bears it out."""

from __future__ import annotations

import pytest

from garant.actions import access, agreement, evidence, plans, requests, runner
from garant.errors import WrongState
from garant.ledger import packages
from garant.press import package
from tests.actions.conftest import World


def test_alices_erasure_leaves_what_the_law_asks_and_nothing_else(each: World) -> None:
    """S2-30. Given Alice with an invoice of 2024 and one of 2012, when she asks to erase everything, then all else is
    erased, the invoice of 2024 stays with the name and address it bears until 2034, and the answer says why.
    """
    request = each.run(each.identified("erasure"))

    assert (request.state, each.outcome(request, "erasure")) == ("closed", "partly")
    alice = each.rows("customer", "id = 1")[0]
    assert (alice["first_name"], alice["last_name"]) == ("Alice", "Moreau")
    assert alice["address"] == "3 rue des Lilas, 75011 Paris"
    assert (alice["phone"], alice["score"], alice["seller_id"]) == (None, None, 99)
    assert "alice" not in str(alice["email"]).lower()
    assert [i["id"] for i in each.rows("invoice", "customer_id = 1")] == [11]
    assert [i["id"] for i in each.rows("invoice_line")] == [101, 102, 103]
    assert each.rows("ticket") == []
    assert [n["email"] for n in each.rows("newsletter")] == ["chloe@courriel.example"]
    said = each.letter(request)
    assert "31 décembre 2034" in said
    assert "L123-22" in said


def test_another_customer_is_not_touched(each: World) -> None:
    """Éloi, with the same kinds of rows, keeps every value when Alice is erased."""
    before = {
        t: each.rows(t, w) for t, w in (("customer", "id = 2"), ("invoice", "id = 12"), ("invoice_line", "id = 103"))
    }
    each.run(each.identified("erasure"))
    after = {
        t: each.rows(t, w) for t, w in (("customer", "id = 2"), ("invoice", "id = 12"), ("invoice_line", "id = 103"))
    }
    assert after == before


def test_alice_is_found_however_she_writes_her_address(each: World) -> None:
    """Fides found nothing for another spelling, and called it done. Given `Alice.Moreau@…` in the shop and
    `alice.moreau@…` in the letter's list, when Alice writes it in capitals, then both rows are hers.
    """
    request = each.identified("access", email="ALICE.MOREAU@COURRIEL.EXAMPLE")
    shown = plans.draw(each.house, each.bruno, [request])
    assert dict(shown.reads) == {"shop": 2 + 2 + 3 + 1}


def test_a_stranger_is_told_that_nothing_was_found(each: World) -> None:
    """Nothing found is its own outcome: given an address that no store knows, when the plan runs, then no row changes,
    the outcome is nothing-found, and the answer names the systems searched.
    """
    before = {t: each.rows(t) for t in ("customer", "invoice", "newsletter", "ticket")}
    request = each.run(each.identified("access", "erasure", email="nemo@ailleurs.example"))
    assert [r.outcome for r in request.rights] == ["nothing-found", "nothing-found"]
    assert {t: each.rows(t) for t in ("customer", "invoice", "newsletter", "ticket")} == before
    assert "shop" in each.letter(request)


def test_an_access_package_holds_every_row_and_verifies(each: World) -> None:
    """S4-07. Given Alice identified, when her access request runs, then a ZIP with a readable page, JSON and CSV waits
    for her, signed by the organisation's log key, and the shop is unchanged.
    """
    request = each.run(each.identified("access"))
    kept = [p for p in packages.of_request(request) if p.kind == "access"]
    data = packages.open(each.house.keyring, kept[0])
    assert package.verify(data, each.house.keyring.log_public()) == ()
    assert each.outcome(request, "access") == "partly"  # the ticket's text waits for a clerk to read it (E8)
    assert [r["email"] for r in each.rows("customer")] == [
        "Alice.Moreau@courriel.example",
        "eloi.garnier@courriel.example",
    ]


def test_free_text_leaves_only_when_a_clerk_released_it(world: World) -> None:
    """E8. Given a ticket that names Alice's neighbour, when nobody has read it, then it is withheld and she is told;
    when Bruno released it, then her package holds it and the outcome is done.
    """
    withheld = world.run(world.identified("access"))
    released = world.run(world.identified("access"), release=True)
    assert (world.outcome(withheld, "access"), world.outcome(released, "access")) == ("partly", "done")


def test_nothing_is_searched_or_handed_over_before_identification(world: World) -> None:
    """S2-38. Given Alice's request not yet identified, when a plan or a package is asked for, then both are refused."""
    request = world.ask("access")
    with pytest.raises(WrongState, match="not identified"):
        plans.draw(world.house, world.bruno, [request])


def test_running_a_finished_plan_again_changes_nothing(each: World) -> None:
    """Given a plan that ran to its end, when it is agreed and run once more, then no row and no outcome changes."""
    request = each.identified("erasure")
    first = each.run(request)
    before = {t: each.rows(t) for t in ("customer", "invoice", "invoice_line", "newsletter", "ticket")}
    shown = plans.of_request(each.house, first)
    assert shown is not None
    record = agreement.agree(each.house, each.bruno, [first], shown.fingerprint)
    runner.run(each.house, record.id)
    assert {t: each.rows(t) for t in before} == before
    assert each.again(request) == first


def test_every_step_of_a_closed_request_has_a_date_and_an_author(world: World) -> None:
    """S3-23. Given Alice's erasure from receipt to close, when its trail is read, then each step (receive, acknowledge,
    verify, decide, execute, answer, close) bears a date and an author.
    """
    request = world.run(world.identified("erasure"))
    trail = requests.request_file(world.house, access.by_command(world.house, "owner"), request).trail
    kinds = [e.type for e in trail]
    wanted = (
        "request.received",
        "request.acknowledged",
        "request.identified",
        "plan.drawn",
        "plan.agreed",
        "step.done",
        "data.verified",
        "answer.composed",
        "request.closed",
    )
    assert [k for k in wanted if k not in kinds] == []
    assert all(e.at == world.clock.now and e.actor for e in trail)


def test_the_log_verifies_after_the_whole_journey(each: World) -> None:
    """Given a request closed, when the log is checked, then it is sealed and nothing is wrong with it."""
    request = each.run(each.identified("access", "erasure"))
    evidence.receipt(each.house, request)
    report = evidence.verify(each.house, access.by_command(each.house, "owner"))
    assert (report.problems, report.unsealed) == ((), 0)
