"""Reads a package and its page back, as a person's browser and spreadsheet would."""

from __future__ import annotations

import io
import json
import zipfile
from html.parser import HTMLParser
from typing import Any

VOID = {"meta", "br", "link", "col", "img", "input", "hr"}


class Page(HTMLParser):
    """The text, the headings, the links and the elements of a page; it fails on an element left open."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.headings: list[tuple[int, str]] = []
        self.terms: list[tuple[str, str]] = []
        self._pieces: list[str] = []
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)
        if tag in ("h1", "h2", "h3", "h4"):
            self.headings.append((int(tag[1]), ""))
        if tag == "dt":
            self.terms.append(("", ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "style":
            return
        self._pieces.append(data)
        if self.headings and any(tag in ("h1", "h2", "h3", "h4") for tag in self.open):
            level, text = self.headings[-1]
            self.headings[-1] = (level, text + data)
        if self.terms and "dt" in self.open:
            self.terms[-1] = (self.terms[-1][0] + data, self.terms[-1][1])
        elif self.terms and "dd" in self.open:
            self.terms[-1] = (self.terms[-1][0], self.terms[-1][1] + data)

    @property
    def text(self) -> str:
        return " ".join(piece.strip() for piece in self._pieces if piece.strip())

    def all(self, name: str) -> list[dict[str, str]]:
        return [attributes for tag, attributes in self.elements if tag == name]


def unzipped(package: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def loaded(data: bytes) -> Any:
    return json.loads(data)
