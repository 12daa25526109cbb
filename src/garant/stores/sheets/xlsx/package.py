"""The parts of a workbook's ZIP, read within bounds and without what XML could do to its reader."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from xml.etree import ElementTree
from xml.parsers import expat

from garant.errors import StoreError

LARGEST_PART = 400 * 1024 * 1024
LARGEST = 1024 * 1024 * 1024
MOST_PARTS = 10_000
BIG = 4 * 1024 * 1024
"""Larger parts are packed fast, smaller ones well."""
AT_ONCE = 1024 * 1024
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
TYPES = "[Content_Types].xml"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
SAVE_AGAIN = "Open it in Excel or LibreOffice, save it again as .xlsx, and try again."
EMPTY_ROWS = "Delete the empty rows below and columns beside the data, save it again, and try again."


Piece = bytes | memoryview


class _Forbidden(Exception):
    pass


@dataclass(frozen=True, slots=True)
class Relation:
    id: str
    kind: str
    """The last word of its type: worksheet, comments, hyperlink…"""
    target: str
    """A part's name, or the address of something outside."""
    outside: bool


class Package:
    """A workbook's parts by name. Each is inflated when it is read, and never beyond the bounds."""

    def __init__(self, path: Path, raw: bytes) -> None:
        self.place = path.name
        if raw.startswith(OLE):
            raise StoreError(
                "it is protected by a password, or an old .xls file.",
                place=self.place,
                remedy="Save it without password as .xlsx; keep the folder's rights narrow instead.",
            )
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(raw))
            names = self._zip.namelist()
        except (zipfile.BadZipFile, ValueError):
            names = []
        if TYPES not in names:
            raise StoreError("it is no Excel workbook, or it is damaged.", place=self.place, remedy=SAVE_AGAIN)
        total = sum(info.file_size for info in self._zip.infolist())
        if len(names) != len(set(names)) or len(names) > MOST_PARTS or total > LARGEST:
            raise StoreError(
                f"it unpacks to {total // 2**20} MB in {len(names)} parts, which is no plausible workbook.",
                place=self.place,
                remedy=EMPTY_ROWS,
            )
        self.names = names
        self.types = tree(self.read(TYPES), f"{self.place}, {TYPES}")

    def read(self, name: str) -> bytes:
        """A part's bytes. Raises `StoreError` for one that is broken, or larger than it says or may be."""
        found, size = [], 0
        try:
            with self._zip.open(name) as part:
                while piece := part.read(AT_ONCE):
                    size += len(piece)
                    if size > LARGEST_PART:
                        break
                    found.append(piece)
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError):
            raise StoreError(f"its part {name} cannot be read.", place=self.place, remedy=SAVE_AGAIN) from None
        if size > LARGEST_PART:
            told = f"its part {name} is larger than {LARGEST_PART // 2**20} MB when unpacked."
            raise StoreError(told, place=self.place, remedy=EMPTY_ROWS)
        return b"".join(found)

    def tree(self, name: str) -> ElementTree.Element:
        return tree(self.read(name), f"{self.place}, {name}")

    def type_of(self, name: str) -> str:
        """The content type that the package declares for a part."""
        for one in self.types:
            if one.get("PartName", "").lstrip("/") == name:
                return one.get("ContentType", "")
        return ""

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part points at, by id."""
        folder, _, last = name.rpartition("/")
        rels = f"{folder}/_rels/{last}.rels".lstrip("/")
        if rels not in self.names:
            return {}
        found = {}
        for one in self.tree(rels).iter(RELATIONSHIP):
            outside = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relation(
                one.get("Id", ""), one.get("Type", "").rpartition("/")[2], target, outside
            )
        return found

    def write(self, out: BinaryIO, changed: Mapping[str, Sequence[Piece]], dropped: Container[str] = ()) -> None:
        """The package with some parts in new words; the others as they are, in the order in which they were."""
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            for info in self._zip.infolist():
                if info.filename in dropped:
                    continue
                new.compression, new.compresslevel = info.compress_type, 1 if info.file_size > BIG else 6
                with new.open(info.filename, "w") as part:
                    for piece in changed.get(info.filename) or (self.read(info.filename),):
                        part.write(piece)
            new.comment = self._zip.comment


def unmarked(raw: bytes, place: str) -> None:
    """The same for a large part, by its letters: in XML a < begins a mark wherever it stands, so that a part without
    `<!` holds neither a document type nor a comment nor CDATA."""
    head = raw[:200]
    declared = b"<?xml" in head and b"encoding=" in head.partition(b"?>")[0].lower()
    utf8 = not declared or b"utf-8" in head.partition(b"?>")[0].lower()
    marks = b"!" in raw and b"<!" in raw  # a single sign is looked for much faster than two
    asides = raw.count(b"?") > head.count(b"?") and raw.count(b"<?") > (b"<?xml" in head)
    if not utf8 or raw.startswith((b"\xff\xfe", b"\xfe\xff")) or marks or asides or head.count(b"<?") > 1:
        raise _no_plain(place)


def tree(raw: bytes, place: str) -> ElementTree.Element:
    """A small part as a tree. Raises `StoreError` for XML that is broken or has a document type: no entity bombs."""
    builder = ElementTree.TreeBuilder()
    parser = expat.ParserCreate(namespace_separator="}")

    def refuse(*_: object) -> None:
        raise _Forbidden

    def start(name: str, attributes: dict[str, str]) -> None:
        builder.start(_named(name), {_named(key): value for key, value in attributes.items()})

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.EndElementHandler = lambda name: builder.end(_named(name))
    parser.CharacterDataHandler = builder.data
    try:
        parser.Parse(raw, True)
        return builder.close()
    except (expat.ExpatError, _Forbidden):
        raise _no_plain(place) from None


def _named(name: str) -> str:
    """A name as ElementTree writes it: its namespace in braces."""
    return "{" + name if "}" in name else name


def _no_plain(place: str) -> StoreError:
    return StoreError(
        "it is no plain XML: broken, or with a document type, a comment or an encoding that no spreadsheet writes.",
        place=place,
        remedy=SAVE_AGAIN,
    )
