"""What the office takes away of an answered request: the letter on paper, the receipt to print."""

from __future__ import annotations

import re

from garant.actions import requests
from garant.ledger import events
from tests.press.unlocking import unlocked
from tests.web.office import Office, text


def test_bruno_takes_the_answer_as_a_pdf_and_the_log_says_so(office: Office) -> None:
    """A6. Given Alice answered, when Bruno downloads the answer, then he gets a PDF whose name bears the reference
    only, and the access log says that he read the answer to her.
    """
    request = office.world.run(office.world.identified("erasure"))
    bruno = office.client("bruno")
    assert "Télécharger la réponse (PDF)" in text(bruno.get(f"/office/requests/{request.reference}/answer"))
    address = f"/office/requests/{request.reference}/answer.pdf"
    assert "Ce fichier contient des données personnelles." in text(bruno.get(address))
    response = bruno.post(address, {"why": "in-hand"})
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"] == f'attachment; filename="{request.reference}-reponse.pdf"'
    assert response.content.startswith(b"%PDF-")
    read = events.readings(office.world.house.keyring, request=request.id, limit=9)
    assert next(e.public["what"] for e in read if e.actor == office.actor("bruno").label) == "answer"


def test_the_answer_leaves_with_the_password_that_the_page_shows_or_for_a_reason(office: Office) -> None:
    """S0-59. Given Alice answered, when Bruno takes the PDF with the password on his page, then it is encrypted with
    it; without a password and a reason nothing leaves; each that left is in the log, without a word of hers.
    """
    request = office.world.run(office.world.identified("erasure"))
    bruno, address = office.client("bruno"), f"/office/requests/{request.reference}/answer.pdf"
    page = bruno.get(address)
    assert page["Cache-Control"] == "no-store"
    (password,) = re.findall(r'name="password" value="([^"]+)"', page.content.decode())
    assert password not in bruno.get(address).content.decode(), "each page has a password of its own"
    response = bruno.post(address, {"password": password})
    assert response["Content-Disposition"] == f'attachment; filename="{request.reference}-reponse-aes.zip"'
    ((name, pdf),) = unlocked(response.content, password)
    assert (name, pdf[:5]) == (f"{request.reference}-reponse.pdf", b"%PDF-")
    nothing = bruno.post(address, {"why": ""})
    assert nothing.status_code == 422
    assert "Dites pourquoi" in text(nothing)
    assert bruno.post(address, {"password": "azerty123456"}).status_code == 422
    assert bruno.post(address, {"why": "encrypted-disk"}).content[:5] == b"%PDF-"
    left = [e.public for e in events.of_request(office.world.house.keyring, request.id) if e.type == "file.left"]
    assert [(one["what"], one["protection"], one["why"]) for one in left] == [
        ("answer", "aes-256", ""),
        ("answer", "clear", "encrypted-disk"),
    ]
    trail = text(bruno.get(f"/office/requests/{request.reference}"))
    assert "Un fichier est sorti, chiffré par un mot de passe." in trail
    assert "Un fichier est sorti sans chiffrement. Motif : Il est gardé sur un disque chiffré." in trail


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
    assert (
        "shop relu. Lignes parties : 4 ; vidées de ce qui désigne la personne : 1 ; gardées : 3."
        " Rien d’autre n’a été trouvé." in text(response)
    )
