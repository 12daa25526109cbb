"""What a machine lacks is said in one line by `make test`, and is a failure in CI."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
IN_A_BROWSER = "import pytest\n@pytest.mark.browser\ndef test_alice_sees_the_form(): pass\n"


def run_without_chromium(folder: Path, **environment: str) -> tuple[int, str]:
    """Exit code and words of pytest on one test that needs a browser, where no program can be found."""
    (folder / "test_form.py").write_text(IN_A_BROWSER, encoding="utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = browser: needs Chromium\n", encoding="utf-8")
    surroundings = {**os.environ, "PATH": "", "PYTHONPATH": str(ROOT), "GARANT_TEST_ALL": "", **environment}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.conftest", "-p", "no:cacheprovider", str(folder)]
    told = subprocess.run(command, env=surroundings, cwd=folder, capture_output=True, text=True)
    return told.returncode, told.stdout


def test_a_machine_without_chromium_is_told_so_once(tmp_path: Path) -> None:
    code, words = run_without_chromium(tmp_path)
    assert code == 0
    assert re.findall(r"^\d+ tests? not run: .*", words, re.MULTILINE) == [
        "1 test not run: Chromium is missing (on Debian: apt-get install chromium)"
    ]


def test_ci_takes_no_skip_for_an_answer(tmp_path: Path) -> None:
    code, words = run_without_chromium(tmp_path, GARANT_TEST_ALL="1")
    assert code == 1
    assert "Chromium is missing (on Debian: apt-get install chromium), and GARANT_TEST_ALL=1 allows no skip" in words
