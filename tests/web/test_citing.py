"""What a sentence of the office rests on is cited as the law of the place has it."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from garant.law.packs import read_law
from garant.web.citing import cited, under

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("place", "language", "said"),
    [
        ("FR", "fr", "RGPD, art. 17(1)(a), 17(3)(b) et 17(3)(e)"),
        ("BE", "en", "GDPR, art. 17(1)(a), 17(3)(b) and 17(3)(e)"),
        ("MA", "fr", "loi marocaine 09-08, art. 8 [K]"),
        ("CA", "en", "PIPEDA, sch. 1, cl. 4.5.3"),
    ],
)
def test_several_articles_name_their_text_once_and_one_that_stands_for_all_is_said_once(
    place: str, language: str, said: str
) -> None:
    with translation.override(language):
        assert cited(read_law(place, TODAY), ("gdpr/17/1/a", "gdpr/17/3/b", "gdpr/17/3/e"), language) == said


def test_nothing_is_cited_where_the_law_of_the_place_has_nothing() -> None:
    assert cited(read_law("MA", TODAY), ("gdpr/32", "gdpr/28/1"), "fr") == ""
    words = "Elles doivent avoir donné leur accord (RGPD, art. 28(2))."
    assert under(read_law("MA", TODAY), words) == "Elles doivent avoir donné leur accord."
    assert under(read_law("FR", TODAY), words) == words
