"""Alice bought, Chloé only reads the letter: the request, the copy and the count say which is which."""

from __future__ import annotations

import io
import zipfile

import pytest

from garant.actions import access, packages, persons, plans, register, requests, stores
from garant.actions.access import Actor
from garant.actions.leaving import Guard
from garant.errors import MapError, Refused
from garant.ledger.values import Request
from garant.rules.persons import Standing, Tally
from tests.actions import shop
from tests.actions.conftest import World
from tests.press.reading import Page

CHLOE = "chloe@courriel.example"


def told(world: World) -> World:
    """The owner says that an invoice makes a customer."""
    text = shop.MAP.replace("phone: phone}\n", "phone: phone}\n    customer_when: invoice\n", 1)
    register.apply(world.house, access.by_command(world.house, "owner"), text, "shop.yaml")
    return world


def drawn(world: World, *rights: str, **more: str) -> Request:
    asked = world.identified(*rights, **more)
    plans.draw(world.house, world.bruno, [asked])
    return world.again(asked)


def test_a_reader_of_the_letter_is_a_prospect_and_a_buyer_a_customer(each: World) -> None:
    """S1-18. Given a person with no order, then status = prospect."""
    world = told(each)
    chloe = requests.request_file(world.house, world.bruno, drawn(world, "access", email=CHLOE))
    assert chloe.standing == Standing("prospect", stores=("shop",))
    alice = requests.request_file(world.house, world.bruno, drawn(world, "access", "erasure"))
    assert alice.standing is not None
    assert (alice.standing.status, alice.standing.rows) == ("customer", 2)
    assert [str(alice.standing.first), str(alice.standing.last)] == ["2012-05-04", "2024-05-04"]


def test_before_a_plan_nobody_has_looked_and_nothing_is_said(world: World) -> None:
    asked = told(world).identified("access")
    assert requests.request_file(world.house, world.bruno, asked).standing is None


def test_a_map_that_says_nothing_of_customers_leaves_it_open(world: World) -> None:
    assert requests.request_file(world.house, world.bruno, drawn(world, "access")).standing is None


def test_somebody_who_was_not_found_is_neither(world: World) -> None:
    asked = drawn(told(world), "access", email="nobody@courriel.example")
    assert requests.request_file(world.house, world.bruno, asked).standing is None


@pytest.mark.parametrize(
    ("email", "said"),
    [
        (CHLOE, "Prospect : nous n’avons trouvé aucune commande de vous."),
        (
            "alice.moreau@courriel.example",
            "Client depuis le 4 mai 2012 ; votre dernière commande est du 4 mai 2024.",
        ),
    ],
)
def test_the_copy_says_what_the_person_is_to_the_shop(world: World, email: str, said: str) -> None:
    closed = told(world).run(world.identified("access", email=email))
    _, data = packages.by_command(world.house, closed, "staff:test", Guard(why="in-hand"))
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        terms = dict(Page(package.read("index.html").decode()).terms)
    assert terms["Ce que vous êtes pour nous"].replace("\u00a0", " ") == said


def test_the_status_stands_in_no_event_and_no_public_part_of_a_plan(world: World) -> None:
    asked = drawn(told(world), "access", email=CHLOE)
    found = requests.request_file(world.house, world.bruno, asked)
    assert "prospect" not in repr(found.plan)
    assert "prospect" not in repr([event.public for event in found.trail])


def test_a_store_is_counted_and_nobody_is_named(each: World) -> None:
    """Alice and Éloi bought; the letter's list does not say what makes a customer."""
    world = told(each)
    owner = access.by_command(world.house, "owner")
    assert persons.tally(world.house, owner, "shop") == (Tally("customer", 2, 2), Tally("subscriber", 2))


def test_a_store_without_a_map_is_told_and_an_outsider_refused(world: World) -> None:
    program = Actor("program", world.house.organisation.id, "till", role="program")
    owner = access.by_command(world.house, "owner")
    stores.add(world.house, owner, "bare", world.url)
    with pytest.raises(Refused):
        persons.tally(world.house, program, "shop")
    with pytest.raises(MapError) as refused:
        persons.tally(world.house, owner, "bare")
    assert refused.value.place == "bare"
