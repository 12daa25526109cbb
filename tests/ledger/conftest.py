"""The same tests on both engines of the ledger."""

from __future__ import annotations

from pathlib import Path

import pytest

from garant.config import Settings
from tests.ledgers import House, Templates, new_house, switch

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path, templates: Templates) -> Settings:
    """A fresh, migrated instance without an organisation."""
    if request.param == "sqlite":
        found = templates.sqlite(tmp_path / "instance")
    else:
        found = templates.postgresql(tmp_path / "instance", request.getfixturevalue("postgresql_server"))
    switch(found)
    return found


@pytest.fixture
def house(settings: Settings) -> House:
    """Boutique, on a fresh ledger."""
    return new_house(settings)


@pytest.fixture
def sqlite_house(tmp_path: Path, templates: Templates) -> House:
    """Boutique on SQLite, for what concerns its files."""
    found = templates.sqlite(tmp_path / "instance")
    switch(found)
    return new_house(found)
