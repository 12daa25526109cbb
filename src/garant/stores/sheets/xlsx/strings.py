"""A workbook's shared strings: read by number, and emptied where no cell points at them any more."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from garant.stores.sheets.needles import Needles
from garant.stores.sheets.xlsx.words import decoded, text_of

PART = "xl/sharedStrings.xml"
START = re.compile(rb"<si[\s/>]")
ITEM = re.compile(rb"<si(?:\s[^>]*)?(?:/>|>(.*?)</si>)", re.DOTALL)
EMPTY = b"<si><t/></si>"
AT_ONCE = 1000
HEAD = 2000


class Strings:
    """Places of the items in the part's bytes; a text is read when it is asked for."""

    def __init__(self, raw: bytes) -> None:
        self.raw = raw
        self._places = array("Q", (found.start() for found in START.finditer(raw)))
        self._places.append(max(raw.rfind(b"</sst>"), 0))

    @property
    def known(self) -> bool:
        """Whether the part is written in the way that is read here: without a prefix before its names."""
        return not self.raw or b"<sst" in self.raw[:HEAD]

    def __len__(self) -> int:
        return len(self._places) - 1

    def text(self, number: int) -> str:
        if not 0 <= number < len(self):
            return ""
        start, end = self._places[number], self._places[number + 1]
        if self.raw.startswith(b"<si><t>", start) and self.raw.endswith(b"</t></si>", start, end):
            plain = self.raw[start + 7 : end - 9]
            if b"<" not in plain:
                return decoded(plain)
        item = self.raw[start:end]
        found = ITEM.match(item)
        return text_of(found[1]) if found and found[1] else ""

    def without(self, gone: bytearray) -> Iterator[bytes]:
        """The part with the items emptied whose place in `gone` is not zero: the numbers of the others stay."""
        done = 0
        for number, going in enumerate(gone):
            if going:
                yield self.raw[done : self._places[number]]
                yield EMPTY
                done = self._places[number + 1]
        yield self.raw[done:]

    def hits(self, needles: Needles) -> dict[int, set[int]]:
        """Item's number → persons of whom it holds a value."""
        found: dict[int, set[int]] = {}
        for start in range(0, len(self), AT_ONCE):
            end = min(start + AT_ONCE, len(self))
            if needles.may_be_in(self._between(start, end)):
                for number in range(start, end):
                    persons = needles.numbers(self.text(number))
                    if persons:
                        found[number] = persons
        return found

    def _between(self, start: int, end: int) -> bytes:
        """Some items as one text, in which runs of one text stand together."""
        raw = self.raw[self._places[start] : self._places[end]]
        return (
            re.sub(rb"<[^>]*>", b"\n", raw)
            if b"<r>" not in raw
            else "\n".join(map(self.text, range(start, end))).encode()
        )
