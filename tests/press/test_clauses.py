"""What is set for others: clauses for the lawyer, a letter to whoever must erase what they got."""

from __future__ import annotations

import re
from datetime import date

import pytest

from garant.law.sharing import read_sharing
from garant.press.clauses import as_markdown, as_page
from garant.press.documents import AuthorityAnswer, Party
from garant.press.letters import Case, settled_notice

TERMS = read_sharing()
ALL = tuple(TERMS.clauses.values())


def case(*, union: bool) -> Case:
    return Case(
        organisation=Party("Boutique Lormel", "donnees@lormel.example"),
        authority=AuthorityAnswer("CNIL", "Paris", "https://cnil.example", union=union),
        reference="F-2026-0118",
        language="fr",
        received=date(2026, 11, 3),
        made=date(2026, 11, 23),
    )


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_notice_leads_and_the_annex_closes(language: str) -> None:
    text = as_markdown(TERMS, ALL, house="Boutique Lormel", about="Vélo Colis", language=language)
    lines = text.splitlines()
    assert lines[0] == f"# {TERMS.title[language]}"
    assert lines[2].startswith("**")
    assert TERMS.headings["annex"][language] in lines[-11]
    assert len([line for line in lines if line.startswith("- ")]) == 9
    assert len([line for line in lines if line.startswith("### ")]) == 13


def test_the_page_fetches_nothing_runs_nothing_and_escapes_names() -> None:
    page = as_page(TERMS, ALL, house="Lormel & <Fils>", about="<script>", language="fr")
    assert "<script" not in page
    assert "Lormel &amp; &lt;Fils&gt;" in page
    assert re.findall(r"(?:src|href)=\"(?!#)[^\"]*\"", page) == []
    assert [int(level) for level in re.findall(r"<h(\d)", page)][:4] == [1, 2, 3, 3]


def test_a_contract_that_lacks_nothing_is_said_to() -> None:
    text = as_markdown(TERMS, (), house="Boutique Lormel", about="Vélo Colis", language="fr")
    assert "Il ne manque aucune clause à ce contrat." in text
    assert "Annexe" not in text
    assert "Il ne manque aucune clause" in as_page(TERMS, (), house="Lormel", about="", language="fr")


def test_with_the_four_clauses_alone_there_is_no_annex() -> None:
    four = [clause for clause in ALL if clause.whose == "any"]
    text = as_markdown(TERMS, four, house="Racines", about="", language="en")
    assert "## In any contract that shares data" in text
    assert "Annex to fill in" not in text
    assert "28(3)" not in text


@pytest.mark.parametrize(("union", "cited"), [(True, True), (False, False)])
def test_who_must_erase_is_told_what_and_why_and_under_which_law(union: bool, cited: bool) -> None:
    """Outside the Union its articles are not quoted."""
    letter = settled_notice(
        case(union=union),
        recipient="Créances & Cie",
        given=date(2026, 11, 3),
        settled=date(2026, 11, 20),
        categories=["Nom et prénom"],
    )
    text = " ".join(letter.text.split())
    assert letter.subject == "Dossier F-2026-0118\u00a0: effacer les données reçues"
    assert "le mardi 3 novembre 2026 des données pour le dossier F-2026-0118, que Créances & Cie suivait" in text
    assert "réglé depuis le vendredi 20 novembre 2026" in text
    assert "- Nom et prénom" in text
    assert ("RGPD" in text) is cited
