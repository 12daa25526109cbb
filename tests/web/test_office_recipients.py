"""Those who receive data, in the office: what they get and lack, their reviews, and whether something may be given."""

from __future__ import annotations

import pytest

from garant.ledger.tables import DisclosureRow, EventRow, LetterRow
from tests.actions.sharing import NOBODY, declare
from tests.web.office import Office, text

DELIVERY = {
    "recipient": "transporteur",
    "purpose": "sale.delivery",
    "categories": ["identity.name", "settlement.unpaid"],
    "reason": "contract",
    "persons": "1",
}
DEBT = {
    "recipient": "recouvrement",
    "purpose": "debt.recovery",
    "categories": ["identity.name"],
    "reason": "contract",
    "case": "F-2026-0118",
    "unpaid": "yes",
}


@pytest.fixture
def shared(office: Office) -> Office:
    """Nadia has declared her carrier, her debt collector, a bailiff and the police."""
    declare(office.world)
    return office


def test_without_recipients_the_page_says_that_there_are_none(office: Office) -> None:
    declare(office.world, NOBODY)
    assert "Aucun tiers" in text(office.client("denise").get("/office/recipients"))


def test_each_recipient_stands_once_with_what_it_receives(shared: Office) -> None:
    said = text(shared.client("bruno").get("/office/recipients"))
    assert said.count("Vélo Colis") == 1
    assert "Vélo Colis Transporteur, France" in said
    assert "à évaluer" in said


def test_a_page_says_which_clauses_are_there_and_which_are_not(shared: Office) -> None:
    said = text(shared.client("denise").get("/office/recipients/transporteur"))
    assert "Présente 3 novembre 2025" in said
    assert "Absente" in said
    assert "RGPD, art. 28(3)(h)" in said
    pack = shared.client("denise").get("/office/recipients/transporteur/clauses.md")
    assert pack["Content-Disposition"] == 'attachment; filename="transporteur-clauses.md"'
    assert shared.client("denise").get("/office/recipients/nobody").status_code == 404


def test_only_nadia_adds_a_review_and_it_stands_with_its_next_date(shared: Office) -> None:
    page = "/office/recipients/transporteur/review"
    sent = {"shown": ["passwords"], "following": "2027-11-23", "note": "Vu sur place."}
    for other in ("bruno", "denise", "yves"):
        assert shared.client(other).post(page, sent).status_code == 403
    nadia = shared.client("nadia")
    assert nadia.post(page, {**sent, "following": "2026-11-01"}).status_code == 422
    assert nadia.post(page, sent)["Location"] == "/office/recipients/transporteur?done=reviewed"
    said = text(nadia.get("/office/recipients/transporteur"))
    assert "Vu sur place." in said
    assert "à revoir le 23 novembre 2027" in said
    assert "protections insuffisantes" in said, "one measure of many: the tag says what was found, not that it was seen"
    assert EventRow.objects.filter(type="register.changed").exists()


def test_a_review_that_says_nothing_is_not_kept(shared: Office) -> None:
    """An empty form is no finding: what was shown is ticked, or that nothing was is written."""
    nadia, page = shared.client("nadia"), "/office/recipients/transporteur/review"
    empty = nadia.post(page, {"following": "2027-11-23", "note": " "})
    assert empty.status_code == 422
    assert "Cochez ce qui a été montré, ou écrivez ici que rien ne l’a été." in text(empty)
    sent = {"following": "2027-11-23", "note": "N’a rien montré."}
    assert nadia.post(page, sent)["Location"] == "/office/recipients/transporteur?done=reviewed"


def test_the_answer_is_shown_before_anything_is_kept(shared: Office) -> None:
    """Given the carrier, when Bruno asks for a name and a debt, then he reads that the name may go and the debt is left
    out, with the article; nothing is kept until he says so.
    """
    bruno = shared.client("bruno")
    said = text(bruno.post("/office/disclosures/new", DELIVERY))
    assert "Ceci peut être donné : Nom" in said
    assert "Laissé de côté" in said
    assert "RGPD, art. 5(1)(c)" in said
    assert not DisclosureRow.objects.exists()
    assert bruno.post("/office/disclosures/new", {**DELIVERY, "keep": "1"})["Location"].endswith("?done=shared")
    assert "Permis" in text(bruno.get("/office/disclosures"))


def test_a_refusal_is_shown_and_kept_with_its_reasons(shared: Office) -> None:
    bruno = shared.client("bruno")
    asked = {**DELIVERY, "purpose": "prospecting.send"}
    assert "Rien ne peut être donné." in text(bruno.post("/office/disclosures/new", asked))
    assert bruno.post("/office/disclosures/new", {**asked, "keep": "1"})["Location"].endswith("?done=not-shared")
    assert "Cette finalité ne figure pas au contrat." in text(bruno.get("/office/disclosures"))
    assert EventRow.objects.filter(type="disclosure.refused").count() == 1


def test_a_settled_bill_asks_the_collector_to_erase(shared: Office) -> None:
    bruno = shared.client("bruno")
    bruno.post("/office/disclosures/new", {**DEBT, "keep": "1"})
    assert bruno.post("/office/disclosures/settled", {"case": "F-0000"}).status_code == 422
    letters = LetterRow.objects.count()
    assert bruno.post("/office/disclosures/settled", {"case": "F-2026-0118"})["Location"].endswith("?done=told-erase")
    assert LetterRow.objects.count() == letters + 1
    assert "réglé le 23 novembre 2026, effacement demandé" in text(bruno.get("/office/disclosures"))


def test_denise_and_yves_read_the_log_and_give_nothing(shared: Office) -> None:
    for reader in ("denise", "yves"):
        assert shared.client(reader).get("/office/disclosures").status_code == 200
        assert shared.client(reader).post("/office/disclosures/new", DELIVERY).status_code == 403
    assert shared.client().get("/office/recipients")["Location"].startswith("/office/sign-in")
