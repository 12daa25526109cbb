"""Boutique Lormel, open in this process, and browsers that ask it for pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from garant.web.house import serve
from tests.actions.conftest import World, make_world
from tests.ledgers import Templates
from tests.web.office import office

__all__ = ["office"]


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"))


@pytest.fixture
def world(tmp_path: Path, templates: Templates) -> Iterator[World]:
    made = make_world(tmp_path, templates, f"sqlite:///{tmp_path / 'shop.sqlite'}")
    serve(made.house)
    yield made
    made.house.close()


@pytest.fixture
def stranger(world: World) -> Client:
    """A browser that has never been here. It keeps cookies, as browsers do."""
    return Client(SERVER_NAME="localhost", enforce_csrf_checks=False)


def words_of(response: object) -> str:
    """What a page says: its text, without tags, each blank a plain one."""
    body = getattr(response, "content", b"").decode()
    main = re.search(r"<main.*?</main>", body, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", main[0] if main else body).split())
