"""The identifying values that a verification looks for, and whether a text says one of them (D9)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from garant.stores.identities import lowered, normalise, phone_tail, spellings
from garant.stores.port import Wanted

SHORTEST = 4
"""Values of fewer characters are looked for as whole values only."""
LONGEST_NUMBER = 40
"""No phone number is written with more signs."""
FEW = 3
"""Up to so many names and numbers are looked for inside every text; of addresses, any number: several of them by
reading every text that holds one, which costs less than one LIKE for each."""
WORD_LENGTH = 500
"""Longer values are not looked for: no column of identities holds them."""
WORD = re.compile(r"[^\s<>()\[\]{},;:\"'«»“”|=/\\]+")
NUMBER = re.compile(r"\+?\d[\d .()/\-]{5,}\d")


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: normalised value → numbers of the persons it belongs to, and how the database is asked."""

    region: str
    values: Mapping[str, set[int]]
    phones: Mapping[str, set[int]]
    tails: frozenset[str]
    """The last digits of each phone number: only what ends alike is worth reading as one."""
    names: frozenset[str]
    """Values, other than addresses, that are looked for inside texts; phone numbers are when there are `patterns`."""
    numbers_inside: bool
    addresses_inside: bool
    """Every text that holds an address is read, because they are too many to be looked for one by one."""
    patterns: tuple[str, ...]
    """LIKE patterns for what the database looks for inside texts; a phone number's has room for grouping signs."""
    letters: tuple[str, ...]
    """Spellings of what it looks for as whole values only."""
    simple: bool

    @classmethod
    def of(cls, wanted: Sequence[Wanted], region: str) -> Search:
        values: dict[str, set[int]] = {}
        phones: dict[str, set[int]] = {}
        letters: dict[str, set[str]] = {}
        for one in wanted:
            form = normalise(one.kind, one.value, region)
            if form and len(one.value) <= WORD_LENGTH // 2:
                phone = one.kind == "phone"
                (phones if phone else values).setdefault(form, set()).add(one.number)
                spelled = {letter.lower() for letter in spellings("phone", one.value, region)} if phone else set()
                letters.setdefault(form, set()).update(lowered(one.value), spelled)
        addresses = {value for value in values if "@" in value}
        long = {value for value in values if len(value) >= SHORTEST} - addresses
        names = frozenset(long if len(long) + len(phones) <= FEW else ())
        numbers = phones if len(long) + len(phones) <= FEW else {}
        inside = {*names, *(addresses if len(addresses) == 1 else ())}
        spelled = {unicodedata.normalize(form, text) for form in ("NFC", "NFD") for text in inside}
        patterns = [*map(_escaped, sorted(spelled)), *("%".join(phone_tail(number)) for number in sorted(numbers))]
        whole = {
            letter for form, found in letters.items() if form not in inside and form not in numbers for letter in found
        }
        return cls(
            region,
            values,
            phones,
            frozenset(map(phone_tail, phones)),
            names,
            numbers_inside=bool(numbers),
            addresses_inside=len(addresses) > 1,
            patterns=tuple(f"%{pattern}%" for pattern in patterns),
            letters=tuple(sorted(whole)),
            simple=all(letter.isascii() for found in letters.values() for letter in found),
        )

    def numbers(self, text: str) -> set[int]:
        """Persons of whom this is a value, or one of whose values stands in it."""
        folded = normalise("text", text)
        found = set(self.values.get(folded, ()))
        if self.phones and len(text) <= LONGEST_NUMBER:
            found |= self._called(text)
        if "@" in folded:
            for word in WORD.findall(folded):
                found |= self.values.get(word.strip(".!?’…-"), set()) if "@" in word else set()
        for value in self.names:
            if _stands_in(value, folded):
                found |= self.values[value]
        for number in NUMBER.findall(text) if self.numbers_inside else ():
            found |= self._called(number)
        return found

    def _called(self, number: str) -> set[int]:
        if phone_tail(number) not in self.tails:
            return set()
        return self.phones.get(normalise("phone", number, self.region), set())

    @property
    def partial(self) -> bool:
        """Whether some values are looked for as whole values only."""
        return any(len(value) >= SHORTEST and "@" not in value for value in self.values if value not in self.names) or (
            bool(self.phones) and not self.numbers_inside
        )


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _stands_in(value: str, text: str) -> bool:
    """Whether a text says the value itself, not an address or a longer word that contains it."""
    return re.search(rf"(?<![\w@-]){re.escape(value)}(?![\w@-]|\.\w)", text) is not None
