"""Nothing in the project tells where it was written, and nothing vendored comes without its papers."""

from __future__ import annotations

import hashlib
import re
import subprocess
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent.parent
VENDOR = ROOT / "src" / "garant" / "web" / "static" / "vendor"
# Put together here, so that this file does not find itself.
MACHINE = re.compile(r"(?<![\w.~-])/" + r"(?:work|root|home/\w+|Users/\w+|tmp/\w+/bin)/")
REGISTRY = re.compile(
    r"\b(?:py" + r"pi\.org|files\.python" + r"hosted\.org|registry\.np" + r"mjs\.org|deb\.deb" + r"ian\.org)"
)


def tracked() -> list[Path]:
    """Every file that the project keeps."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return [ROOT / name for name in listing.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.parametrize("sign", [MACHINE, REGISTRY], ids=["machine paths", "registries"])
def test_no_file_names_a_machine_or_a_registry(sign: re.Pattern[str]) -> None:
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {match.group(0)}" for match in sign.finditer(text)]
    assert found == []


def test_the_only_locks_are_those_of_the_requirements() -> None:
    locks = [path.relative_to(ROOT).as_posix() for path in tracked() if path.suffix == ".lock"]
    assert sorted(locks) == ["requirements/bootstrap.lock", "requirements/dev.lock", "requirements/runtime.lock"]


def test_every_vendored_file_has_its_version_licence_and_hash_beside_it() -> None:
    """`vendor.yaml`: file name to name, version, licence, source, sha256."""
    files = [path for path in tracked() if path.is_relative_to(VENDOR) and path.name != "vendor.yaml"]
    papers = yaml.safe_load((VENDOR / "vendor.yaml").read_text(encoding="utf-8")) if files else {}
    assert sorted(papers) == sorted(path.relative_to(VENDOR).as_posix() for path in files)
    for path in files:
        paper = papers[path.relative_to(VENDOR).as_posix()]
        assert {"version", "licence", "source", "sha256"} <= set(paper), path.name
        assert paper["sha256"] == hashlib.sha256(path.read_bytes()).hexdigest(), path.name


def test_every_file_of_others_in_the_tests_stands_in_their_list_with_its_hash() -> None:
    folder = ROOT / "tests" / "vendor"
    told = (folder / "README.md").read_text(encoding="utf-8")
    files = [path for path in tracked() if path.parent == folder and "LICENSE" not in path.name]
    missing = [
        path.name
        for path in files
        if path.name != "README.md" and hashlib.sha256(path.read_bytes()).hexdigest() not in told
    ]
    assert (len(files) > 1, missing) == (True, [])
