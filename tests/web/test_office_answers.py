"""What the office takes away of an answered request: the letter on paper, the receipt to print."""

from __future__ import annotations

from garant.actions import requests
from garant.ledger import events
from tests.web.office import Office, text


def test_bruno_takes_the_answer_as_a_pdf_and_the_log_says_so(office: Office) -> None:
    """A6. Given Alice answered, when Bruno downloads the answer, then he gets a PDF whose name bears the reference
    only, and the access log says that he read the answer to her.
    """
    request = office.world.run(office.world.identified("erasure"))
    bruno = office.client("bruno")
    assert "Télécharger la réponse (PDF)" in text(bruno.get(f"/office/requests/{request.reference}/answer"))
    response = bruno.get(f"/office/requests/{request.reference}/answer.pdf")
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{request.reference}-reponse.pdf"'
    assert response.content.startswith(b"%PDF-")
    read = events.readings(office.world.house.keyring, request=request.id, limit=9)
    assert next(e.public["what"] for e in read if e.actor == office.actor("bruno").label) == "answer"


def test_nothing_is_handed_over_for_somebody_who_was_not_identified(office: Office) -> None:
    """S2-38. Given a request closed because nobody knew who asked, then no PDF is offered, and none is given."""
    request = office.world.ask("access")
    by = office.actor("bruno")
    requests.close_unidentified(office.world.house, by, request, reason="Pas de réponse à notre question.")
    bruno = office.client("bruno")
    page = text(bruno.get(f"/office/requests/{request.reference}/answer"))
    assert "Télécharger la réponse (PDF)" not in page
    assert bruno.get(f"/office/requests/{request.reference}/answer.pdf").status_code == 409


def test_a_request_without_an_answer_has_no_pdf(office: Office) -> None:
    request = office.world.identified("access")
    assert office.client("bruno").get(f"/office/requests/{request.reference}/answer.pdf").status_code == 404


def test_the_receipt_comes_to_print_too(office: Office) -> None:
    request = office.world.run(office.world.identified("erasure"))
    response = office.client("bruno").get(f"/office/requests/{request.reference}/receipt.html")
    assert response["Content-Disposition"] == f'attachment; filename="{request.reference}-receipt.html"'
    assert "Résultat relu et vérifié." in text(response)
