"""Who comes in, and how far: sign-in, roles, forged forms, other organisations, and addresses that betray nobody."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core import mail
from django.test.utils import override_settings

from garant.actions import access, plans, staff
from garant.ledger import organisations, requests
from garant.ledger import staff as accounts
from garant.ledger.keys import Keyring
from garant.ledger.models import EventRow
from tests.actions.sharing import NOBODY, TRAINING, declare
from tests.ledgers import House
from tests.web.office import PASSWORD, Office, text

PAGES = (
    "",
    "requests/new",
    "requests/closed",
    "stores",
    "stores/shop",
    "stores/shop/map",
    "retention",
    "evidence",
    "readings",
    "start",
)
TABS = (
    "",
    "/identity",
    "/plan",
    "/progress",
    "/answer",
    "/tasks",
    "/withdraw",
    "/extend",
    "/refuse/erasure",
    "/receipt",
)


def refusals(office: Office) -> list[str]:
    """The verbs that were refused, as the evidence log has them."""
    rows = EventRow.objects.filter(organisation_id=office.world.house.organisation.id, type="access.refused")
    return [json.loads(row.public)["verb"] for row in rows.order_by("id")]


@pytest.mark.parametrize("page", PAGES)
def test_a_stranger_is_asked_to_sign_in_and_comes_back_to_the_page(office: Office, page: str) -> None:
    """Nobody unknown sees a page of the office."""
    response = office.client().get(f"/office/{page}")
    assert response.status_code == 302
    assert response["Location"] == f"/office/sign-in?next=/office/{page}"


def test_bruno_signs_in_with_his_password(office: Office) -> None:
    """The right password opens the inbox, and the sign-in is remembered."""
    client = office.client()
    sent = {"username": "bruno@lormel.example", "password": PASSWORD}
    assert client.post("/office/sign-in", sent)["Location"] == "/office/"
    assert "Bruno Caillol, gestionnaire" in text(client.get("/office/"))
    assert EventRow.objects.filter(type="staff.signed-in", actor=f"staff:{office.people['bruno'].id}").count() == 1


def test_once_staff_is_trained_bruno_signs_in_and_reads_nothing_without_his_date(office: Office) -> None:
    """The page says why; what is nobody's data stays open to him, and the attempt is noted with its reason."""
    world = declare(office.world)
    declare(world, NOBODY + TRAINING)
    client = office.client()
    sent = {"username": "bruno@lormel.example", "password": PASSWORD}
    assert client.post("/office/sign-in", sent)["Location"] == "/office/"
    response = client.get("/office/")
    assert response.status_code == 403
    assert "Accès non accordé : pas de date de formation." in text(response)
    assert client.get("/office/evidence").status_code == 200
    assert refusals(office) == ["read"]

    bruno = office.people["bruno"]
    staff.place(
        world.house, office.actor("nadia"), bruno.id, function="ventes", trained=world.house.today(), until=None
    )
    assert client.get("/office/").status_code == 200


def test_five_wrong_passwords_close_the_door(office: Office) -> None:
    """After five wrong passwords even the right one waits."""
    client = office.client()
    for _ in range(5):
        client.post("/office/sign-in", {"username": "bruno@lormel.example", "password": "pas la bonne phrase"})
    response = client.post("/office/sign-in", {"username": "bruno@lormel.example", "password": PASSWORD})
    assert response.status_code == 429
    assert "quinze minutes" in text(response)


def test_signing_out_needs_a_form_and_ends_the_session(office: Office) -> None:
    """A link cannot sign somebody out; the button does."""
    client = office.client("bruno")
    assert client.get("/office/sign-out").status_code == 405
    assert client.post("/office/sign-out")["Location"] == "/office/sign-in"
    assert client.get("/office/").status_code == 302


def test_a_new_password_comes_by_mail_and_works_once(office: Office) -> None:
    """Bruno asks for a link, chooses a sentence, and signs in with it; the link does not serve twice."""
    client = office.client()
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        client.post("/office/password", {"email": "bruno@lormel.example"})
        client.post("/office/password", {"email": "personne@lormel.example"})
        letters = mail.outbox
    assert [m.to for m in letters] == [["bruno@lormel.example"]]
    link = re.search(r"(/office/password/\S+)", str(letters[0].body))
    assert link
    form = client.get(link[1], follow=True)
    chosen = {"new_password1": "une toute autre phrase", "new_password2": "une toute autre phrase"}
    assert client.post(form.redirect_chain[-1][0], chosen)["Location"] == "/office/password/changed"
    assert "ne sert plus" in text(office.client().get(link[1], follow=True))
    signed = client.post("/office/sign-in", {"username": "bruno@lormel.example", "password": "une toute autre phrase"})
    assert signed["Location"] == "/office/"


def test_a_form_without_its_secret_is_refused(office: Office) -> None:
    """A form posted from elsewhere does nothing (CSRF)."""
    request = office.world.ask("erasure")
    response = office.client("bruno", csrf=True).post(f"/office/requests/{request.reference}/withdraw")
    assert response.status_code == 403
    assert office.world.again(request).state == "received"


def test_the_dpo_reads_a_plan_but_does_not_agree_to_it(office: Office) -> None:
    """Denise advises and controls; she is not offered the agreement, and trying is refused and recorded (38(6))."""
    request = office.world.identified("erasure")
    shown = plans.draw(office.world.house, office.actor("denise"), [request])
    client = office.client("denise")
    page = client.get(f"/office/requests/{request.reference}/plan")
    assert "Vous pouvez lire ce plan et donner un avis." in text(page)
    assert "Donner mon accord" not in text(page)
    sent = {"fingerprint": shown.fingerprint, "rows": shown.totals.erase}
    response = client.post(f"/office/requests/{request.reference}/plan/agree", sent)
    assert response.status_code == 403
    assert office.world.again(request).state == "planned"
    assert refusals(office) == ["agree"]


def test_the_clerk_handles_requests_and_not_the_house(office: Office) -> None:
    """Bruno is not offered stores, people or settings, and is refused each of them."""
    client = office.client("bruno")
    assert "Déclarer un système" not in text(client.get("/office/stores"))
    for page in ("stores/new", "stores/shop/remove", "staff", "staff/new", "start"):
        assert client.get(f"/office/{page}").status_code == 403, page
    assert client.post("/office/stores/shop/remove").status_code == 403
    assert [r.name for r in office.world.house.records()] == ["shop"]


def test_the_auditor_reads_and_does_nothing(office: Office) -> None:
    """Yves opens every page that reads, and each deed is refused."""
    request = office.world.ask("access")
    client = office.client("yves")
    for page in ("", "requests/closed", "stores", "stores/shop", "stores/shop/map", "evidence", "readings"):
        assert client.get(f"/office/{page}").status_code == 200, page
    assert client.get("/office/requests/new").status_code == 403
    for deed in ("message", "withdraw", "extend", "identity", "plan/draw"):
        sent = {"text": "Bonjour", "reason": "x", "method": "in-person"}
        assert client.post(f"/office/requests/{request.reference}/{deed}", sent).status_code == 403, deed
    assert office.world.again(request).state == "received"


def test_an_auditor_is_let_in_until_the_last_day(office: Office) -> None:
    """The day after the last one, every page says no and a new sign-in is turned away."""
    today = office.world.house.today()
    owner = access.by_command(office.world.house, "owner")
    late = staff.add(
        office.world.house,
        owner,
        email="luc@lormel.example",
        name="Luc",
        role="auditor",
        password=PASSWORD,
        until=today,
    )
    office.people["luc"] = late
    client = office.client("luc")
    assert client.get("/office/").status_code == 200
    office.world.clock.pass_days(1)
    assert client.get("/office/").status_code == 403
    response = office.client().post("/office/sign-in", {"username": "luc@lormel.example", "password": PASSWORD})
    assert "Ce compte est fermé." in text(response)


def other_house(office: Office) -> House:
    """A second organisation in the same ledger, with a request of its own."""
    there = organisations.create(
        "Autre maison", "dpo@autre.example", "FR", "Europe/Paris", "fr", (12, 31), office.world.clock(), ""
    )
    return House(office.world.house.settings, there, Keyring.open(office.world.house.settings, there.id))


@pytest.mark.parametrize("tab", TABS)
def test_another_organisations_request_is_nowhere(office: Office, tab: str) -> None:
    """Nadia knows the reference of a request of another house: on no address is there anything (A1)."""
    elsewhere = other_house(office).request("Karim", "erasure")
    response = office.client("nadia").get(f"/office/requests/{elsewhere.reference}{tab}")
    assert response.status_code == 404
    assert "Karim" not in response.content.decode()


@pytest.mark.parametrize("deed", ["message", "withdraw", "extend", "identity", "plan/draw", "plan/facts", "plan/agree"])
def test_nothing_can_be_done_to_another_organisations_request(office: Office, deed: str) -> None:
    """Nadia posts each deed at a request of another house: not found, and nothing changes (A1)."""
    elsewhere = other_house(office).request("Karim", "erasure")
    sent = {"text": "Bonjour", "reason": "x", "method": "in-person", "fingerprint": "7c1f-90ab"}
    assert office.client("nadia").post(f"/office/requests/{elsewhere.reference}/{deed}", sent).status_code == 404
    assert requests.by_id(elsewhere.id) == elsewhere


def test_somebody_of_another_organisation_cannot_sign_in_here(office: Office) -> None:
    """An account of another house opens nothing on this face (A1)."""
    there = other_house(office)
    accounts.add(there.organisation.id, "eve@autre.example", "Ève", "owner", "fr", PASSWORD, office.world.clock())
    client = office.client()
    response = client.post("/office/sign-in", {"username": "eve@autre.example", "password": PASSWORD})
    assert "Ce compte est fermé." in text(response)
    assert client.get("/office/").status_code == 302


def test_no_address_betrays_a_person(office: Office) -> None:
    """Every link and form of every page of Alice's request names her by its reference alone (A2)."""
    request = office.world.identified("access", "erasure")
    plans.draw(office.world.house, office.actor("bruno"), [request])
    client = office.client("nadia")
    pages = [f"/office/requests/{request.reference}{tab}" for tab in TABS[:7]] + [f"/office/{p}" for p in PAGES]
    seen = set()
    for page in pages:
        body = client.get(page).content.decode()
        seen |= set(re.findall(r'(?:href|action|formaction)="([^"]+)"', body))
    assert f"/office/requests/{request.reference}/plan/rows/shop/customer" in seen
    told = [a for a in seen if re.search(r"alice|moreau|@|%40|0639981234|lilas", a, re.I)]
    assert [a for a in told if not a.startswith("mailto:")] == []


def test_a_task_of_another_request_is_not_finished_by_guessing(office: Office) -> None:
    """The id of a task that this request does not have leads nowhere."""
    request = office.world.ask("access")
    response = office.client("bruno").post(f"/office/requests/{request.reference}/tasks/{uuid4()}", {"proof": "fait"})
    assert response.status_code == 404


def test_a_session_ends_when_the_account_is_closed(office: Office) -> None:
    """Nadia closes Bruno's account: his open page no longer answers."""
    client = office.client("bruno")
    assert client.get("/office/").status_code == 200
    response = office.client("nadia").post(f"/office/staff/{office.people['bruno'].id}/close")
    assert response["Location"] == "/office/staff?done=closed"
    assert client.get("/office/").status_code == 302


def test_nadia_opens_an_account_until_a_date(office: Office) -> None:
    """An auditor needs a last day; with it the account opens and the link leaves by mail."""
    client = office.client("nadia")
    sent = {"name": "Luc Temps", "email": "luc@lormel.example", "role": "auditor", "until": ""}
    assert "donnez le dernier jour" in text(client.post("/office/staff/new", sent))
    until = office.world.house.today() + timedelta(days=30)
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        client.post("/office/staff/new", {**sent, "until": until.isoformat()})
        assert [m.to for m in mail.outbox] == [["luc@lormel.example"]]
    assert accounts.by_email("luc@lormel.example").until == until  # type: ignore[union-attr]  # it was just made
