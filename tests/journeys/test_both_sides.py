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
from tests.journeys.site import Site, Visitor, visiting

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]


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
