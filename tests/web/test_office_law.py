"""The law in the office: Denise reads texts, a rule as it stood on a day with its cases, and the authorities."""

from __future__ import annotations

from tests.web.office import Office, text


def test_the_texts_on_a_theme_stand_with_their_force_and_what_followed_them(office: Office) -> None:
    """S1-84. Given customer relations, then NS-48 is a replaced text, and the reference of 2022 stands."""
    said = text(office.client("denise").get("/office/law", {"theme": "customer-relations"}))
    assert "Norme simplifiée n° 48" in said
    assert "Texte remplacé" in said
    assert "CNIL" in said
    before = text(office.client("denise").get("/office/law", {"on": "2010-01-01"}))
    assert "Le droit au 1er janvier 2010, France métropolitaine" in before


def test_a_text_says_its_force_over_time_and_each_point_with_its_source(office: Office) -> None:
    said = text(office.client("denise").get("/office/law/texts/fr-2021-131"))
    assert "Sa valeur au fil du temps" in said
    assert "Norme simplifiée n° 48" in said
    assert "[2] · Recommandation" in said
    assert office.client("denise").get("/office/law/texts/nothing").status_code == 404


def test_a_rule_is_read_as_it_stood_on_a_day_with_its_sources_and_its_cases(office: Office) -> None:
    yves = office.client("yves")
    said = text(yves.get("/office/law/rules/retention/RET-02", {"on": "2026-11-23"}))
    assert "Telle qu’elle est au 23 novembre 2026, France métropolitaine." in said
    assert "depuis le " in said
    assert "Sources" in said
    assert "Ses cas" in said
    assert yves.get("/office/law/rules/retention/RET-99").status_code == 404
    assert office.client().get("/office/law")["Location"].startswith("/office/sign-in")
