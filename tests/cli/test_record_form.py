"""`garant register export --form | apply FILE.ods | start`: an authority's form and a sector's profile, by terminal."""

from __future__ import annotations

import zipfile
from collections.abc import Callable

import yaml

from garant.press import ods
from garant.rules.grids import Cell, Sheet
from tests.cli.commands import Terminal, refused
from tests.rules.declared import LORMEL


def lormel(garant: Terminal) -> None:
    (garant.folder / "lormel.yaml").write_text(LORMEL, encoding="utf-8")
    garant.well("register", "apply", "lormel.yaml")


def test_the_form_goes_out_and_an_untouched_one_changes_nothing(garant: Terminal) -> None:
    lormel(garant)
    before = garant.well("register", "export").out
    garant.well("register", "export", "--form", "registre.ods")

    listed, *cards = ods.read((garant.folder / "registre.ods").read_bytes(), "registre.ods")
    assert listed.name == "2_-_Liste_des_traitements"
    assert len(cards) == 2
    assert garant.well("register", "diff", "registre.ods").out == "Nothing differs.\n"
    assert garant.well("register", "apply", "registre.ods").out == "Nothing changed.\n"
    assert garant.well("register", "export").out == before


def test_what_was_changed_in_the_form_is_told_and_kept(garant: Terminal) -> None:
    lormel(garant)
    garant.well("register", "export", "--form", "registre.ods")
    grids = ods.read((garant.folder / "registre.ods").read_bytes(), "registre.ods")
    rows = [
        [[Cell(text.replace("Gérer les clients", "Servir les clients")) for text in r] for r in g.rows] for g in grids
    ]
    sheets = [Sheet(grid.name, changed) for grid, changed in zip(grids, rows, strict=True)]
    (garant.folder / "autre.ods").write_bytes(ods.write(sheets, lists={}, title="", language="fr"))

    told = garant.well("register", "diff", "autre.ods").out
    assert told == "~ activity customers\n    name.fr: Gérer les clients → Servir les clients\n"
    assert garant.well("register", "apply", "autre.ods").out == told
    assert "Servir les clients" in garant.well("register", "export").out


def rewritten(garant: Terminal, change: Callable[[list[str]], list[str]]) -> None:
    """The exported form with every row of every sheet changed, as `autre.ods`."""
    garant.well("register", "export", "--form", "registre.ods")
    grids = ods.read((garant.folder / "registre.ods").read_bytes(), "registre.ods")
    sheets = [Sheet(g.name, [[Cell(text) for text in change(list(row))] for row in g.rows]) for g in grids]
    (garant.folder / "autre.ods").write_bytes(ods.write(sheets, lists={}, title="", language="fr"))


SMALL = """garant: register/1
organisation: {name: Le Comptoir, contact: a@b.example, place: FR}
roles: {equipe: {fr: L’équipe, en: The team}}
activities:
  clients:
    name: Clients
    persons: [customers]
    purposes: {a: {name: Vendre, kind: sale.order, basis: contract}, b: {name: Livrer, kind: sale.delivery}}
    items: {nom: {category: identity.name, used_by: [equipe]}, mail: contact.email}
"""


def test_a_form_whose_columns_all_shifted_changes_nothing_of_a_small_register(garant: Terminal) -> None:
    """Claire inserts a column before the others in every sheet: one clear message, and all is still declared."""
    (garant.folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    garant.well("register", "apply", "small.yaml")
    before = garant.well("register", "export").out
    rewritten(garant, lambda row: ["", *row])
    told = refused(garant, "register", "apply", "autre.ods", status=1)
    assert "sheet “Fiche 1 clients”, cell A1: the labels of the form stand in column B" in told["cause"]
    assert told["remedy"].endswith("Nothing was changed.")
    assert garant.well("register", "export").out == before


def test_what_a_form_leaves_out_goes_only_with_remove_and_is_told_as_in_a_file(garant: Terminal) -> None:
    (garant.folder / "small.yaml").write_text(SMALL, encoding="utf-8")
    garant.well("register", "apply", "small.yaml")
    before = garant.well("register", "export").out
    rewritten(garant, lambda row: [] if "Livrer" in row or "L’équipe" in row else row)
    assert refused(garant, "register", "apply", "autre.ods", status=1) == {
        "error": "FormError",
        "cause": "This form would take out of the register (2):\n  "
        "activity clients: purposes.b\n  activity clients: items.nom.used_by",
        "place": "autre.ods",
        "remedy": "If that is meant, apply it with --remove; else put the cells back. Nothing was changed.",
    }
    assert garant.well("register", "export").out == before
    assert garant.well("register", "apply", "autre.ods", "--remove").out == (
        "~ activity clients\n    purposes.b:\n      - name:\n      -   fr: Livrer\n      - kind: sale.delivery\n"
        "    items.nom.used_by: equipe → (nothing)\n"
    )


def test_a_form_that_is_none_is_refused_and_nothing_is_declared(garant: Terminal) -> None:
    lormel(garant)
    before = garant.well("register", "export").out
    none = "This is not a spreadsheet in OpenDocument form."
    (garant.folder / "clients.ods").write_bytes(b"nom;prenom\n")
    assert refused(garant, "register", "apply", "clients.ods", status=1)["cause"] == none
    with zipfile.ZipFile(garant.folder / "autre.ods", "w") as file:
        file.writestr("mimetype", "application/zip")
    assert refused(garant, "register", "apply", "autre.ods", status=1)["cause"] == none
    sheets = [Sheet("Feuille1", [[Cell("nom")], [Cell("Alice")]])]
    (garant.folder / "vide.ods").write_bytes(ods.write(sheets, lists={}, title="", language="fr"))
    assert refused(garant, "register", "apply", "vide.ods", status=1)["cause"] == "No sheet lists the activities."
    assert garant.well("register", "export").out == before


def test_a_sector_s_profile_is_printed_read_over_and_applied(garant: Terminal) -> None:
    assert "craftsman: Artisan / Craftsman\n" in garant.well("register", "start").out
    drafted = garant.well(
        "register", "start", "shop", "--without", "fidelite", "--recipient", "comptable=Cabinet Lenoir"
    ).out
    read = yaml.safe_load(drafted)
    assert read["organisation"]["sector"] == "retail"
    assert "fidelite" not in read["activities"]
    assert read["recipients"]["comptable"]["name"] == "Cabinet Lenoir"

    (garant.folder / "mine.yaml").write_text(drafted, encoding="utf-8")
    told = garant.well("register", "apply", "mine.yaml").out
    assert "+ activity customers\n" in told, "the map of the shop calls the trade's “clients” so"
    assert "activity clients" not in told, "and it is asked about once"


def test_a_sector_or_a_question_that_is_not_known_is_refused_with_those_that_are(garant: Terminal) -> None:
    bank = refused(garant, "register", "start", "bank", status=1)
    assert (bank["place"], "craftsman" in bank["remedy"]) == ("bank", True)
    lawyer = refused(garant, "register", "start", "shop", "--recipient", "avocat=X", status=2)
    assert (lawyer["place"], "comptable" in lawyer["remedy"]) == ("--recipient", True)
