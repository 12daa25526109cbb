"""Alice's receipt on paper, with the drawing of its seal."""

from __future__ import annotations

import hashlib
import json

from garant.press.receipt import receipt_page
from tests.press.alice import REFERENCE
from tests.press.reading import Page


def receipt(kind: str = "request.received") -> bytes:
    leaf = {"at": "2026-10-22T22:30:00.000000Z", "type": kind}
    document = {
        "organisation": {"id": "0", "name": "Maison Aubrac", "contact": "donnees@maison-aubrac.example"},
        "request": {"id": "1", "reference": REFERENCE},
        "log": {"name": "log", "key": "", "fingerprint": "ab" * 32, "published": "https://x.example/key"},
        "records": [{"index": 12, "leaf": leaf, "proof": []}],
    }
    return json.dumps(document).encode()


def test_the_page_says_what_was_recorded_in_the_time_of_the_place() -> None:
    page = Page(receipt_page(receipt(), language="fr", zone="Europe/Paris"))
    assert page.headings[0] == (1, f"Reçu de la demande {REFERENCE}")
    assert "Demande reçue." in page.text
    assert "23\u00a0octobre 2026 à 00:30" in page.text  # 22:30 in Greenwich is tomorrow in Paris
    assert "12" in page.text


def test_the_seal_is_that_of_the_file() -> None:
    page = Page(receipt_page(receipt(), language="fr", zone="Europe/Paris"))
    digest = hashlib.sha256(receipt()).hexdigest()
    groups = f"{digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]}"
    assert [svg["aria-label"] for svg in page.all("svg")] == [f"Sceau dessiné d’après l’empreinte {groups}"]
    assert digest in page.text


def test_an_event_of_a_later_garant_is_shown_by_its_code() -> None:
    page = Page(receipt_page(receipt("moon.landed"), language="fr", zone="Europe/Paris"))
    assert "moon.landed" in page.text
