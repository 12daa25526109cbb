"""What is to be mended, as the office sees it: met by a check, given to somebody, accepted for a while, gone."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from django.test import Client

from garant.actions import access, looking, register, staff
from garant.ledger import steps
from garant.ledger.tables import EventRow
from garant.ledger.values import Step
from tests.web.office import Office, text

NICKNAME = "Cette colonne est apparue depuis que la carte a été écrite."


def shop(office: Office, statement: str) -> None:
    """Something that somebody else does to the shop."""
    engine = sa.create_engine(office.world.url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def grown(office: Office) -> Office:
    """A column has appeared in the shop, and Bruno has checked."""
    shop(office, "ALTER TABLE customer ADD COLUMN nickname VARCHAR(40)")
    check(office, office.client("bruno"))
    return office


def check(office: Office, client: Client) -> None:
    """Somebody asks for a check, and the worker does it."""
    assert client.post("/office/findings/check")["Location"] == "/office/findings/progress"
    assert looking.carry_out(office.world.house)
    assert client.get("/office/findings/progress")["Location"] == "/office/findings?done=checked"


def page_of(client: Client) -> str:
    """The address of the column's own page."""
    body = client.get("/office/findings").content.decode()
    found = re.search(r'href="(/office/findings/[0-9a-f-]{36})">' + re.escape(NICKNAME), body)
    assert found, "the list leads to each finding"
    return found[1]


def test_before_the_first_check_the_page_says_so(office: Office) -> None:
    said = text(office.client("bruno").get("/office/findings"))
    assert "Rien n’a encore été contrôlé." in said
    assert "Tout concorde." not in said


def test_what_a_check_meets_stands_with_its_article_its_place_its_remedy_and_its_effort(grown: Office) -> None:
    said = text(grown.client("bruno").get("/office/findings"))
    assert "Contrôlé le 23 novembre 2026" in said
    at = said.index(NICKNAME)
    told = said[at : at + 260]
    for part in (
        "Ajoutez-la à la carte.",
        "RGPD, art. 30(1)",
        "Base shop",
        "shop.customer.nickname",
        "quelques minutes",
    ):
        assert part in told


def test_the_page_can_show_one_gravity_or_what_is_nobody_s(grown: Office) -> None:
    bruno = grown.client("bruno")
    assert NICKNAME in text(bruno.get("/office/findings", {"severity": "warning", "who": "-"}))
    assert NICKNAME not in text(bruno.get("/office/findings", {"severity": "critical"}))
    assert NICKNAME not in text(bruno.get("/office/findings", {"who": str(grown.people["nadia"].id)}))
    assert NICKNAME in text(bruno.get("/office/findings", {"where": "store:shop"}))


def test_bruno_gives_it_to_nadia_until_a_day(grown: Office) -> None:
    """Given a finding, when Bruno gives it to Nadia until Friday, then its page says so and the log holds it; once the
    day is over, and only then, it is late.
    """
    bruno = grown.client("bruno")
    page = page_of(bruno)
    sent = {"owner": str(grown.people["nadia"].id), "due": "2026-11-27", "note": "Demander à Hugo."}
    assert bruno.post(f"{page}/assign", sent)["Location"] == f"{page}?done=assigned"
    said = text(bruno.get(page))
    assert "Nadia Ferrand jusqu’au 27 novembre 2026 Demander à Hugo." in said
    assert EventRow.objects.filter(type="finding.assigned").count() == 1
    assert "Prévu pour le" not in text(bruno.get("/office/findings"))
    grown.world.clock.pass_days(5)
    assert "Prévu pour le ven. 27 nov." in text(bruno.get("/office/findings"))


def test_a_day_that_is_over_is_refused_with_its_remedy(grown: Office) -> None:
    bruno = grown.client("bruno")
    answer = bruno.post(f"{page_of(bruno)}/assign", {"owner": "", "due": "2026-11-02", "note": ""})
    assert answer.status_code == 422
    assert "Name today or a later day." in text(answer)


def test_only_nadia_lets_it_stand_with_a_reason_and_an_end(grown: Office) -> None:
    """Given a finding, then Bruno the clerk and Denise the DPO cannot accept it; Nadia can, with a reason, until a day;
    it counts no more until then, and its reason can be read.
    """
    nadia = grown.client("nadia")
    page = page_of(nadia)
    until = (grown.world.house.today() + timedelta(days=30)).isoformat()
    for other in ("bruno", "denise"):
        assert grown.client(other).post(f"{page}/accept", {"reason": "Non.", "until": until}).status_code == 403
    assert nadia.post(f"{page}/accept", {"reason": "", "until": until}).status_code == 422
    before = grown.client("nadia").get("/office/findings").content.decode()
    assert nadia.post(f"{page}/accept", {"reason": "Elle part en mai.", "until": until}).status_code == 302
    said = text(nadia.get(page))
    assert "Elle part en mai." in said
    assert "Accepté pour un temps" in text(nadia.get("/office/findings"))
    counts = [re.findall(r'class="count ">(\d+)', body) for body in (before, nadia.get("/office/").content.decode())]
    assert int(counts[0][0]) == int((counts[1] or ["0"])[0]) + 1
    assert nadia.post(f"{page}/accept", {"back": "1"}).status_code == 302
    assert "Accepté pour un temps" not in text(nadia.get("/office/findings"))


def test_it_goes_by_itself_with_its_fact_and_stays_in_the_history(grown: Office) -> None:
    bruno = grown.client("bruno")
    assert "Rien n’a encore été corrigé." in text(bruno.get("/office/findings/gone"))
    shop(grown, "ALTER TABLE customer DROP COLUMN nickname")
    check(grown, bruno)
    assert NICKNAME not in text(bruno.get("/office/findings"))
    said = text(bruno.get("/office/findings/gone"))
    assert "Une chose a été corrigée." in said
    assert NICKNAME in said


@pytest.mark.parametrize("way", ["", "/gone"])
def test_the_auditor_reads_and_a_stranger_does_not(office: Office, way: str) -> None:
    assert office.client("yves").get(f"/office/findings{way}").status_code == 200
    assert office.client().get(f"/office/findings{way}")["Location"].startswith("/office/sign-in")


# ── while it runs ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_check_shows_how_far_it_is_and_is_asked_for_once(office: Office) -> None:
    """Bruno asks and is told that it is about to begin; the page asks again by itself, or not if he says so; the list
    leads back to it; asked again by Denise it is the same check."""
    bruno, denise = office.client("bruno"), office.client("denise")
    bruno.post("/office/findings/check")
    page = bruno.get("/office/findings/progress")
    assert "Le contrôle va commencer." in text(page)
    assert "shop en attente" in text(page)
    assert page["Refresh"] == "2"
    assert "Refresh" not in bruno.get("/office/findings/progress?still")
    assert "Un contrôle est en cours" in text(denise.get("/office/findings"))
    denise.post("/office/findings/check")
    assert looking.carry_out(office.world.house)
    assert not looking.carry_out(office.world.house)


def test_the_page_names_the_store_that_is_being_looked_at(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the worker reads the shop, the page says so; afterwards it leads to what was found."""
    bruno, seen = office.client("bruno"), []
    bruno.post("/office/findings/check")
    note = steps.note

    def look_at_the_page(step: Step, result: Mapping[str, Any]) -> None:
        note(step, result)
        seen.append(text(bruno.get("/office/findings/progress")))

    monkeypatch.setattr(steps, "note", look_at_the_page)
    assert looking.carry_out(office.world.house)
    assert "0 partie sur 2 est faite." in seen[0]
    assert "shop en cours" in seen[0]
    assert "1 partie sur 2 est faite." in seen[1]
    assert "shop fait" in seen[1]
    assert bruno.get("/office/findings/progress")["Location"] == "/office/findings?done=checked"


def test_a_check_that_cannot_be_done_says_why_and_can_be_asked_for_again(office: Office) -> None:
    """Bruno asked, and his account was closed before the worker came: nothing is checked in his name."""
    office.client("bruno").post("/office/findings/check")
    staff.deactivate(office.world.house, office.actor("nadia"), office.people["bruno"].id)
    assert looking.carry_out(office.world.house)
    page = office.client("denise").get("/office/findings/progress")
    assert "Le contrôle s’est arrêté" in text(page)
    assert "Refresh" not in page
    assert "Contrôler de nouveau" in text(page)
    check(office, office.client("denise"))


def test_a_check_that_died_is_taken_up_again(office: Office) -> None:
    """A worker died half way: another one does the whole check once more, and no plan is touched by it."""
    house = office.world.house
    office.client("bruno").post("/office/findings/check")
    dead = steps.claim_own(house.organisation.id, "check", "elsewhere:1:dead", house.clock(), -1, dead=lambda _: False)
    assert dead is not None
    assert steps.pending_plans(house.organisation.id) == []
    assert looking.carry_out(house)
    assert EventRow.objects.filter(type="check.done").count() == 1


def test_without_a_check_the_page_of_progress_leads_to_the_list(office: Office) -> None:
    assert office.client("yves").get("/office/findings/progress")["Location"] == "/office/findings"


FIVE = """garant: register/1
organisation: {name: Boutique Lormel, contact: donnees@lormel.example, place: FR}
activities:
  clients:
    name: Fichier des clients
    persons: [customers]
    purposes: {a: {name: Vendre, kind: sale.order, basis: contract}}
    durations: [{years: 3, clock: relationship-end}]
    items: {nom: identity.name, courriel: contact.email, portable: contact.phone, adresse: contact.address}
"""


def test_many_findings_of_one_kind_are_one_sentence_with_their_places_in_plain_words(office: Office) -> None:
    """Four data of which nothing says whether they are compulsory: one sentence, and each by the name of its datum."""
    house = office.world.house
    register.apply(house, access.by_command(house, "owner"), FIVE, "lormel.yaml")
    bruno = office.client("bruno")
    check(office, bruno)
    said = text(bruno.get("/office/findings"))
    assert said.count("est obligatoire") == 1
    assert "donnée « … »" in " ".join(said.split())
    assert "4 endroits" in said
    assert "Fichier des clients › Adresse e-mail" in said
    assert "activities.clients.items" not in said
    alone = text(bruno.get("/office/findings", {"rule": "item.necessity"}))
    assert alone.count("est obligatoire") == 4


def test_many_findings_with_a_remedy_each_say_each_where_it_belongs_and_missing_measures_lead_to_security(
    office: Office,
) -> None:
    """Claire's house has no measure in place: seven are named in one sentence, each with its own remedy."""
    house = office.world.house
    register.apply(house, access.by_command(house, "owner"), FIVE, "lormel.yaml")
    bruno = office.client("bruno")
    check(office, bruno)
    said = text(bruno.get("/office/findings"))
    assert "… RGPD, art. 32 7 endroits Antivirus Installez" in said
    assert "Antivirus Installez un antivirus sur chaque poste et tenez-le à jour." in said
    assert "Pare-feu Activez le pare-feu de la box et de chaque poste." in said
    assert "Sécurité measures.availability" in said
