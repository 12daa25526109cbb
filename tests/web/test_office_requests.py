"""The inbox, a request received another way, its page, and the acts that change its course; the log of who looked."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from garant.actions import plans, requests
from garant.ledger import outbox
from garant.ledger.values import Contact, Request
from tests.actions.test_persons import told
from tests.web.office import Office, text

LETTER = {"rights": ["access"], "channel": "letter", "name": "Alice Moreau", "language": "fr", "phone": ""}


def received(office: Office, name: str, days_ago: int, *rights: str) -> Request:
    """A request that arrived some days ago."""
    contact = Contact(name=name, email=f"{name.split()[0].lower()}@courriel.example")
    day = office.world.house.today() - timedelta(days=days_ago)
    return office.world.filed(contact, *(rights or ("access",)), received=day)


def newest(office: Office) -> Request:
    return requests.list_open(office.world.house, office.actor("bruno"))[-1].request


# ── the inbox ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_inbox_says_first_what_is_true_now(office: Office) -> None:
    """Two are late and one is due tomorrow: a sentence says so, then each group lists its own."""
    received(office, "Jeanne Vidal", 40)
    received(office, "Paul Estève", 36)
    received(office, "Inès Garnier", 30)  # received on 24 October: due on 24 November, tomorrow
    received(office, "Claire Fontaine", 2, "access", "erasure")
    page = text(office.client("bruno").get("/office/"))
    assert "Deux demandes ont passé leur date. Une échoit d’ici demain." in page
    assert "4 demandes ouvertes" in page
    groups = [page.index(group) for group in ("En retard Répondez", "Dans les huit jours", "Ensuite")]
    people = [page.index(name) for name in ("Jeanne Vidal", "Inès Garnier", "Claire Fontaine")]
    assert groups[0] < people[0] < groups[1] < people[1] < groups[2] < people[2]
    assert "Accès, effacement · reçue le sam. 21 nov. par le portail" in page


def test_nothing_presses_and_the_inbox_says_so(office: Office) -> None:
    """One request, due in a month: the next date is named."""
    received(office, "Alice Moreau", 0)
    page = text(office.client("bruno").get("/office/"))
    assert "Rien ne presse : la prochaine réponse est due le mercredi 23 décembre 2026." in page


def test_an_empty_inbox_says_how_requests_arrive(office: Office) -> None:
    """No request is open."""
    page = text(office.client("bruno").get("/office/"))
    assert "Aucune demande n’est ouverte." in page
    assert "vous l’inscrivez à sa vraie date" in page


def test_a_request_that_waits_for_the_person_stands_apart(office: Office) -> None:
    """Identity was asked today: the clock stands still, and the inbox does not count it as near."""
    request = received(office, "L. Dubois", 3)
    requests.ask_identity(office.world.house, office.actor("bruno"), request, reason="Deux clients portent ce nom.")
    page = text(office.client("bruno").get("/office/"))
    assert "Délai suspendu ou prolongé" in page
    assert "En attente depuis lun. 23 nov." in page
    assert "Identité demandée" in page


def test_the_late_ones_are_counted_on_every_page(office: Office) -> None:
    """The index shows how many are past their date, in words for who does not see it."""
    received(office, "Jeanne Vidal", 40)
    assert "Demandes 1 en retard" in text(office.client("bruno").get("/office/evidence"))


def test_english_is_a_click_away(office: Office) -> None:
    """The same page in English, complete."""
    client = office.client("bruno")
    client.get("/office/?language=en")
    page = text(client.get("/office/"))
    assert "No request is open." in page
    assert "Bruno Caillol, clerk" in page


# ── received another way ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_name_and_an_address_are_enough(office: Office) -> None:
    """S2-36: given a request with only a name and an e-mail address, then it is accepted and acknowledged."""
    day = office.world.house.today()
    sent = {**LETTER, "channel": "email", "email": "alice.moreau@courriel.example", "received": day.isoformat()}
    response = office.client("bruno").post("/office/requests/new", sent)
    request = newest(office)
    assert response["Location"] == f"/office/requests/{request.reference}?done=filed-mail"
    assert request.acknowledged_at is not None
    assert [letter.kind for letter in outbox.of_request(request.id)] == ["acknowledgement"]


def test_the_month_runs_from_the_day_the_letter_arrived(office: Office) -> None:
    """A letter of 31 January 2026, logged later, is due on Monday 2 March (1182/71)."""
    sent = {**LETTER, "email": "alice.moreau@courriel.example", "received": "2026-01-31"}
    client = office.client("bruno")
    client.post("/office/requests/new", sent)
    request = newest(office)
    assert (request.received.isoformat(), request.due.isoformat()) == ("2026-01-31", "2026-03-02")
    assert "lundi 2 mars 2026 Le samedi 28 février 2026 n’est pas un jour ouvrable : la loi reporte" in text(
        client.get(f"/office/requests/{request.reference}")
    )


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"received": "2026-11-24"}, "Ce jour n’est pas encore venu."),
        ({"email": "", "phone": ""}, "Donnez une adresse électronique ou un numéro de téléphone"),
        ({"rights": []}, "Cochez au moins un droit."),
        ({"rights": ["rectification"]}, "Dites ce qui est à corriger."),
        ({"email": "alice"}, "Un champ est à revoir."),
    ],
)
def test_each_slip_of_the_form_is_told_beside_its_field(office: Office, wrong: dict[str, object], told: str) -> None:
    """The form says what is missing and keeps what was written; nothing is logged."""
    sent = {**LETTER, "email": "alice.moreau@courriel.example", "received": "2026-11-20", **wrong}
    response = office.client("bruno").post("/office/requests/new", sent)
    assert response.status_code == 422
    assert told in text(response)
    assert 'value="Alice Moreau"' in response.content.decode()
    assert requests.list_open(office.world.house, office.actor("bruno")) == ()


def test_two_rights_in_one_letter_make_one_request(office: Office) -> None:
    """S2-32: access and rectification are both selectable in one request, each with its own state."""
    sent = {
        **LETTER,
        "rights": ["access", "rectification"],
        "email": "alice.moreau@courriel.example",
        "received": "2026-11-20",
        "field": "contact.phone",
        "old": "",
        "new": "06 11 22 33 44",
    }
    client = office.client("bruno")
    client.post("/office/requests/new", sent)
    request = newest(office)
    assert [(r.right, r.state) for r in request.rights] == [("access", "open"), ("rectification", "open")]
    page = text(client.get(f"/office/requests/{request.reference}"))
    assert "Alice Moreau demande : accès, rectification" in page
    assert "06 11 22 33 44" in page


# ── its page ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_step_of_a_closed_request_has_its_date_and_author(office: Office) -> None:
    """S3-23: given a request that is closed, then receipt, acknowledgement, verification, decision, execution, answer
    and closing each show a date and an author."""
    request = office.world.run(office.world.identified("erasure"))
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}"))
    when = "23 novembre 2026, 10 h 30"
    for author, step in [
        ("la personne", "Reçue par le portail."),
        ("la personne", "Accusé de réception envoyé"),
        ("la ligne de commande", "Identité vérifiée : réponse depuis un contact connu de nous."),
        ("la ligne de commande", "Plan"),
        ("la ligne de commande", "Accord donné au plan"),
        ("Garant", "shop : lignes effacées ou masquées."),
        ("Garant", "shop relu : tout est conforme au plan."),
        ("Garant", "Réponse écrite à partir de ce qui a été fait."),
        ("Garant", "Close."),
    ]:
        assert f"{when} · {author} {step}" in page


def test_what_could_not_be_searched_again_is_said_with_its_reason(office: Office) -> None:
    """D9. Given a scan that is no text, when Alice is erased, then the line of the reading names it and says why."""
    engine = sa.create_engine(office.world.url)
    with engine.begin() as there:
        there.execute(sa.text("CREATE TABLE scan (id INTEGER PRIMARY KEY, page BLOB)"))
    engine.dispose()
    office.world.house.close()
    request = office.world.run(office.world.identified("erasure"))
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}"))
    assert "tout est conforme au plan. Non cherché : scan.page: of type BLOB, not text." in page


def test_the_reasoning_of_the_date_is_printed(office: Office) -> None:
    """The page opens how the date was counted, step by step, with what each rests on."""
    request = received(office, "Alice Moreau", 0)
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}"))
    assert "Comment la date est comptée" in page
    assert "1182/71" in page


def test_a_message_leaves_by_mail_and_stays_in_the_request(office: Office) -> None:
    """Bruno writes; an empty message is sent back to him."""
    request = office.world.ask("access")
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/message"
    assert client.post(address, {"text": ""}).status_code == 422
    assert client.post(address, {"text": "Votre numéro de client nous aiderait."})["Location"].endswith("?done=message")
    assert "Votre numéro de client nous aiderait." in text(client.get(f"/office/requests/{request.reference}"))
    assert outbox.of_request(request.id)[-1].kind == "message"


def test_a_withdrawal_is_asked_once_more_and_then_told(office: Office) -> None:
    """The first page only asks; the second closes the request and writes to the person."""
    request = office.world.ask("erasure")
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/withdraw"
    assert "Ne le notez que si elle vous l’a dit." in text(client.get(address))
    assert office.world.again(request).state == "received"
    client.post(address)
    assert office.world.again(request).state == "closed"
    assert outbox.of_request(request.id)[-1].kind == "withdrawn"


def test_an_extension_needs_its_reason_and_its_time(office: Office) -> None:
    """With a reason the date moves by two months; after the first month it is too late, and the page says so."""
    client = office.client("bruno")
    request = received(office, "Alice Moreau", 5)
    address = f"/office/requests/{request.reference}/extend"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Des archives papier sont à relire."})
    assert office.world.again(request).due.isoformat() == "2027-02-18"
    late = received(office, "Jeanne Vidal", 40)
    response = client.post(f"/office/requests/{late.reference}/extend", {"reason": "Trop de travail."})
    assert response.status_code == 409
    assert "Prolonger le délai" not in text(client.get(f"/office/requests/{late.reference}"))


def test_a_refusal_takes_a_ground_of_the_law_and_a_reason(office: Office) -> None:
    """S4-15: given no ground to erase, then the refusal that is sent bears its reasons."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/refuse/erasure"
    page = client.get(address)
    ground = page.content.decode().split('<option value="')[2].split('"')[0]
    assert client.post(address, {"ground": ground, "reason": ""}).status_code == 422
    assert client.post(address, {"ground": "because", "reason": "Non."}).status_code == 422
    client.post(address, {"ground": ground, "reason": "Une commande est en cours de livraison."})
    assert office.world.outcome(request, "erasure") == "refused"
    assert "Une commande est en cours de livraison." in office.world.letter(office.world.again(request))
    assert "Refusé, avec les motifs" in text(client.get(f"/office/requests/{request.reference}"))


def test_a_right_that_was_not_asked_cannot_be_refused(office: Office) -> None:
    """There is no page to refuse what is not in the request."""
    request = office.world.identified("access")
    assert office.client("bruno").get(f"/office/requests/{request.reference}/refuse/erasure").status_code == 404


# ── who looked ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_opening_a_request_leaves_a_line_that_stays(office: Office) -> None:
    """S0-61: given that a user opens a record, then there is an entry with user, time, record and reason, which no
    page can change; it is found by person and by staff."""
    mine, other = office.world.ask("access"), office.world.ask("erasure")
    office.client("bruno").get(f"/office/requests/{mine.reference}")
    office.client("denise").get(f"/office/requests/{other.reference}")
    client = office.client("nadia")
    page = text(client.get("/office/readings"))
    line = f"23 novembre 2026, 10 h 30 Bruno Caillol gestionnaire {mine.reference} la demande, avec le contact"
    assert line in page
    by_request = text(client.get("/office/readings", {"request": other.reference, "staff": ""}))
    assert "Denise Prat délégué à la protection des données" in by_request
    assert "Bruno Caillol gestionnaire" not in by_request
    by_staff = text(client.get("/office/readings", {"request": "", "staff": str(office.people["bruno"].id)}))
    assert mine.reference in by_staff
    assert other.reference not in by_staff
    assert client.post("/office/readings").status_code == 405


def test_a_reference_that_nobody_bears_finds_no_reading(office: Office) -> None:
    """The log says so instead of showing everything."""
    page = text(office.client("nadia").get("/office/readings", {"request": "R-2026-0000-0000"}))
    assert "Aucune demande ne porte cette référence." in page
    assert "Bruno Caillol gestionnaire" not in page


# ── letters on paper, and those whom nobody can identify ───────────────────────────────────────────────────────────


def test_who_has_no_mailbox_gets_a_letter_that_the_office_posts(office: Office) -> None:
    """Alice gave a phone number only: her acknowledgement waits to be printed, is opened as a reading, and is let go
    once it is posted."""
    sent = {**LETTER, "email": "", "phone": "06 39 98 12 34", "received": "2026-11-20"}
    client = office.client("bruno")
    client.post("/office/requests/new", sent)
    assert "1 lettre à imprimer" in text(client.get("/office/"))
    listed = client.get("/office/letters")
    assert f"Accusé de réception {newest(office).reference}" in text(listed)
    (waiting,) = outbox.to_print(office.world.house.organisation.id)
    address = f"/office/letters/{waiting.id}"
    assert "Bonjour Alice Moreau," in text(client.get(address))
    assert "une lettre à la personne" in text(client.get("/office/readings"))
    client.post(f"{address}/posted")
    assert outbox.of_request(newest(office).id)[0].state == "sent"
    assert client.get(address).status_code == 404
    assert "Aucune lettre n’attend d’être imprimée." in text(client.get("/office/letters"))


def test_the_auditor_sees_that_letters_wait_and_opens_none(office: Office) -> None:
    """Reading the list is his; a person's letter is not."""
    contact = Contact(name="Alice Moreau", phone="06 39 98 12 34")
    office.world.filed(contact, "access")
    (waiting,) = outbox.to_print(office.world.house.organisation.id)
    client = office.client("yves")
    assert client.get("/office/letters").status_code == 200
    assert client.get(f"/office/letters/{waiting.id}").status_code == 403
    assert client.post(f"/office/letters/{waiting.id}/posted").status_code == 403


def test_a_person_whom_nobody_can_identify_is_told_why(office: Office) -> None:
    """Art. 11(2): the request closes as "not identified", with its reason; without one the form comes back."""
    request = office.world.ask("access")
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/identity/close"
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "Rien de ce que vous avez écrit ne se trouve chez nous."})
    assert office.world.outcome(request, "access") == "not-identified"
    assert office.world.again(request).state == "closed"
    assert "Personne non identifiée" in text(client.get(f"/office/requests/{request.reference}"))


def test_the_page_says_whether_the_person_is_a_customer_or_a_prospect(office: Office) -> None:
    """S1-18. Given a person with no order, then status = prospect: once the plan has looked, the clerk reads it with
    what the law says of how long."""
    house, bruno = told(office.world).house, office.client("bruno")
    asked = office.world.identified("access", email="chloe@courriel.example")
    page = text(bruno.get(f"/office/requests/{asked.reference}"))
    assert ("Identité" in page, "Client ou prospect" in page) == (True, False)
    plans.draw(house, office.world.bruno, [asked])
    page = text(bruno.get(f"/office/requests/{asked.reference}"))
    assert "Client ou prospect Prospect : aucune commande dans shop. Prospect : trois ans depuis" in page
    alice = office.world.identified("access")
    plans.draw(house, office.world.bruno, [alice])
    page = text(bruno.get(f"/office/requests/{alice.reference}"))
    assert "Client depuis le 4 mai 2012, dernière commande le 4 mai 2024." in page
