"""Workbooks that are not what they seem: one message with place and remedy, and nothing written."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from garant.errors import StoreError
from garant.plugins import open_store
from garant.rules.plan import Subject
from garant.stores.port import Scope
from tests.stores import workbooks
from tests.stores.shopkeeper import ALICE, CUSTOMER, MAP, ROWS, TABLE, erase, erasing, made, parts, put
from tests.stores.workbooks import Cell, Made

MACRO = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"


def test_macros_stay_byte_for_byte(tmp_path: Path) -> None:
    path = tmp_path / "clients.xlsm"
    workbooks.make(path, [Made("Clients", ROWS)], kind=MACRO, more={"xl/vbaProject.bin": bytes(range(256))})
    store = open_store("fichier", f"xlsx://{path}")
    erase(store, erasing(1))
    with zipfile.ZipFile(path) as opened:
        assert opened.read("xl/vbaProject.bin") == bytes(range(256))


@pytest.mark.parametrize(
    ("more", "kind", "told"),
    [
        ({"xl/vbaProject.bin": b"x"}, "", "its name ends in .xlsx and its content is of another kind"),
        ({}, MACRO, "its name ends in .xlsx and its content is of another kind"),
        ({"_xmlsignatures/sig1.xml": "<s/>"}, "", "it is signed, and any change would break the signature"),
    ],
)
def test_a_workbook_that_is_not_what_it_says_is_read_and_never_written(
    tmp_path: Path, more: dict[str, str | bytes], kind: str, told: str
) -> None:
    given: dict[str, Any] = {"more": more} | ({"kind": kind} if kind else {})
    store = made(tmp_path, **given)
    before = parts(tmp_path)
    assert len(list(store.read(Scope(MAP, (Subject(0, "customer", (1,)),))))) == 1
    assert f"error: clients.xlsx: {told}" in store.preview(erasing(1))
    assert store.describe().tables["Clients"].may == {"select"}
    with pytest.raises(StoreError, match=told):
        store.erase(erasing(1), store.capture(erasing(1)))
    assert parts(tmp_path) == before


@pytest.mark.parametrize(
    ("raw", "told"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "protected by a password, or an old .xls"),
        (b"PK\x03\x04" + b"\0" * 60, "no Excel workbook, or it is damaged"),
        (b"", "no Excel workbook"),
    ],
)
def test_what_cannot_be_opened_is_told(tmp_path: Path, raw: bytes, told: str) -> None:
    (tmp_path / "clients.xlsx").write_bytes(raw)
    with pytest.raises(StoreError, match=told) as refused:
        open_store("fichier", f"xlsx://{tmp_path}/clients.xlsx").describe()
    assert refused.value.place == "clients.xlsx"
    assert refused.value.remedy


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "name", ["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml", "xl/styles.xml"]
)
def test_a_document_type_is_refused_in_every_part(tmp_path: Path, name: str) -> None:
    """Given an entity bomb in any part that is read, when it is opened, then it is refused at once."""
    store = made(tmp_path)
    raw = parts(tmp_path)
    raw[name] = raw[name].replace(b"?>\r\n", b"?>\r\n" + BOMB.encode(), 1)
    put(tmp_path, raw)
    with pytest.raises(StoreError, match="no plain XML"):
        store.describe()


def test_a_zip_bomb_is_refused_within_its_bounds(tmp_path: Path) -> None:
    store = made(tmp_path)
    raw = parts(tmp_path)
    body = raw["xl/worksheets/sheet1.xml"]
    raw["xl/worksheets/sheet1.xml"] = body.replace(b"</sheetData>", b" " * 420_000_000 + b"</sheetData>")
    put(tmp_path, raw)
    del raw
    with pytest.raises(StoreError, match="larger than 400 MB when unpacked") as told:
        store.describe()
    assert "Delete the empty rows" in told.value.remedy


def test_a_million_empty_rows_are_read_past(tmp_path: Path) -> None:
    """Given a sheet whose owner formatted a million rows, when Alice is looked for, then she is found among three."""
    store = made(tmp_path)
    raw = parts(tmp_path)
    rows = b"".join(b'<row r="%d" s="1" customFormat="1"/>' % number for number in range(5, 1_000_001))
    raw["xl/worksheets/sheet1.xml"] = raw["xl/worksheets/sheet1.xml"].replace(b"</sheetData>", rows + b"</sheetData>")
    put(tmp_path, raw)
    assert store.describe().tables["Clients"].rows == 3
    assert [match.key for match in store.find([CUSTOMER], list(ALICE))] == [(1,), (1,)]
    erase(store, erasing(1))
    assert store.describe().tables["Clients"].rows == 2


def test_a_header_of_merged_cells_is_told_by_its_column(tmp_path: Path) -> None:
    rows: list[list[Cell]] = [["N°", "Nom", None, "Courriel"], [1, "Moreau", "Alice", "alice@exemple.fr"]]
    store = made(tmp_path, clients=Made("Clients", rows))
    (blind,) = store.describe().tables["Clients"].blind
    assert blind == "values stand in column C, which has no name in the header (is a cell merged there?)"
    assert store.describe().tables["Clients"].columns == {}


def test_a_sheet_that_is_no_table_does_not_hinder_the_others(tmp_path: Path) -> None:
    board = Made("Tableau de bord", [["Ventes", 12, None, None, 7], [None, 3, 4, 5, 6]])
    store = made(tmp_path, board)
    assert store.check(MAP) == ()
    assert store.describe().tables["Tableau de bord"].blind
    mapped = replace(MAP, tables={**MAP.tables, "Tableau de bord": replace(TABLE, name="Tableau de bord")})
    with pytest.raises(StoreError, match="Tableau de bord"):
        store.check(mapped)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"sheetData", b"x:sheetData"),
        ("xl/worksheets/sheet1.xml", b'<c r="A2"', b'<c s="0" r="A2"'),
        ("xl/sharedStrings.xml", b"<sst", b"<x:sst"),
    ],
)
def test_a_workbook_in_an_unknown_dialect_is_refused_and_not_half_read(
    tmp_path: Path, name: str, old: bytes, new: bytes
) -> None:
    store = made(tmp_path)
    raw = parts(tmp_path)
    raw[name] = raw[name].replace(old, new)
    put(tmp_path, raw)
    with pytest.raises(StoreError, match="in a way that is not known") as told:
        store.describe()
    assert "save it again" in told.value.remedy


def test_a_text_is_not_emptied_when_it_is_not_sure_who_says_it(tmp_path: Path) -> None:
    """Given a cell that points at a shared text in an unknown way, when Alice is erased, then nothing is written."""
    store = made(tmp_path)
    raw = parts(tmp_path)
    sheet = raw["xl/worksheets/sheet1.xml"]
    at = sheet.index(b"<v>", sheet.index(b'<c r="B4"'))
    raw["xl/worksheets/sheet1.xml"] = sheet[:at] + b'<v xml:space="preserve">' + sheet[at + 3 :]
    put(tmp_path, raw)
    before = parts(tmp_path)
    with pytest.raises(StoreError, match="how its cells point at shared texts is written in a way that is not known"):
        store.erase(erasing(1), store.capture(erasing(1)))
    assert parts(tmp_path) == before
    assert [path.name for path in tmp_path.iterdir()] == ["clients.xlsx"]
