"""Identifying values to look for in much text: a quick look that may err on the side of yes, then an exact one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from garant.stores.identities import digits, phone_tail
from garant.stores.port import Wanted
from garant.stores.search import Search

BETWEEN_DIGITS = b" .()/-\xa0\xc2"
"""Signs by which phone numbers are grouped; the last two are a no-break space in UTF-8."""
FEW = 40
"""Beyond so many values, every text is looked at exactly."""


@dataclass(frozen=True, slots=True)
class Needles:
    """`fragments`: of each value the longest part that is written the same in any case and encoding."""

    search: Search
    fragments: tuple[bytes, ...]
    tails: tuple[bytes, ...]
    many: bool

    @classmethod
    def of(cls, wanted: Sequence[Wanted], region: str) -> Needles:
        search = Search.of(wanted, region)
        fragments = {_fragment(value) for value in search.values}
        tails = {phone_tail(number).encode() for number in search.phones}
        many = len(fragments) + len(tails) > FEW
        return cls(search, tuple(sorted(fragments)), tuple(sorted(tails)), many)

    def __bool__(self) -> bool:
        return bool(self.search.values or self.search.phones)

    def may_be_in(self, text: str | bytes) -> bool:
        """False only if none of the values stands in this text. Bytes are UTF-8, and may hold marks of XML."""
        if self.many:
            return True
        raw = (text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")).lower()
        if any(fragment in raw for fragment in self.fragments):
            return True
        if not self.tails:
            return False
        bare = raw.translate(None, BETWEEN_DIGITS)
        return any(tail in bare for tail in self.tails)

    def numbers(self, text: str) -> set[int]:
        """Persons one of whose values this text is, or says."""
        return self.search.numbers(text)


def _fragment(value: str) -> bytes:
    """The longest run of plain letters, digits and a few signs; empty (met everywhere) where there is none.

    It is cut at accented letters, which have several cases and spellings, and at ss, which may be written ß.
    """
    runs = re.findall(r"[a-z0-9@.\-_ ]+", value.replace("ss", "ß"))
    return max(runs, key=len, default="").strip().encode() if runs else digits(value).encode()
