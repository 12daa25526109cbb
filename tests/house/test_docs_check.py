"""The docs check sees the links, pictures and commands that lead nowhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts import docs_check


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A page in a project of its own."""
    monkeypatch.setattr(docs_check, "ROOT", tmp_path)
    (tmp_path / "other.md").write_text("# The other page\n\n## What stays, and why\n", encoding="utf-8")
    return tmp_path / "page.md"


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("[there](other.md) and [far](https://example.org/)", []),
        ("[there](other.md#what-stays-and-why)", []),
        ("# One\n\n[gone](gone.md)", ["page.md:3: no such file: gone.md"]),
        ("![gone](images/gone.png)", ["page.md:1: no such file: images/gone.png"]),
        ("[there](other.md#what-goes)", ["page.md:1: no such heading: other.md#what-goes"]),
        ("```sh\nmake coffee\n```\n", ["page.md:1: no such target: make coffee"]),
        ("```yaml\na: [b](gone.md)\n```\n", []),
    ],
)
def test_a_page_is_held_against_what_is_there(page: Path, text: str, faults: list[str]) -> None:
    page.write_text(text, encoding="utf-8")
    assert list(docs_check.faults_of(page)) == faults
