"""What was given and does not show who asks: it is searched for, kept apart, and told to nobody (D12, S2-38)."""

from __future__ import annotations

import json
from datetime import date

import pytest

from garant.actions import access, evidence, hints, plans, requests
from garant.errors import UsageError
from garant.ledger.values import Contact, Identity, Request
from tests.actions.conftest import World
from tests.actions.test_matching import ALICES_PHONE, paul_shares_her_phone

NEW = "alice@neuf.example"
NOTHING = "Nous n’avons rien sur vous"


def by_link(world: World, *rights: str, phone: str = "") -> Request:
    """Somebody who asks by the public form, and opens the link sent to the address that they gave."""
    contact = Contact(name="Alice Moreau", email=NEW, phone=phone)
    person = access.by_person(world.house)
    filed = requests.file(world.house, person, rights=rights or ("access",), contact=contact, channel="form")
    return requests.confirm_contact(world.house, filed.token)


def unproved(world: World, request: Request) -> hints.Unproved:
    with pytest.raises(hints.Unproved) as told:
        plans.draw(world.house, world.bruno, [world.again(request)])
    return told.value


def test_the_phone_on_file_with_a_new_address_is_never_answered_by_nothing(each: World) -> None:
    """D12. Given Alice's row, when somebody asks with her phone and a new address, then no plan concludes "nothing":
    Bruno is told that the phone names a file at another address, masked, and nobody is shown a row of it.
    """
    told = unproved(each, by_link(each, phone=ALICES_PHONE))
    assert [(h.store, h.kind, h.by, h.address) for h in told.hints] == [
        ("shop", "customer", "phone", "A…u@courriel.example")
    ]
    assert "alice" not in str(told).lower()


def test_that_bruno_saw_a_masked_address_is_a_reading(world: World) -> None:
    """A6."""
    request = by_link(world, phone=ALICES_PHONE)
    unproved(world, request)
    owner = access.by_command(world.house, "owner")
    assert [e.public["what"] for e in evidence.readings(world.house, owner, request=request.id)] == ["request"]


def test_when_bruno_knows_by_other_means_the_row_is_hers(world: World) -> None:
    """Given the hint, when Bruno has heard from Alice what only she can know, then her row is among those he chooses
    from, and the answer holds it.
    """
    request = by_link(world, phone=ALICES_PHONE)
    unproved(world, request)
    request = requests.identify(
        world.house, world.bruno, request, method="known-facts", by="Bruno", reason="Numéro et date d’une commande."
    )
    with pytest.raises(plans.Ambiguous) as several:
        plans.draw(world.house, world.bruno, [request])
    requests.choose_match(world.house, world.bruno, request, several.value.choices[0].digests)
    assert world.outcome(world.run(world.again(request)), "access") == "partly"


def test_set_aside_the_answer_says_neither_that_there_is_a_file_nor_that_there_is_none(world: World) -> None:
    """Given two persons with new addresses, one with Alice's phone and one with a phone that nobody has, when both are
    answered, then both read the same words: the answer betrays no file, and never says that we hold nothing.
    """
    hers = by_link(world, phone=ALICES_PHONE)
    (hint,) = unproved(world, hers).hints
    with pytest.raises(UsageError, match="needs a written reason"):
        requests.set_aside(world.house, world.bruno, hers, [hint.digest], reason=" ")
    requests.set_aside(world.house, world.bruno, hers, [hint.digest], reason="Sans réponse à notre question.")
    nobodys = by_link(world, phone="06 39 98 44 44")
    letters = []
    for request in (hers, nobodys):
        assert world.outcome(world.run(world.again(request)), "access") == "nothing-found"
        letters.append(world.letter(request).replace(request.reference, "R"))
    said = [letter[letter.index("Nous n’avons rien trouvé") : letter.index("Il reste chez nous")] for letter in letters]
    assert said[0] == said[1]
    assert "ni même s’ils désignent quelque chose" in said[0]
    assert not any(NOTHING in letter for letter in letters)


def test_a_letter_may_say_nothing_when_all_that_was_given_is_proved(world: World) -> None:
    request = world.run(by_link(world))
    assert NOTHING in world.letter(request)


def test_her_own_phone_beside_her_own_address_asks_nothing_more_of_bruno(world: World) -> None:
    """Given Alice with the address on file, when she adds the phone of the same row, then there is no doubt."""
    contact = Contact(name="Alice", email="alice.moreau@courriel.example", phone=ALICES_PHONE)
    person = access.by_person(world.house)
    filed = requests.file(world.house, person, rights=["access"], contact=contact, channel="form")
    shown = plans.draw(world.house, world.bruno, [requests.confirm_contact(world.house, filed.token)])
    assert shown.reads == {"shop": 8}


def test_the_phone_that_she_shares_with_paul_is_told_once_and_left_out(world: World) -> None:
    """Given Paul with Alice's phone, when Alice asks by her address and that phone, then Bruno is told of Paul's file;
    left out, the plan holds hers alone.
    """
    paul_shares_her_phone(world)
    contact = Contact(name="Alice", email="alice.moreau@courriel.example", phone=ALICES_PHONE)
    person = access.by_person(world.house)
    filed = requests.file(world.house, person, rights=["access"], contact=contact, channel="form")
    request = requests.confirm_contact(world.house, filed.token)
    told = unproved(world, request)
    assert [h.address for h in told.hints] == ["p…l@courriel.example"]
    requests.set_aside(world.house, world.bruno, request, [told.hints[0].digest], reason="La fiche de son mari.")
    assert plans.draw(world.house, world.bruno, [world.again(request)]).reads == {"shop": 7}


def test_a_number_added_later_is_searched_before_anything_is_agreed(world: World) -> None:
    """Given a plan that found nothing, when they add the phone on file, then that plan is no longer agreed to."""
    request = by_link(world)
    shown = plans.draw(world.house, world.bruno, [request])
    assert shown.found == ()
    requests.complete(world.house, world.again(request), identities=[Identity("phone", ALICES_PHONE)])
    assert world.again(request).state == "identified"
    unproved(world, request)


def test_asked_for_more_the_person_is_waited_for_and_the_clock_says_so(world: World) -> None:
    """Art. 12(6). Given the hint, when Bruno asks without delay for what is missing, then the clock stands still until
    he knows, or leaves the file out.
    """
    request = by_link(world, phone=ALICES_PHONE)
    digest = unproved(world, request).hints[0].digest
    asked = requests.ask_identity(world.house, world.bruno, world.again(request), reason="La date d’une commande.")
    assert (asked.state, asked.asked, asked.answered) == ("identified", world.house.today(), None)
    world.clock.pass_days(3)
    after = requests.set_aside(world.house, world.bruno, world.again(request), [digest], reason="Pas de réponse.")
    assert (after.answered, after.due) == (world.house.today(), date(2026, 12, 28))


def test_the_receipts_of_both_tell_the_same(world: World) -> None:
    """Given the same two persons, then neither receipt holds a record that the other's has not."""
    hers = by_link(world, phone=ALICES_PHONE)
    requests.set_aside(world.house, world.bruno, hers, [unproved(world, hers).hints[0].digest], reason="Sans réponse.")
    kinds = []
    for request in (hers, by_link(world, phone="06 39 98 44 44")):
        world.run(world.again(request))
        body = json.loads(evidence.receipt(world.house, request))
        kinds.append([(r["leaf"]["type"], sorted(r["leaf"]["public"])) for r in body["records"]])
    assert [k for k in kinds[0] if k[0] != "data.read"] == [k for k in kinds[1] if k[0] != "data.read"]
    assert ("request.weighed", []) in kinds[0]
