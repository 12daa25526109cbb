"""A terminal in a folder with Boutique Lormel's instance and its shop, both made by commands once and then copied."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.actions import shop
from tests.cli.commands import Terminal, forking

INIT = ("init", "inst", "--organisation", "Boutique Lormel", "--contact", "donnees@lormel.example", "--place", "FR")


@pytest.fixture(scope="session")
def forks() -> Iterator[subprocess.Popen[str]]:
    with forking() as process:
        yield process


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory, forks: subprocess.Popen[str]) -> Path:
    """The folder to copy: `inst`, `shop.sqlite` and `shop.yaml`. It is called `kept` and is made as `here`, where each
    test finds its copy: a store's address is kept from the root.
    """
    folder = tmp_path_factory.mktemp("made") / "here"
    folder.mkdir()
    terminal = Terminal(folder, forks)
    terminal.well(*INIT)
    shop.build(f"sqlite:///{folder / 'shop.sqlite'}")
    (folder / "shop.yaml").write_text(shop.MAP, encoding="utf-8")
    terminal.env["GARANT_INSTANCE"] = "inst"
    terminal.well("store", "add", "shop", "sqlite:///shop.sqlite")
    terminal.well("register", "apply", "shop.yaml")
    shutil.rmtree(folder / "said")
    return folder.rename(folder.with_name("kept"))


@pytest.fixture
def garant(made: Path, forks: subprocess.Popen[str]) -> Iterator[Terminal]:
    """A terminal where the instance and the shop are ready."""
    folder = made.with_name("here")
    shutil.copytree(made, folder)
    yield Terminal(folder, forks, {"GARANT_INSTANCE": "inst"})
    shutil.rmtree(folder)


@pytest.fixture
def empty(tmp_path: Path, forks: subprocess.Popen[str]) -> Terminal:
    """A terminal in an empty folder."""
    folder = tmp_path / "here"
    folder.mkdir()
    return Terminal(folder, forks)
