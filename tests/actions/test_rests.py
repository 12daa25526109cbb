"""What reading again found elsewhere, and the answer that somebody reads before it leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from garant.actions import access, plans, requests, rests, runner, sending, staff
from garant.errors import Refused, UsageError, WrongState
from garant.ledger import events, outbox, tasks
from garant.ledger.values import Request, Task
from tests.actions.conftest import World

FRIDAY = date(2026, 12, 4)
PASSWORD = "une phrase assez longue"


def write(world: World, *statements: str) -> None:
    """Somebody works on the shop's database."""
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    engine.dispose()


def forgotten(world: World) -> Request:
    """Alice is erased, and an old export that no map names still bears her address."""
    write(
        world,
        "CREATE TABLE export_2019 (mail VARCHAR(80))",
        "INSERT INTO export_2019 VALUES ('alice.moreau@courriel.example')",
    )
    return world.run(world.identified("erasure"))


def go_on(world: World, request: Request) -> Request:
    """The worker takes the request up again."""
    shown = plans.of_request(world.house, world.again(request))
    assert shown is not None
    runner.run(world.house, shown.id)
    return world.again(request)


def open_tasks(world: World, request: Request) -> list[Task]:
    return [t for t in tasks.of_request(world.house.keyring, request.id) if t.state == "open"]


def kinds(request: Request) -> list[str]:
    return [letter.kind for letter in outbox.of_request(request.id)]


def nadia(world: World) -> str:
    by = access.by_command(world.house, "owner")
    added = staff.add(world.house, by, email="nadia@lormel.example", name="Nadia", role="owner", password=PASSWORD)
    return added.email


# ── what was found elsewhere ───────────────────────────────────────────────────────────────────────────────────────


def test_an_erasure_that_left_something_does_not_run_on_to_an_answer(world: World) -> None:
    """Given an old export that still bears Alice's address, when she is erased, then the request waits for the clerk
    with the place and its count, and nobody has written to Alice.
    """
    request = forgotten(world)
    assert request.state == "waiting"
    (task,) = open_tasks(world, request)
    assert (task.kind, task.target, task.text, task.blocking) == ("rest", "shop", "export_2019.mail (1)", True)
    assert kinds(request) == ["acknowledgement"]


def test_what_is_finished_first_is_told_as_done(world: World) -> None:
    """When somebody empties the export and has it searched again, then the task ends with that as its proof and the
    answer says that nothing but what is kept was found.
    """
    request = forgotten(world)
    (task,) = open_tasks(world, request)
    assert rests.search_again(world.house, world.bruno, task.id) == {"export_2019.mail": 1}
    assert [t.id for t in open_tasks(world, request)] == [task.id]

    write(world, "DELETE FROM export_2019")
    assert rests.search_again(world.house, world.bruno, task.id) == {}
    request = go_on(world, request)
    assert request.state == "closed"
    (done,) = tasks.of_request(world.house.keyring, request.id)
    assert done.proof == "Cherché à nouveau le lundi 23\u00a0novembre 2026\u00a0: il n’y reste plus rien."
    assert "il ne reste que ce que ce tableau annonce." in world.letter(request)
    assert request.rights[0].detail["left"] == 0


def test_an_answer_in_part_says_until_when_and_the_task_stays(world: World) -> None:
    """When Bruno answers in part, Nadia to finish by 4 December, then Alice reads that day; once the export is emptied
    and searched again, the request is told as finished and Alice is written to again.
    """
    request = forgotten(world)
    (task,) = open_tasks(world, request)
    rests.put_off(world.house, world.bruno, task.id, to=nadia(world), due=FRIDAY)
    request = go_on(world, request)
    assert (request.state, world.outcome(request, "erasure")) == ("closed", "partly")
    said = world.letter(request)
    assert (
        "Nous nous en occupons au plus tard le vendredi 4 décembre 2026, et vous écrirons quand ce sera fait." in said
    )
    assert {r: [t.due for t in several] for r, several in rests.of_closed(world.house).items()} == {
        request.id: [FRIDAY]
    }

    write(world, "DELETE FROM export_2019")
    assert rests.search_again(world.house, world.bruno, task.id) == {}
    assert rests.of_closed(world.house) == {}
    assert kinds(request) == ["acknowledgement", "answer", "rest-done"]
    assert world.again(request).rights[0].detail["left"] == 0
    put_off = [e.public for e in events.of_request(world.house.keyring, request.id) if e.type == "task.put-off"]
    assert [(p["target"], p["due"]) for p in put_off] == [("shop", "2026-12-04")]


def test_a_rest_is_put_off_to_a_day_to_come_only(world: World) -> None:
    request = forgotten(world)
    (task,) = open_tasks(world, request)
    with pytest.raises(UsageError, match="This day is over"):
        rests.put_off(world.house, world.bruno, task.id, to=nadia(world), due=date(2026, 11, 22))
    assert [t.blocking for t in open_tasks(world, request)] == [True]


def test_what_is_found_of_somebody_else_is_no_rest(world: World) -> None:
    """Given a daughter with Alice's address, when Alice is erased, then the address is found on the daughter's row;
    when Bruno says whose it is, then the answer leaves and says that nothing of Alice is left.
    """
    write(
        world, "INSERT INTO customer SELECT 3, 'Zoé', last_name, address, email, NULL, 0, 99 FROM customer WHERE id = 1"
    )
    request = world.identified("erasure")
    with pytest.raises(plans.Ambiguous) as several:
        plans.draw(world.house, world.bruno, [request])
    mine = [d for c in several.value.choices for d in c.digests][:1]
    request = requests.choose_match(world.house, world.bruno, request, mine)
    request = world.run(request, beyond=True)
    (task,) = open_tasks(world, request)
    assert task.text == "customer.email (1)"
    with pytest.raises(UsageError, match="proof"):
        rests.not_theirs(world.house, world.bruno, task.id, " ")
    rests.not_theirs(world.house, world.bruno, task.id, "L’adresse de sa fille Zoé, vue avec elle au comptoir.")
    request = go_on(world, request)
    assert request.state == "closed"
    assert "nous n’avions pas encore classés" not in world.letter(request)


# ── read before it leaves ──────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_is_read_before_it_leaves(careful: World) -> None:
    """Given a house that said nothing else, when the work is done, then the letter can be read and has not left; when
    Bruno sends it, then Alice gets what he read.
    """
    request = careful.run(careful.identified("erasure"))
    assert request.state == "waiting"
    assert kinds(request) == ["acknowledgement"]
    read = sending.preview(careful.house, request)
    assert read is not None
    sending.send(careful.house, careful.bruno, request)
    request = go_on(careful, request)
    assert request.state == "closed"
    assert kinds(request) == ["acknowledgement", "answer"]
    assert careful.letter(request) == " ".join(read.text.split())


def test_nobody_sends_an_answer_while_something_is_still_to_be_done(careful: World) -> None:
    """Given a rest that nobody has dealt with, when Bruno would send, then he is told that it would be untrue."""
    request = forgotten(careful)
    with pytest.raises(WrongState, match="1 tasks are still to be done"):
        sending.send(careful.house, careful.bruno, request)
    assert kinds(request) == ["acknowledgement"]


def test_the_data_protection_officer_does_not_send(careful: World) -> None:
    """A5: who advises and controls does not answer for the house."""
    request = careful.run(careful.identified("access"))
    denise = access.by_command(careful.house, "Denise")
    with pytest.raises(Refused):
        sending.send(careful.house, replace(denise, role="dpo"), request)
    assert careful.again(request).state == "waiting"
