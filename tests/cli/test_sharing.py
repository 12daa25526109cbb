"""Nadia asks at the terminal what may be given to whom, and how her suppliers stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.actions.sharing import NOBODY, REGISTER, TRAINING
from tests.cli.commands import Terminal, refusal, refused

ASK = ("share", "ask", "transporteur", "--purpose", "sale.delivery", "--category", "identity.name")


@pytest.fixture
def lormel(garant: Terminal) -> Terminal:
    """The register of the tests of sharing is applied."""
    (garant.folder / "register.yaml").write_text(REGISTER, encoding="utf-8")
    garant.well("register", "apply", "register.yaml")
    return garant


def apply(garant: Terminal, text: str, *words: str) -> None:
    (garant.folder / "more.yaml").write_text(text, encoding="utf-8")
    garant.well("register", "apply", "more.yaml", *words)


def test_what_may_be_given_is_said_and_kept(lormel: Terminal) -> None:
    said = lormel.well(*ASK, "--category", "identity.code", "--reason", "contract", "--json").json
    assert (said["allowed"], said["categories"], said["refusals"]) == (True, ["identity.name"], [])
    assert [each["code"] for each in said["removed"]] == ["not-needed"]
    assert said["articles"][0] == "RGPD, art. 28(3)"

    (kept,) = lormel.well("share", "log", "--json").json
    assert (kept["disclosure"], kept["recipient"], kept["allowed"]) == (said["disclosure"], "transporteur", True)


def test_a_refusal_says_why_and_what_to_do(lormel: Terminal) -> None:
    said = lormel(*ASK)
    assert said.status == 1
    assert said.out.startswith("refused: –\nRien ne dit pourquoi ces données seraient données.")
    assert "RGPD, art. 6(1)" in said.out
    english = lormel(*ASK, "--language", "en")
    assert "Nothing says why these data would be given." in english.out
    assert "refused  transporteur  sale.delivery  –  reason-missing" in lormel.well("share", "log").out


@pytest.mark.parametrize(
    ("more", "status", "place"),
    [
        (("--reason", "contract", "--category", "identity.shoe"), 2, "categories"),
        (("--reason", "contract", "--checked", "stamped"), 2, "checked"),
        (("--reason", "contract", "--persons", "-3"), 2, "persons"),
        (("--reason", "agreement", "--reference", "moreau@courriel.example"), 2, "reference"),
    ],
)
def test_what_cannot_be_judged_is_one_clear_message(
    lormel: Terminal, more: tuple[str, ...], status: int, place: str
) -> None:
    assert refused(lormel, *ASK, *more, status=status)["place"] == place
    assert lormel.well("share", "log", "--json").json == []


def test_a_bill_is_settled_once(lormel: Terminal) -> None:
    given = ("share", "ask", "recouvrement", "--purpose", "debt.recovery", "--category", "identity.name")
    lormel.well(*given, "--reason", "contract", "--unpaid", "yes", "--case", "F-2026-0118")
    assert lormel.well("share", "settle", "F-2026-0118").out == "asked to erase: recouvrement\n"
    assert lormel.well("share", "settle", "F-2026-0118").out == "They had been asked already.\n"
    assert refusal(lormel("share", "settle", "F-1")).startswith("case: Nothing was given to anybody for this case.")
    tomorrow = refused(lormel, "share", "settle", "F-2026-0118", "--on", "2999-01-01", status=2)
    assert tomorrow["place"] == "settled on"


def test_the_list_says_aucun_tiers_where_there_is_none(garant: Terminal) -> None:
    assert garant.well("recipients", "list").out == "Aucun tiers\n"
    assert garant.well("recipients", "list", "--language", "en").out == "No third party\n"


def test_each_third_party_stands_with_its_gaps(lormel: Terminal) -> None:
    listed = lormel.well("recipients", "list").out.splitlines()
    assert listed[2] == "Vélo Colis  nom, adresse  à évaluer  13 gaps"

    said = lormel("recipients", "gaps", "transporteur")
    assert said.status == 1
    assert said.out.startswith("transporteur\n  Une clause manque au contrat.")
    assert "    Droit d’audit (" in said.out
    assert refusal(lormel("recipients", "gaps", "voisin")).startswith("recipient: This recipient is not")

    apply(lormel, NOBODY, "--remove")
    assert lormel.well("recipients", "gaps").out == "Nothing is missing.\n"


def test_a_broken_promise_is_a_gap_of_the_whole_register(lormel: Terminal) -> None:
    head = NOBODY.replace("place: FR", "place: FR, promises: [cession]")
    selling = "{vente: {name: Vendre le fichier, kind: prospecting.cession, basis: consent}}"
    apply(lormel, f"{head}activities: {{prospects: {{name: Prospects, purposes: {selling}}}}}\n", "--remove")
    said = lormel("recipients", "gaps")
    assert said.status == 1
    assert "prospects.vente\n  Cette finalité contredit une promesse publique" in said.out
    assert "    ne pas céder le fichier (engagement public" in said.out


def test_the_clauses_are_written_to_a_file(lormel: Terminal) -> None:
    lormel.well("recipients", "clauses", "--out", "clauses.html")
    page = (lormel.folder / "clauses.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "À faire relire par votre conseil" in page
    lormel.well("recipients", "clauses", "transporteur", "--out", "manque.md", "--language", "en")
    text = (lormel.folder / "manque.md").read_text(encoding="utf-8")
    assert "# Data-protection clauses" in text
    assert "28(3)(c)" not in text
    assert refused(lormel, "recipients", "clauses", "--out", "clauses.docx", status=2)["place"] == "--out"
    assert not Path(lormel.folder / "clauses.docx").exists()


def test_a_supplier_is_asked_and_its_answers_are_kept(lormel: Terminal) -> None:
    apply(lormel, NOBODY + TRAINING)
    asked = lormel.well("recipients", "questions", "--json").json
    assert asked["second-factor"] == "Un second facteur est-il demandé pour se connecter\u00a0?"

    review = ("recipients", "review", "transporteur", "--next", "2999-11-23", "--shows")
    said = lormel(*review, "passwords,second-factor")
    assert (said.status, said.out) == (1, "transporteur: 15 %, des écarts à combler\n  staff-training\n")
    assert "évalué" in lormel.well("recipients", "list").out.splitlines()[2]
    better = lormel.well(*review, "passwords,second-factor,staff-training", "--json").json
    assert (better["result"], better["missing"]) == ("good", [])
    assert refused(lormel, *review, "moat", status=2)["place"] == "shown"


def test_the_office_says_who_reads_what(lormel: Terminal) -> None:
    add = ("user", "add", "bruno@lormel.example", "--name", "Bruno", "--role", "clerk", "--function")
    lormel.well(*add, "ventes", "--trained", "2026-09-01", stdin="un long mot de passe\n")
    assert refused(lormel, "user", "place", "bruno@lormel.example", "--function", "cuisine", status=2)
    lormel.well("user", "place", "bruno@lormel.example", "--function", "ventes", "--trained", "2026-10-02")
    assert refusal(lormel("user", "place", "nobody@lormel.example")).startswith("email: No account signs in")

    said = lormel.well("user", "access").out.splitlines()
    assert said[:2] == ["ventes: granted; clients (use)", "atelier: outside; –"]
    apply(lormel, f"{NOBODY}roles: {{ventes: Ventes}}\n")
    untrained = lormel("user", "access")
    assert (untrained.status, untrained.out.splitlines()[0]) == (1, "ventes: untrained; clients (use)")
