"""The environment is made again when what it depends on changed, and only then."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from scripts import bootstrap

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files that bootstrap reads, in a place of their own, with an environment said to be ready."""
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    monkeypatch.setattr(bootstrap, "TOOLS", tmp_path / "requirements" / "bootstrap.lock")
    monkeypatch.setattr(
        bootstrap, "LOCKS", {name: tmp_path / "requirements" / f"{name}.lock" for name in ("runtime", "dev")}
    )
    return tmp_path


def append(path: Path, text: str) -> None:
    """Add to the end of a file."""
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.mark.parametrize("changed", ["requirements/runtime.lock", "requirements/bootstrap.lock"])
def test_a_changed_lock_asks_for_a_new_environment(copy: Path, changed: str) -> None:
    before = bootstrap.fingerprint("runtime")
    append(copy / changed, "# another file\n")
    assert bootstrap.fingerprint("runtime") != before


def test_a_new_command_asks_for_one_and_a_rule_of_style_does_not(copy: Path) -> None:
    before = bootstrap.fingerprint("runtime")
    append(copy / "pyproject.toml", "\n[tool.another]\nkey = 1\n")
    assert bootstrap.fingerprint("runtime") == before
    append(copy / "pyproject.toml", '\n[project.urls]\nhome = "https://example.org"\n')
    assert bootstrap.fingerprint("runtime") != before


def test_a_word_that_is_no_profile_is_wrong_use(capsys: pytest.CaptureFixture[str]) -> None:
    assert bootstrap.main(["everything"]) == 2
    assert capsys.readouterr().err == "Usage: python3 scripts/bootstrap.py runtime|dev\n"
