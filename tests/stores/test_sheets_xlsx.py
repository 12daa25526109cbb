"""A workbook under the knife: what is about the person goes from every part, all else stays letter for letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from garant.rules.plan import Change, Subject
from garant.stores.port import Scope, Wanted
from tests.stores import workbooks
from tests.stores.shopkeeper import ALICE, CUSTOMER, MAP, ROWS, erase, erasing, made, part, parts, put
from tests.stores.workbooks import MAIN, Made

# ── rows, cells, shared strings ────────────────────────────────────────────────────────────────────────────────────


def test_a_row_is_emptied_where_it_stands_and_every_other_letter_stays(tmp_path: Path) -> None:
    """Given rows, formulas that point below, a filter and a merged title, when Alice is erased, then her row is empty,
    the rows below keep their numbers, and no other letter of the sheet is another.
    """
    tail = '<autoFilter ref="A1:G4"/><mergeCells count="1"><mergeCell ref="I1:K1"/></mergeCells>'
    clients = Made("Clients", ROWS, tail=tail, head='<cols><col min="3" max="3" width="31" customWidth="1"/></cols>')
    total = Made("Total", [["Somme"], [17]], formulas={"A2": "<f>SUM(Clients!F2:F4)</f>"})
    store = made(
        tmp_path,
        total,
        clients=clients,
        workbook='<definedNames><definedName name="z">Clients!$A$3</definedName></definedNames>',
    )
    before = parts(tmp_path)
    erase(store, erasing(1))
    after = parts(tmp_path)
    sheet, was = after["xl/worksheets/sheet1.xml"].decode(), before["xl/worksheets/sheet1.xml"].decode()
    row = was[was.index('<row r="2"') : was.index('<row r="3"')]
    assert sheet == was.replace(row, '<row r="2" spans="1:7"><c r="E2" s="1"/></row>')
    assert after["xl/worksheets/sheet2.xml"] == before["xl/worksheets/sheet2.xml"]
    assert {name for name in after if after[name] != before[name]} == {
        "xl/worksheets/sheet1.xml",
        "xl/sharedStrings.xml",
        "xl/workbook.xml",
    }
    assert '</definedNames><calcPr fullCalcOnLoad="1"/>' in after["xl/workbook.xml"].decode()
    assert list(after) == list(before)


def test_texts_that_no_cell_says_any_more_vanish_and_shared_ones_stay(tmp_path: Path) -> None:
    """Given Alice's street, which Chloé shares, when Alice is erased, then her name and address are gone from the
    shared strings, the street stays, and every other number still means what it meant.
    """
    store = made(tmp_path)
    erase(store, erasing(1))
    shared = part(tmp_path, "xl/sharedStrings.xml")
    for value in ("Moreau", "alice@exemple.fr", "06 12 34 56 78"):
        assert value not in workbooks.everything(tmp_path / "clients.xlsx")
    assert "3 rue des Lilas" in shared
    assert workbooks.values(tmp_path / "clients.xlsx", 1)["B4"] == ("0", "Petit")
    assert workbooks.values(tmp_path / "clients.xlsx", 1)["G4"] == ("0", "3 rue des Lilas, Paris")


def test_a_text_that_an_earlier_program_left_over_goes_at_the_next_deed(tmp_path: Path) -> None:
    """Given a shared string at which no cell points any more, when somebody else is erased, then it is gone too."""
    store = made(tmp_path)
    raw = parts(tmp_path)
    raw["xl/sharedStrings.xml"] = raw["xl/sharedStrings.xml"].replace(
        b"</sst>", b"<si><t>bruno@exemple.fr</t></si></sst>"
    )
    put(tmp_path, raw)
    seen = store.verify(Scope(MAP, ()), (), [Wanted(0, "email", "bruno@exemple.fr")])
    assert [(left.table, left.mapped) for left in seen.left] == [("xl/sharedStrings.xml", False)]
    erase(store, erasing(1))
    assert store.verify(Scope(MAP, ()), (), [Wanted(0, "email", "bruno@exemple.fr")]).left == ()


def test_cleared_cells_keep_their_style(tmp_path: Path) -> None:
    store = made(tmp_path)
    erase(store, erasing(1, "Courriel", "Né le"))
    cells = workbooks.values(tmp_path / "clients.xlsx", 1)
    assert (cells.get("C2"), cells["E2"], cells["B2"]) == (None, ("1", ""), ("0", "Moreau"))
    assert store.erase(erasing(1, "Courriel", "Né le"), store.capture(erasing(1, "Courriel", "Né le"))).already == {0}


def test_a_value_is_rectified_in_the_type_and_style_of_its_cell(tmp_path: Path) -> None:
    """Given a text, a day and a number, when they are rectified, then each stays of its kind."""
    store = made(tmp_path)
    scope = Scope(MAP, (Subject(0, "customer", (1,)), Subject(1, "customer", (3,))))
    changes = [
        Change("Clients", (1,), "Nom", "Moreau", "Durand & Cie <SA>"),
        Change("Clients", (1,), "Né le", "1980-02-01", "05/03/1981"),
        Change("Clients", (1,), "Points", 7, "12"),
        Change("Clients", (3,), "Tél", None, "06 11 22 33 44"),
    ]
    assert store.rectify(scope, changes).done == {0, 1}
    cells = workbooks.values(tmp_path / "clients.xlsx", 1)
    assert cells["E2"] == ("1", workbooks.serial(date(1981, 3, 5)))
    assert (cells["F2"], cells["D4"]) == (("0", "12"), ("0", "06 11 22 33 44"))
    assert "Durand &amp; Cie &lt;SA&gt;" in part(tmp_path, "xl/worksheets/sheet1.xml")
    assert "Moreau" not in part(tmp_path, "xl/sharedStrings.xml")
    rows = {row.key: row.values for row in store.read(scope)}
    assert rows[1,]["Nom"] == "Durand & Cie <SA>"
    assert store.rectify(scope, changes).already == {0, 1}


@pytest.mark.parametrize("epoch1904", [False, True])
def test_days_are_read_by_the_epoch_of_the_workbook(tmp_path: Path, epoch1904: bool) -> None:
    store = made(tmp_path, epoch1904=epoch1904)
    (row,) = store.read(Scope(MAP, (Subject(0, "customer", (1,)),)))
    assert (row.values["Né le"], row.values["Points"]) == ("1980-02-01", 7)


# ── what hangs on a cell elsewhere ─────────────────────────────────────────────────────────────────────────────────

LINKED = Made(
    "Clients",
    ROWS,
    tail='<hyperlinks><hyperlink ref="C2" r:id="rId1" display="alice@exemple.fr"/>'
    '<hyperlink ref="C3" r:id="rId2"/></hyperlinks>',
    relations={
        "rId1": ("hyperlink", "mailto:alice@exemple.fr"),
        "rId2": ("hyperlink", "mailto:eloi@exemple.fr"),
        "rId3": ("comments", "../comments1.xml"),
        "rId4": ("threadedComment", "../threadedComments/threadedComment1.xml"),
    },
)
NOTES: Mapping[str, str] = {
    "xl/comments1.xml": f'<comments xmlns="{MAIN}"><authors><author>Bruno</author></authors><commentList>'
    '<comment ref="D2" authorId="0"><text><r><t>Alice rappelle</t></r></text></comment>'
    '<comment ref="D3" authorId="0"><text><r><t>Éloi rappelle</t></r></text></comment></commentList></comments>',
    "xl/threadedComments/threadedComment1.xml": "<ThreadedComments>"
    '<threadedComment ref="H2" id="{1}"><text>Chez Alice</text></threadedComment>'
    '<threadedComment ref="D3" id="{2}"><text>Chez Éloi</text></threadedComment></ThreadedComments>',
}


def test_links_and_comments_of_a_cell_go_with_it(tmp_path: Path) -> None:
    """Given the link that Excel makes of an address and comments on the row, when Alice is erased, then they go from
    their own parts too, and Éloi's stay.
    """
    store = made(tmp_path, clients=LINKED, more=NOTES)
    erase(store, erasing(1))
    left = workbooks.everything(tmp_path / "clients.xlsx")
    assert "alice" not in left.casefold()
    for value in (
        "mailto:eloi@exemple.fr",
        '<hyperlink ref="C3" r:id="rId2"/>',
        "Éloi rappelle",
        "Chez Éloi",
        'ref="D2"',
    ):
        assert value in left
    erase(store, erasing(2))
    assert "hyperlink " not in part(tmp_path, "xl/worksheets/sheet1.xml")
    assert "<hyperlinks" not in part(tmp_path, "xl/worksheets/sheet1.xml")


def test_a_rectified_address_loses_its_old_link_and_keeps_its_comment(tmp_path: Path) -> None:
    store = made(tmp_path, clients=LINKED, more=NOTES)
    scope = Scope(MAP, (Subject(0, "customer", (1,)),))
    change = Change("Clients", (1,), "Courriel", "alice@exemple.fr", "alice.m@exemple.fr")
    assert store.rectify(scope, [change]).done == {0}
    left = workbooks.everything(tmp_path / "clients.xlsx")
    assert "alice@exemple.fr" not in left
    assert "Alice rappelle" in left


# ── formulas ───────────────────────────────────────────────────────────────────────────────────────────────────────

FULL = '<f t="shared" ref="G2:G4" si="0">B2&amp;" "&amp;C2</f>'
SHARED = {"G2": FULL, "G3": '<f t="shared" si="0"/>', "G4": '<f t="shared" si="0"/>'}


def test_a_formula_goes_with_its_value_and_the_plan_says_so(tmp_path: Path) -> None:
    """Given a personal column that is computed, when Alice is erased, then formula and value go, the order of
    calculation forgets the cell, and the preview tells that other cells were its source.
    """
    chain = f'<calcChain xmlns="{MAIN}"><c r="G2" i="1"/><c r="G3"/><c r="A2" i="2"/></calcChain>'
    clients = Made("Clients", ROWS, formulas={"G2": "<f>B2&amp;C2</f>", "G3": "<f>B3&amp;C3</f>"})
    store = made(
        tmp_path, clients=clients, more={"xl/calcChain.xml": chain}, relations={"rIdC": ("calcChain", "calcChain.xml")}
    )
    assert store.preview(erasing(1)) == (
        "Clients.Adresse complète: formulas go with their values; they were computed from other cells, which stay",
    )
    erase(store, erasing(1))
    assert "<f>B2" not in part(tmp_path, "xl/worksheets/sheet1.xml")
    assert "<f>B3&amp;C3</f>" in part(tmp_path, "xl/worksheets/sheet1.xml")
    assert part(tmp_path, "xl/calcChain.xml") == chain.replace('<c r="G2" i="1"/><c r="G3"/>', '<c r="G3" i="1"/>')


def test_a_formula_that_other_rows_share_stays_and_its_value_goes(tmp_path: Path) -> None:
    """Given a formula filled down, which stands in Alice's row for all, when she is erased, then it is whole."""
    store = made(tmp_path, clients=Made("Clients", ROWS, formulas=SHARED))
    assert any("other rows take their formula from there" in text for text in store.preview(erasing(1)))
    erase(store, erasing(1))
    sheet = part(tmp_path, "xl/worksheets/sheet1.xml")
    assert f'<c r="G2">{FULL}</c>' in sheet
    assert '<c r="G3" t="str"><f t="shared" si="0"/><v>8 quai du Port, Paris</v></c>' in sheet


def test_what_another_sheet_computed_of_her_goes_too_and_its_formula_stays(tmp_path: Path) -> None:
    """Given a sheet that repeats Alice's address by a formula, when she is erased, then what it last computed is gone,
    the formula stays, and the workbook is computed when it is opened.
    """
    mirror = Made("Étiquettes", [["Étiquette"], ["À : alice@exemple.fr"], ["À : eloi@exemple.fr"]])
    mirror.formulas = {"A2": '<f>"À : "&amp;Clients!C2</f>', "A3": '<f>"À : "&amp;Clients!C3</f>'}
    store = made(tmp_path, mirror)
    scope = erasing(1)
    touched = store.capture(scope)
    erase(store, scope)
    sheet = part(tmp_path, "xl/worksheets/sheet2.xml")
    assert '<f>"À : "&amp;Clients!C2</f></c>' in sheet
    assert "<v>À : eloi@exemple.fr</v>" in sheet
    assert 'fullCalcOnLoad="1"' in part(tmp_path, "xl/workbook.xml")
    assert store.verify(scope, touched, ALICE).left == ()


def test_a_chart_no_longer_draws_what_went(tmp_path: Path) -> None:
    """Given a chart that keeps the names it draws, when Alice is erased, then hers is gone from it."""
    drawn = "".join(f'<c:pt idx="{at}"><c:v>{name}</c:v></c:pt>' for at, name in enumerate(("Moreau", "Garnier")))
    chart = f"<c:chart><c:f>Clients!$B$2:$B$4</c:f><c:strCache>{drawn}</c:strCache></c:chart>"
    store = made(tmp_path, more={"xl/charts/chart1.xml": chart})
    erase(store, erasing(1))
    assert part(tmp_path, "xl/charts/chart1.xml") == chart.replace("<c:v>Moreau</c:v>", "<c:v></c:v>")


def test_cells_merged_over_several_rows_stop_the_plan(tmp_path: Path) -> None:
    tail = '<mergeCells count="1"><mergeCell ref="G2:G3"/></mergeCells>'
    store = made(tmp_path, clients=Made("Clients", ROWS, tail=tail))
    assert "error: Clients: G2:G3 is merged over several rows; undo that first" in store.preview(erasing(1))


# ── verification ───────────────────────────────────────────────────────────────────────────────────────────────────

PLACES: Sequence[tuple[str, dict[str, Any], tuple[str, str]]] = [
    (
        "hidden sheet",
        {"more_sheet": Made("Caché", [["Note"], ["voir alice@exemple.fr"]], state="veryHidden")},
        ("Caché", "Note"),
    ),
    (
        "footer",
        {"tail": "<headerFooter><oddFooter>alice@exemple.fr</oddFooter></headerFooter>"},
        ("Clients, beside its cells", ""),
    ),
    (
        "validation",
        {"tail": '<dataValidations><dataValidation prompt="alice@exemple.fr"/></dataValidations>'},
        ("Clients, beside its cells", ""),
    ),
    (
        "defined name",
        {"workbook": '<definedNames><definedName name="x">"alice@exemple.fr"</definedName></definedNames>'},
        ("xl/workbook.xml", ""),
    ),
    (
        "properties",
        {"more": {"docProps/core.xml": "<p><creator>alice@exemple.fr</creator></p>"}},
        ("docProps/core.xml", ""),
    ),
    (
        "pivot",
        {"more": {"xl/pivotCache/pivotCacheRecords1.xml": '<p><s v="alice@exemple.fr"/></p>'}},
        ("xl/pivotCache/pivotCacheRecords1.xml", ""),
    ),
    (
        "drawing",
        {"more": {"xl/drawings/drawing1.xml": "<a><t>Tél. 06.12.34.56.78</t></a>"}},
        ("xl/drawings/drawing1.xml", ""),
    ),
    ("rich text", {"rich": True}, ("Autre", "Note")),
]


@pytest.mark.parametrize(
    ("given", "expected"), [(given, expected) for _, given, expected in PLACES], ids=[name for name, *_ in PLACES]
)
def test_a_value_is_found_wherever_a_workbook_may_hold_it(
    tmp_path: Path, given: dict[str, Any], expected: tuple[str, str]
) -> None:
    """Given Alice's address in a part that no map names, when she is erased and verified, then it is told where."""
    more = dict(given)
    sheets = [more.pop("more_sheet")] if "more_sheet" in more else []
    tail = str(more.pop("tail", ""))
    rich = more.pop("rich", False)
    others = [Made("Autre", [["Note"], ["ICI"]])] if rich else []
    store = made(tmp_path, *sheets, *others, clients=Made("Clients", ROWS, tail=tail), **more)
    if rich:
        raw = parts(tmp_path)
        runs = b"<r><t>alice@</t></r><r><rPr><b/></rPr><t>exemple.fr</t></r>"
        raw["xl/sharedStrings.xml"] = raw["xl/sharedStrings.xml"].replace(b"<t>ICI</t>", runs)
        put(tmp_path, raw)
    scope = erasing(1)
    touched = store.capture(scope)
    erase(store, scope)
    seen = store.verify(scope, touched, ALICE)
    assert [(left.table, left.column, left.mapped) for left in seen.left] == [(*expected, False)]
    assert seen.gone == {"Clients": 1}


def test_what_is_no_text_is_listed_as_not_searched(tmp_path: Path) -> None:
    store = made(tmp_path, more={"xl/media/image1.png": b"\x89PNG"})
    seen = store.verify(Scope(MAP, ()), (), ALICE)
    assert [(place.table, place.why) for place in seen.skipped] == [("xl/media/image1.png", "type")]


def test_a_phone_number_kept_as_a_number_is_found(tmp_path: Path) -> None:
    store = made(tmp_path)
    found = store.find([CUSTOMER], [Wanted(0, "phone", "+33 6 12 34 56 79")])
    assert [match.key for match in found] == [(2,)]
    seen = store.verify(Scope(MAP, ()), (), [Wanted(0, "phone", "+33 6 12 34 56 79")])
    assert [(left.table, left.column) for left in seen.left] == [("Clients", "Tél")]
