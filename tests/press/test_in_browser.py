"""Alice's page and receipt in a real browser: nothing asked of the network, nothing for axe to find."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from garant.press.package import build
from garant.press.receipt import receipt_page
from tests.press.alice import KEY, SIGNER, access
from tests.press.reading import unzipped
from tests.press.test_portability import document as portable_document
from tests.press.test_receipt import ALICES

AXE = Path(__file__).parent.parent / "vendor" / "axe.min.js"
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("package")
    for name, document in (("access", access()), ("english", access("en")), ("portable", portable_document())):
        for path, data in unzipped(build(document, sign=KEY.sign, signer=SIGNER)).items():
            file = place / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
    page = receipt_page(ALICES, language="fr", zone="Europe/Paris")
    (place / "receipt").mkdir()
    (place / "receipt" / "index.html").write_text(page, encoding="utf-8")
    return place


def opened(browser: Browser, file: Path, width: int, scheme: Any) -> tuple[Page, list[str]]:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: asked.append(message.text))
    page.goto(file.as_uri())
    return page, asked


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [
        ("access", 1280, "light"),
        ("access", 1280, "dark"),
        ("access", 390, "light"),
        ("english", 320, "dark"),
        ("portable", 1280, "light"),
        ("portable", 390, "dark"),
        ("receipt", 1280, "dark"),
        ("receipt", 320, "light"),
    ],
)
def test_axe_finds_nothing_and_the_page_fits_and_asks_nothing(
    browser: Browser, folder: Path, name: str, width: int, scheme: str
) -> None:
    page, asked = opened(browser, folder / name / "index.html", width, scheme)
    try:
        for details in page.query_selector_all("summary"):
            details.click()
        assert asked == [(folder / name / "index.html").as_uri()]
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
        options = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']}"
        found = page.evaluate(f"axe.run(document, {options})")
        assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
    finally:
        page.close()


def test_with_its_policy_in_force_the_page_is_dressed_and_silent(browser: Browser, folder: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto((folder / "access" / "index.html").as_uri())
    shape = page.evaluate("getComputedStyle(document.querySelector('.sheet')).display")
    page.close()
    assert shape == "grid"
    assert said == []
