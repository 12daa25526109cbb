"""What only a person can do: a processor to instruct, a paper file to look into. Each ends with its proof."""

from __future__ import annotations

import pytest

from garant.actions import access, plans, register, runner, stores
from garant.ledger.values import Request
from tests.actions import shop
from tests.web.office import Office, text

PROCESSOR = """
recipients:
  cloud: {name: Nuage Clair, role: processor, contact: "privacy@nuage.example", country: FR}
"""
PAPER = """
garant: map/1
store: binder
manual:
  fr: Ouvrir le classeur bleu de l’atelier, à la lettre du nom.
  en: Open the blue binder of the workshop, at the letter of the name.
"""


@pytest.fixture
def with_tasks(office: Office) -> Office:
    """The shop's hosting company is a processor, and the workshop keeps a paper binder."""
    owner = access.by_command(office.world.house, "owner")
    text_ = shop.MAP.replace("    basis: contract\n", "    basis: contract\n    recipients: [cloud]\n") + PROCESSOR
    register.apply(office.world.house, owner, text_, "shop.yaml")
    stores.add(office.world.house, owner, "binder", "manual:")
    register.apply(office.world.house, owner, PAPER, "binder.yaml")
    return office


def waiting(office: Office) -> Request:
    """Alice's erasure, done as far as Garant can do it."""
    request = office.world.identified("erasure")
    shown = plans.draw(office.world.house, office.actor("bruno"), [request])
    client = office.client("bruno")
    sent = {"fingerprint": shown.fingerprint, "rows": shown.totals.erase}
    client.post(f"/office/requests/{request.reference}/plan/agree", sent)
    while runner.work_once(office.world.house):
        pass
    return office.world.again(request)


def test_the_answer_waits_for_what_a_person_must_do(with_tasks: Office) -> None:
    """D16, E3: the tasks carry instructions and a date; each needs its proof, and then the answer is written."""
    office = with_tasks
    request = waiting(office)
    assert request.state == "waiting"
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    page = text(client.get(f"{base}/tasks"))
    assert "Il reste 2 tâches à faire." in page
    assert "Ouvrir le classeur bleu de l’atelier" in page
    assert "Nuage Clair" in page
    assert "Quelque chose a été trouvé sur cette personne" in page
    assert "La réponse attend les tâches" in text(client.get(f"{base}/answer"))
    for task in request_tasks(office, request):
        assert client.post(f"{base}/tasks/{task}", {f"{task}-proof": " "}).status_code == 422
        sent = {f"{task}-proof": "Fait ce jour par Bruno, trace au dossier."}
        assert client.post(f"{base}/tasks/{task}", sent)["Location"] == f"{base}/tasks?done=task"
    while runner.work_once(office.world.house):
        pass
    assert "Il ne reste rien à faire à la main." in text(client.get(f"{base}/tasks"))
    assert "Bonjour Alice Moreau," in text(client.get(f"{base}/answer"))


def request_tasks(office: Office, request: Request) -> list[str]:
    """The ids of the tasks still to do, as the page's forms name them."""
    page = office.client("bruno").get(f"/office/requests/{request.reference}/tasks").content.decode()
    return [part.split('"')[0] for part in page.split(f"/office/requests/{request.reference}/tasks/")[1:]]


def test_a_task_is_not_done_twice(with_tasks: Office) -> None:
    """The same form sent again is told that it is done."""
    request = waiting(with_tasks)
    client = with_tasks.client("bruno")
    task = request_tasks(with_tasks, request)[0]
    address, sent = f"/office/requests/{request.reference}/tasks/{task}", {f"{task}-proof": "Fait."}
    client.post(address, sent)
    again = client.post(address, sent)
    assert again.status_code == 409
    assert "La demande n’en est pas à cette étape." in text(again)


def test_the_dpo_reads_tasks_and_ends_none(with_tasks: Office) -> None:
    """Denise sees them without a form, and is refused."""
    request = waiting(with_tasks)
    task = request_tasks(with_tasks, request)[0]
    client = with_tasks.client("denise")
    assert "C’est fait" not in text(client.get(f"/office/requests/{request.reference}/tasks"))
    response = client.post(f"/office/requests/{request.reference}/tasks/{task}", {f"{task}-proof": "Fait."})
    assert response.status_code == 403
