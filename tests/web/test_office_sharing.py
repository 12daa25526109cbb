"""A file that is sold, rented or exchanged, and confidential files: who has expressly agreed is said in the browser."""

from __future__ import annotations

from datetime import date

import pytest

from garant.actions import sharing
from garant.ledger.tables import DisclosureRow
from tests.actions.sharing import declare
from tests.web.office import Office, text

REGISTER = """
garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR}
activities:
  clients:
    name: Clients
    purposes:
      cession: {name: Céder le fichier, kind: prospecting.cession, basis: consent}
      location: {name: Louer le fichier, kind: prospecting.rental, basis: consent}
    items:
      courriel: {category: contact.email, shared_with: [partenaire]}
      achats: {category: transaction.item, sensitivity: indirect, shared_with: [partenaire]}
      dossier: {category: note.text, confidential: true, shared_with: [partenaire, expert]}
recipients:
  partenaire:
    name: Maison Roux
    role: controller
    kind: partner
    country: FR
    need: [contact.email, transaction.item]
    contract: {reference: P-1, signed: 2026-01-05, purposes: [prospecting.cession, prospecting.rental]}
    undertakings: {commercial-only: 2026-01-05}
  expert: {name: Cabinet Vial, role: controller, kind: company, country: FR, need: [note.text],
    contract: {reference: P-2, signed: 2026-01-05, purposes: [sale.invoice]}}
"""
PAGE = "/office/disclosures/new"
SALE = {
    "recipient": "partenaire",
    "purpose": "prospecting.cession",
    "categories": ["contact.email", "transaction.item"],
    "reason": "agreement",
    "reference": "P-1",
    "persons": "10",
}
AGREED = {
    "consents": "3",
    "consent_how": "written",
    "consent_on": "2026-10-20",
    "consent": "Formulaires d’octobre, classeur 3",
}


@pytest.fixture
def shared(office: Office) -> Office:
    """Nadia has declared a partner to whom she may sell, and what purchases let one guess."""
    declare(office.world, REGISTER)
    return office


def test_without_consent_what_lets_one_guess_is_left_out_and_the_page_leads_to_the_question(shared: Office) -> None:
    """Given ten persons and no consent, when Bruno asks, then purchases are left out, and a link leads to where he can
    say who agreed."""
    page = shared.client("bruno").post(PAGE, SALE)
    said = text(page)
    assert "demande le consentement exprès de chaque personne" in said
    assert "Ceci peut être donné : E-mail" in said or "Adresse e-mail" in said
    assert 'href="#consent"' in page.content.decode()
    assert 'id="consent"' in page.content.decode()


def test_only_those_who_agreed_go_and_how_and_when_is_kept_sealed(shared: Office) -> None:
    """Given ten persons of whom three agreed in writing, when Bruno keeps the decision, then it is about three,
    seven are left out, and how, when and the proof stand in the log, not in the open table.
    """
    bruno = shared.client("bruno")
    said = text(bruno.post(PAGE, SALE | AGREED))
    assert "Pour 3 personnes au plus." in said
    assert "7 personnes qui n’ont pas donné leur accord sont laissées de côté." in said
    assert bruno.post(PAGE, SALE | AGREED | {"keep": "1"})["Location"].endswith("?done=shared")
    log = text(bruno.get("/office/disclosures"))
    assert "Consentement exprès : Par écrit · 20 octobre 2026 · Formulaires d’octobre, classeur 3" in log
    row = DisclosureRow.objects.get()
    assert (row.persons, row.allowed) == (3, True)
    assert b"classeur" not in bytes(row.sealed or b"")
    (kept,) = sharing.log(shared.world.house, shared.actor("denise"))
    assert kept.said.references["consent-on"] == "2026-10-20"


@pytest.mark.parametrize(
    ("sent", "says"),
    [
        ({"consent_how": ""}, "Dites comment elles l’ont donné."),
        ({"consent": ""}, "Dites où est la preuve"),
        ({"consents": ""}, "Dites combien ont donné leur accord"),
        ({"persons": "2"}, "Il y a plus d’accords que de personnes"),
        ({"consent_on": "2026-12-24"}, "This consent is still to come."),
        ({"consent": "accord de alice@example.org"}, "A reference holds an address."),
    ],
)
def test_half_a_consent_is_told_beside_its_field_and_nothing_typed_is_lost(
    shared: Office, sent: dict[str, str], says: str
) -> None:
    page = shared.client("bruno").post(PAGE, SALE | AGREED | sent)
    assert page.status_code == 422
    assert says in text(page)
    assert '<option value="written" selected>' in page.content.decode() or "consent_how" in sent
    assert 'value="P-1"' in page.content.decode()
    assert not DisclosureRow.objects.exists()


def test_a_rental_is_completed_in_the_browser_with_its_end(shared: Office) -> None:
    """Without an end it is refused with what is missing; with one it is allowed, and the log says until when."""
    bruno, rental = shared.client("bruno"), {**SALE, "purpose": "prospecting.rental"}
    assert "la date de fin" in text(bruno.post(PAGE, rental | AGREED))
    assert bruno.post(PAGE, rental | AGREED | {"until": "2027-01-31", "keep": "1"})["Location"].endswith("?done=shared")
    assert DisclosureRow.objects.get().until == date(2027, 1, 31)
    assert "jusqu’au 31 janvier 2027" in text(bruno.get("/office/disclosures"))


def test_confidential_files_go_with_the_consent_and_for_those_who_gave_it(shared: Office) -> None:
    """S2-49. Given confidential files of two customers, when only one agreed, then nothing goes without the consent on
    record, and with it the file of one."""
    bruno = shared.client("bruno")
    asked = {"recipient": "expert", "purpose": "sale.invoice", "categories": ["note.text"], "reason": "contract"}
    asked["persons"] = "2"
    refused = bruno.post(PAGE, asked)
    assert "aucun consentement n’est enregistré" in text(refused)
    assert 'href="#consent"' in refused.content.decode()
    given = text(bruno.post(PAGE, asked | AGREED | {"consents": "1"}))
    assert "Une personne qui n’a pas donné son accord est laissée de côté." in given
