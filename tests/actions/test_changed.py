"""Between a plan and its run the world goes on: what was agreed is done, or the person is planned again (D5)."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from garant.actions import access, agreement, plans, register, requests, runner, stores
from garant.errors import PlanChanged, WrongState
from garant.ledger import events, packages
from garant.ledger.values import Contact, PlanRecord, Request
from tests.actions import shop
from tests.actions.conftest import World

ELOI = Contact(name="Éloi Garnier", email="eloi.garnier@courriel.example")
CHLOE = Contact(name="Chloé", email="chloe@courriel.example")


def write(world: World, statement: str) -> None:
    """The shop goes on working: somebody writes to its database."""
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        assert connection.execute(sa.text(statement)).rowcount == 1
    engine.dispose()


def three(world: World, *rights: str) -> list[Request]:
    """Alice, Éloi and Chloé ask for the same, and are identified."""
    alice = world.identified(*rights)
    return [alice, *(world.confirm(world.filed(who, *rights)) for who in (ELOI, CHLOE))]


def agree(world: World, asked: list[Request], *, beyond: bool = False) -> PlanRecord:
    """Bruno draws a plan and agrees to it."""
    shown = plans.draw(world.house, world.bruno, asked)
    now = [world.again(r) for r in asked]
    return agreement.agree(world.house, world.bruno, now, shown.fingerprint, confirm_limits=beyond)


def trail(world: World, request: Request) -> list[str]:
    return [e.type for e in events.of_request(world.house.keyring, request.id)]


# ── data that changed after the agreement ───────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "meanwhile",
    [
        "INSERT INTO ticket VALUES (2, 1, 'Où est mon colis ?')",
        "DELETE FROM ticket WHERE id = 1",
        "UPDATE invoice SET issued = '2025-01-01' WHERE id = 10",
    ],
    ids=["a row more", "a row less", "a row with another fate"],
)
def test_a_person_whose_rows_changed_drops_out_and_the_others_are_erased(each: World, meanwhile: str) -> None:
    """Given Alice, Éloi and Chloé in one plan that Bruno agreed to, when a row of Alice's changes before it runs, then
    nothing of Alice is touched and she is planned again, while Éloi and Chloé are erased and answered.
    """
    alice, eloi, chloe = asked = three(each, "erasure")
    plan = agree(each, asked)
    write(each, meanwhile)
    before = {t: each.rows(t, w) for t, w in (("customer", "id = 1"), ("invoice", "customer_id = 1"))}
    letters = each.rows("newsletter", "id = 1")
    runner.run(each.house, plan.id)

    assert {t: each.rows(t, w) for t, w in (("customer", "id = 1"), ("invoice", "customer_id = 1"))} == before
    assert each.rows("newsletter") == letters
    assert [c["phone"] for c in each.rows("customer", "id = 2")] == [None]
    assert [(each.again(r).state, each.again(r).plan == plan.id) for r in asked] == [
        ("identified", False),
        ("closed", True),
        ("closed", True),
    ]
    assert [each.outcome(r, "erasure") for r in asked] == [None, "partly", "done"]
    assert trail(each, alice)[-2:] == ["plan.agreed", "plan.dropped"]
    assert [trail(each, r).count("request.closed") for r in (eloi, chloe)] == [1, 1]


def test_a_row_that_passes_from_one_to_the_other_changes_both(each: World) -> None:
    """Given Alice, Éloi and Chloé in one plan, when Alice's ticket becomes Éloi's before it runs, then neither of the
    two is touched, and Chloé is erased.
    """
    asked = three(each, "erasure")
    plan = agree(each, asked)
    write(each, "UPDATE ticket SET customer_id = 2 WHERE id = 1")
    before = each.rows("customer")
    runner.run(each.house, plan.id)
    assert each.rows("customer") == before
    assert [n["id"] for n in each.rows("newsletter")] == [1]
    assert [each.again(r).state for r in asked] == ["identified", "identified", "closed"]


def test_who_dropped_out_is_erased_by_the_next_plan(each: World) -> None:
    """Given Alice, whose ticket came in after the agreement, when she is planned, agreed and run again, then the new
    ticket goes too, and her answer is the only one.
    """
    request = each.identified("erasure")
    plan = agree(each, [request])
    write(each, "INSERT INTO ticket VALUES (2, 1, 'Où est mon colis ?')")
    assert runner.run(each.house, plan.id).state == "done"
    assert len(each.rows("ticket")) == 2

    again = each.run(each.again(request))
    assert (again.state, again.plan != plan.id) == ("closed", True)
    assert each.rows("ticket") == []
    assert trail(each, request).count("answer.composed") == 1


def test_a_value_changed_meanwhile_is_not_overwritten_by_a_rectification(each: World) -> None:
    """Given Alice who asked for a new address, when she moves once more and the shop is told before the plan runs,
    then the shop keeps what it was told last, nobody claims otherwise, and she is planned again.
    """
    lilas, roses = "3 rue des Lilas, 75011 Paris", "9 rue des Roses, 75020 Paris"
    contact = Contact(
        name="Alice Moreau",
        email="alice.moreau@courriel.example",
        changes=({"field": "contact.address", "old": lilas, "new": roses},),
    )
    request = each.confirm(each.filed(contact, "rectification"))
    plan = agree(each, [request])
    write(each, "UPDATE customer SET address = '1 place du Marché, 69001 Lyon' WHERE id = 1")
    runner.run(each.house, plan.id)

    assert [c["address"] for c in each.rows("customer", "id = 1")] == ["1 place du Marché, 69001 Lyon"]
    now = each.again(request)
    assert (now.state, now.plan, each.outcome(request, "rectification")) == ("identified", None, None)
    assert "answer.composed" not in trail(each, request)


def test_other_peoples_rows_may_change_meanwhile(each: World) -> None:
    """Given Alice's plan, when a row of Éloi's changes before it runs, then Alice is erased as agreed."""
    request = each.identified("erasure")
    plan = agree(each, [request])
    write(each, "UPDATE customer SET score = 4 WHERE id = 2")
    runner.run(each.house, plan.id)
    assert (each.again(request).state, each.outcome(request, "erasure")) == ("closed", "partly")


def test_an_access_covers_the_rows_of_the_day_it_runs(each: World) -> None:
    """D5: for access the fingerprint covers the persons, not their rows. Given Alice's plan, when a ticket comes in
    before it runs, then nothing drops out, and the package holds the ticket.
    """
    request = each.identified("access")
    plan = agree(each, [request])
    write(each, "INSERT INTO ticket VALUES (2, 1, 'Où est mon colis ?')")
    runner.run(each.house, plan.id)
    assert each.again(request).state == "closed"
    rows = next(e for e in events.of_request(each.house.keyring, request.id) if e.type == "step.done").public["rows"]
    assert rows["ticket"] == 2


def test_a_package_of_a_plan_that_a_person_dropped_out_of_is_replaced(world: World) -> None:
    """Given Alice who asked for her data and their erasure, when she drops out of the first plan and runs with the
    second, then one package of each kind is kept for her.
    """
    request = world.identified("access", "erasure")
    plan = agree(world, [request])
    write(world, "INSERT INTO ticket VALUES (2, 1, 'Où est mon colis ?')")
    runner.run(world.house, plan.id)
    world.run(world.again(request))
    assert sorted(p.kind for p in packages.of_request(world.again(request))) == ["access", "answer"]


# ── a plan that no longer holds ─────────────────────────────────────────────────────────────────────────────────────


def test_another_plan_than_the_one_shown_is_not_agreed_to(world: World) -> None:
    """Given a plan that Bruno read, when a colleague draws another one and Bruno agrees to his, then he is refused with
    the new fingerprint, and nothing has begun.
    """
    request = world.identified("erasure")
    read = plans.draw(world.house, world.bruno, [request])
    write(world, "UPDATE ticket SET customer_id = 2 WHERE id = 1")
    newer = plans.draw(world.house, world.bruno, [world.again(request)])

    with pytest.raises(PlanChanged) as refusal:
        agreement.agree(world.house, world.bruno, [world.again(request)], read.fingerprint)
    assert str(refusal.value) == (
        f"{request.reference}: The plan is now {newer.fingerprint}; another one was agreed. "
        "Read it again and agree to that one."
    )
    assert world.again(request).state == "planned"


@pytest.mark.parametrize("stated", ["", "7c1f", "zzzz-zzzz"])
def test_too_short_a_fingerprint_agrees_to_nothing(world: World, stated: str) -> None:
    request = world.identified("erasure")
    plans.draw(world.house, world.bruno, [request])
    with pytest.raises(PlanChanged, match="another one was agreed"):
        agreement.agree(world.house, world.bruno, [world.again(request)], stated)


def test_a_map_applied_anew_needs_a_new_plan(world: World) -> None:
    """Given a plan drawn from the first version of a map, when a second one is applied, then agreeing is refused with
    the remedy; the plan drawn from the second one is agreed to.
    """
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    owner = access.by_command(world.house, "owner")
    register.apply(world.house, owner, shop.MAP.replace("score: {category: preference.interest, origin: inferred}",
                                                        "score: {category: none}"), "shop.yaml")  # fmt: skip
    with pytest.raises(PlanChanged) as refusal:
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)
    assert str(refusal.value) == (
        f"{shown.fingerprint}: A map, the register, the law or the day has changed since this plan was drawn. "
        "Draw it again: `garant request plan`."
    )
    world.run(world.again(request))
    assert [c["score"] for c in world.rows("customer", "id = 1")] == [7]


def test_a_store_declared_after_the_plan_needs_a_new_plan(world: World) -> None:
    """Given a plan that searched the shop alone, when the till is declared too, then agreeing is refused: "everything
    we hold" would be false.
    """
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    owner = access.by_command(world.house, "owner")
    url = f"sqlite:///{world.folder / 'till.sqlite'}"
    shop.build_till(url)
    stores.add(world.house, owner, "till", url)
    register.apply(world.house, owner, shop.CARD_MAP, "till.yaml")
    with pytest.raises(PlanChanged, match="has changed since this plan was drawn"):
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)


def test_a_map_applied_after_the_agreement_does_not_change_what_was_agreed(world: World) -> None:
    """Given a plan that was agreed to, when a new version of the map is applied before it runs, then it runs by the map
    that it was drawn from.
    """
    request = world.identified("erasure")
    plan = agree(world, [request])
    owner = access.by_command(world.house, "owner")
    kept = shop.MAP.replace("score: {category: preference.interest, origin: inferred}", "score: {category: none}")
    register.apply(world.house, owner, kept, "shop.yaml")
    runner.run(world.house, plan.id)
    assert [c["score"] for c in world.rows("customer", "id = 1")] == [None]


def test_a_plan_of_yesterday_is_drawn_again(world: World) -> None:
    """A duty may end overnight. Given a plan of the 23rd, when Bruno agrees on the 24th, then he is asked to draw it
    again; a plan agreed to on the 23rd runs on the 24th as agreed.
    """
    late, agreed = world.identified("erasure"), world.confirm(world.filed(ELOI, "erasure"))
    shown = plans.draw(world.house, world.bruno, [late])
    plan = agree(world, [agreed])
    world.clock.pass_days(1)
    with pytest.raises(PlanChanged, match="the day has changed"):
        agreement.agree(world.house, world.bruno, [world.again(late)], shown.fingerprint)
    assert runner.run(world.house, plan.id).state == "done"
    assert world.again(agreed).state == "closed"


def test_the_day_is_that_of_the_organisation(world: World) -> None:
    """A3. Given a plan drawn at 23:10 in Paris, when Bruno agrees at 00:10, then the day has changed, although it is
    the same in UTC.
    """
    world.clock.now = world.clock.now.replace(hour=22, minute=10)
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    world.clock.now = world.clock.now.replace(hour=23)
    with pytest.raises(PlanChanged, match="the day has changed"):
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)


# ── a request that changed under the hands of a clerk ───────────────────────────────────────────────────────────────


def test_a_request_withdrawn_meanwhile_is_not_brought_back(world: World) -> None:
    """Given Bruno with Alice's plan before him, when she withdraws, then his agreement is refused and nothing runs."""
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    before_him = world.again(request)
    requests.withdraw(world.house, access.by_person(world.house), before_him)
    with pytest.raises(PlanChanged, match="The request has changed"):
        agreement.agree(world.house, world.bruno, [before_him], shown.fingerprint)
    with pytest.raises(WrongState, match="is closed"):
        plans.draw(world.house, world.bruno, [before_him])
    assert (world.again(request).state, world.outcome(request, "erasure")) == ("closed", "withdrawn")


def test_a_right_refused_after_the_plan_is_not_executed(world: World) -> None:
    """Given a plan for access and erasure, when Bruno refuses the erasure and then agrees to that plan, then he is told
    to draw another one; the new plan hands over and erases nothing.
    """
    request = world.identified("access", "erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    ground = next(iter(world.house.law().rights["erasure"].refusals)).code
    requests.refuse(
        world.house, world.bruno, world.again(request), "erasure", ground=ground, reason="Un contrat est en cours."
    )
    with pytest.raises(PlanChanged, match="The request has changed"):
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)
    world.run(world.again(request))
    assert [c["phone"] for c in world.rows("customer", "id = 1")] == ["06 39 98 12 34"]
    assert (world.outcome(request, "access"), world.outcome(request, "erasure")) == ("partly", "refused")


def test_facts_stated_after_the_plan_need_a_new_plan(world: World) -> None:
    """E2. Given a plan that rests on no running contract, when Bruno learns of one and states it, then that plan cannot
    be agreed to any more.
    """
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    fact = shown.stated[0]
    requests.set_facts(world.house, world.bruno, world.again(request), {fact: True})
    with pytest.raises(PlanChanged, match="The request has changed"):
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)


def test_a_plan_covers_the_requests_that_it_was_drawn_for(world: World) -> None:
    """Given one plan for Alice and Éloi, when Bruno agrees for Alice alone, then he is told so."""
    alice, eloi = world.identified("erasure"), world.confirm(world.filed(ELOI, "erasure"))
    shown = plans.draw(world.house, world.bruno, [alice, eloi])
    with pytest.raises(WrongState, match="covers other requests"):
        agreement.agree(world.house, world.bruno, [world.again(alice)], shown.fingerprint)


def test_an_agreement_repeated_at_the_same_moment_is_one_agreement(world: World) -> None:
    """Given two clerks who agree to the same plan at the same moment, then the intent is written once."""
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    read = world.again(request)
    first = agreement.agree(world.house, world.bruno, [read], shown.fingerprint)
    colleague = replace(world.bruno, name="Carole")
    assert agreement.agree(world.house, colleague, [read], shown.fingerprint) == first
    assert trail(world, request).count("plan.agreed") == 1
