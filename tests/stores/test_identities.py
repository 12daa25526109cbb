"""One person writes an address in many ways; two persons' addresses stay two."""

from __future__ import annotations

import pytest

from garant.stores.identities import lowered, normalise, phone_tail, spellings


@pytest.mark.parametrize(
    "written", ["Alice.Martin@Example.FR", " alice.martin@example.fr\n", "ALICE.MARTIN@EXAMPLE.FR"]
)
def test_the_case_of_an_address_is_no_other_address(written: str) -> None:
    assert normalise("email", written) == "alice.martin@example.fr"


def test_a_composed_and_a_decomposed_accent_are_one_letter() -> None:
    assert normalise("email", "rene\u0301@example.fr") == normalise("email", "RENÉ@example.fr") == "rené@example.fr"


def test_an_accent_is_no_ornament() -> None:
    assert normalise("email", "rené@example.fr") != normalise("email", "rene@example.fr")


@pytest.mark.parametrize(
    "written", ["06 12 34 56 78", "+33612345678", "0033 6.12.34.56.78", "06-12-34-56-78", "(+33) 6 12 34 56 78"]
)
def test_a_french_number_is_one_number_however_it_is_written(written: str) -> None:
    assert normalise("phone", written) == "+33612345678"


def test_a_number_without_country_code_is_read_in_the_stores_region() -> None:
    assert normalise("phone", "0470 12 34 56", "BE") == "+32470123456"
    assert normalise("phone", "0470123456", "FR") == "+33470123456"


def test_what_is_no_phone_number_is_its_digits() -> None:
    assert normalise("phone", "poste 12") == "12"
    assert normalise("phone", "—") == ""


def test_a_customer_number_keeps_its_letters_and_zeros() -> None:
    assert normalise("customer-number", " C-0042 ") == "c-0042"


def test_a_plain_index_is_asked_for_the_usual_spellings() -> None:
    assert {"alice@example.fr", "Alice@Example.fr", "ALICE@EXAMPLE.FR"} <= spellings("email", "Alice@Example.fr")
    asked = spellings("phone", "06 12 34 56 78")
    assert {"+33612345678", "0612345678", "06 12 34 56 78", "06.12.34.56.78", "+33 6 12 34 56 78"} <= asked


def test_a_database_that_folds_only_ascii_still_finds_capitals_with_accents() -> None:
    assert "renÉ@example.fr" in lowered("rené@example.fr")
    assert "rené@example.fr" in lowered("RENÉ@EXAMPLE.FR")


def test_every_way_of_writing_a_number_ends_alike() -> None:
    assert phone_tail("+33 6 12 34 56 78") == phone_tail("06.12.34.56.78") == "12345678"
