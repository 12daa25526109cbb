"""The answer claims what was done and read again, and tells others only what concerns them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from garant.actions import access, agreement, answers, plans, register, requests, runner
from garant.errors import PlanChanged, WrongState
from garant.ledger import events, outbox, tasks
from garant.ledger.values import Contact, Request
from tests.actions import shop
from tests.actions.conftest import World

CHLOE = Contact(name="Chloé", email="chloe@courriel.example")
HELD, NEW = "06 39 98 12 34", "06 39 98 00 01"


def phone(new: str = NEW, old: str = "") -> dict[str, str]:
    return {"field": "contact.phone", "old": old, "new": new}


def execute(world: World, statement: str) -> None:
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()
    world.house.close()


def share(world: World, bank: str) -> None:
    """The shop gives its customers' data to a processor and to a bank, and those of the letter to nobody."""
    owner = access.by_command(world.house, "owner")
    given = shop.MAP.replace("    basis: contract\n", "    basis: contract\n    recipients: [post, bank]\n")
    recipients = f"""
recipients:
  post: {{name: Plume Post, role: processor, contact: rgpd@plume.example, country: FR}}
  bank: {{name: Crédit du Causse, role: controller, contact: '{bank}', country: FR}}
"""
    register.apply(world.house, owner, given + recipients, "shop.yaml")


def confirm_processor(world: World, request: Request) -> Request:
    """Bruno notes that the processor did it, and the run goes on to its end."""
    (task,) = [t for t in tasks.of_request(world.house.keyring, request.id) if t.kind == "processor"]
    answers.finish_task(world.house, world.bruno, task.id, "Confirmé par courriel.")
    plan = world.again(request).plan
    assert plan is not None
    runner.run(world.house, plan)
    return world.again(request)


# ── rectification ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_value_that_the_database_takes_back_is_not_told_as_corrected(world: World) -> None:
    """Promise 1. Given a shop whose trigger puts the old number back, when Alice's is rectified, then reading again
    shows it, the trail says what is left, and the answer does not say that it is done.
    """
    execute(
        world,
        f"CREATE TRIGGER back AFTER UPDATE OF phone ON customer WHEN NEW.phone = '{NEW}'"
        f" BEGIN UPDATE customer SET phone = '{HELD}' WHERE id = NEW.id; END",
    )
    request = world.run(world.identified("rectification", changes=(phone(),)))
    assert world.rows("customer", "id = 1")[0]["phone"] == HELD
    (seen,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "data.verified"]
    assert seen.public["left"] == {"customer.phone": 1}
    assert world.outcome(request, "rectification") == "refused"
    said = world.letter(request)
    assert "C’est fait" not in said
    assert f"Téléphone : {NEW}" in said


def test_a_rectification_that_found_nothing_to_change_says_so(each: World) -> None:
    """Given an old value that stands nowhere, then nothing changes, and the answer says so instead of "done"."""
    request = each.run(each.identified("rectification", changes=(phone(old="01 23 45 67 89"),)))
    assert each.rows("customer", "id = 1")[0]["phone"] == HELD
    assert each.outcome(request, "rectification") == "refused"
    said = each.letter(request)
    assert "C’est fait" not in said
    assert "Nous n’avons pas changé ce qui suit" in said


def test_of_two_rectifications_each_is_told_as_it_ended_with_what_stood_there(each: World) -> None:
    """Given a phone number without its old value and an address that we do not hold, then the outcome is partly; the
    number is told with what stood there before, the address as not changed.
    """
    address = {"field": "contact.address", "old": "12 rue Ailleurs", "new": "9 rue des Roses"}
    request = each.run(each.identified("rectification", changes=(phone(), address)))
    assert each.outcome(request, "rectification") == "partly"
    done, _, missed = each.letter(request).partition("Nous n’avons pas changé ce qui suit")
    assert (HELD in done, NEW in done, "9 rue des Roses" in done) == (True, True, False)
    assert ("9 rue des Roses" in missed, NEW in missed) == (True, False)


def test_one_new_name_does_not_stand_in_both_columns_of_a_name(world: World) -> None:
    """Given a record with a first and a last name, when a new name comes without the old one, then neither is written
    over, and the answer says that nothing was changed.
    """
    change = {"field": "identity.name", "old": "", "new": "Alice Lenoir"}
    request = world.run(world.identified("rectification", changes=(change,)))
    (held,) = world.rows("customer", "id = 1")
    assert (held["first_name"], held["last_name"]) == ("Alice", "Moreau")
    assert "Nous n’avons pas changé ce qui suit" in world.letter(request)


def test_a_new_address_reaches_every_store_that_holds_the_old_one(two_stores: World) -> None:
    """Given Alice's e-mail address in the shop, in its letter and on the till's card, when it is rectified, then each
    of the three holds the new one, nobody else's changed, and the answer names both stores.
    """
    new = "alice@neuf.example"
    change = {"field": "contact.email", "old": "alice.moreau@courriel.example", "new": new}
    request = two_stores.run(two_stores.identified("rectification", changes=(change,)))
    assert two_stores.outcome(request, "rectification") == "done"
    assert [c["email"] for c in two_stores.rows("customer")] == [new, "eloi.garnier@courriel.example"]
    assert [n["email"] for n in two_stores.rows("newsletter")] == [new, "chloe@courriel.example"]
    engine = sa.create_engine(f"sqlite:///{two_stores.folder / 'till.sqlite'}")
    with engine.connect() as till:
        held = list(till.execute(sa.text("SELECT mail FROM card ORDER BY number")).scalars())
    engine.dispose()
    assert held == [new, "eloi.garnier@courriel.example"]
    assert "shop, till" in two_stores.letter(request)


def test_changes_noted_after_the_plan_need_another_plan_and_after_the_agreement_none_can_be_noted(world: World) -> None:
    """Given a plan shown for one number, when Bruno notes another, then that plan can no longer be agreed to; once a
    plan is agreed, nothing can be noted: the answer would tell what was never done.
    """
    request = world.identified("rectification", changes=(phone(),))
    shown = plans.draw(world.house, world.bruno, [request])
    requests.set_changes(world.house, world.bruno, world.again(request), [phone("06 39 98 00 02")])
    with pytest.raises(PlanChanged):
        agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)

    shown = plans.draw(world.house, world.bruno, [world.again(request)])
    agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint)
    with pytest.raises(WrongState):
        requests.set_changes(world.house, world.bruno, world.again(request), [phone()])


def test_a_right_that_was_not_asked_for_cannot_be_refused(world: World) -> None:
    """Given an access request, when Bruno refuses an erasure in it, then he is told, and nothing is recorded."""
    request = world.identified("access")
    ground = world.house.law().rights["erasure"].refusals[0].code
    with pytest.raises(WrongState, match="not asked for"):
        requests.refuse(world.house, world.bruno, request, "erasure", ground=ground, reason="Un litige.")
    assert "request.refused" not in [e.type for e in events.of_request(world.house.keyring, request.id)]


# ── others ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_recipient_hears_of_no_one_whose_data_it_never_had(world: World) -> None:
    """Art. 19. Given Alice, a customer whose data the bank has, and Chloé, who only reads the letter, when one plan
    erases both, then letters about Alice leave, and none about Chloé.
    """
    share(world, "dpo@causse.example")
    alice, chloe = asked = [world.identified("erasure"), world.confirm(world.filed(CHLOE, "erasure"))]
    world.execute(asked)
    kinds = {r.id: [x.kind for x in outbox.of_request(r.id)] for r in asked}
    assert sorted(kinds[alice.id]) == ["acknowledgement", "processor", "recipient"]
    assert kinds[chloe.id] == ["acknowledgement"]
    assert [t.target for t in tasks.of_request(world.house.keyring, chloe.id)] == []


def test_recipients_of_a_rectified_value_are_told_the_new_one(world: World) -> None:
    """Art. 19. Given a number that the bank has too, when it is rectified, then the notice says old and new."""
    share(world, "dpo@causse.example")
    request = world.run(world.identified("rectification", changes=(phone(),)))
    (notice,) = [x for x in outbox.of_request(request.id) if x.kind == "recipient"]
    body = outbox.opened(world.house.keyring, notice.id).body
    assert (HELD in body, NEW in body) == (True, True)


@pytest.mark.parametrize(
    "bank", ["dpo@causse.example", "par courrier"], ids=["a letter that waits", "a task that is not done"]
)
def test_a_recipient_is_told_only_once_the_letter_left_or_the_task_is_done(world: World, bank: str) -> None:
    """E3. Given a bank that nobody has told yet, when the answer leaves, then it does not say that the bank knows."""
    share(world, bank)
    request = world.run(world.identified("erasure"))
    said = world.letter(confirm_processor(world, request))
    assert "Crédit du Causse : avis en cours d’envoi." in said
    assert "prévenu le" not in said


def test_days_in_the_answer_are_those_of_the_deeds_in_local_time(world: World) -> None:
    """A3, E3. Given data looked for again on 23 November and a processor that confirms three days later at half past
    eleven at night UTC, then the answer says the 23rd for the one, and the 27th, as in Paris, for the other.
    """
    share(world, "dpo@causse.example")
    request = world.run(world.identified("erasure"))
    world.clock.now = datetime(2026, 11, 26, 23, 30, tzinfo=UTC)
    said = world.letter(confirm_processor(world, request))
    assert "Le lundi 23 novembre 2026, nous les avons cherchées à nouveau" in said
    assert "Plume Post : fait, et confirmé le 27 novembre 2026." in said


@pytest.mark.parametrize(("release", "stated"), [(True, "released"), (False, "withheld")])
def test_the_agreement_records_what_was_decided_of_free_text(world: World, release: bool, stated: str) -> None:
    """E8. Given messages that may name others, when Bruno agrees, then the evidence says whether he released them."""
    request = world.identified("access")
    world.execute([request], release=release)
    (agreed,) = [e for e in events.of_request(world.house.keyring, request.id) if e.type == "plan.agreed"]
    assert agreed.public["free_text"] == stated
