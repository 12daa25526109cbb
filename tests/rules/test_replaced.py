"""A text that cites law which no longer holds is found, and what holds today is proposed."""

from __future__ import annotations

from datetime import date

import pytest

from garant.law.packs import read_law
from garant.law.standards import Replaced
from garant.rules.replaced import cited, renewed

TODAY = date(2026, 11, 23)
BELGIUM = read_law("BE", TODAY)


def rules(place: str) -> tuple[Replaced, ...]:
    return tuple(read_law(place, TODAY).standards.replaced.values())


def test_the_belgian_law_of_1992_is_found_and_its_replacement_proposed() -> None:
    """S2-33. Given a text that cites the law of 8 December 1992, then the law that replaced it is proposed."""
    text = "Conformément à la loi du 8 décembre 1992 relative à la protection de la vie privée, vous pouvez demander…"
    (one,) = cited(text, rules("BE"), TODAY)
    assert one.quoted == "loi du 8 décembre 1992"
    assert one.rule.by == {"fr": "loi du 30 juillet 2018 et RGPD", "en": "law of 30 July 2018 and GDPR"}
    assert one.rule.since == date(2018, 9, 5)
    assert BELGIUM.cite(one.rule.source.id, "fr") == "loi belge du 30 juillet 2018 et RGPD [K]"
    assert renewed(text, [one], "fr") == (
        "Conformément à la loi du 30 juillet 2018 et RGPD relative à la protection de la vie privée, "
        "vous pouvez demander…"
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("La LOI DU\u00a08 DECEMBRE  1992 s’applique.", ["LOI DU\u00a08 DECEMBRE  1992"]),
        ("loi du 08/12/1992", ["loi du 08/12/1992"]),
        ("la loi du 30 juillet 2018", []),
        ("la loi du 8 décembre 19921", []),
        ("", []),
    ],
)
def test_capitals_accents_and_blanks_do_not_hide_a_law(text: str, found: list[str]) -> None:
    assert [one.quoted for one in cited(text, rules("BE"), TODAY)] == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # A shop's policy of 2006 (seed 001)
        (
            "loi « Informatique et Libertés » du 6 janvier 1978 modifiée en 2004, déclaration CNIL n° 1 158 347",
            [("fr/loi-2004", "modifiée en 2004"), ("fr/cnil-declaration", "déclaration CNIL n° 1 158 347")],
        ),
        ("conforme à la norme simplifiée n° 48", [("fr/ns-48", "norme simplifiée n° 48")]),
        ("conforme à la NS48.", [("fr/ns-48", "NS48")]),
        ("le modèle NS-480 et la TRANS-48", []),
        ("Réclamez auprès de la CNIL, 3 place de Fontenoy", []),
        ("article 40-1 de la loi", [("fr/loi-il-40-1", "article 40-1")]),
    ],
)
def test_what_french_policies_still_cite(text: str, found: list[tuple[str, str]]) -> None:
    assert [(one.rule.id, one.quoted) for one in cited(text, rules("FR"), TODAY)] == found


def test_before_it_was_replaced_a_law_is_not_found() -> None:
    assert cited("loi du 8 décembre 1992", rules("BE"), date(2018, 9, 4)) == ()


def test_of_two_terms_at_one_place_the_longer_one_counts() -> None:
    text = "déclaration à la CNIL sous le numéro 12345"
    assert [one.quoted for one in cited(text, rules("FR"), TODAY)] == [text]


def test_nothing_else_of_the_text_is_touched() -> None:
    text = "A (NS-48) B (NS-48) C"
    assert renewed(text, cited(text, rules("FR"), TODAY), "en") == (
        "A (the CNIL reference for commercial activities (deliberation 2021-131)) "
        "B (the CNIL reference for commercial activities (deliberation 2021-131)) C"
    )


def test_where_no_law_was_replaced_nothing_is_found() -> None:
    assert cited("loi du 8 décembre 1992", rules("MA"), TODAY) == ()
