"""A spreadsheet goes out and comes back as it was; whatever a hostile one is made of is refused."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.errors import FormError
from garant.press import ods
from garant.rules.grids import Cell, Sheet

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=30).map(lambda text: text.strip())


def written(*rows: list[str], name: str = "Registre") -> bytes:
    return ods.write([Sheet(name, [[Cell(text) for text in row] for row in rows])], lists={}, title="", language="fr")


def content(inside: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("mimetype", ods.MIME)
        file.writestr("content.xml", inside)
    return out.getvalue()


@given(st.lists(st.lists(TEXT, min_size=1, max_size=4), min_size=1, max_size=5))
def test_what_is_written_is_read_back_cell_by_cell(rows: list[list[str]]) -> None:
    (grid,) = ods.read(written(*rows), "registre.ods")
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            assert grid.at(r, c) == text
    assert grid.at(len(rows), 0) == ""


def test_lines_of_a_cell_and_several_spaces_are_kept() -> None:
    (grid,) = ods.read(written(["12 rue Haute\n38000  Grenoble"]), "registre.ods")
    assert grid.rows == (("12 rue Haute\n38000  Grenoble",),)


def test_the_same_sheets_give_the_same_bytes() -> None:
    assert written(["Élodie"]) == written(["Élodie"])


def test_a_date_is_read_as_a_date_however_it_is_shown_and_a_comment_is_no_text() -> None:
    body = (
        '<x xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:o="urn:oasis:names:tc:opendocument:xmlns:'
        'office:1.0" xmlns:p="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:table t:name="Liste"><t:table-row>'
        '<t:table-cell o:value-type="date" o:date-value="2026-05-15"><p:p>15/05/26</p:p></t:table-cell>'
        "<t:table-cell><o:annotation><p:p>Aide</p:p></o:annotation><p:p>Oui</p:p></t:table-cell>"
        '<t:table-cell t:number-columns-repeated="2"/><t:table-cell><p:p>fin</p:p></t:table-cell></t:table-row>'
        '<t:table-row t:number-rows-repeated="1048570"/></t:table></x>'
    )
    (grid,) = ods.read(content(body), "registre.ods")
    assert grid.rows == (("2026-05-15", "Oui", "", "", "fin"),)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"nom;prenom", "This is not a spreadsheet in OpenDocument form."),
        (content("<x>"), "This file is damaged."),
        (
            content('<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'),
            "This file declares entities, which no spreadsheet does.",
        ),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_its_cause(data: bytes, cause: str) -> None:
    with pytest.raises(FormError) as refused:
        ods.read(data, "registre.ods")
    assert (refused.value.cause, refused.value.place) == (cause, "registre.ods")


def test_a_million_repeated_cells_are_counted_and_not_built() -> None:
    body = (
        '<x xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:p="urn:oasis:names:tc:opendocument:xmlns:'
        'text:1.0"><t:table t:name="Liste"><t:table-row t:number-rows-repeated="1000000"><t:table-cell '
        't:number-columns-repeated="1000"><p:p>x</p:p></t:table-cell></t:table-row></t:table></x>'
    )
    with pytest.raises(FormError, match="more than 400000 cells"):
        ods.read(content(body), "registre.ods")


def test_a_file_that_unpacks_to_gigabytes_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("mimetype", ods.MIME)
        file.writestr("content.xml", b" " * (ods.MOST_BYTES + 1))
    with pytest.raises(FormError, match="unpacks to more"):
        ods.read(out.getvalue(), "registre.ods")
