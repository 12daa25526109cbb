"""Copies that a workbook keeps of its own rows (pivot tables, links, charts, its picture): “erased” is true of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from garant.errors import StoreError
from garant.rules.plan import Change, Subject
from garant.stores.port import Scope, Store
from tests.stores import workbooks
from tests.stores.shopkeeper import ALICE, MAP, ROWS, erase, erasing, made, part, parts, put
from tests.stores.workbooks import MAIN, OFFICE, Made

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n'
ITEMS = {
    "N°": '<sharedItems containsSemiMixedTypes="0" containsString="0" containsNumber="1" containsInteger="1"'
    ' minValue="1" maxValue="3"/>',
    "Nom": '<sharedItems count="3"><s v="Moreau"/><s v="Garnier"/><s v="Petit"/></sharedItems>',
    "Courriel": "<sharedItems/>",
    "Tél": '<sharedItems containsBlank="1" containsMixedTypes="1"/>',
    "Né le": '<sharedItems containsNonDate="0" containsDate="1" minDate="1975-04-03T00:00:00"'
    ' maxDate="1980-02-01T00:00:00" count="2"><d v="1980-02-01T00:00:00"/><d v="1975-04-03T00:00:00"/></sharedItems>',
    "Points": '<sharedItems containsNumber="1" minValue="7" maxValue="9" count="3"><n v="7"/><n v="8"/><n v="9"/>'
    "</sharedItems>",
    "Adresse complète": '<sharedItems count="2"><s v="3 rue des Lilas, Paris"/>'
    '<s v="8 quai du Port, Paris"/></sharedItems>',
}
FIELDS = "".join(f'<cacheField name="{name}" numFmtId="0">{items}</cacheField>' for name, items in ITEMS.items())
SHOWN = Made(
    "Analyse",
    [
        ["Points par nom"],
        ["Étiquettes", "Somme"],
        ["Moreau", 7],
        ["Garnier", 8],
        ["Petit", 9],
        ["Total général", 24],
        ["hors du tableau", "Moreau"],
    ],
    relations={"rId1": ("pivotTable", "../pivotTables/pivotTable1.xml")},
)


def definition(source: str, count: int = 3) -> str:
    return (
        f'{HEAD}<pivotCacheDefinition xmlns="{MAIN}" xmlns:r="{OFFICE}" r:id="rId1" refreshedBy="Bruno"'
        f' refreshedDate="46000.5" createdVersion="8" refreshedVersion="8" minRefreshableVersion="3"'
        f' recordCount="{count}">'
        f'<cacheSource type="worksheet">{source}</cacheSource><cacheFields count="7">{FIELDS}</cacheFields>'
        "</pivotCacheDefinition>"
    )


RECORDS = (
    f'{HEAD}<pivotCacheRecords xmlns="{MAIN}" xmlns:r="{OFFICE}" count="3"><r><n v="1"/><x v="0"/>'
    '<s v="alice@exemple.fr"/><s v="06 12 34 56 78"/><x v="0"/><x v="0"/><x v="0"/></r></pivotCacheRecords>'
)
TABLE = (
    f'{HEAD}<pivotTableDefinition xmlns="{MAIN}" name="T" cacheId="1" dataCaption="Valeurs">'
    '<location ref="A2:B6" firstHeaderRow="1" firstDataRow="1" firstDataCol="1"/>'
    '<pivotFields count="7"><pivotField axis="axisRow"><items count="4">'
    '<item x="1"/><item x="0"/><item x="2"/><item t="default"/></items></pivotField></pivotFields>'
    "</pivotTableDefinition>"
)


def rels(**links: tuple[str, str]) -> str:
    return workbooks.relations_part(links)


OF_CLIENTS = '<worksheetSource ref="A1:G4" sheet="Clients"/>'


def pivoted(folder: Path, source: str = OF_CLIENTS, shown: Made = SHOWN) -> Store:
    """The shopkeeper's workbook with a pivot table by name, as Excel writes one."""
    return made(
        folder,
        shown,
        more={
            "xl/pivotCache/pivotCacheDefinition1.xml": definition(source),
            "xl/pivotCache/pivotCacheRecords1.xml": RECORDS,
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": rels(
                rId1=("pivotCacheRecords", "pivotCacheRecords1.xml")
            ),
            "xl/pivotTables/pivotTable1.xml": TABLE,
            "xl/pivotTables/_rels/pivotTable1.xml.rels": rels(
                rId1=("pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml")
            ),
        },
        relations={"rIdP": ("pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml")},
        workbook='<pivotCaches><pivotCache cacheId="1" r:id="rIdP"/></pivotCaches>',
    )


def test_the_copy_of_a_pivot_table_goes_and_is_built_again_when_the_workbook_is_opened(tmp_path: Path) -> None:
    """Given a pivot table over the customers, when Alice is erased, then no record is left of it, it is marked to be
    built again, what only she had is gone from its lists and its cells, each value's number is what it was, and the
    values of the others are there.
    """
    store = pivoted(tmp_path)
    assert store.preview(erasing(1)) == (
        "a pivot table's copy of these rows is dropped, and built again when the workbook is opened",
    )
    before = parts(tmp_path)
    scope = erasing(1)
    touched = store.capture(scope)
    erase(store, scope)
    assert store.verify(scope, touched, ALICE).left == ()
    cache = ElementTree.fromstring(part(tmp_path, "xl/pivotCache/pivotCacheDefinition1.xml"))
    assert {name: cache.get(name) for name in ("refreshOnLoad", "recordCount", "missingItemsLimit", "refreshedBy")} == {
        "refreshOnLoad": "1",
        "recordCount": "0",
        "missingItemsLimit": "0",
        "refreshedBy": "Bruno",
    }
    records = ElementTree.fromstring(part(tmp_path, "xl/pivotCache/pivotCacheRecords1.xml"))
    assert (records.tag, records.get("count"), len(records)) == (f"{{{MAIN}}}pivotCacheRecords", "0", 0)
    items = {field.get("name"): [one.get("v") for one in field[0]] for field in cache.iter(f"{{{MAIN}}}cacheField")}
    assert items["Nom"] == ["#1", "Garnier", "Petit"]
    assert items["Né le"] == ["1901-01-01T00:00:00", "1975-04-03T00:00:00"]
    assert items["Points"] == ["-1", "8", "9"]
    assert items["Adresse complète"] == ["3 rue des Lilas, Paris", "8 quai du Port, Paris"], "Chloé lives there too"
    everything = workbooks.everything(tmp_path / "clients.xlsx")
    assert "1980-02-01" not in everything
    cells = workbooks.values(tmp_path / "clients.xlsx", 2)
    assert [cells.get(name, ("", ""))[1] for name in ("A3", "B3", "A4", "B4", "A6")] == [
        *("", "", "Garnier", "8"),
        "Total général",
    ]
    assert cells["B7"][1] == "Moreau", "what stands beside the table is its owner's own"
    after = parts(tmp_path)
    assert after["xl/pivotTables/pivotTable1.xml"] == before["xl/pivotTables/pivotTable1.xml"]


def test_a_pivot_table_of_another_sheet_stays_letter_for_letter(tmp_path: Path) -> None:
    store = pivoted(tmp_path, '<worksheetSource ref="A1:B9" sheet="Analyse"/>')
    before = parts(tmp_path)
    told = "the same is said there, and Garant does not write there; take it out by hand"
    assert store.preview(erasing(1)) == tuple(
        f"xl/pivotCache/pivotCache{part}1.xml: {told}" for part in ("Definition", "Records")
    )
    erase(store, erasing(1))
    after = parts(tmp_path)
    assert [name for name in before if "ivot" in name and before[name] != after[name]] == []


def test_a_pivot_table_by_a_name_is_taken_to_be_of_any_sheet(tmp_path: Path) -> None:
    store = pivoted(tmp_path, '<worksheetSource name="Clientèle"/>')
    erase(store, erasing(1))
    assert "alice" not in workbooks.everything(tmp_path / "clients.xlsx")
    assert 'refreshOnLoad="1"' in part(tmp_path, "xl/pivotCache/pivotCacheDefinition1.xml")


def test_a_pivot_table_over_another_workbook_cannot_be_built_again_and_is_told(tmp_path: Path) -> None:
    """Given a pivot table whose rows come from another file, when Alice is erased here, then its copy stays, and plan
    and verification say so.
    """
    store = pivoted(tmp_path, '<worksheetSource ref="A1:G4" sheet="Clients" r:id="rId2"/>')
    scope = erasing(1)
    told = store.preview(scope)
    assert told[0] == (
        "clients.xlsx: a pivot table keeps a copy of rows from elsewhere; refresh it in Excel after the deed, and save"
    )
    touched = store.capture(scope)
    erase(store, scope)
    left = store.verify(scope, touched, ALICE).left
    assert [(one.table, one.mapped) for one in left] == [("xl/pivotCache/pivotCacheRecords1.xml", False)]


def test_a_rectified_name_leaves_the_pivot_table_too(tmp_path: Path) -> None:
    store = pivoted(tmp_path)
    change = Change("Clients", (1,), "Nom", "Moreau", "Durand")
    assert store.rectify(Scope(MAP, (Subject(0, "customer", (1,)),)), [change]).done == {0}
    assert '<s v="#1"/><s v="Garnier"/>' in part(tmp_path, "xl/pivotCache/pivotCacheDefinition1.xml")
    assert "1980-02-01" in part(tmp_path, "xl/pivotCache/pivotCacheDefinition1.xml")


def test_a_pivot_table_in_an_unknown_dialect_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    store = pivoted(tmp_path)
    raw = parts(tmp_path)
    strange = definition('<worksheetSource ref="A1:G4" sheet="Clients"/>').replace("xmlns=", "xmlns:x=")
    for name in ("pivotCacheDefinition", "cacheSource", "worksheetSource", "cacheFields", "cacheField"):
        strange = strange.replace(f"<{name} ", f"<x:{name} ").replace(f"</{name}>", f"</x:{name}>")
    for name in ("sharedItems", "s", "d", "n"):
        strange = strange.replace(f"<{name} ", f"<x:{name} ").replace(f"<{name}/", f"<x:{name}/")
    raw["xl/pivotCache/pivotCacheDefinition1.xml"] = strange.replace("</sharedItems>", "</x:sharedItems>").encode()
    put(tmp_path, raw)
    with pytest.raises(StoreError, match="written in a way that is not known"):
        store.erase(erasing(1), store.capture(erasing(1)))
    assert parts(tmp_path) == raw


# ── other copies ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_copied_cells_of_other_workbooks_that_say_the_same_go(tmp_path: Path) -> None:
    """Given a link to another workbook, with the cells that it last read there, when Alice is erased, then those that
    say what nothing here says any more are gone, and the others stay.
    """
    cells = "".join(
        f'<cell r="A{row}" t="str"><v>{text}</v></cell>'
        for row, text in enumerate(("Moreau", "alice@exemple.fr", "Garnier", "3 rue des Lilas, Paris"), 1)
    )
    link = f"<externalLink><externalBook><sheetDataSet>{cells}</sheetDataSet></externalBook></externalLink>"
    store = made(tmp_path, more={"xl/externalLinks/externalLink1.xml": link})
    erase(store, erasing(1))
    left = part(tmp_path, "xl/externalLinks/externalLink1.xml")
    assert left == link.replace(cells, cells[cells.index('<cell r="A3"') :])


def test_the_picture_of_the_first_page_goes(tmp_path: Path) -> None:
    """Given a workbook that keeps a small picture of its rows, when a row goes, then the picture goes with it, and
    nothing points at it any more.
    """
    store = made(tmp_path, more={"docProps/thumbnail.wmf": b"a picture of Alice"})
    raw = parts(tmp_path)
    link = '<Relationship Id="rIdT" Type="x/metadata/thumbnail" Target="docProps/thumbnail.wmf"/></Relationships>'
    raw["_rels/.rels"] = raw["_rels/.rels"].replace(b"</Relationships>", link.encode())
    override = b'<Override PartName="/docProps/thumbnail.wmf" ContentType="image/x-wmf"/></Types>'
    raw["[Content_Types].xml"] = raw["[Content_Types].xml"].replace(b"</Types>", override)
    put(tmp_path, raw)
    erase(store, erasing(1))
    after = parts(tmp_path)
    assert set(raw) - set(after) == {"docProps/thumbnail.wmf"}
    assert b"thumbnail" not in after["_rels/.rels"] + after["[Content_Types].xml"]


def test_a_chart_of_the_newer_kind_no_longer_draws_what_went(tmp_path: Path) -> None:
    chart = (
        "<cx:chartSpace><cx:lvl><cx:pt idx='0'>Moreau</cx:pt><cx:pt idx='1'>Garnier</cx:pt></cx:lvl></cx:chartSpace>"
    )
    store = made(tmp_path, more={"xl/charts/chartEx1.xml": chart})
    erase(store, erasing(1))
    assert part(tmp_path, "xl/charts/chartEx1.xml") == chart.replace("Moreau", "")


ELSEWHERE: list[tuple[str, dict[str, Any], str]] = [
    (
        "filter",
        {
            "clients": Made(
                "Clients", ROWS, tail='<autoFilter ref="A1:G4"><filters><filter val="Moreau"/></filters></autoFilter>'
            )
        },
        "Clients, beside its cells",
    ),
    ("table", {"more": {"xl/tables/table1.xml": '<table><filter val="Moreau"/></table>'}}, "xl/tables/table1.xml"),
    ("drawing", {"more": {"xl/drawings/drawing1.xml": "<a><t>Pour Moreau</t></a>"}}, "xl/drawings/drawing1.xml"),
    ("custom", {"more": {"customXml/item1.xml": "<a>alice@exemple.fr</a>"}}, "customXml/item1.xml"),
    ("title", {"more": {"docProps/core.xml": "<p><title>Moreau</title></p>"}}, "docProps/core.xml"),
]


@pytest.mark.parametrize(
    ("given", "place"), [(given, place) for _, given, place in ELSEWHERE], ids=[n for n, *_ in ELSEWHERE]
)
def test_what_says_the_same_and_is_not_written_stands_in_the_plan(
    tmp_path: Path, given: dict[str, Any], place: str
) -> None:
    """Given Alice's name where only its owner knows what hangs on it, when her erasure is planned, then the plan says
    where; and of Éloi, who is not named there, it says nothing.
    """
    store = made(tmp_path, **given)
    told = f"{place}: the same is said there, and Garant does not write there; take it out by hand"
    assert store.preview(erasing(1)) == (told,)
    assert store.preview(erasing(2)) == ()


def test_a_shared_workbook_with_a_history_of_changes_is_not_written(tmp_path: Path) -> None:
    store = made(tmp_path, more={"xl/revisions/revisionLog1.xml": "<r><nc><t>alice@exemple.fr</t></nc></r>"})
    assert any(text.startswith("error: clients.xlsx: it is a shared workbook") for text in store.preview(erasing(1)))
    with pytest.raises(StoreError, match="history of its changes"):
        store.erase(erasing(1), store.capture(erasing(1)))


def test_a_data_model_is_told_before_and_listed_as_not_searched(tmp_path: Path) -> None:
    store = made(tmp_path, more={"xl/model/item.data": b"\x00"})
    (told,) = store.preview(erasing(1))
    assert "it keeps a data model (Power Pivot) that cannot be read here" in told
    seen = store.verify(Scope(MAP, ()), (), ALICE)
    assert [one.table for one in seen.skipped] == ["xl/model/item.data"]


def test_no_part_of_a_full_workbook_says_anything_of_alice(tmp_path: Path) -> None:
    """Given a workbook with a pivot table, a link, a chart and a picture, when Alice is erased, then none of her values
    stands in any part, whatever it is, as read by hand.
    """
    store = pivoted(tmp_path, shown=Made(SHOWN.name, SHOWN.rows[:-1], relations=SHOWN.relations))
    raw = parts(tmp_path)
    raw["xl/externalLinks/externalLink1.xml"] = b'<sheetData><cell r="A1" t="str"><v>Moreau</v></cell></sheetData>'
    raw["xl/charts/chart1.xml"] = b"<c:v>Moreau</c:v>"
    put(tmp_path, raw)
    erase(store, erasing(1))
    for name, data in parts(tmp_path).items():
        for value in (b"Moreau", b"alice", b"12 34 56", b"1980-02-01", b"29252"):
            assert value not in data, (name, value)
