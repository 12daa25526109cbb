"""Social security numbers and payment cards are told by their keys, wherever they stand; other long numbers are not."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.rules import numbers
from garant.rules.numbers import CARD, CARD_LONG, NIR, NIR_LONG, NIR_SUSPECT, alarms, borne_out, luhn, nir_key

DIGITS = st.text("0123456789", min_size=2, max_size=19)
PEOPLE = st.tuples(
    st.sampled_from("12"),
    st.integers(0, 99),
    st.integers(1, 12),
    st.one_of(st.integers(1, 95).map("{:02d}".format), st.sampled_from(["2A", "2B"])),
    st.integers(1, 990),
    st.integers(1, 999),
).map(lambda p: f"{p[0]}{p[1]:02d}{p[2]:02d}{p[3]}{p[4]:03d}{p[5]:03d}")
"""The first thirteen signs of the NIR of somebody born in metropolitan France."""


def with_key(thirteen: str) -> str:
    return f"{thirteen}{nir_key(thirteen):02d}"


def card(beginning: str, length: int) -> str:
    """A number of this beginning and length whose key holds."""
    body = (beginning + "1234567890" * 2)[: length - 1]
    return next(body + key for key in "0123456789" if luhn(body + key))


@given(DIGITS, st.data())
def test_one_wrong_digit_never_passes_luhns_key(digits: str, data: st.DataObject) -> None:
    valid = next(digits + key for key in "0123456789" if luhn(digits + key))
    place = data.draw(st.integers(0, len(valid) - 1))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != valid[place]]))
    assert not luhn(valid[:place] + other + valid[place + 1 :])


@given(PEOPLE)
def test_a_nir_is_found_in_every_usual_writing_and_with_another_key_is_only_suspect(thirteen: str) -> None:
    """Boundary of B.9: a NIR with a wrong key is not detected as one, and is flagged as suspect."""
    number = with_key(thirteen)
    spaced = re.sub(r"(.)(..)(..)(..)(...)(...)(..)", r"\1 \2 \3 \4 \5 \6 \7", number)
    for text in (number, spaced, number.lower(), f"Secu : {spaced}, à rappeler", f"({number})"):
        assert NIR in alarms(text), text
    wrong = number[:13] + f"{int(number[13:]) % 97 + 1:02d}"
    assert NIR not in alarms(wrong)
    assert NIR_SUSPECT in alarms(f"n° {wrong}.")


@pytest.mark.parametrize(
    "text",
    [
        card("4970", 16),
        card("5132", 16),
        card("2223", 16),
        card("378", 15),
        card("36", 14),
        card("6759", 19),
        "4111 1111 1111 1111",
        "CB 4111-1111-1111-1111 exp 12/27 123",
        "sa carte:4111111111111111, à ne pas noter",
        "Payé le 12/03/2026 4111\u00a01111\u00a01111\u00a01111",
        "amex 3782 822463 10005",
    ],
)
def test_a_card_number_is_found_alone_and_inside_a_note(text: str) -> None:
    """S1-78. Given a card number typed in a free-text note, then it is detected."""
    assert CARD in alarms(text)


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111112",  # Luhn's key does not hold
        "1234567812345670",  # it holds, and no network begins so
        "CMD-4111111111111111",  # a reference of the shop's own
        "FR76 4111 1111 1111 1111 1111 189",  # groups of an account's number
        "4006381333931",  # the barcode of a German pencil, thirteen digits
        "+33 6 12 34 56 78",
        "06 12 34 56 78 06 98 76 54 32",
        "2026-11-23 10:00:00.4111",
        "1790000000000",  # milliseconds
        "490154203237518",  # the IMEI of a phone, whose last digit is Luhn's key
        "1 234 567,89",
        "4111111111111111.50",
        "",
    ],
)
def test_order_numbers_barcodes_phones_and_accounts_are_neither(text: str) -> None:
    assert not {CARD, NIR} & alarms(text), text


def test_a_column_of_long_order_numbers_is_no_column_of_cards() -> None:
    """One in ten of them passes Luhn's key by chance: they do not speak; one card among notes does."""
    orders: dict[str, int] = {}
    for number in range(4000000000000000, 4000000000000500):
        for code in alarms(str(number)):
            orders[code] = orders.get(code, 0) + 1
    assert orders == {CARD: 50, CARD_LONG: 500}
    assert not borne_out(CARD, orders)
    assert borne_out(CARD, {CARD: 1, CARD_LONG: 1})
    assert not borne_out(NIR_SUSPECT, {NIR_SUSPECT: 3, NIR_LONG: 120})


def test_corsica_counts_as_nineteen_and_eighteen() -> None:
    """INSEE: the letters of 2A and 2B are replaced before the key is worked out."""
    assert nir_key("255082A123456") == 97 - 2550819123456 % 97
    assert nir_key("255082B123456") == 97 - 2550818123456 % 97
    assert numbers.is_nir(with_key("255082A123456"))
    assert not numbers.is_nir("000000000000097")
