"""The package that Alice takes elsewhere: made for machines, described, and honest about what it leaves out."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import jsonschema

from garant.press.documents import AccessDocument
from garant.press.package import build, filename, verify
from tests.press.alice import KEY, REFERENCE, SIGNER
from tests.press.alice import access as access_document
from tests.press.reading import Page, loaded, unzipped
from tests.press.test_contents import portable


def document() -> AccessDocument:
    found = portable()
    return replace(
        access_document(),
        kind="portability",
        activities=found.activities,
        tables=found.tables,
        withheld=found.withheld,
        undecided=found.undecided,
    )


def files() -> dict[str, bytes]:
    return unzipped(build(document(), sign=KEY.sign, signer=SIGNER))


def test_alice_gets_json_and_csv_with_a_schema_that_describes_them() -> None:
    """S4-18. Given an export, then JSON + CSV with schema description."""
    found = files()
    assert set(found) == {
        "index.html",
        "data.json",
        "schema.json",
        "data/boutique/client.csv",
        "dictionary.json",
        "manifest.json",
        "manifest.sig",
    }
    data, schema = loaded(found["data.json"]), loaded(found["schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(data, schema)
    assert data["stores"]["boutique"]["client"] == [
        {"id": 41, "prenom": "Alice", "nom": "Moreau", "courriel": "alice.moreau@courriel.example"}
    ]
    text = found["data/boutique/client.csv"].decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(text))) == [
        ["id", "prenom", "nom", "courriel"],
        ["41", "Alice", "Moreau", "alice.moreau@courriel.example"],
    ]


def test_the_schema_refuses_a_row_that_is_not_of_its_form() -> None:
    found = files()
    data = loaded(found["data.json"])
    data["stores"]["boutique"]["client"][0]["profil"] = "couteaux"
    validator = jsonschema.Draft202012Validator(loaded(found["schema.json"]))
    assert [error.validator for error in validator.iter_errors(data)] == ["additionalProperties"]


def test_the_profile_that_the_shop_inferred_is_nowhere_in_the_files_and_the_page_says_why() -> None:
    """S4-19. Given a field flagged "inférée", then it is excluded and stated."""
    found = files()
    assert not [path for path, data in found.items() if b"couteaux" in data]
    page = Page(found["index.html"].decode())
    assert "Votre fiche client · Centres d’intérêt" in page.text
    assert "Elles ne viennent pas de vous." in page.text
    assert "toute la table" in page.text
    assert "RGPD, art.\u00a020(1)" in page.text


def test_the_portable_package_verifies_and_is_named_for_what_it_is() -> None:
    assert verify(build(document(), sign=KEY.sign, signer=SIGNER), SIGNER.public) == ()
    assert filename(document()) == f"{REFERENCE}-portabilite.zip"


def test_when_nothing_can_be_taken_elsewhere_the_page_says_so() -> None:
    nothing = replace(document(), tables=(), activities=())
    page = Page(unzipped(build(nothing, sign=KEY.sign, signer=SIGNER))["index.html"].decode())
    assert "Aucune de nos données sur vous ne relève du droit à la portabilité." in page.text
