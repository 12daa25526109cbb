"""The pages of an organisation in Casablanca: the rights of Moroccan law, and what that law leaves open said so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import Client

from garant.actions import founding
from garant.errors import UsageError
from garant.web.house import serve
from tests.actions.conftest import Clock, World
from tests.ledgers import Templates, switch
from tests.web.conftest import words_of
from tests.web.office import Office, text


@pytest.fixture
def world(tmp_path: Path, templates: Templates) -> Iterator[World]:
    """Zellige, a shop in Casablanca, whose customers are in no database yet."""
    settings = templates.sqlite(tmp_path / "instance")
    switch(settings)
    clock = Clock()
    house = founding.found(
        settings.instance, organisation="Zellige", contact="donnees@zellige.example", place="MA", clock=clock
    )
    serve(house)
    yield World(house, "", clock, tmp_path)
    house.close()


def test_the_portal_offers_the_rights_that_the_law_there_knows(stranger: Client) -> None:
    page = stranger.get("/").content.decode()
    offered = [r for r in ("access", "rectification", "erasure", "portability") if f'name="rights" value="{r}"' in page]
    assert offered == ["access", "rectification", "erasure"]
    assert "loi marocaine 09-08, art. 7" in page


def test_alice_asks_and_is_told_a_date_and_the_authority_there(stranger: Client) -> None:
    alice = {"name": "Alice Moreau", "email": "alice.moreau@courriel.example"}
    check = stranger.post("/", {"go": "next", "step": "2", "rights": ["access"], **alice})
    assert "23 décembre 2026" in words_of(check).replace("\u00a0", " ")
    sent = stranger.post("/", {"go": "send", "step": "3", "rights": ["access"], **alice})
    assert (sent.status_code, sent["Location"]) == (302, "/sent")


def test_the_office_is_told_that_no_rule_is_known(world: World, office: Office) -> None:
    request = world.ask("access", "erasure")
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}"))
    assert page.count("Aucune règle connue : convenez d’une date avec votre conseil.") == 1  # not for erasure
    assert "4 décembre 2026" in page


def test_a_right_that_the_law_there_does_not_know_is_not_taken_as_one(world: World, office: Office) -> None:
    """C.1: no portability is known under law 09-08. Nobody is promised an answer under a right that is not there."""
    with pytest.raises(UsageError) as refused:
        world.ask("access", "portability")
    assert refused.value.place == "portability"
    bruno = office.client("bruno")
    page = bruno.get("/office/requests/new")
    said = text(page).replace("\u00a0", " ")
    assert "Aucune règle n’est connue ici pour : portabilité." in said
    assert 'value="portability"' not in page.content.decode()
    assert "loi marocaine 09-08, art. 7 [K]" in said
