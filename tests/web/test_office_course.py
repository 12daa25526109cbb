"""What the office and the person read of a request's course: withdrawn, late, logged afterwards, in which language."""

from __future__ import annotations

from datetime import date

import pytest

from garant.actions import access, register, requests
from garant.errors import WrongState
from garant.ledger import outbox
from garant.ledger.values import Contact, Identity
from garant.press.letter import Letter
from tests.actions import shop
from tests.web.conftest import words_of
from tests.web.office import Office, text
from tests.web.test_office_requests import LETTER, newest, received
from tests.web.test_portal_follow import alice

ADDRESS = "alice.moreau@courriel.example"


def test_a_withdrawn_request_is_not_said_to_be_answered(office: Office) -> None:
    """Given Alice, who took her request back, then neither her page nor the office says that it was answered, and no
    answer is offered to read.
    """
    her = alice(office.world, "access")
    requests.withdraw(office.world.house, access.by_person(office.world.house), her.now)
    pages = [
        her.open(),
        *(office.client("bruno").get(f"/office/requests/{her.request.reference}{x}") for x in ("", "/answer")),
    ]
    for page in pages:
        body = page.content.decode()
        assert "Répondu" not in body
        assert "Lire la réponse" not in body
        assert "Retirée" in body
    assert "aucune réponse n’a été écrite" in text(pages[-1])
    assert "Aucune réponse n’est due." in text(pages[1])


def test_a_letter_logged_later_says_both_days(office: Office) -> None:
    """Given a letter of 20 November, logged on the 23rd, then both trails say so: it was not received on the 23rd."""
    bruno = office.client("bruno")
    bruno.post("/office/requests/new", {**LETTER, "email": ADDRESS, "received": "2026-11-20"})
    page = text(bruno.get(f"/office/requests/{newest(office).reference}"))
    assert "Inscrite ; reçue le vendredi 20 novembre 2026 par la poste." in page
    assert "Reçue par la poste." not in page


def test_the_person_reads_that_it_was_entered_later(office: Office) -> None:
    person = access.by_person(office.world.house)
    contact = Contact(name="Alice Moreau", email=ADDRESS)
    filed = requests.file(
        office.world.house, person, rights=["access"], contact=contact, channel="letter", received=date(2026, 11, 20)
    )
    page = words_of(office.client().get(f"/follow/{filed.token}"))
    assert "Nous avons inscrit votre demande, qui nous est parvenue le vendredi 20 novembre 2026." in page


def test_a_late_answer_says_how_late_and_why(office: Office) -> None:
    """Art. 12(3). Given a request of 40 days ago, when Bruno notes the reason of the delay, then the answer says at its
    head when it was due, how many days late it is, and why.
    """
    request = received(office, "Alice Moreau", 40)
    contact = requests.request_file(office.world.house, office.actor("bruno"), request).contact
    bruno = office.client("bruno")
    assert contact.late_reason == ""
    page = text(bruno.get(f"/office/requests/{request.reference}"))
    assert "La date est passée : la réponse est due aujourd’hui" in page
    address = f"/office/requests/{request.reference}/delay"
    assert bruno.post(address, {"reason": " "}).status_code == 422
    bruno.post(address, {"reason": "Votre lettre était restée au magasin."})
    assert "« Votre lettre était restée au magasin. »" in text(bruno.get(f"/office/requests/{request.reference}"))
    request = office.world.run(office.world.confirm(office.world.again(request)))
    letter = office.world.letter(request)
    late = (office.world.house.today() - request.rights[0].due).days
    assert f"Elle arrive avec {late} jours de retard. Votre lettre était restée au magasin." in letter


def test_an_answer_in_time_speaks_of_no_delay_and_takes_no_reason(office: Office) -> None:
    request = received(office, "Alice Moreau", 3)
    with pytest.raises(WrongState, match="not late"):
        requests.explain_delay(office.world.house, office.actor("bruno"), request, reason="Aucune.")
    assert "retard" not in office.world.letter(office.world.run(office.world.confirm(request)))


def test_an_acknowledgement_not_sent_yet_no_longer_asks_for_what_is_known(office: Office) -> None:
    """Given a request at the counter, when Alice is recognised before the letter left, then the acknowledgement that
    leaves does not ask her to confirm her address.
    """
    house = office.world.house
    request = office.world.ask("access")
    office.world.confirm(request)
    (only,) = [x for x in outbox.of_request(request.id) if x.kind == "acknowledgement"]
    body = Letter.of_json(outbox.opened(house.keyring, only.id).body).text
    assert "Confirmer mon adresse" not in body
    assert "/confirm/" not in body
    assert request.reference in body


def test_one_that_has_left_is_not_written_again(office: Office) -> None:
    house = office.world.house
    request = office.world.ask("access")
    (first,) = outbox.of_request(request.id)
    outbox.sent(first.id, house.clock())
    office.world.confirm(request)
    assert [x.id for x in outbox.of_request(request.id) if x.kind == "acknowledgement"] == [first.id]


def test_the_office_says_in_which_language_the_answer_is_written_and_why(office: Office) -> None:
    her = alice(office.world, "access", language="en")
    her.answered()
    page = text(office.client("bruno").get(f"/office/requests/{her.request.reference}/answer"))
    assert "Elle est écrite en anglais, langue de la demande." in page


def test_a_letter_bears_the_customer_number_and_what_is_to_be_erased(office: Office) -> None:
    """Given a letter with a customer number that asks to erase the newsletter only, then Bruno notes both, and the
    number is searched like the rest.
    """
    bruno = office.client("bruno")
    assert 'name="number"' not in bruno.get("/office/requests/new").content.decode(), "no map is searched by one"
    numbered = shop.MAP.replace(
        "{email: email, phone: phone}", "{email: email, phone: phone, customer-number: last_name}"
    )
    register.apply(office.world.house, access.by_command(office.world.house, "owner"), numbered, "shop.yaml")
    form = bruno.get("/office/requests/new").content.decode()
    assert 'name="number"' in form
    sent = {**LETTER, "rights": ["erasure"], "email": ADDRESS, "received": "2026-11-20", "number": "C-1"}
    bruno.post("/office/requests/new", {**sent, "scope": ["letter"]})
    contact = requests.request_file(office.world.house, office.actor("bruno"), newest(office)).contact
    assert contact.scope == ("letter",)
    assert Identity("customer-number", "C-1") in contact.identities
