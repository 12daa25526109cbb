"""A shopkeeper's spreadsheets: a title above the names of columns, customers in one sheet, invoices in another.

Alice bought long ago and lately. Her e-mail address is a link, as Excel makes one of any address that is typed, and a
comment hangs on her phone number. Éloi comes after her.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from tests.stores import workbooks
from tests.stores.workbooks import Cell, Made

CLIENTS: list[list[Cell]] = [
    ["N° client", "Nom", "Prénom", "Adresse", "Code postal", "Ville", "Courriel", "Téléphone", "Créé le", "Remarques"],
    [
        *("C001", "Moreau", "Alice", "3 rue des Lilas", "75011", "Paris"),
        *("Alice.Moreau@courriel.example", "06 39 98 12 34", date(2011, 3, 4), "Préfère le soir"),
    ],
    [
        *("C002", "Garnier", "Éloi", "8 quai du Port", "13002", "Marseille"),
        *("eloi.garnier@courriel.example", "06 39 98 55 55", date(2015, 6, 1), None),
    ],
    [
        *("C003", "Petit", "Chloé", "1 place du Marché", "35000", "Rennes"),
        *("chloe.petit@courriel.example", "06 39 98 77 77", date(2020, 1, 9), None),
    ],
]
INVOICES: list[list[Cell]] = [
    ["N° facture", "N° client", "Date facture", "Acheteur", "Total TTC"],
    ["F-2012-7", "C001", date(2012, 5, 4), "Alice Moreau", 40.5],
    ["F-2024-3", "C001", date(2024, 5, 4), "Alice Moreau", 60],
    ["F-2024-4", "C002", date(2024, 6, 4), "Éloi Garnier", 20],
]
TITLE: list[list[Cell]] = [["Boutique Lormel, fichier des clients"], []]
LINKS = (
    '<hyperlinks><hyperlink ref="G4" r:id="rId1"/><hyperlink ref="G5" r:id="rId2"/></hyperlinks>'
    '<legacyDrawing r:id="rId3"/>'
)
COMMENTS = (
    f'<comments xmlns="{workbooks.MAIN}"><authors><author>Bruno</author></authors><commentList>'
    '<comment ref="H4" authorId="0"><text><r><t>Mme Moreau rappelle le soir</t></r></text></comment>'
    '<comment ref="H5" authorId="0"><text><r><t>Numéro du magasin</t></r></text></comment></commentList></comments>'
)


def build_xlsx(path: Path) -> None:
    relations = {
        "rId1": ("hyperlink", "mailto:Alice.Moreau@courriel.example"),
        "rId2": ("hyperlink", "mailto:eloi.garnier@courriel.example"),
        "rId3": ("vmlDrawing", "../drawings/vmlDrawing1.vml"),
        "rId4": ("comments", "../comments1.xml"),
    }
    drawing = '<xml xmlns:v="urn:schemas-microsoft-com:vml"><v:shape id="_x0000_s1025"/></xml>'
    workbooks.make(
        path,
        [Made("Clients", [*TITLE, *CLIENTS], tail=LINKS, relations=relations), Made("Factures", INVOICES)],
        more={"xl/comments1.xml": COMMENTS, "xl/drawings/vmlDrawing1.vml": drawing},
    )


def build_csv(folder: Path) -> None:
    """The same as two files that Excel in France saved."""
    folder.mkdir()
    for name, rows, above in (("clients", CLIENTS, TITLE), ("factures", INVOICES, [])):
        with (folder / f"{name}.csv").open("w", encoding="cp1252", newline="") as out:
            csv.writer(out, delimiter=";").writerows([[_french(v) for v in row] for row in (*above, *rows)])


def _french(value: Cell) -> str:
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value).replace(".", ",") if isinstance(value, float) else str(value)


def texts(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    return [[_french(value) for value in row] for row in rows]
