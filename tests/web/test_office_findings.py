"""What is to be mended, as the office sees it: met by a check, given to somebody, accepted for a while, gone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from django.test import Client

from garant.ledger.tables import EventRow
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
    assert office.client("bruno").post("/office/findings/check")["Location"] == "/office/findings?done=checked"
    return office


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
    bruno.post("/office/findings/check")
    assert NICKNAME not in text(bruno.get("/office/findings"))
    said = text(bruno.get("/office/findings/gone"))
    assert "Une chose a été corrigée." in said
    assert NICKNAME in said


@pytest.mark.parametrize("way", ["", "/gone"])
def test_the_auditor_reads_and_a_stranger_does_not(office: Office, way: str) -> None:
    assert office.client("yves").get(f"/office/findings{way}").status_code == 200
    assert office.client().get(f"/office/findings{way}")["Location"].startswith("/office/sign-in")
