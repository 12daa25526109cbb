"""Alice's receipt on paper, with the drawing of its seal."""

from __future__ import annotations

import json

from garant.press.receipt import receipt_page
from garant.rules import receipts
from garant.rules.evidence import canonical, inclusion_proof, leaf_hash, subtree_of, write_checkpoint
from tests.press.alice import KEY, REFERENCE
from tests.press.reading import Page

ORGANISATION = {"id": "0b8e", "name": "Maison Aubrac", "contact": "donnees@maison-aubrac.example"}
LOG = f"log/{ORGANISATION['id']}"


def receipt(*kinds: str) -> bytes:
    """A receipt as the ledger gives it, of records of these types, a day apart."""
    return of_leaves([{"at": f"2026-10-2{n}T22:30:00.000000Z", "type": kind} for n, kind in enumerate(kinds)])


def of_leaves(said: list[dict[str, object]]) -> bytes:
    leaves = [{"organisation": ORGANISATION["id"], "request": "1f", **leaf} for leaf in said]
    tree = subtree_of([leaf_hash(canonical(leaf)) for leaf in leaves])
    document = receipts.write(
        organisation=ORGANISATION,
        request={"id": "1f", "reference": REFERENCE},
        published="https://donnees.maison-aubrac.example/.well-known/garant-log-key",
        checkpoint=write_checkpoint(LOG, len(leaves), tree(0, len(leaves)), KEY),
        name=LOG,
        records=[receipts.Record(n, leaf, inclusion_proof(n, len(leaves), tree)) for n, leaf in enumerate(leaves)],
        key=KEY,
    )
    return json.dumps(document, ensure_ascii=False).encode()


ALICES = receipt("request.received", "answer.delivered", "moon.landed")

READ = receipt("request.received", "answer.delivered", "moon.landed", "data.read", "data.read")


def page() -> Page:
    return Page(receipt_page(ALICES, language="fr", zone="Europe/Paris"))


def test_the_page_says_what_was_recorded_in_the_time_of_the_place() -> None:
    assert receipts.verify(ALICES).reference == REFERENCE
    assert page().headings[0] == (1, f"Reçu de la demande {REFERENCE}")
    rows = page().text
    assert "Demande reçue. 21\u00a0octobre 2026 à 00:30 0" in rows  # 22:30 in Greenwich is tomorrow in Paris
    assert "Réponse remise. 22\u00a0octobre 2026 à 00:30 1" in rows


def test_the_seal_is_that_of_what_was_done() -> None:
    digest = receipts.deeds(json.loads(ALICES))
    groups = f"{digest[:4]} {digest[4:8]} {digest[8:12]} {digest[12:16]}"
    assert [svg["aria-label"] for svg in page().all("svg")] == [f"Sceau dessiné d’après l’empreinte {groups}"]
    assert digest in page().text


def test_who_opened_the_file_is_listed_apart_and_changes_no_seal() -> None:
    """Given the same receipt with two readings more, then they stand under a heading of their own, and the seal is the
    same.
    """
    seen = Page(receipt_page(READ, language="fr", zone="Europe/Paris"))
    assert [title for level, title in seen.headings if level == 2] == [
        "Ce qui a été inscrit",
        "Qui a ouvert votre dossier",
    ]
    assert [svg["aria-label"] for svg in seen.all("svg")] == [svg["aria-label"] for svg in page().all("svg")]
    assert [title for level, title in page().headings if level == 2] == ["Ce qui a été inscrit"]


def test_an_event_of_a_later_garant_is_shown_by_its_code() -> None:
    assert "moon.landed 23\u00a0octobre 2026" in page().text


def test_a_receipt_says_what_was_done_with_its_counts_and_each_readers_day_once() -> None:
    """Given an erasure that left something elsewhere and three looks of one clerk on one day, one of another, when the
    receipt is printed, then the counts stand in words and the three looks are one line.
    """
    at, bruno, nadia = "2026-10-21T08:30:00.000000Z", {"actor": "staff:1"}, {"actor": "staff:2"}
    read = {"at": at, "type": "data.read", "public": {"what": "request", "capacity": "clerk"}}
    done = {"kind": "erase", "store": "boutique", "rows": {"avis": 1, "clients": 2}}
    seen = {"store": "boutique", "gone": {"avis": 1}, "cleared": {"clients": 2}, "kept": {}, "left": {"export.mail": 1}}
    sent = {"kind": "answer", "target": REFERENCE, "outcome": "sent"}
    page = Page(
        receipt_page(
            of_leaves(
                [
                    {**read, **bruno},
                    {"at": at, "type": "step.done", "public": done},
                    {**read, **bruno},
                    {**read, **nadia},
                    {"at": at, "type": "data.verified", "public": seen},
                    {**read, **bruno},
                    {"at": at, "type": "task.done", "public": sent},
                ]
            ),
            language="fr",
            zone="Europe/Paris",
        )
    ).text
    assert "Données consultées ce jour-là, en tout\u00a0: 3 fois. 21\u00a0octobre 2026 à 10:30 0–5" in page
    assert "Données consultées. 21\u00a0octobre 2026 à 10:30 3" in page
    assert "boutique, lignes effacées ou masquées\u00a0: 3." in page
    assert "boutique relu. Lignes parties\u00a0: 1\u00a0; vidées de ce qui désigne la personne\u00a0: 2\u00a0;" in page
    assert "gardées\u00a0: 0. Trouvées ailleurs\u00a0: 1." in page
    assert "Réponse lue, puis envoyée." in page
