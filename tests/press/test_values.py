"""What the copy shows as people read it: dates with their time, amounts with their currency, countries by name."""

from __future__ import annotations

from typing import Any

import pytest

from garant.press.documents import ColumnAnswer
from garant.press.markup import join
from garant.press.sentences import sentences
from garant.press.values import value_in_words


def shown(value: Any, language: str = "fr", **more: Any) -> str:
    column = ColumnAnswer("c", "Colonne", "Catégorie", "provided", **more)
    return str(join(value_in_words(value, column, sentences(language))))


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2013-12-02 09:55:00", "2\u00a0décembre 2013 à 09:55"),
        ("2013-12-02T09:55:07.250000+01:00", "2\u00a0décembre 2013 à 09:55"),
        ("2014-01-13", "13\u00a0janvier 2014"),
        ("2014-01-13 00:00:00", "13\u00a0janvier 2014"),
    ],
)
def test_a_date_is_said_in_words_and_keeps_its_exact_form(value: str, said: str) -> None:
    assert shown(value) == f'<time datetime="{value}">{said}</time>'


@pytest.mark.parametrize("value", ["2014-13-45", "2014-01-13 was a Monday", "20140113", "12-2013"])
def test_what_is_no_date_stays_as_it_is(value: str) -> None:
    assert shown(value) == value


@pytest.mark.parametrize(
    ("value", "unit", "fr", "en"),
    [
        (1350, "EUR/100", "13,50\u00a0€", "€13.50"),
        ("4.5", "EUR", "4,50\u00a0€", "€4.50"),
        (123456789, "EUR/100", "1\u202f234\u202f567,89\u00a0€", "€1,234,567.89"),
        (250, "MAD/100", "2,50\u00a0MAD", "MAD\u00a02.50"),
        ("offert", "EUR", "offert", "offert"),
    ],
)
def test_an_amount_bears_its_currency(value: Any, unit: str, fr: str, en: str) -> None:
    assert (shown(value, "fr", unit=unit), shown(value, "en", unit=unit)) == (fr, en)


def test_a_country_is_said_by_its_name_where_it_is_one() -> None:
    assert (shown("FR", country=True), shown("DE", "en", country=True)) == ("France", "Germany")
    assert (shown("ZZ", country=True), shown("FR")) == ("ZZ", "FR")
