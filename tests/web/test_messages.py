"""What Alice writes is never lost: she reads that it arrived, the house is told, and Bruno finds it, open or closed."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from garant.actions import access, requests
from garant.errors import WrongState
from garant.ledger import events, outbox
from garant.ledger.values import Request
from garant.press.letter import Letter
from tests.web.conftest import words_of
from tests.web.office import Office, text
from tests.web.test_portal_follow import Alice, alice

WORDS = "Il manque ma commande de juin."


def to_the_house(office: Office) -> list[Letter]:
    """The letters that told the house of a message."""
    ring, house = office.world.house.keyring, office.world.house
    found = [outbox.opened(ring, i) for i in outbox.waiting(house.organisation.id, house.clock())]
    assert {x.to for x in found if x.kind == "to-read"} <= {"donnees@lormel.example"}
    return [Letter.of_json(x.body) for x in found if x.kind == "to-read"]


def types(office: Office, request: Request) -> list[str]:
    return [e.type for e in events.of_request(office.world.house.keyring, request.id)]


def disputed(office: Office) -> Alice:
    """Alice has her answer, and disputes it."""
    her = alice(office.world, "access")
    her.answered()
    page = her.open("/answer")
    assert f'href="{her.path}/dispute"' in page.content.decode()
    assert "Vous pouvez saisir l’autorité" in words_of(her.open("/dispute"))
    sent = her.browser.post(her.path + "/dispute", {"text": WORDS})
    said = words_of(her.browser.get(sent["Location"].split("#")[0]))
    assert "Votre contestation est arrivée, et elle est inscrite au dossier." in said
    assert WORDS in said
    return her


def test_a_dispute_is_confirmed_recorded_and_told_to_the_house_without_content(office: Office) -> None:
    """Art. 12(4). Given Alice's closed request, when she disputes the answer, then she reads that it arrived, an event
    says so, and the house gets a letter with the reference and nothing of her.
    """
    her = disputed(office)
    assert types(office, her.request)[-2:] == ["message.received", "answer.disputed"]
    (letter,) = to_the_house(office)
    assert her.request.reference in letter.subject
    assert "contestée" in letter.subject
    assert WORDS not in letter.text
    assert "Alice" not in letter.text


def test_bruno_finds_the_dispute_in_the_inbox_and_answers_the_closed_request(office: Office) -> None:
    """Given the dispute, when Bruno opens the inbox, then it stands under "Messages à lire"; he answers on the closed
    request, Alice gets it by mail, and nothing is left to read.
    """
    her = disputed(office)
    bruno = office.client("bruno")
    inbox = text(bruno.get("/office/"))
    assert "Messages à lire Alice Moreau 1 message à lire" in inbox
    assert "Réponse contestée" in inbox
    page = text(bruno.get(f"/office/requests/{her.request.reference}"))
    assert "conteste la réponse · à lire" in page
    assert "La personne conteste la réponse." in page
    bruno.post(f"/office/requests/{her.request.reference}/message", {"text": "Nous regardons."})
    assert "Nous regardons." in her.letter("message")
    assert "Messages à lire" not in text(bruno.get("/office/"))


def test_a_message_of_an_open_request_stands_in_its_row(office: Office) -> None:
    """Given an open request, when Alice writes, then its row says so until Bruno says that it is read."""
    her = alice(office.world, "access")
    her.confirm()
    sent = her.browser.post(her.path + "/message", {"text": WORDS})
    assert "Votre message est arrivé." in words_of(her.browser.get(sent["Location"].split("#")[0]))
    assert len(to_the_house(office)) == 1
    bruno = office.client("bruno")
    assert text(bruno.get("/office/")).count("1 message à lire") == 2
    bruno.post(f"/office/requests/{her.request.reference}/read")
    assert "message à lire" not in text(bruno.get("/office/"))
    assert types(office, her.request)[-1] == "message.read"


def test_a_new_request_opens_from_the_dispute_and_counts_from_its_day(office: Office) -> None:
    """Art. 12(3). Given Alice's dispute of 1 December, when Bruno opens a new request from it three days later, then it
    was received on 1 December, holds her words, asks her for nothing again, and both name each other.
    """
    office.world.clock.now = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    her = disputed(office)
    office.world.clock.pass_days(3)
    bruno = office.client("bruno")
    assert "Ouvrir une nouvelle demande" in text(bruno.get(f"/office/requests/{her.request.reference}"))
    at = bruno.post(f"/office/requests/{her.request.reference}/again", {"rights": ["access"]})["Location"]
    reference = at.split("/")[3].split("?")[0]
    new = requests.by_reference(office.world.house, reference)
    assert (new.received.isoformat(), new.state, new.method) == ("2026-12-01", "identified", "contact-confirmed")
    page = text(bruno.get(f"/office/requests/{reference}"))
    assert f"« {WORDS} »" in page
    assert f"Liée à la demande {her.request.reference}." in page
    (ack,) = [x for x in outbox.of_request(new.id) if x.kind == "acknowledgement"]
    assert "/confirm/" not in outbox.opened(office.world.house.keyring, ack.id).body
    assert "Messages à lire" not in text(bruno.get("/office/"))


def test_without_a_right_or_a_message_no_request_is_opened(office: Office) -> None:
    her = disputed(office)
    bruno = office.client("bruno")
    assert bruno.post(f"/office/requests/{her.request.reference}/again", {}).status_code == 422
    other = alice(office.world, "access")
    other.answered()
    with pytest.raises(WrongState, match="opened from a message about a closed one"):
        requests.again(office.world.house, office.actor("bruno"), other.now, ["access"])


def test_only_who_may_write_marks_it_read(office: Office) -> None:
    her = disputed(office)
    assert office.client("yves").post(f"/office/requests/{her.request.reference}/read").status_code == 403


def test_a_withdrawn_request_has_no_answer_to_dispute(office: Office) -> None:
    her = alice(office.world, "access")
    requests.withdraw(office.world.house, access.by_person(office.world.house), her.now)
    assert her.browser.post(her.path + "/dispute", {"text": WORDS})["Location"] == her.path
