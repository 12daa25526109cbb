"""The answer on paper: it says what the letter says, it is accessible, and what a person typed stays text."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from garant.press import letters
from garant.press.answer import answer
from garant.press.pdf import letter_pdf
from tests.press.alice import FOLLOW, MADE, case
from tests.press.test_answer import ERASED, HANDED

POPPLER = pytest.mark.skipif(
    not shutil.which("pdftotext"), reason="Poppler is missing (on Debian: apt-get install poppler-utils)"
)


def streams(pdf: bytes) -> bytes:
    """Everything in the file that is compressed, opened."""
    found = [pdf]
    for match in re.finditer(rb"stream\r?\n", pdf):
        try:
            found.append(zlib.decompressobj().decompress(pdf[match.end() :]))
        except zlib.error:
            continue
    return b"\n".join(found)


def test_the_pdf_declares_its_language_its_title_its_tags_and_both_standards() -> None:
    pdf = streams(letter_pdf(answer(case(), [HANDED, ERASED], follow=FOLLOW)))
    assert b"/StructTreeRoot" in pdf
    assert b"/Lang (fr)" in pdf or b"/Lang(fr)" in pdf
    assert re.search(rb"pdfuaid:part>\s*1<", pdf)
    assert re.search(rb"pdfaid:part>\s*2<", pdf)
    assert re.search(rb"pdfaid:conformance>\s*A<", pdf)


def test_the_same_letter_gives_the_same_pdf() -> None:
    letter = answer(case(), [ERASED])
    assert letter_pdf(letter) == letter_pdf(letter)


@POPPLER
def test_the_pdf_says_what_the_letter_says(tmp_path: Path) -> None:
    text = printed(letter_pdf(answer(case(), [HANDED, ERASED], follow=FOLLOW)), tmp_path)
    for sentence in (
        "Demande R-2026-7KQ4-M2XD : notre réponse",
        "Bonjour Alice Moreau,",
        "Gardées jusqu’au 31 décembre 2035",
        "C. com., art. L123-22 ; RGPD, art. 17(3)(b)",
        "Vous pouvez aussi saisir le juge (RGPD, art. 79).",
        "Nadia Ferrand, pour Maison Aubrac",
        "1/2",
    ):
        assert sentence in text


@POPPLER
def test_the_address_of_a_link_is_printed_once_since_paper_cannot_be_pressed(tmp_path: Path) -> None:
    text = printed(letter_pdf(answer(case(), [HANDED, replace(HANDED, right="portability")], follow=FOLLOW)), tmp_path)
    unbroken = text.replace(" ", "")
    assert unbroken.count(HANDED.link) == 1
    assert unbroken.count(FOLLOW) == 1


@POPPLER
def test_typst_that_a_person_typed_is_printed_and_not_run(tmp_path: Path) -> None:
    evil = '#read("/etc/passwd") $x^2$ *gras* _it_ @ref <label> \\ `x` = Titre'
    letter = letters.office_message(case(person=evil), text=evil, follow=FOLLOW)
    text = printed(letter_pdf(letter), tmp_path)
    assert text.count('#read("/etc/passwd") $x^2$ *gras* _it_ @ref <label>') == 2
    assert "root:" not in text


@pytest.mark.parametrize("person", ["李小龙", "محمد بن علي", "Zoë 😀", "\ue000", "a\x00b\u202e", "Łukasz Ğ"])
def test_a_name_that_no_font_draws_never_stops_a_letter(person: str) -> None:
    assert letter_pdf(letters.withdrawn(case(person=person), on=MADE)).startswith(b"%PDF-")


def test_typst_is_loaded_only_when_a_letter_is_printed() -> None:
    code = "import sys, garant.press.pdf, garant.press.package; print('typst' in sys.modules, 'django' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False False"


def printed(pdf: bytes, folder: Path) -> str:
    file = folder / "letter.pdf"
    file.write_bytes(pdf)
    run = subprocess.run(["pdftotext", str(file), "-"], capture_output=True, text=True, check=True)
    return re.sub(r"[ \n\u00a0]+", " ", run.stdout)
