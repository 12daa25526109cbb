"""Totals, sub-totals and notes below the rows of a spreadsheet are nobody; how rows are told apart without a number."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from garant.errors import MapError
from garant.law.reading import read_yaml
from garant.plugins import open_store
from garant.rules.maps import read_map
from garant.rules.plan import Subject
from garant.rules.propose import propose, write
from garant.rules.register import StoreMap
from garant.stores.port import Scope, Store, Wanted
from tests.stores import workbooks
from tests.stores.shopkeeper import ALICE, GOES, ROWS, erase, erasing, made, part
from tests.stores.workbooks import Cell, Made

HEAD = ["N°", "Nom", "Courriel", "Ville", "Achats"]
PEOPLE: list[list[Cell]] = [
    [1, "Moreau", "alice@exemple.fr", "Paris", 12.5],
    [2, "Garnier", "eloi@exemple.fr", "Lyon", 20.0],
    [3, "Petit", "chloe@exemple.fr", "Lyon", 7.25],
]
BLANK: list[Cell] = [None] * 5
TOTAL: list[Cell] = ["Total", None, None, None, 39.75]
NOTE: list[Cell] = ["Édité le 12 novembre 2026 par la boutique"]


@pytest.fixture(params=["csv", "xlsx"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def kept(folder: Path, kind: str, *rows: Sequence[Cell], formulas: dict[str, str] | None = None) -> Store:
    """The shopkeeper's customers in either kind of file, named “clients”."""
    if kind == "xlsx":
        workbooks.make(folder / "clients.xlsx", [Made("clients", rows, formulas=formulas or {})])
    else:
        lines = [";".join("" if v is None else str(v).replace(".", ",", isinstance(v, float)) for v in r) for r in rows]
        (folder / "clients.csv").write_text("\r\n".join(lines) + "\r\n", "cp1252", newline="")
    return open_store("fichier", f"{kind}://{folder}/clients.{kind}")


def proposed(store: Store, language: str = "fr") -> tuple[str, StoreMap]:
    text = write(propose("fichier", store.profile()), language)
    return text.replace("\u00a0", " "), read_map(read_yaml(text, "fichier.yaml").data)


# ── totals and notes ───────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("below", "lines"),
    [
        ([TOTAL], "5"),
        ([["", "TOTAL GÉNÉRAL", None, None, 39.75]], "5"),
        ([["Sous-total", None, None, None, 39.75], ["Nombre de clients", 3], TOTAL], "5, 6, 7"),
        ([[None, None, None, None, 39.75]], "5"),
        ([TOTAL, NOTE], "5, 6"),
        ([NOTE], "5"),
    ],
)
def test_a_sheet_that_ends_with_totals_or_a_note_is_proposed_and_its_rows_serve(
    tmp_path: Path, kind: str, below: list[list[Cell]], lines: str
) -> None:
    """Given customers above a line of totals or a note, when a map is proposed, then the customer number is the key,
    the lines below are told by their numbers, and a search finds the customers and nobody else.
    """
    store = kept(tmp_path, kind, HEAD, *PEOPLE, *below)
    text, map = proposed(store)
    assert map.persons["customer"].key == ("N°",)
    assert f"    # lignes qui ne sont personne (totaux, note) : {lines} ; elles restent en place\n" in text
    assert store.check(map) == ()
    assert store.describe().tables["clients"].rows == 3
    assert store.describe().tables["clients"].columns["N°"].type == "integer"
    assert [one.identities for one in store.present(map)] == [
        (("email", f"{name}@exemple.fr"),) for name in ("alice", "eloi", "chloe")
    ]


def test_a_customer_called_total_is_a_customer(tmp_path: Path, kind: str) -> None:
    """Given firms and people whose rows look like totals, when the file is read, then each of them is there."""
    last: list[list[Cell]] = [
        [4, "Total", None, "Paris", 12],
        ["Total Énergies", None, "contact@total.example", None, 12.5],
        ["Total SA", None, None, None, 1200.5],
        [6, "Martin", None, None, None],
        ["Jean Martin"],
    ]
    for row in last:
        store = kept(tmp_path, kind, HEAD, *PEOPLE, row)
        assert store.describe().tables["clients"].rows == 4, row
        store.close()


def test_the_plan_tells_of_totals_and_they_stay_when_a_customer_goes(tmp_path: Path, kind: str) -> None:
    store = kept(tmp_path, kind, HEAD, *PEOPLE, TOTAL, NOTE)
    _, map = proposed(store)
    scope = Scope(map, (Subject(0, "customer", (3,)),), {"clients": GOES})
    told = "totals or a note and nobody's data: they stay, formulas add up again, typed numbers are to be corrected"
    assert store.preview(scope) == (f"clients: rows 5, 6 hold {told}",)
    touched = store.capture(scope)
    assert store.erase(scope, touched).rows == {"clients": 1}
    seen = store.verify(scope, touched, [Wanted(0, "email", "chloe@exemple.fr")])
    assert (seen.gone, seen.left) == ({"clients": 1}, ())
    if kind == "csv":
        text = (tmp_path / "clients.csv").read_text("cp1252").splitlines()
        assert text[-2:] == ["Total;;;;39,75", "Édité le 12 novembre 2026 par la boutique"]
        assert len(text) == 5
    else:
        cells = workbooks.values(tmp_path / "clients.xlsx", 1)
        assert (cells["A5"][1], cells["E5"][1], "B4" in cells) == ("Total", "39.75", False)


def test_a_total_by_formula_keeps_its_range_when_the_last_row_above_it_goes(tmp_path: Path) -> None:
    """Given sub-totals in the middle and a grand total by formulas, of which the cells are numbers only, when Alice and
    then Chloé, who stand at the ends of the range, are erased, then every formula is as it was.
    """
    rows: list[list[Cell]] = [
        ROWS[0],
        ROWS[1],
        [*BLANK, 7],
        ROWS[2],
        ROWS[3],
        ["Reste", *BLANK[1:], 17],
        [*BLANK, 24],
    ]
    formulas = {
        "F3": "<f>SUBTOTAL(9,F2:F2)</f>",
        "F6": "<f>ROUND(SUBTOTAL(9,F$4:F$5),2)</f>",
        "F7": "<f>SUM(F2:F6)</f>",
    }
    store = made(tmp_path, clients=Made("Clients", rows, formulas=formulas))
    text, _ = proposed(store)
    assert "lignes qui ne sont personne (totaux, note) : 3, 6, 7 ; elles restent en place" in text
    was = part(tmp_path, "xl/worksheets/sheet1.xml")
    for key in (1, 3):
        scope = erasing(key)
        touched = store.capture(scope)
        erase(store, scope)
        assert store.verify(scope, touched, ALICE).left == ()
    now = part(tmp_path, "xl/worksheets/sheet1.xml")
    for row in (3, 6, 7):
        start = was.index(f'<row r="{row}"')
        assert was[start : was.index("</row>", start)] in now
    assert 'fullCalcOnLoad="1"' in part(tmp_path, "xl/workbook.xml")


def test_a_running_sum_on_every_row_makes_nobody_vanish(tmp_path: Path) -> None:
    clients = Made("Clients", ROWS, formulas={f"F{row}": f"<f>SUM(G$2:G{row})</f>" for row in (2, 3, 4)})
    assert made(tmp_path, clients=clients).describe().tables["Clients"].rows == 3


def test_what_a_note_says_of_a_person_is_found_by_the_verification(tmp_path: Path, kind: str) -> None:
    """Given a note at the foot that names Alice, when she is erased and verified, then it is told where she is left."""
    note: list[Cell] = ["Note : prévenir alice@exemple.fr avant la livraison"]
    store = kept(tmp_path, kind, HEAD, *PEOPLE, TOTAL, note)
    _, map = proposed(store)
    scope = Scope(map, (Subject(0, "customer", (1,)),), {"clients": GOES})
    touched = store.capture(scope)
    erase(store, scope)
    seen = store.verify(scope, touched, ALICE)
    place = "clients.csv, below the data" if kind == "csv" else "clients, below its data"
    assert [(left.table, left.column, left.mapped) for left in seen.left] == [(place, "", False)]


# ── keys ───────────────────────────────────────────────────────────────────────────────────────────────────────────

BARE: list[list[Cell]] = [
    ["Nom", "Prénom", "Courriel", "Ville"],
    ["Martin", "Alice", "famille@exemple.fr", "Paris"],
    ["Martin", "Éloi", "famille@exemple.fr", "Paris"],
    ["Petit", "Alice", "chloe@exemple.fr", "Lyon"],
]


def test_a_sheet_without_any_key_says_what_to_do_about_it(tmp_path: Path, kind: str) -> None:
    """Given customers without a number of their own, when a map is proposed, then the answer is to number them, and
    which columns would do together.
    """
    store = kept(tmp_path, kind, *BARE)
    with pytest.raises(MapError) as told:
        proposed(store)
    assert told.value.place == "fichier, clients"
    assert told.value.cause == "It looks like a table of persons, but no column has a value of its own in each row."
    assert told.value.remedy == (
        "Add a column “N°” to the file, number the rows 1, 2, 3…, save, and propose again. Or write the map yourself, "
        "with `key: [Nom, Prénom]`."
    )
    numbered = kept(tmp_path, kind, ["N°", *BARE[0]], *([at, *row] for at, row in enumerate(BARE[1:], 1)))
    assert proposed(numbered)[1].persons["customer"].key == ("N°",)


def test_the_columns_that_were_named_do_as_a_key(tmp_path: Path, kind: str) -> None:
    store = kept(tmp_path, kind, *BARE)
    text = (
        "garant: map/1\nstore: fichier\n"
        "persons: {customer: {table: clients, key: [Nom, Prénom], identities: {email: Courriel}}}\n"
        "tables: {clients: {activity: customers, columns: {Nom: identity.name, Courriel: contact.email}}}\n"
        "activities: {customers: {name: {fr: Clients}, purpose: {fr: Vendre}, basis: contract}}\n"
    )
    map = read_map(read_yaml(text, "fichier.yaml").data)
    assert store.check(map) == ()
    found = store.find(list(map.persons.values()), [Wanted(0, "email", "famille@exemple.fr")])
    assert [one.key for one in found] == [("Martin", "Alice"), ("Martin", "Éloi")]
    scope = Scope(map, (Subject(0, "customer", ("Martin", "Éloi")),), {"clients": GOES})
    assert store.erase(scope, store.capture(scope)).rows == {"clients": 1}
    found = store.find(list(map.persons.values()), [Wanted(0, "email", "famille@exemple.fr")])
    assert [one.key for one in found] == [("Martin", "Alice")]


def test_number_and_line_of_a_document_are_proposed_as_its_key(tmp_path: Path) -> None:
    """Given lines of invoices, each told by its invoice and its line, when a map is proposed, then both are the key; a
    sheet of people with neither is left out with what to do.
    """
    lines: list[list[Cell]] = [["N° client", "N° facture", "Ligne", "Article"]]
    lines += [[1 + n // 2 % 3, f"F-{n // 2}", 1 + n % 2, "Lampe"] for n in range(12)]
    workbooks.make(
        tmp_path / "clients.xlsx",
        [
            Made("Clients", [["N° client", *HEAD[1:]], *PEOPLE]),
            Made("Lignes factures", lines),
            Made("Invités", BARE),
        ],
    )
    text, map = proposed(open_store("fichier", f"xlsx://{tmp_path}/clients.xlsx"))
    assert map.tables["Lignes factures"].key == ("N° facture", "Ligne")
    assert (
        "#   Invités : des données de personnes (Nom, Prénom, Courriel, Ville), mais aucune colonne dont chaque valeur "
        "ne serve qu’une fois.\n#     Ajoutez dans le fichier une colonne « N° », numérotez les lignes (1, 2, 3…), "
        "enregistrez, puis refaites cette proposition.\n#     Ou écrivez la carte vous-même avec « key: [Nom, Prénom] »"
        " : ensemble, ces colonnes distinguent aujourd’hui toutes les lignes." in text
    )
