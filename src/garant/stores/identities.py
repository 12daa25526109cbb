"""Identities as people write them, brought to one form so that two spellings of one value compare equal (D12).

Knows nothing of a store; finding candidates is the adapter's work.
"""

from __future__ import annotations

import unicodedata

PHONE_TAIL = 8
"""So many last digits say enough of a phone number to find candidates, whatever stands before them."""


def normalise(kind: str, value: str, region: str = "FR") -> str:
    """The one form of an identity: phone numbers in E.164 where they are valid numbers, everything else NFC and
    casefolded. `region` is the country (ISO 3166) in which a phone number without country code is read."""
    plain = unicodedata.normalize("NFC", value).strip()
    if kind == "phone":
        return _e164(plain, region)
    return unicodedata.normalize("NFC", plain.casefold())


def spellings(kind: str, value: str, region: str = "FR") -> frozenset[str]:
    """The ways in which a store may hold this identity letter by letter, for a look-up by its plain index."""
    if kind == "phone":
        return _phone_spellings(value, region)
    plain = value.strip()
    cased = (value, plain, plain.lower(), plain.upper(), plain.casefold(), plain.capitalize())
    return frozenset(unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in cased) | {value}


def lowered(value: str) -> frozenset[str]:
    """What a database's own lower() may make of this value: with and without folding of letters beyond ASCII."""
    plain = value.strip()
    texts = (plain.lower(), plain.casefold(), _ascii_lower(plain), _ascii_lower(plain.upper()))
    return frozenset(unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in texts)


def phone_tail(value: str) -> str:
    """The last digits of a phone number, which every way of writing it shares."""
    return digits(value)[-PHONE_TAIL:]


def digits(value: str) -> str:
    return "".join(str(unicodedata.digit(sign)) for sign in value if sign.isdigit())


def _ascii_lower(text: str) -> str:
    return "".join(sign.lower() if sign.isascii() else sign for sign in text)


def _e164(value: str, region: str) -> str:
    import phonenumbers  # noqa: PLC0415 - heavy, and many a search has no phone number (B6)

    try:
        number = phonenumbers.parse(value, region)
    except phonenumbers.NumberParseException:
        return digits(value)
    if not phonenumbers.is_possible_number(number):
        return digits(value)
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _phone_spellings(value: str, region: str) -> frozenset[str]:
    import phonenumbers  # noqa: PLC0415 - as above

    plain = value.strip()
    found = {value, plain, digits(plain)}
    try:
        number = phonenumbers.parse(plain, region)
    except phonenumbers.NumberParseException:
        return frozenset(found)
    form = phonenumbers.PhoneNumberFormat
    e164 = str(phonenumbers.format_number(number, form.E164))
    abroad = str(phonenumbers.format_number(number, form.INTERNATIONAL))
    home = str(phonenumbers.format_number(number, form.NATIONAL))
    found |= {e164, abroad, home, e164.lstrip("+"), "00" + e164.lstrip("+"), digits(home)}
    found |= {home.replace(" ", sign) for sign in ".-/"} | {abroad.replace(" ", sign) for sign in ".-"}
    return frozenset(found)
