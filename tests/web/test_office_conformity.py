"""Conformity reports in the office: which activities meet which texts, point by point, and the same on paper."""

from __future__ import annotations

import pytest

from tests.actions.sharing import declare
from tests.web.office import Office, text

REPORT = "/office/conformity/clients/fr-2021-131"


@pytest.fixture
def declared(office: Office) -> Office:
    """Nadia has declared her customers’ file, its carrier, its debt collector."""
    declare(office.world)
    return office


def test_each_activity_stands_with_its_texts_its_verdict_and_its_counts(declared: Office) -> None:
    said = text(declared.client("denise").get("/office/conformity"))
    assert "1 rapport relève des points non respectés." in said
    assert "Clients" in said
    assert "Respectés :" in said


def test_a_report_says_what_is_not_met_on_what_that_rests_and_what_to_do(declared: Office) -> None:
    """Given no notice is declared, then the point on information is not met, its evidence is in words with no empty
    name, and its remedy stands beside it.
    """
    said = text(declared.client("bruno").get(REPORT))
    assert "Non respecté" in said
    assert "Que faire" in said
    assert "CNIL" in said
    assert "« »" not in said


def test_the_report_is_taken_as_pdf_and_as_one_file(declared: Office) -> None:
    yves = declared.client("yves")
    pdf, page = yves.get(f"{REPORT}/report.pdf"), yves.get(f"{REPORT}/report.html")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == 'attachment; filename="clients-fr-2021-131-2026-11-23.pdf"'
    assert page.content.decode().startswith("<!doctype html>")


def test_an_unknown_activity_or_text_is_not_found(declared: Office) -> None:
    nadia = declared.client("nadia")
    assert nadia.get("/office/conformity/nothing/fr-2021-131").status_code == 404
    assert nadia.get("/office/conformity/clients/nothing").status_code == 404
    assert declared.client().get(REPORT)["Location"].startswith("/office/sign-in")
