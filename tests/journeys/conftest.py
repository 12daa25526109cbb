"""A served demo shop for each journey, and one browser for the journeys of a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.site import Site, chromium, served


@pytest.fixture(scope="module")  # its event loop must be gone before tests that use Django in this process
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Le Comptoir d’Auvrène, an invented shop with 300 customers, served as `garant serve` does."""
    with served(tmp_path / "demo") as up:
        yield up
