"""The whole story in a browser: Alice asks, Nadia answers, Alice takes her file and her receipt away."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys import walk
from tests.journeys.site import COLOURS, RULES, Site, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

OFFICE = [
    "/office/requests/new",
    "/office/requests/closed",
    "/office/stores",
    "/office/stores/new",
    "/office/stores/boutique",
    "/office/stores/boutique/map",
    "/office/evidence",
    "/office/readings",
    "/office/staff",
    "/office/staff/new",
    "/office/start",
]


def test_alice_and_nadia_do_it_all_by_keyboard_without_script(browser: Browser, site: Site, tmp_path: Path) -> None:
    """S3-08. Given a keyboard-only user, then they can submit; and no page needs script or another host."""
    with visiting(browser, site) as alice, visiting(browser, site) as nadia:
        sent = walk.ask(alice, alone(alice), "access", "erasure", message="Je n’habite plus la région.")
        walk.sign_in(nadia, alone(nadia))
        walk.handle(nadia, alone(nadia), sent)
        name, package = walk.fetch(alice, alone(alice), sent)
        receipt = walk.receipt(alice, alone(alice), sent)
        assert (alice.elsewhere, nadia.elsewhere) == ([], [])
    assert name == f"{sent.reference}-acces.zip"
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert "index.html" in archive.namelist()
    kept = tmp_path / "receipt.json"
    kept.write_bytes(receipt)
    assert json.loads(receipt)
    subprocess.run([sys.executable, "-m", "garant", "verify", str(kept)], check=True, stdout=subprocess.DEVNULL)


def alone(who: Visitor) -> walk.Look:
    """Each page works alone: it holds no script, and nothing spills out of the window."""

    def look(name: str) -> None:
        assert who.page.locator("script").count() == 0, name
        assert not who.spills(), name

    return look


def test_no_page_of_either_side_raises_a_barrier(browser: Browser, site: Site) -> None:
    """axe finds nothing on any page, wide and narrow, light and dark."""
    found: list[str] = []
    with visiting(browser, site, script=True) as alice, visiting(browser, site, script=True) as nadia:
        sent = walk.ask(alice, every_way(alice, found), "access", "rectification", "erasure")
        for leaf in ("complete", "withdraw"):
            alice.go(f"{sent.follow}/{leaf}")
            every_way(alice, found)(leaf)
        walk.sign_in(nadia, every_way(nadia, found))
        walk.handle(nadia, every_way(nadia, found), sent)
        for path in (*OFFICE, *(f"/office/requests/{sent.reference}/{leaf}" for leaf in ("identity", "plan"))):
            nadia.go(path)
            every_way(nadia, found)(path)
        walk.fetch(alice, every_way(alice, found), sent)
        walk.receipt(alice, every_way(alice, found), sent)
        for path in ("/follow", "/demo/mail", "/nowhere", "/office/password"):
            alice.go(path)
            every_way(alice, found)(path)
        assert (alice.elsewhere, nadia.elsewhere) == ([], [])
    assert not found, "\n".join(found)


def every_way(who: Visitor, found: list[str]) -> walk.Look:
    def look(name: str) -> None:
        for width in (1280, 390):
            for scheme in ("light", "dark"):
                who.page.set_viewport_size({"width": width, "height": 900})
                who.page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
                rules = COLOURS if scheme == "dark" else RULES
                found.extend(f"{name} {width} {scheme} {barrier}" for barrier in who.barriers(rules))
                if who.spills():
                    found.append(f"{name} {width}: wider than the window")
        who.page.set_viewport_size({"width": 1280, "height": 900})
        who.page.emulate_media(color_scheme="light")

    return look
