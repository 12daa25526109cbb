"""What a workbook keeps of a cell elsewhere than in it: links, comments, the order of calculation.

Whatever hangs on a cell that was emptied says the same thing about the same person, so it goes with it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from garant.stores.sheets.header import place_of
from garant.stores.sheets.xlsx.rows import Removed
from garant.stores.sheets.xlsx.words import decoded

LINKS = re.compile(rb"<hyperlinks\b[^>]*>(.*?)</hyperlinks>", re.DOTALL)
LINK = re.compile(rb"<hyperlink\b[^>]*?(?:/>|>.*?</hyperlink>)", re.DOTALL)
REF = re.compile(rb'\bref="([A-Z]+\d+(?::[A-Z]+\d+)?)"')
LINK_ID = re.compile(rb'\b\w+:id="([^"]*)"')
RELATION = re.compile(rb"<Relationship\b[^>]*/>")
RELATION_ID = re.compile(rb'\bId="([^"]*)"')
COMMENT = re.compile(rb"(<(?:threadedComment|comment)\b[^>]*>)(.*?)(</(?:threadedComment|comment)>)", re.DOTALL)
WORDS = re.compile(rb"(<text\b[^>]*>).*?(</text>)", re.DOTALL)
DRAWN = re.compile(rb"(<c:v>|<cx:pt\b[^>]*>)([^<]+)(</c:v>|</cx:pt>)")
CACHED = re.compile(rb"<cell\b[^>]*>\s*<v>([^<]*)</v>\s*</cell>")
OVERRIDE = re.compile(rb'<Override\b[^>]*?\bPartName="/([^"]*)"[^>]*/>')
CHAINED = re.compile(rb"<c\b([^>]*)/>")
CHAIN_CELL = re.compile(rb'\br="([A-Z]+\d+)"')
CHAIN_SHEET = re.compile(rb'\bi="(\d+)"')
CALC = re.compile(rb"<calcPr\b[^>]*?/?>")
BEFORE_CALC = (b"</definedNames>", b"</externalReferences>", b"</functionGroups>", b"</sheets>")
PARTS = re.compile(r"([A-Z]+)(\d+)")


def without_links(tail: bytes, removed: Removed) -> tuple[bytes, set[str]]:
    """A sheet's end without the links of these cells, and the ids of relations that nothing there uses any more."""
    block = LINKS.search(tail)
    if block is None:
        return tail, set()
    kept, gone = [], set()
    for link in LINK.findall(block[1]):
        ref, known = REF.search(link), LINK_ID.search(link)
        if ref and _hangs(ref[1].decode(), removed):
            gone |= {known[1].decode()} if known else set()
        else:
            kept.append(link)
    opened = block[0][: block[0].find(b">") + 1]
    new = opened + b"".join(kept) + b"</hyperlinks>" if kept else b""
    tail = tail[: block.start()] + new + tail[block.end() :]
    return tail, gone - {known.decode() for known in LINK_ID.findall(tail)}


def without_relations(rels: bytes, ids: set[str]) -> bytes:
    """A part of relations without these."""

    def kept(found: re.Match[bytes]) -> bytes:
        known = RELATION_ID.search(found[0])
        return b"" if known and known[1].decode() in ids else found[0]

    return RELATION.sub(kept, rels)


def without_comments(part: bytes, removed: Removed) -> bytes:
    """A part of comments, those on these cells without words: their frames in the drawing stay where they are."""

    def emptied(found: re.Match[bytes]) -> bytes:
        ref = REF.search(found[1])
        cell = ref[1].decode() if ref else ""
        if not cell or (cell not in removed.emptied and _parts(cell)[1] not in removed.rows):
            return found[0]
        new = WORDS.sub(rb"\1\2", found[2])
        if found[1].startswith(b"<comment"):
            new = new.replace(b"<text></text>", b"<text><t></t></text>")
        return found[1] + new + found[3]

    return COMMENT.sub(emptied, part)


def without_shown(chart: bytes, gone: frozenset[str]) -> bytes:
    """A chart's part without the texts that went, of those that it keeps to draw before it is computed."""
    return DRAWN.sub(lambda found: found[1] + found[3] if decoded(found[2]) in gone else found[0], chart)


def without_cached(link: bytes, gone: frozenset[str]) -> bytes:
    """The copy of another workbook's cells without those that say a text which went; the link fetches what is there."""
    return CACHED.sub(lambda found: b"" if decoded(found[1]) in gone else found[0], link)


def without_override(types: bytes, part: str) -> bytes:
    """The list of content types without a part that is no longer there."""
    return OVERRIDE.sub(lambda found: b"" if found[1].decode() == part else found[0], types)


def beside_links(tail: bytes) -> bytes:
    """A sheet's end without its links."""
    return LINKS.sub(b"", tail)


def without_chained(chain: bytes, gone: Mapping[int, set[str]]) -> bytes:
    """The order of calculation without cells that bear no formula any more, by the sheet's number: a program that
    finds one there calls the workbook damaged. A cell without a sheet's number is on the sheet of the one before."""
    new, done, sheet = [], 0, 0
    for found in CHAINED.finditer(chain):
        number, cell = CHAIN_SHEET.search(found[1]), CHAIN_CELL.search(found[1])
        sheet = int(number[1]) if number else sheet
        new.append(chain[done : found.start()])
        done = found.end()
        if cell and cell[1].decode() not in gone.get(sheet, set()):
            new.append(found[0] if number else b"<c" + found[1].rstrip() + f' i="{sheet}"/>'.encode())
    return b"".join(new) + chain[done:]


def computed_on_opening(workbook: bytes) -> bytes:
    """The workbook's part, told to compute its formulas when it is opened."""
    found = CALC.search(workbook)
    if found:
        if b"fullCalcOnLoad" in found[0]:
            told = re.sub(rb'fullCalcOnLoad="[^"]*"', b'fullCalcOnLoad="1"', found[0])
        else:
            told = found[0].replace(b"<calcPr", b'<calcPr fullCalcOnLoad="1"')
        return workbook[: found.start()] + told + workbook[found.end() :]
    for mark in BEFORE_CALC:
        at = workbook.find(mark)
        if at >= 0:
            at += len(mark)
            return workbook[:at] + b'<calcPr fullCalcOnLoad="1"/>' + workbook[at:]
    return workbook


def _hangs(ref: str, removed: Removed) -> bool:
    """Whether a link hangs on a cell whose words are others now, or on a row that was emptied."""
    first, several, last = ref.partition(":")
    if not several:
        return ref in removed.cells or _parts(ref)[1] in removed.rows
    (left, top), (right, bottom) = _parts(first), _parts(last)
    if top == bottom and top in removed.rows:
        return True
    return any(left <= column <= right and top <= row <= bottom for column, row in map(_parts, removed.cells))


def _parts(cell: str) -> tuple[int, int]:
    found = PARTS.fullmatch(cell)
    assert found is not None, "cells are named by letters and a number"
    return place_of(found[1]), int(found[2])
