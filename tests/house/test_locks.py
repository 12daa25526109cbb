"""The locks follow what the project asks for, and every file in them is held by its hash."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CORE: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: list[str] = [line for lines in PROJECT["project"]["optional-dependencies"].values() for line in lines]
GROUPS: dict[str, list[str]] = PROJECT["dependency-groups"]
WANTED = {
    "runtime": CORE,
    "dev": [*CORE, *EXTRAS, *GROUPS["dev"], *GROUPS["bench"]],
    "bootstrap": [*GROUPS["bootstrap"], *PROJECT["build-system"]["requires"]],
}


def pins(lock: str) -> dict[str, str]:
    """Name and version of each package of a lock."""
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==([^\s;]+)", text, re.MULTILINE))


@pytest.mark.parametrize("lock", sorted(WANTED))
def test_a_lock_holds_a_fitting_version_of_everything_that_is_asked_for(lock: str) -> None:
    there = pins(lock)
    missing = []
    for line in WANTED[lock]:
        asked = Requirement(line)
        if not asked.specifier.contains(there.get(asked.name.lower(), "0"), prereleases=True):
            missing.append(line)
    assert missing == []


def test_tests_run_on_the_versions_that_users_run() -> None:
    dev = pins("dev")
    assert {name: dev.get(name) for name in pins("runtime")} == pins("runtime")


@pytest.mark.parametrize("lock", sorted(WANTED))
def test_every_pinned_package_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.lock").read_text(encoding="utf-8")
    blocks = re.split(r"^(?=[\w.-]+(?:\[[\w,-]+\])?==)", text, flags=re.MULTILINE)[1:]
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
