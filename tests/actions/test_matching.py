"""Whose row is it? What is shared by two persons leads to nobody else's data (D12)."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from garant.actions import access, plans, requests
from garant.actions.hints import Unproved
from garant.actions.plans import Ambiguous
from garant.actions.search import NOBODY
from garant.ledger.values import Contact, Identity, Request
from tests.actions import shop
from tests.actions.conftest import World

ALICES_PHONE = "06 39 98 12 34"


def write(world: World, *statements: sa.Executable) -> None:
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    engine.dispose()


def paul_shares_her_phone(world: World) -> None:
    """Paul lives with Alice: one phone for two. He reads the letter, she does not."""
    paul = shop.ROWS[shop.CUSTOMER][0] | {"id": 3, "first_name": "Paul", "email": "paul@courriel.example"}
    write(
        world,
        shop.CUSTOMER.insert().values(paul),
        shop.LETTER.delete().where(shop.LETTER.c.id == 1),
        shop.LETTER.insert().values(id=3, email="paul@courriel.example"),
    )


def doubts(world: World, request: Request) -> Ambiguous:
    with pytest.raises(Ambiguous) as several:
        plans.draw(world.house, world.bruno, [world.again(request)])
    return several.value


def test_a_shared_phone_does_not_lead_to_the_other_persons_subscription(each: World) -> None:
    """D12. Given Alice and Paul with one phone, when Alice asks for erasure by that phone and Bruno chooses her row,
    then Paul's row and his subscription, to which only his own e-mail address leads, are untouched.
    """
    paul_shares_her_phone(each)
    request = each.confirm(each.filed(Contact(name="Alice Moreau", phone=ALICES_PHONE), "erasure"))
    (choice,) = doubts(each, request).choices
    alices = dict(zip(choice.keys, choice.digests, strict=True))[(1,)]
    requests.choose_match(each.house, each.bruno, each.again(request), [alices])
    each.run(each.again(request))
    assert [(c["id"], c["phone"]) for c in each.rows("customer", "id IN (1, 3)")] == [(1, None), (3, ALICES_PHONE)]
    assert [n["email"] for n in each.rows("newsletter")] == ["chloe@courriel.example", "paul@courriel.example"]


def test_the_only_row_with_her_phone_but_another_address_is_not_taken_for_her(each: World) -> None:
    """D12. Given Alice, who is no customer, and Éloi whose phone she gave, when she asks for access with an address of
    her own, then Bruno is asked although one row matches; when he says that it is nobody's, nothing is found.
    """
    contact = Contact(name="Alice", email="alice@ailleurs.example", phone="06 39 98 55 55")
    request = each.confirm(each.filed(contact, "access"))
    doubt = doubts(each, request)
    assert [(c.by, c.keys) for c in doubt.choices] == [("phone", ((2,),))]
    assert "One row matches, not surely, by phone: only you can say" in str(doubt)
    requests.choose_match(each.house, each.bruno, each.again(request), [NOBODY])
    assert each.outcome(each.run(each.again(request)), "access") == "nothing-found"


def test_a_new_address_with_the_known_phone_is_hers_once_bruno_says_so(world: World) -> None:
    """Given Alice with a new address, when Bruno says that the row with her phone is hers, then it is found, and what
    her old address leads to as well.
    """
    contact = Contact(name="Alice Moreau", email="alice@neuf.example", phone=ALICES_PHONE)
    request = world.confirm(world.filed(contact, "erasure"))
    requests.choose_match(world.house, world.bruno, world.again(request), doubts(world, request).choices[0].digests)
    world.run(world.again(request))
    assert [c["phone"] for c in world.rows("customer", "id = 1")] == [None]
    assert [n["email"] for n in world.rows("newsletter")] == ["chloe@courriel.example"]


def test_doubts_of_two_kinds_are_told_and_settled_together(world: World) -> None:
    """Given two customers and two subscriptions with Alice's address, then one message names all four rows, and one
    answer of Bruno's settles both doubts.
    """
    twin = shop.ROWS[shop.CUSTOMER][0] | {"id": 3, "phone": None}
    again = shop.ROWS[shop.LETTER][0] | {"id": 3}
    write(world, shop.CUSTOMER.insert().values(twin), shop.LETTER.insert().values(again))
    request = world.identified("access")
    doubt = doubts(world, request)
    digests = [d for c in doubt.choices for d in c.digests]
    assert (len(doubt.choices), len(digests)) == (2, 4)
    assert f"`garant request choose {request.reference} {' '.join(digests)}`" in str(doubt)
    chosen = [c.digests[c.keys.index((1,))] for c in doubt.choices]
    requests.choose_match(world.house, world.bruno, world.again(request), chosen)
    shown = plans.draw(world.house, world.bruno, [world.again(request)])
    assert shown.reads == {"shop": 8}


def test_the_link_shows_only_the_address_that_it_was_sent_to(world: World) -> None:
    """S2-38. Given Alice, who adds Éloi's address as another of hers, when she opens the link sent to her own, then
    only her own data are found, and Éloi's file is left out.
    """
    contact = Contact(
        name="Alice",
        email="alice.moreau@courriel.example",
        identities=(Identity("email", "eloi.garnier@courriel.example"),),
    )
    person = access.by_person(world.house)
    filed = requests.file(world.house, person, rights=["access"], contact=contact, channel="form")
    request = requests.confirm_contact(world.house, filed.token)
    with pytest.raises(Unproved) as told:
        plans.draw(world.house, world.bruno, [request])
    requests.set_aside(world.house, world.bruno, request, [told.value.hints[0].digest], reason="Rien ne le montre.")
    assert plans.draw(world.house, world.bruno, [world.again(request)]).reads == {"shop": 8}
