"""Numbers that should not be where they are, told by their keys: French social security numbers (NIR), payment cards.

`alarms` reads a whole value or a longer text and says what stands in it, never which number. Order numbers, barcodes
and phone numbers are neither: both need a form, a plausible beginning and a key that holds.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_GAP = "[ .\u00a0\u202f-]?"
_NIR = re.compile(
    rf"(?<![\w+])([1-478]){_GAP}(\d\d){_GAP}(\d\d){_GAP}(\d\d|2[ABab]){_GAP}(\d{{3}}){_GAP}(\d{{3}}){_GAP}(\d\d)(?!\w)"
)
"""Sex, year, month, department, commune, order and key (INSEE, répertoire national d’identification)."""
_FIFTEEN = re.compile(r"(?<!\w)\d{15}(?!\w)")
_CARD = re.compile(
    r"(?<![\w.,+/-])(?:\d{4}([ \u00a0-])\d{4}\1\d{4}\1\d{4}(?:\1\d{3}(?!\d))?(?!\1\d{4})"
    r"|\d{4}[ \u00a0-]\d{6}[ \u00a0-]\d{5}|\d{14,16}|\d{19})(?![\w]|[.,]\d)"
)
_IBAN = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?\b")
"""Its groups of four digits would look like a card's."""
_LEAST_DIGITS = re.compile(r"(?:\d[ .\u00a0\u202f-]?){8}")

_CARDS = (  # first and last beginning, digits (ISO/IEC 7812; the ranges that the networks publish)
    ("4", "4", {16, 19}),  # Visa; its 13 digits of old are no longer issued, and are those of a barcode
    ("51", "55", {16}),
    ("2221", "2720", {16}),  # Mastercard
    ("34", "34", {15}),
    ("37", "37", {15}),  # American Express
    ("300", "305", {14, 16}),
    ("36", "36", {14}),
    ("38", "39", {14, 16}),  # Diners Club
    ("6011", "6011", {16}),
    ("644", "659", {16}),  # Discover
    ("3528", "3589", {16}),  # JCB
    ("62", "62", {16, 19}),  # UnionPay
    ("50", "50", {16, 19}),
    ("56", "58", {16, 19}),
    ("63", "63", {16, 19}),
    ("67", "67", {16, 19}),  # Maestro
)

NIR, NIR_SUSPECT, CARD = "holds-nir", "holds-nir-suspect", "holds-card"
NIR_LONG, CARD_LONG = "holds-15-digits", "holds-card-form"
"""What `alarms` may tell. The last two: a number that has the length only; in a column that holds many of those, the
few whose key holds are chance."""
_AMONG = {NIR: NIR_LONG, NIR_SUSPECT: NIR_LONG, CARD: CARD_LONG}


def luhn(digits: str) -> bool:
    """Whether the last of these digits is the key of the others (ISO/IEC 7812-1, annex B)."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def nir_key(thirteen: str) -> int:
    """The key (1 to 97) of the first thirteen signs of a NIR; Corsica's 2A and 2B count as 19 and 18."""
    return 97 - int(thirteen.upper().replace("2A", "19").replace("2B", "18")) % 97


def is_nir(text: str) -> bool:
    """Whether a value is a NIR whose key holds."""
    found = _NIR.fullmatch(text.strip())
    return found is not None and _nir(found) == NIR


def is_card(text: str) -> bool:
    """Whether a value is the number of a payment card."""
    found = _CARD.fullmatch(text.strip())
    return found is not None and _card(found) == CARD


def may_alarm(text: str) -> bool:
    """Whether digits enough stand in a row; quickly seen, of many values at once when each has its line."""
    return _LEAST_DIGITS.search(text) is not None


def alarms(text: str) -> frozenset[str]:
    """What stands in a value or anywhere inside a text, as the codes above."""
    if not may_alarm(text):
        return frozenset()
    found = {code for match in _NIR.finditer(text) if (code := _nir(match))}
    if found or _FIFTEEN.search(text):
        found.add(NIR_LONG)
    rest = _IBAN.sub(" ", text)
    for match in _CARD.finditer(rest):
        if code := _card(match):
            found |= {code, CARD_LONG}
    return frozenset(found)


def borne_out(code: str, counts: Mapping[str, int]) -> bool:
    """Whether the alarms counted over a column's values speak: not if most numbers of that length there have no key.

    One number in ten passes Luhn's key by chance, and one in ninety-seven that of a NIR.
    """
    return counts.get(code, 0) > 0 and 2 * counts[code] >= counts.get(_AMONG[code], 0)


def _nir(match: re.Match[str]) -> str:
    """NIR, NIR_SUSPECT (the form of one, with a wrong key), or ""."""
    sex, year, month, department, commune, order, key = match.groups()
    if not (1 <= int(month) <= 12 or 20 <= int(month) <= 42 or int(month) >= 50) or "00" in (department, key):
        return ""
    if commune == "000" or order == "000":
        return ""
    if nir_key(sex + year + month + department + commune + order) == int(key):
        return NIR
    usual = sex in "12" and int(month) <= 12 and int(key) <= 97
    return NIR_SUSPECT if usual else ""


def _card(match: re.Match[str]) -> str:
    """CARD, CARD_LONG (length and beginning only), or ""."""
    digits = re.sub(r"\D", "", match[0])
    plausible = any(low <= digits[: len(low)] <= high and len(digits) in lengths for low, high, lengths in _CARDS)
    if not plausible or len(set(digits)) < 2:
        return ""
    return CARD if luhn(digits) else CARD_LONG
