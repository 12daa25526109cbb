"""What Alice finds in her access package, and what a changed byte does to it."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import replace
from itertools import pairwise

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from garant.press.documents import AccessDocument, TableAnswer
from garant.press.package import build, filename, verify
from tests.press.alice import (
    CUSTOMER,
    CUSTOMERS,
    INVOICES,
    KEY,
    RECTIFY,
    REFERENCE,
    SIGNER,
    access,
)
from tests.press.reading import Page, loaded, rezipped, unzipped

ARTICLE_15_1 = {
    "Pourquoi": "Préparer vos commandes, les livrer et répondre à vos questions.",
    "Ce qui nous y autorise": "Contrat",
    "Quelles données": "Nom et prénomAdresse e-mailTéléphoneUsage de nos servicesCentres d’intérêtTexte libre",
    "Depuis quand": "La plus ancienne ligne datée est du 12\u00a0mars 2019.",
    "D’où elles viennent": "De vous, sauf la note : le vendeur l’a écrite.",
    "Combien de temps": "Trois ans après votre dernier achat.",
    "À qui nous les donnons": (
        "Colis Lozère (organisme qui en décide lui-même), France"
        "Plume Post (prestataire qui travaille pour nous), Canada"
    ),
    "Hors de l’Union européenne": "Plume Post, Canada\u00a0: décision d’adéquation du 20 décembre 2001",
    "Décision prise par une machine": CUSTOMERS.automated,
}


def built(document: AccessDocument | None = None) -> bytes:
    return build(document or access(), sign=KEY.sign, signer=SIGNER)


def page_of(package: bytes) -> Page:
    return Page(unzipped(package)["index.html"].decode())


def test_alices_page_says_for_each_activity_every_item_of_article_15_1() -> None:
    page = page_of(built())
    for term, said in ARTICLE_15_1.items():
        assert (term, said) in page.terms
    assert [text for level, text in page.headings if level == 3][:3] == [
        "Vendre, livrer, revenir",
        "Tenir les comptes",
        "Écrire la lettre",
    ]
    rights = [term for term, _ in page.terms if term.startswith("Droit")]
    assert rights == [
        "Droit de rectification",
        "Droit à l’effacement",
        "Droit à la limitation",
        "Droit d’opposition",
    ]
    complaint = dict(page.terms)["Réclamation"]
    assert "CNIL" in complaint
    assert "saisir le juge" in complaint


def test_what_is_not_in_the_register_is_said_and_never_left_blank() -> None:
    bare = replace(CUSTOMERS, recipients=(), duration="", source="", since=None, automated="")
    page = page_of(built(replace(access(), activities=(bare,), tables=(CUSTOMER,))))
    said = dict(page.terms)
    assert said["À qui nous les donnons"] == "Notre registre ne nomme personne."
    assert said["Combien de temps"] == "Aucune durée n’est encore inscrite dans notre registre pour cette activité."
    assert said["D’où elles viennent"] == "Le dictionnaire dit l’origine de chaque champ."
    assert said["Depuis quand"] == "Ces lignes ne portent pas de date."
    assert said["Hors de l’Union européenne"] == "Aucun transfert, d’après notre registre."
    assert said["Décision prise par une machine"] == "Aucune, d’après notre registre."


def test_the_report_covers_the_three_stores_that_know_alice_and_names_all_that_were_searched() -> None:
    """S4-06. Given a person in 3 stores, then the report covers the 3."""
    files = unzipped(built())
    page = Page(files["index.html"].decode())
    assert {path.split("/")[1] for path in files if path.startswith("data/")} == {"boutique", "caisse", "lettre"}
    assert loaded(files["data/boutique/customer.json"]) == [dict(CUSTOMER.rows[0])]
    assert loaded(files["data/caisse/passage.json"])[0] == {"quand": "2025-12-24", "magasin": "Laguiole"}
    assert loaded(files["data/lettre/abonne.json"]) == [{"courriel": "alice.moreau@courriel.example"}]
    assert ("Systèmes où nous avons cherché", "boutiquecaisselettrepapiers") in page.terms


def test_every_field_shown_has_its_link_to_report_an_error_and_the_link_says_nothing_of_alice() -> None:
    """S4-08. Given a field shown, then a « signaler une erreur » action."""
    page = page_of(built())
    links = [a["href"] for a in page.all("a") if a["href"].startswith(RECTIFY)]
    shown = [f"{t.store}.{t.table}.{c.name}" for t in access().tables for c in t.columns]
    assert sorted(links) == sorted(f"{RECTIFY}?field={field}" for field in shown)
    labels = [a.get("aria-label", "") for a in page.all("a") if a["href"].endswith("boutique.customer.email")]
    assert labels == ["Signaler une erreur\u00a0: Adresse e-mail"]


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    html = unzipped(built())["index.html"].decode()
    page = Page(html)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & {tag for tag, _ in page.elements}
    assert not [attributes for _, attributes in page.elements if "src" in attributes or "style" in attributes]
    assert not [name for _, attributes in page.elements for name in attributes if name.startswith("on")]
    outside = [a["href"] for a in page.all("a") if "://" in a["href"] and not a["href"].startswith(RECTIFY)]
    assert outside == []
    style = html.split("<style>")[1].split("</style>")[0]
    assert "url(" not in style
    assert "@import" not in style
    policies = [m["content"] for m in page.all("meta") if m.get("http-equiv") == "Content-Security-Policy"]
    assert len(policies) == 1
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")


def test_the_page_is_in_order_for_those_who_hear_it() -> None:
    page = page_of(built())
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tags = [tag for tag, _ in page.elements]
    assert tags.count("main") == tags.count("nav") == tags.count("header") == tags.count("footer") == 1
    assert tags.count("table") == tags.count("caption")
    assert page.all("html") == [{"lang": "fr"}]
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert {a["href"][1:] for a in page.all("a") if a["href"].startswith("#")} <= set(ids)
    assert len(ids) == len(set(ids))


def test_raw_rows_stand_under_the_stores_own_names() -> None:
    page = page_of(built())
    heads = [attributes for tag, attributes in page.elements if tag == "summary"]
    assert len(heads) == len(access().tables) + 2  # and the two lists of links for tables of several rows
    assert "first_name" in page.text
    assert "2019-03-12" in page.text  # as stored; the readable layer says 12 mars 2019


def test_the_dictionary_explains_every_column_and_every_code() -> None:
    files = unzipped(built())
    explained = {
        (table["store"], table["table"], column["name"]): column
        for table in loaded(files["dictionary.json"])["tables"]
        for column in table["columns"]
    }
    for path in (path for path in files if path.endswith(".csv")):
        _, store, name = path.removesuffix(".csv").split("/")
        head = next(csv.reader(io.StringIO(files[path].decode("utf-8-sig"))))
        for column in head:
            assert explained[store, name, column]["title"]
            assert explained[store, name, column]["origin"]
    assert explained["boutique", "customer", "status"]["codes"] == {"A": "actif", "F": "fermé"}
    page = Page(files["index.html"].decode())
    assert "A veut dire\u00a0: actif" in page.text
    assert "déduite par nous d’autres données" in page.text


def test_a_spreadsheet_cannot_take_what_alice_typed_for_a_formula() -> None:
    row = {
        "first_name": '=HYPERLINK("http://mallory.example")',
        "email": "@SUM(A1)",
        "phone": "-1+2",
        "segment": "\t=1",
    }
    table = replace(CUSTOMER, rows=(row | {"id": -5, "note": 'dit "oui",\r\npuis non'},))
    files = unzipped(built(replace(access(), tables=(table,))))
    text = files["data/boutique/customer.csv"].decode("utf-8-sig")
    cells = dict(zip(*csv.reader(io.StringIO(text, newline="")), strict=True))
    assert cells["first_name"] == '\'=HYPERLINK("http://mallory.example")'
    assert cells["email"] == "'@SUM(A1)"
    assert cells["phone"] == "'-1+2"
    assert cells["segment"] == "'\t=1"
    assert cells["id"] == "-5"  # a number is no formula
    assert cells["note"] == 'dit "oui",\r\npuis non'
    assert files["data/boutique/customer.csv"].startswith(b"\xef\xbb\xbf")
    assert loaded(files["data/boutique/customer.json"])[0]["phone"] == "-1+2"
    dictionary = loaded(files["dictionary.json"])
    assert dictionary["csv"].startswith("Dans les fichiers CSV, une apostrophe précède toute valeur")


def test_markup_that_alice_typed_is_text() -> None:
    evil = "</td><script>alert(1)</script><img src=x onerror=alert(1)>"
    row = {column.name: evil for column in CUSTOMER.columns}
    document = replace(access(), tables=(replace(CUSTOMER, title=evil, rows=(row,)),), person=evil)
    page = page_of(built(document))
    assert not {"script", "img"} & {tag for tag, _ in page.elements}
    assert ("Vous", evil) in page.terms


def test_a_table_whose_name_is_a_path_stays_inside_the_package() -> None:
    table = replace(CUSTOMER, store="../ailleurs", table="../../etc/passwd")
    paths = unzipped(built(replace(access(), tables=(table,))))
    assert "data/%2E.%2Failleurs/%2E.%2F..%2Fetc%2Fpasswd.json" in paths
    assert not [path for path in paths if path.startswith(("/", ".")) or "../" in path]


def test_a_long_table_is_shown_in_part_on_the_page_and_whole_in_the_files() -> None:
    rows = tuple({"quand": f"jour {n}", "magasin": "Laguiole"} for n in range(1200))
    visits: TableAnswer = replace(access().tables[2], rows=rows)
    files = unzipped(built(replace(access(), tables=(visits,))))
    page = Page(files["index.html"].decode())
    assert "Cette page montre les 500 premières lignes sur 1200." in page.text
    assert "jour 499" in page.text
    assert "jour 500" not in page.text
    assert len(loaded(files["data/caisse/passage.json"])) == 1200


def test_alices_own_number_is_not_repeated_on_every_row_but_stands_in_the_raw_ones() -> None:
    tie = replace(CUSTOMER.columns[0], name="client_id", title="Numéro (client_id)")
    rows = tuple({**row, "client_id": 41} for row in INVOICES.rows)
    files = unzipped(built(replace(access(), tables=(replace(INVOICES, columns=(tie, *INVOICES.columns), rows=rows),))))
    readable, raw = files["index.html"].decode().split('<section id="raw">')
    assert "Numéro (client_id)" not in readable
    assert "client_id" in raw
    assert files["data/boutique/invoice.csv"].decode("utf-8-sig").startswith("client_id,")


def test_what_was_held_back_and_what_is_undecided_are_told() -> None:
    page = page_of(built())
    assert "Échanges avec l’assistance · Texte" in page.text
    assert "Ce texte libre peut nommer d’autres personnes ; il n’est pas remis." in page.text
    assert "Vos passages en caisse · zone_3" in page.text
    assert "La réponse est donc partielle." in page.text


def test_bruno_who_is_unknown_gets_a_page_that_says_so_and_names_the_systems() -> None:
    page = page_of(built(replace(access(), person="Bruno Lacaze", tables=(), activities=(), withheld=(), undecided=())))
    assert "Nous avons cherché dans nos systèmes\u00a0: nous n’avons rien sur vous." in page.text
    assert ("Systèmes où nous avons cherché", "boutiquecaisselettrepapiers") in page.terms
    assert [text for level, text in page.headings if level == 2] == ["Ce que nous avons, et pourquoi", "Les fichiers"]


def test_a_page_that_holds_everything_back_never_says_that_there_is_nothing() -> None:
    page = page_of(built(replace(access(), tables=(), activities=())))
    assert "nous n’avons rien sur vous" not in page.text
    assert "Échanges avec l’assistance · Texte" in page.text


def test_in_english_no_french_word_of_ours_remains() -> None:
    page = page_of(built(access("en")))
    assert page.all("html") == [{"lang": "en"}]
    assert [text for level, text in page.headings if level == 2] == [
        "What we hold, and why",
        "Your data",
        "The raw rows",
        "Dictionary",
        "The files",
    ]


# ── hashes and signature ───────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_document_gives_the_same_bytes() -> None:
    assert built() == built()


def test_the_manifest_names_every_file_with_its_hash() -> None:
    files = unzipped(built())
    manifest = loaded(files["manifest.json"])
    others = {path: data for path, data in files.items() if not path.startswith("manifest.")}
    assert manifest["files"] == {path: hashlib.sha256(data).hexdigest() for path, data in others.items()}
    assert manifest["reference"] == REFERENCE
    assert manifest["made"] == "2026-11-22"
    assert verify(built(), SIGNER.public) == ()


@pytest.mark.parametrize(
    "path", ["index.html", "data/boutique/invoice.csv", "data/lettre/abonne.json", "dictionary.json"]
)
def test_one_changed_byte_is_named(path: str) -> None:
    files = unzipped(built())
    data = bytearray(files[path])
    data[len(data) // 2] ^= 1
    assert verify(rezipped(files | {path: bytes(data)}), SIGNER.public) == (f"{path}: changed since it was signed",)


def test_a_file_added_removed_or_listed_twice_is_named() -> None:
    files = unzipped(built())
    assert verify(rezipped(files | {"note.txt": b"x"})) == ("note.txt: not in the manifest",)
    without = {path: data for path, data in files.items() if path != "dictionary.json"}
    assert verify(rezipped(without)) == ("dictionary.json: missing from the package",)
    assert verify(b"PK nothing") == ("the package cannot be read as a ZIP file (BadZipFile)",)


def test_a_package_that_mallory_signed_again_does_not_pass_for_maison_aubrac() -> None:
    mallory = Ed25519PrivateKey.from_private_bytes(bytes(32))
    public = mallory.public_key().public_bytes_raw()
    forged = build(access(), sign=mallory.sign, signer=replace(SIGNER, public=public))
    assert verify(forged) == ()  # whole, and signed by somebody: that alone proves nothing of Maison Aubrac
    assert verify(forged, SIGNER.public) == ("manifest.sig: signed with another key than the one given",)
    assert verify(build(access(), sign=mallory.sign, signer=SIGNER), SIGNER.public) == (
        "manifest.json: the signature does not hold",
    )


def test_the_files_name_says_nothing_of_alice() -> None:
    assert filename(access()) == f"{REFERENCE}-acces.zip"
    assert filename(access("en")) == f"{REFERENCE}-access.zip"


def test_invoices_read_as_a_person_reads_them() -> None:
    page = page_of(built(replace(access(), tables=(INVOICES,))))
    assert "1er\u00a0avril 2021" in page.text
    assert [a["datetime"] for a in page.all("time")] == ["2021-04-01", "2022-04-02", "2023-04-03", "2024-04-04"]
