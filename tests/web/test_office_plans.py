"""Identity, plan, agreement, execution, answer, tasks: the way of a request through the office, and what stops it."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa

from garant.actions import access, evidence, plans, register, runner, stores
from garant.actions.plans import Shown
from garant.ledger.values import Request
from tests.actions import shop
from tests.web.office import Office, text

NO_FACTS = {"running-contract": "no", "unpaid-bill": "no", "open-dispute": "no"}


def drawn(office: Office, request: Request) -> Shown:
    """The plan that the request hangs on now."""
    shown = plans.of_request(office.world.house, office.world.again(request))
    assert shown is not None
    return shown


def work(office: Office) -> None:
    """What the worker beside the server does."""
    while runner.work_once(office.world.house):
        pass


@pytest.fixture
def two_stores_office(office: Office) -> Office:
    """The same office with the till’s loyalty cards as a second store."""
    url = f"sqlite:///{office.world.folder / 'till.sqlite'}"
    shop.build_till(url)
    owner = access.by_command(office.world.house, "owner")
    stores.add(office.world.house, owner, "till", url)
    register.apply(office.world.house, owner, shop.CARD_MAP, "till.yaml")
    return office


# ── identity ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_nothing_is_exported_before_the_identity_is_verified(office: Office) -> None:
    """S2-38: given an unverified requester, then the export button is disabled, and asking for a plan all the same
    is refused."""
    request = office.world.ask("access")
    client = office.client("bruno")
    page = client.get(f"/office/requests/{request.reference}/identity").content.decode()
    assert re.search(r'<button class="btn second" type="button" disabled [^>]*>Préparer l’export</button>', page)
    response = client.post(f"/office/requests/{request.reference}/plan/draw")
    assert response.status_code == 409
    assert "La demande n’en est pas à cette étape." in text(response)
    assert office.world.again(request).plan is None


def test_the_lightest_means_is_enough_and_no_copy_is_kept(office: Office) -> None:
    """S2-37: given a check by reply from the known e-mail, then the status is verified, without an ID copy: the page
    takes a means and a reason, and has no field for a file."""
    request = office.world.ask("access")
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/identity"
    assert 'type="file"' not in client.get(address).content.decode()
    assert client.post(address, {"method": "contact-on-file", "reason": ""}).status_code == 422
    sent = {"method": "contact-on-file", "reason": "Réponse depuis l’adresse de sa fiche."}
    assert client.post(address, sent)["Location"] == f"/office/requests/{request.reference}/plan?done=identified"
    page = text(client.get(address))
    assert "L’identité est vérifiée. Moyen Réponse depuis un contact connu de nous" in page
    assert "Aucune copie de pièce d’identité n’est gardée ici" in page


def test_asking_for_more_says_whether_the_clock_stops(office: Office) -> None:
    """Asked on the third day, the question suspends the deadline and the request waits for the person (E7)."""
    request = office.world.ask("access")
    office.world.clock.pass_days(3)
    client = office.client("bruno")
    address = f"/office/requests/{request.reference}/identity/ask"
    assert client.post(address, {"ask-reason": ""}).status_code == 422
    client.post(address, {"ask-reason": "Deux clients portent ce nom ; votre numéro suffit."})
    page = text(client.get(f"/office/requests/{request.reference}"))
    assert "Identité demandée sans tarder : le délai est suspendu jusqu’à la réponse." in page
    assert "En attente de la personne depuis jeu. 26 nov." in page


# ── the plan ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_plan_says_what_goes_what_stays_and_why(office: Office) -> None:
    """S2-30, S4-13: given an erase-all request and invoices that exist, then the plan erases everything else and
    explains the invoices it keeps, table by table, with the articles."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    client.post(f"/office/requests/{request.reference}/plan/facts", NO_FACTS)
    page = text(client.get(f"/office/requests/{request.reference}/plan"))
    totals = drawn(office, request).totals
    assert f"{totals.erase} Effacer lignes qui disparaissent sans retour" in page
    assert "Factures invoice" in page
    assert "jusqu’au 31 décembre 2034" in page
    assert "C. com., art. L123-22" in page
    assert "Vous affirmez qu’il n’y a pas de litige." in page
    assert office.world.rows("customer", "id=1")[0]["phone"] == "06 39 98 12 34"


def test_invoices_of_several_years_are_one_line_that_opens(office: Office) -> None:
    """Given Alice’s invoices of three years, then the plan has one line for them, with the years of the first and the
    last end outside, and each end with its rows inside, for whoever opens it: without script.
    """
    engine = sa.create_engine(office.world.url)
    with engine.begin() as there:
        for number, year in ((20, 2020), (21, 2022), (22, 2022)):
            there.execute(sa.text(f"INSERT INTO invoice VALUES ({number}, 1, '{year}-03-01', 'Alice Moreau', 10)"))
    engine.dispose()
    request = office.world.identified("erasure")
    client = office.client("bruno")
    client.post(f"/office/requests/{request.reference}/plan/facts", NO_FACTS)
    page = client.get(f"/office/requests/{request.reference}/plan")
    (folded,) = re.findall(r"<details><summary>[^<]*premières[^<]*</summary>.*?</details>", page.content.decode(), re.S)
    said = " ".join(re.sub(r"<[^>]+>", " ", folded).replace("\u00a0", " ").split())
    assert said == (
        "jusqu’en 2030 pour les premières, 2034 pour les dernières "
        "1 ligne, jusqu’au 31 décembre 2030 2 lignes, jusqu’au 31 décembre 2032 1 ligne, jusqu’au 31 décembre 2034"
    )
    assert "4 Garder jusqu’en 2030" in text(page)


def test_a_fact_that_holds_changes_the_plan(office: Office) -> None:
    """E2: the clerk says that a contract runs; what it rests on is then kept, and nothing is assumed before."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    facts = f"/office/requests/{request.reference}/plan/facts"
    assert client.post(facts, {**NO_FACTS, "open-dispute": ""}).status_code == 422
    client.post(facts, NO_FACTS)
    free = drawn(office, request).totals
    client.post(facts, {**NO_FACTS, "running-contract": "yes"})
    bound = drawn(office, request).totals
    assert bound.keep > free.keep
    assert bound.erase < free.erase
    assert "Vous affirmez qu’aucun contrat n’est en cours" not in text(
        client.get(f"/office/requests/{request.reference}/plan")
    )


def test_agreeing_repeats_the_fingerprint_and_the_rows(office: Office) -> None:
    """A wrong number or another fingerprint is sent back; the right ones begin the work, which ends by itself."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/facts", NO_FACTS)
    shown = drawn(office, request)
    wrong = client.post(f"{base}/plan/agree", {"fingerprint": shown.fingerprint, "rows": shown.totals.erase + 1})
    assert wrong.status_code == 422
    assert "Le plan donne un autre nombre. Relisez-le." in text(wrong)
    other = client.post(f"{base}/plan/agree", {"fingerprint": "0000-0000", "rows": shown.totals.erase})
    assert other.status_code == 409
    assert "Le plan n’est plus celui que vous avez lu." in text(other)
    assert office.world.again(request).state == "planned"
    right = client.post(f"{base}/plan/agree", {"fingerprint": shown.fingerprint, "rows": shown.totals.erase})
    assert right["Location"] == f"{base}/progress?done=agreed"
    running = client.get(f"{base}/progress")
    assert running["Refresh"] == "2"
    assert "Refresh" not in client.get(f"{base}/progress?still").headers
    assert "0 étape sur 5 est faite." in text(running)
    work(office)
    done = client.get(f"{base}/progress")
    assert "Refresh" not in done.headers
    assert "Tout est fait et a été relu." in text(done)
    assert office.world.rows("customer", "id=1")[0]["phone"] is None
    assert office.world.rows("customer", "id=2")[0]["phone"] == "06 39 98 55 55"


def test_data_that_changed_since_make_the_agreement_fall(office: Office) -> None:
    """Alice orders again between the plan and the agreement: nothing of hers is touched, and the page says why (D5)."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/facts", NO_FACTS)
    shown = drawn(office, request)
    client.post(f"{base}/plan/agree", {"fingerprint": shown.fingerprint, "rows": shown.totals.erase})
    engine = sa.create_engine(office.world.url)
    with engine.begin() as shop:
        shop.execute(sa.text("INSERT INTO ticket (id, customer_id, body) VALUES (2, 1, 'Encore moi.')"))
    engine.dispose()
    work(office)
    assert office.world.rows("customer", "id=1")[0]["phone"] == "06 39 98 12 34"
    page = text(client.get(base))
    assert "Des données ont changé avant l’acte : l’accord est tombé, un nouveau plan est nécessaire." in page
    assert "Plan à dresser" in page


def test_free_text_is_read_before_it_is_handed_over(office: Office) -> None:
    """E8: what Alice wrote names her neighbour; it is held back until Bruno says that he read it."""
    request = office.world.identified("access")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/draw")
    assert "Ils sont retenus, et la réponse le dit." in text(client.get(f"{base}/plan"))
    rows = text(client.get(f"{base}/plan/rows/shop/ticket"))
    assert "ma voisine Mme Petit" in rows
    assert "quelques-unes de ses lignes" in text(office.client("nadia").get("/office/readings"))
    client.post(f"{base}/plan/draw", {"release": "yes"})
    assert "Quelqu’un les a lus : ils sont remis." in text(client.get(f"{base}/plan"))
    assert drawn(office, request).released


def test_rows_outside_the_plan_are_not_shown(office: Office) -> None:
    """A table that the plan does not speak of, or a store that is not there, leads nowhere."""
    request = office.world.identified("access")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}/plan/rows"
    assert client.get(f"{base}/shop/ticket").status_code == 409  # no plan yet
    client.post(f"/office/requests/{request.reference}/plan/draw")
    assert client.get(f"{base}/shop/sqlite_master").status_code == 404
    assert client.get(f"{base}/till/card").status_code == 404


def test_two_customers_with_one_address_go_to_the_clerk(office: Office) -> None:
    """D12: nothing is planned until Bruno says which row is Alice's; then only hers is in the plan."""
    engine = sa.create_engine(office.world.url)
    with engine.begin() as shop:
        row = "(7, 'Hugo', 'Moreau', 'alice.moreau@courriel.example')"
        shop.execute(sa.text(f"INSERT INTO customer (id, first_name, last_name, email) VALUES {row}"))
    engine.dispose()
    request = office.world.identified("access")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    page = client.post(f"{base}/plan/draw")
    assert "Plusieurs personnes répondent à ce que celle-ci nous a dit." in text(page)
    assert "Hugo" in text(page)
    assert office.world.again(request).state == "identified"
    labels = re.findall(r'value="([0-9a-f]{16})">(.*?)</label>', page.content.decode(), re.S)
    alice = next(digest for digest, words in labels if "Alice" in words)
    assert client.post(f"{base}/plan/choose", {"match": [alice]})["Location"] == f"{base}/plan"
    rows = text(client.get(f"{base}/plan/rows/shop/customer"))
    assert "3 rue des Lilas" in rows
    assert "Hugo" not in rows


def test_nothing_found_is_said_as_such(office: Office) -> None:
    """D9: nobody of that name is in the shop; the plan says so and names where it looked."""
    request = office.world.identified("access", email="inconnue@courriel.example")
    client = office.client("bruno")
    client.post(f"/office/requests/{request.reference}/plan/draw")
    page = text(client.get(f"/office/requests/{request.reference}/plan"))
    assert "Rien n’a été trouvé dans aucun système." in page
    assert "Cherché dans : shop." in page


def test_a_correction_is_noted_shown_and_done(office: Office) -> None:
    """S2-34: given a request by e-mail with the new value, then it is accepted after the identity check; the plan
    shows before and after, and the shop holds the new value."""
    request = office.world.identified("rectification")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    before = text(client.get(f"{base}/plan"))
    assert "Noter une correction" in before
    assert "Chercher et dresser le plan" not in before
    assert client.post(f"{base}/plan/change", {"field": "contact.phone", "new": ""}).status_code == 422
    sent = {"field": "contact.phone", "old": "06 39 98 12 34", "new": "06 11 22 33 44"}
    client.post(f"{base}/plan/change", sent)
    page = text(client.get(f"{base}/plan"))
    assert "06 39 98 12 34 06 11 22 33 44 1 valeur est corrigée." in page
    client.post(f"{base}/plan/agree", {"fingerprint": drawn(office, request).fingerprint})
    work(office)
    assert office.world.rows("customer", "id=1")[0]["phone"] == "06 11 22 33 44"


def test_a_correction_without_the_present_value_shows_what_would_be_overwritten(office: Office) -> None:
    """A6. Given a correction whose present value was left empty, then the plan shows what stands there now, and that
    Bruno saw it is a reading.
    """
    request = office.world.identified("rectification")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/change", {"field": "contact.phone", "old": "", "new": "06 11 22 33 44"})
    assert "06 39 98 12 34 06 11 22 33 44 1 valeur est corrigée." in text(client.get(f"{base}/plan"))
    house = office.world.house
    looks = evidence.readings(house, office.actor("nadia"), request=request.id)
    assert "samples" in [e.public["what"] for e in looks]


def test_a_store_that_is_gone_stops_the_plan_with_one_clear_message(office: Office) -> None:
    """The shop's table was dropped since the map: the page says so in French and keeps the request as it was."""
    engine = sa.create_engine(office.world.url)
    with engine.begin() as shop:
        shop.execute(sa.text("DROP TABLE ticket"))
    engine.dispose()
    office.world.house.close()
    request = office.world.identified("access")
    response = office.client("bruno").post(f"/office/requests/{request.reference}/plan/draw")
    assert response.status_code == 409
    assert "Cette carte ne peut pas servir telle quelle." in text(response)
    assert "ticket" in text(response)
    assert office.world.again(request).state == "identified"


# ── answer and proof ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_answer_is_read_as_the_person_reads_it(office: Office) -> None:
    """The office shows the very letter, and the receipt as a file that bears only the reference."""
    request = office.world.run(office.world.identified("erasure"))
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    page = text(client.get(f"{base}/answer"))
    assert "Bonjour Alice Moreau," in page
    assert "nous les avons cherchées à nouveau" in page
    receipt = client.get(f"{base}/receipt")
    assert receipt["Content-Disposition"] == f'attachment; filename="{request.reference}.receipt.json"'
    assert "Alice" not in receipt.content.decode()


def test_before_the_answer_the_page_says_that_there_is_none(office: Office) -> None:
    """No letter and no receipt button before the end."""
    request = office.world.ask("access")
    page = text(office.client("bruno").get(f"/office/requests/{request.reference}/answer"))
    assert "Il n’y a pas encore de réponse." in page
    assert "Télécharger le reçu" not in page


def test_work_that_broke_off_is_taken_up_again(office: Office) -> None:
    """A table is away while the work runs: the page names the failure; once it is back, a button goes on to the end."""
    request = office.world.identified("erasure")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/facts", NO_FACTS)
    shown = drawn(office, request)
    client.post(f"{base}/plan/agree", {"fingerprint": shown.fingerprint, "rows": shown.totals.erase})
    engine = sa.create_engine(office.world.url)
    with engine.begin() as there:
        there.execute(sa.text("ALTER TABLE ticket RENAME TO away"))
    work(office)
    page = client.get(f"{base}/progress")
    assert "échec, à reprendre" in text(page)
    assert "shop · Une base ne répond pas, ou refuse." in text(page)
    assert "a table of the map is no longer there" in text(page)
    assert "Reprendre le travail" in text(page)
    assert "Le travail est à l’arrêt" in text(client.get(base))
    assert "Travail à l’arrêt" in text(client.get("/office/"))
    assert "Refresh" not in page.headers
    assert "Reprendre le travail" not in text(office.client("yves").get(f"{base}/progress"))
    with engine.begin() as there:
        there.execute(sa.text("ALTER TABLE away RENAME TO ticket"))
    engine.dispose()
    client.post(f"{base}/progress/resume")
    work(office)
    assert "Tout est fait et a été relu." in text(client.get(f"{base}/progress"))
    assert office.world.rows("customer", "id=1")[0]["phone"] is None


def test_work_that_cannot_go_on_is_planned_again(office: Office) -> None:
    """A table is gone for good while the work runs. Given Nadia’s map without it, when Bruno plans again from the page
    of the failure, then a new plan waits for a new agreement, and erases what is still there.
    """
    request = office.world.identified("erasure")
    client = office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/facts", NO_FACTS)
    first = drawn(office, request)
    client.post(f"{base}/plan/agree", {"fingerprint": first.fingerprint, "rows": first.totals.erase})
    engine = sa.create_engine(office.world.url)
    with engine.begin() as there:
        there.execute(sa.text("DROP TABLE ticket"))
    engine.dispose()
    work(office)
    page = client.get(f"{base}/progress")
    assert f'action="{base}/plan/draw"' in page.content.decode()
    assert "Ce qui est déjà effacé" not in text(page)
    assert "Planifier à nouveau" not in text(office.client("yves").get(f"{base}/progress"))

    office.world.house.close()
    before, after = shop.MAP.split("  ticket:\n")
    without = before + "activities:" + after.split("\nactivities:")[1]
    register.apply(office.world.house, office.actor("nadia"), without, "shop.yaml")
    assert client.post(f"{base}/plan/draw")["Location"] == f"{base}/plan"
    second = drawn(office, request)
    assert second.fingerprint != first.fingerprint
    client.post(f"{base}/plan/agree", {"fingerprint": second.fingerprint, "rows": second.totals.erase})
    work(office)
    assert "Tout est fait et a été relu." in text(client.get(f"{base}/progress"))
    assert office.world.rows("customer", "id=1")[0]["phone"] is None


def test_planning_again_after_a_deed_says_that_the_deed_stands(two_stores_office: Office) -> None:
    """Given two stores, the first erased and the second away, then the page says that what is erased stays so and that
    the new answer speaks only of what is left."""
    request = two_stores_office.world.identified("erasure")
    client = two_stores_office.client("bruno")
    base = f"/office/requests/{request.reference}"
    client.post(f"{base}/plan/facts", NO_FACTS)
    shown = drawn(two_stores_office, request)
    client.post(f"{base}/plan/agree", {"fingerprint": shown.fingerprint, "rows": shown.totals.erase})
    two_stores_office.world.house.close()
    (two_stores_office.world.folder / "till.sqlite").unlink()
    work(two_stores_office)
    page = text(client.get(f"{base}/progress"))
    assert "till · Une base ne répond pas, ou refuse." in page
    assert "Ce qui est déjà effacé ou corrigé le reste" in page
