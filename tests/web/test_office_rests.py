"""At Bruno's desk: what was found elsewhere is finished first or put off, and the answer is read before it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from garant.actions import plans, runner
from garant.ledger import tasks
from garant.ledger.values import Request
from garant.web.house import serve
from tests.actions.conftest import World, make_world
from tests.ledgers import Templates
from tests.web.office import Office, text


@pytest.fixture
def world(tmp_path: Path, templates: Templates) -> Iterator[World]:
    """A house whose answers are read before they leave, with an old export that no map names."""
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    made = make_world(tmp_path, templates, url, read_answers="true")
    write(url, "CREATE TABLE export_2019 (mail VARCHAR(80))")
    write(url, "INSERT INTO export_2019 VALUES ('alice.moreau@courriel.example')")
    serve(made.house)
    yield made
    made.house.close()


def write(url: str, statement: str) -> None:
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text(statement))
    engine.dispose()


def go_on(office: Office, request: Request) -> None:
    """The worker takes the request up again."""
    shown = plans.of_request(office.world.house, office.world.again(request))
    assert shown is not None
    runner.run(office.world.house, shown.id)


def test_the_clerk_is_shown_what_was_found_and_both_ways_on(office: Office) -> None:
    """Given Alice erased and found again in an old export, when Bruno opens her request, then it leads him to the
    place and to both ways, and the answer cannot be sent yet.
    """
    request = office.world.run(office.world.identified("erasure"))
    bruno = office.client("bruno")
    said = text(bruno.get(f"/office/requests/{request.reference}/tasks"))
    assert "export_2019.mail (1)" in said
    assert "Finir d’abord" in said
    assert "Ou répondre maintenant, en partie" in said
    page = bruno.get(f"/office/requests/{request.reference}/answer")
    assert "Avant qu’elle puisse partir" in text(page)
    assert "Envoyer cette réponse" not in text(page)
    assert bruno.post(f"/office/requests/{request.reference}/answer/send").status_code == 409


def test_a_place_that_still_holds_the_person_does_not_end_its_task(office: Office) -> None:
    request = office.world.run(office.world.identified("erasure"))
    (rest,) = (t for t in tasks.of_request(office.world.house.keyring, request.id) if t.kind == "rest")
    path = f"/office/requests/{request.reference}/tasks/{rest.id}/search"
    bruno = office.client("bruno")
    page = bruno.post(path)
    assert page.status_code == 409
    assert "C’est encore là : export_2019.mail (1)." in text(page).replace("\u00a0", " ")
    write(office.world.url, "DELETE FROM export_2019")
    assert bruno.post(path).headers["Location"].endswith("done=rest")


def test_a_partial_answer_warns_and_leads_to_what_is_left(office: Office) -> None:
    """When Bruno answers in part and sends what he read, then the closed request bears a warning, not a green tick, and
    the inbox still shows what is left, by the day that Alice was told.
    """
    request = office.world.run(office.world.identified("erasure"))
    (rest,) = (t for t in tasks.of_request(office.world.house.keyring, request.id) if t.kind == "rest")
    bruno, base = office.client("bruno"), f"/office/requests/{request.reference}"
    form = {f"{rest.id}-owner": str(office.people["nadia"].id), f"{rest.id}-due": "2026-12-04"}
    assert bruno.post(f"{base}/tasks/{rest.id}/later", form).status_code == 302
    assert "au plus tard le vendredi 4 décembre 2026" in text(bruno.get(f"{base}/answer")).replace("\u00a0", " ")
    assert bruno.post(f"{base}/answer/send").headers["Location"].endswith("done=sent")
    go_on(office, request)
    page = bruno.get(base)
    assert "tag near" in page.content.decode()
    assert "Réponse partielle, un reste à finir" in text(page)
    assert "Voir ce qui reste à finir" in text(page)
    inbox = text(bruno.get("/office/"))
    assert "Ce qui a été trouvé ailleurs reste à finir." in inbox
    assert request.reference in inbox
