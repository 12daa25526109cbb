"""Text between the marks of XML and back, as spreadsheets write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from xml.sax.saxutils import escape

CODED = re.compile(r"_x([0-9A-Fa-f]{4})_")
"""How Excel writes a sign that XML does not know."""
TEXT = re.compile(rb"<t(?:\s[^>]*)?>([^<]*)</t>")
SOUNDS = re.compile(rb"<rPh\b.*?</rPh>", re.DOTALL)
PIECE = re.compile(rb'="([^"]*)"|=\'([^\']*)\'|>([^<]+)<')
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def decoded(raw: bytes) -> str:
    """The words of a text or an attribute."""
    text = raw.decode()
    if "&" in text:
        text = unescape(text)
    return CODED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def text_of(item: bytes) -> str:
    """The words of a string item, its runs put together; how they are pronounced is left out."""
    if b"<rPh" in item:
        item = SOUNDS.sub(b"", item)
    return "".join(decoded(found) for found in TEXT.findall(item))


def encoded(text: str) -> bytes:
    """Words as the content of an element."""
    text = CODED.sub(lambda found: f"_x005F{found[0]}", text)
    return escape(CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)).encode()


def pieces(raw: bytes) -> Iterator[str]:
    """Every attribute's value and every text of some XML."""
    for found in PIECE.finditer(raw):
        piece = found[1] or found[2] or found[3]
        if piece and not piece.isspace():
            yield decoded(piece)
