"""What a single value looks like: an e-mail address, a phone number, an IBAN whose check digits hold…

Checksums are a few lines each, so no library is asked for them; what a number means beyond its form is not known here.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from garant.law.findings import Sensitive
from garant.rules.numbers import alarms, is_card, is_nir, may_alarm
from garant.rules.profile import ColumnKind

EMAIL = re.compile(r"[^@\s<>,;]{1,64}@[^@\s<>,;]+\.[^@\s<>,;.]{2,}")
PHONE = re.compile(r"(\+|00)?[(\d][\d\s().\-/]{6,20}\d")
IBAN = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}")
_IBAN_BEGINS = re.compile(r"(?:[A-Za-z] *){2}(?:\d *){2}(?:[A-Za-z0-9] *){11}")
URL = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W\d_]{2,}")
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})([ T]\d{2}:\d{2}.*)?")

PATTERN_CATEGORIES = {
    "email": "contact.email",
    "iban": "transaction.bank-account",
    "nir": "identity.national-id.nir",
    "card": "transaction.card.number",
    "ip": "behaviour.ip",
    "phone": "contact.phone",
    "url": "behaviour.page",
}
"""Pattern → the category that it speaks for, the surest first: a checksum says more than a row of digits."""

SAYS = "says:"
"""Before a category ("says:special.health"): a text holds a word of it."""


def telling(values: Iterable[object], kind: ColumnKind, sensitive: Sensitive) -> dict[str, int]:
    """How many values of a column hold a number that should not be there or a sensitive word, or are an address of a
    person. This is what an adapter hands on of a sample for `garant check`: no value.
    """
    met: Counter[str] = Counter()
    if kind not in ("text", "other", "integer", "number"):
        return {}
    texts = Counter(map(str, values))
    for test in _tests(texts, kind, sensitive):
        for text, times in texts.items():
            for code in test(text):
                met[code] += times
    return dict(met)


def _tests(texts: Iterable[str], kind: ColumnKind, sensitive: Sensitive) -> Iterator[Callable[[str], Iterable[str]]]:
    """What may tell something of these values: the whole column is looked over once, for most columns tell nothing."""
    together = "\n".join(texts)
    if may_alarm(together):
        yield alarms
    if kind not in ("text", "other"):
        return
    if sensitive.may_meet(together):
        yield lambda text: (f"{SAYS}{category}" for category in sensitive.met(text))
    if "@" in together:
        yield lambda text: ("email",) if _TESTS["email"](text.strip()) else ()
    if _IBAN_BEGINS.search(together):
        yield lambda text: ("iban",) if _iban(text.strip()) else ()


def patterns(value: str) -> frozenset[str]:
    """The patterns that a value meets: those of `PATTERN_CATEGORIES`, and "date" and "sentence"."""
    text = value.strip()
    found = {name for name, test in _TESTS.items() if test(text)}
    if found & {"iban", "nir", "card", "ip", "date"}:
        found.discard("phone")  # a longer number that holds together is not a phone number
    return frozenset(found)


def _iban(text: str) -> bool:
    """ISO 13616: the country and check digits moved to the end, letters as numbers, leave 1 when divided by 97."""
    plain = text.replace(" ", "").upper()
    if not IBAN.fullmatch(plain):
        return False
    return int("".join(str(int(sign, 36)) for sign in plain[4:] + plain[:4])) % 97 == 1


def _ip(text: str) -> bool:
    if "." not in text and ":" not in text:
        return False
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _date(text: str) -> bool:
    found = DATE.fullmatch(text)
    if found is None:
        return False
    try:
        date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return False
    return True


_TESTS: Mapping[str, Callable[[str], bool]] = {
    "email": lambda text: EMAIL.fullmatch(text) is not None,
    "iban": _iban,
    "nir": is_nir,
    "card": is_card,
    "ip": _ip,
    "phone": lambda text: PHONE.fullmatch(text) is not None and 7 <= sum(map(str.isdigit, text)) <= 15,
    "url": lambda text: URL.match(text) is not None,
    "date": _date,
    "sentence": lambda text: len(text) > 25 and len(WORD.findall(text)) >= 4,
}
