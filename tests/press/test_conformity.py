"""Julie reads her conformity reports, on a page, on paper and as text, in French first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from garant.law.provisions import Law
from garant.press.conformity import report_letter, report_page
from garant.press.conformity_words import Sayer
from garant.press.documents import Party
from garant.press.letter import Letter
from garant.press.pdf import letter_pdf
from garant.rules.conformity import Report, check_all
from garant.rules.processing import Duration, Register, ThirdParty
from tests.press.reading import Page
from tests.rules.publisher import LAW, PUBLISHER, TODAY, activity, reported

HOUSE = Party("Éditions Marchal", "julie@marchal.example", "4 rue des Lices\n38000 Grenoble")
SETS = [LAW.rulesets[name] for name in ("fr-ns48-2005", "fr-2021-131")]


def letter(report: Report, language: str = "fr", law: Law = LAW) -> Letter:
    return report_letter(report, law, HOUSE, language)


def test_what_is_missing_comes_first_with_its_remedy() -> None:
    text = letter(reported("clients", on=TODAY)).text
    assert text.index("Ce qu’il reste à faire") < text.index("À qui il s’adresse")
    assert "- Texte à suivre\u00a0: Référentiel «\u00a0gestion des activités commerciales\u00a0»" in text
    assert "- SEC-CARTE\u00a0: Déclarez votre prestataire de paiement" in text


def test_a_text_without_legal_value_says_so_at_its_head() -> None:
    """E5, E11: NS-48 has had no legal value since 25 May 2018, and what is unverified is marked."""
    page = Page(report_page(reported("clients", on=TODAY), LAW, HOUSE, "fr"))
    assert "depuis le 25 mai 2018, aucune norme simplifiée n’a plus de valeur juridique" in page.text
    assert "[SEED] · Texte remplacé" in page.text
    assert "SEED, cité par la politique d’une organisation" in page.text


def test_each_point_bears_its_answer_what_it_rests_on_and_its_own_source() -> None:
    rows = {row.code: row for row in Sayer("fr", LAW).rows(reported("clients", "fr-2021-131", TODAY))}
    assert len(rows) == len(LAW.rulesets["fr-2021-131"].points)
    told = rows["I4"]
    assert told.said == "Non respecté"
    assert told.evidence[0].replace("\u00a0", " ") == "Formulaire « Bon de commande » : il manque « la base légale »"
    assert told.source == "RGPD, art.\u00a013(1)(c) · La loi"
    assert rows["CONTRATS"].source.endswith("[K] · Recommandation")
    assert (rows["DUREE-CLIENT"].own_source, rows["FINALITES"].own_source) != ("", "")
    assert rows["FINALITES"].own_source == ""  # as the head of the report says for all


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"years": 3, "clock": "last-contact"}, "3 ans depuis le dernier contact, pour un an admis, sans raison"),
        ({"months": 36, "clock": "last-contact"}, "3 ans depuis le dernier contact, pour un an admis"),
        ({"years": 1, "months": 1, "clock": "last-contact"}, "un an et un mois depuis le dernier contact"),
        ({"days": 400, "clock": "last-contact"}, "400 jours depuis le dernier contact"),
        ({"years": 1, "clock": "delivery"}, "un an depuis la livraison, et non depuis le dernier contact"),
        ({"years": 1}, "un an, sans que l’on sache depuis quand"),
        ({"years": 10}, "10 ans, pour un an admis, sans raison"),
        ({"years": 10, "clock": "relationship-end"}, "10 ans depuis la fin de la relation, pour un an admis"),
        ({"years": 10, "clock": "collection"}, "10 ans depuis la collecte, et non depuis le dernier contact"),
        ({"indefinite": True}, "sa durée n’a pas de fin"),
    ],
)  # fmt: skip
def test_a_length_is_told_in_words(values: dict[str, Any], said: str) -> None:
    kept = activity("prospection", durations=(Duration(**values),))
    rows = {row.code: row for row in Sayer("fr", LAW).rows(reported(kept))}
    assert said in rows["DUREE-PROSPECT"].evidence[0]


def test_a_transfer_names_the_country_and_the_decision_with_its_doubt() -> None:
    """E11, B.8. Given data in Switzerland and in the United States, then each country has its name and each decision of
    the Commission its mark; as the second is contested, the safeguard to fall back on is asked for.
    """
    parties = (
        ThirdParty("hote", "Hébergeur", "processor", country="CH"),
        ThirdParty("suite", "Suite", "processor", country="US", safeguard="adequacy", document="Liste du DPF"),
    )
    register = replace(PUBLISHER, recipients={party.id: party for party in parties})
    held = activity("prospection", recipients=("hote", "suite"))
    rows = {row.code: row for row in Sayer("fr", LAW).rows(reported(held, "fr-2021-131", TODAY, register))}
    assert [told.replace("\u00a0", " ") for told in rows["HORS-UE"].evidence] == [
        "Destinataire « Hébergeur » : Suisse, reconnu adéquat (décision 2000/518/CE [K])",
        (
            "Destinataire « Suite » : États-Unis, reconnu adéquat (décision d’exécution (UE) 2023/1795 ; pourvoi "
            "C-703/25 P pendant [2]), sans garantie de repli si cette décision tombait"
        ),
    ]


def test_what_no_row_of_the_law_was_checked_for_is_marked() -> None:
    """E11. The sectors and uses that the reference of 2022 leaves out are known, and not checked."""
    rows = {row.code: row for row in Sayer("fr", LAW).rows(reported("clients", "fr-2021-131", TODAY))}
    assert {code: rows[code].source.partition("[")[2][:2] for code in ("SECTEUR", "EXCLUSION", "PROFILAGE")} == {
        "SECTEUR": "K]", "EXCLUSION": "K]", "PROFILAGE": "K]",
    }  # fmt: skip


def test_advice_is_told_as_advice_and_a_stricter_law_by_its_name() -> None:
    report = reported("prospection")
    line = replace(report.line("DUREE-PROSPECT"), answer="not-met", advice=True, ruled_by=("fr-2021-131", "HORS-UE"))
    row = Sayer("en", LAW).row(report, line)
    assert row.said == "Advice"
    assert (
        row.evidence[-1] == "a stricter rule that binds prevails, HORS-UE (Reference on commercial activities (2022))"
    )


def every_report() -> list[Report]:
    """Every activity of Julie's, declared and bare, against every rule set."""
    bare = Register(replace(PUBLISHER.organisation, nature=None, sector="", sites=()), activities=PUBLISHER.activities)
    sets = list(LAW.rulesets.values())
    return [
        report
        for register in (PUBLISHER, bare)
        for one in register.activities.values()
        for report in check_all(one, register, sets, LAW, TODAY)
    ]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_no_report_shows_a_code_in_place_of_words(language: str) -> None:
    sayer = Sayer(language, LAW)
    for report in every_report():
        for row in sayer.rows(report):
            for text in (row.asks, row.said, *row.evidence, row.source):
                assert text, (report.ruleset.id, row.code)
                assert not re.search(r"\{|\b(note|answer|clock|basis|notice|sector|use|force)\.[a-z]", text), text
        letter(report, language)


def test_a_text_whose_detail_is_not_held_compares_nothing() -> None:
    report = reported("clients", "fr-ns11", TODAY)
    text = letter(report).text
    assert "rien n’a pu être comparé" in text
    assert "Respectés" not in text
    assert "Texte à suivre" in text


def test_the_page_is_one_file_in_its_language_with_nothing_fetched() -> None:
    for language, title in (("fr", "Conformité de"), ("en", "Conformity of")):
        page = Page(report_page(reported("clients", "fr-2021-131", TODAY), LAW, HOUSE, language))
        assert page.all("html")[0]["lang"] == language
        assert page.headings[0][1].startswith(title)
        assert page.all("script") + page.all("img") + page.all("link") == []
        anchors = {attributes["id"] for attributes in page.all("section")}
        assert {link["href"][1:] for link in page.all("a") if link["href"].startswith("#")} <= anchors | {"content"}


def test_a_name_that_looks_like_a_tag_stays_a_name() -> None:
    named = replace(activity("clients"), name={"fr": "<b>Clients</b>"})
    assert "<b>Clients" not in report_page(reported(named), LAW, HOUSE, "fr")


def test_the_report_is_set_on_paper_and_comes_back_from_its_kept_form() -> None:
    sent = letter(reported("clients", "fr-2021-131", TODAY))
    assert Letter.of_json(sent.as_json()) == sent
    assert letter_pdf(sent).startswith(b"%PDF-")
