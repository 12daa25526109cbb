"""At Bruno's desk: a number or a phone that names a file at another address (D12)."""

from __future__ import annotations

from garant.actions import access, requests
from garant.ledger.values import Contact, Identity, Request
from tests.actions.test_matching import ALICES_PHONE
from tests.web.office import Office, text


def asked(office: Office, *identities: Identity) -> Request:
    """Somebody with Alice's phone and an address that nobody knows, who opened the link sent to it."""
    contact = Contact(name="Alice Moreau", email="alice@neuf.example", phone=ALICES_PHONE, identities=identities)
    person = access.by_person(office.world.house)
    filed = requests.file(office.world.house, person, rights=["access"], contact=contact, channel="form")
    return requests.confirm_contact(office.world.house, filed.token)


def test_bruno_reads_that_the_phone_names_a_file_and_what_he_can_do(office: Office) -> None:
    """Given a phone on file and a new address, when Bruno draws the plan, then the page names the file by a masked
    address and no other value of it, and leads to the identity; the plan is not drawn.
    """
    request = asked(office)
    bruno = office.client("bruno")
    page = text(bruno.post(f"/office/requests/{request.reference}/plan/draw"))
    assert "Le téléphone donné désigne une fiche dans shop, à une autre adresse : A…u@courriel.example." in page
    assert "12 rue des Lilas" not in page
    assert (
        f"/office/requests/{request.reference}/identity"
        in bruno.post(f"/office/requests/{request.reference}/plan/draw").content.decode()
    )
    assert office.world.again(request).state == "identified"


def test_the_number_given_stands_on_the_request_and_the_identity_can_be_asked_again(office: Office) -> None:
    """Given a customer number, then Bruno sees it, sees that it is not proved, and can ask for more."""
    request = asked(office, Identity("customer-number", "CL-000058"))
    bruno = office.client("bruno")
    page = text(bruno.get(f"/office/requests/{request.reference}"))
    assert "Numéro de client CL-000058 donné, sans preuve" in page
    identity = text(bruno.get(f"/office/requests/{request.reference}/identity"))
    assert "Donné, sans preuve" in identity
    assert "CL-000058" in identity
    bruno.post(f"/office/requests/{request.reference}/identity/ask", {"ask-reason": "La date d’une commande."})
    assert office.world.again(request).asked == office.world.house.today()
    assert "Nous avons demandé" in text(bruno.get(f"/office/requests/{request.reference}/identity"))


def test_left_out_with_a_reason_the_plan_is_drawn_and_says_what_was_searched(office: Office) -> None:
    request = asked(office)
    bruno = office.client("bruno")
    drawn = bruno.post(f"/office/requests/{request.reference}/plan/draw").content.decode()
    digest = drawn.split('name="hint" value="')[1].split('"')[0]
    path = f"/office/requests/{request.reference}/plan/aside"
    assert bruno.post(path, {"hint": digest, "reason": ""}).status_code == 422
    page = text(bruno.post(path, {"hint": digest, "reason": "Pas de réponse."}, follow=True))
    assert "Rien n’a été trouvé sous l’adresse confirmée" in page
    assert office.world.again(request).state == "planned"
