"""What erasures left standing, as the office sees it, and the list that the shop’s own software gets (D2)."""

from __future__ import annotations

import json
import re

import pytest

from garant.ledger import events
from tests.press.unlocking import unlocked
from tests.web.office import Office, text


def test_what_is_kept_stands_by_its_end_and_its_reason(office: Office) -> None:
    """D2. Given Alice erased, when Bruno opens what is kept, then her invoice, its lines and the record that names her
    stand under the close of 2034 with the law that keeps them, the request they stayed after, and that they have no
    other use.
    """
    bruno = office.client("bruno")
    assert "Aucun effacement n’a rien laissé." in text(bruno.get("/office/retention"))
    request = office.world.run(office.world.identified("erasure"))
    said = text(bruno.get("/office/retention"))
    assert "Tout ce qui est gardé est encore dans sa durée." in said
    assert "n’ont aucun autre usage : ni lettre, ni offre, ni statistique." in said
    assert "Jusqu’au 31 décembre 2034 Gardé" in said
    assert "Factures shop.invoice 1 issued , billed_to , total Une loi nous oblige à les garder" in said
    assert "Fiche client shop.customer 1 first_name , last_name , address Elles figurent sur des documents" in said
    assert request.reference in said
    assert "C. com., art. L123-22" in said
    assert "Date passée" not in said
    assert "Ce qui est gardé de cette personne" in text(bruno.get(f"/office/requests/{request.reference}"))


def test_the_day_after_its_end_it_is_past_its_date(office: Office) -> None:
    """D2. Given the day after the close of the tenth year, then the page says how many rows have passed their date."""
    office.world.run(office.world.identified("erasure"))
    office.world.clock.now = office.world.clock.now.replace(year=2035, month=1, day=1)
    said = text(office.client("bruno").get("/office/retention"))
    assert "4 lignes ont passé leur date." in said
    assert "Date passée : à effacer" in said


def test_one_request_can_be_looked_at_alone(office: Office) -> None:
    first = office.world.run(office.world.identified("erasure"))
    other = office.world.run(office.world.identified("erasure", email="eloi.garnier@courriel.example"))
    bruno = office.client("bruno")
    said = text(bruno.get("/office/retention", {"request": other.reference}))
    assert other.reference in said
    assert first.reference not in said
    assert "Rien n’est gardé après cette demande." in text(bruno.get("/office/retention", {"request": "R-2026-X"}))


def test_the_list_is_taken_as_csv_and_as_json_and_each_time_is_noted(office: Office) -> None:
    """D2, A6. Given Alice erased, when Denise the DPO takes the list twice, then each row is there by its key, and the
    access log says twice that she read it.
    """
    request = office.world.run(office.world.identified("erasure"))
    denise = office.client("denise")
    table = denise.post("/office/retention/rows.csv", {"why": "software"})
    assert table["Content-Disposition"] == 'attachment; filename="kept-rows.csv"'
    lines = table.content.decode("utf-8-sig").split("\r\n")
    assert lines[0] == "store,table,key_columns,key,columns,until,reason,articles,request"
    assert (
        f"shop,invoice,id,11,issued;billed_to;total,2034-12-31,duty,fr/c-com/L123-22;cnil/qa/499;fr/cgi-an2/242-nonies-A;gdpr/17/3/b,{request.reference}"
        in lines
    )
    body = json.loads(denise.post("/office/retention/rows.json", {"why": "software"}).content)
    assert (body["format"], body["closed"], len(body["rows"])) == ("garant: kept/1", 0, 4)
    assert body["rows"][1]["key"] == [11]
    mine = events.readings(office.world.house.keyring, actor=f"staff:{office.people['denise'].id}", limit=9)
    assert [e.public["what"] for e in mine] == ["kept rows", "kept rows"]
    assert "la liste des lignes gardées d’eux" in text(office.client("nadia").get("/office/readings"))


@pytest.mark.parametrize("ending", ["csv", "json"])
def test_the_list_leaves_encrypted_or_for_a_reason(office: Office, ending: str) -> None:
    """S0-59. Given the list of kept rows, when Denise asks for it, then it leaves with a password or a reason, never
    without both, and reading the page that asks is no reading of the rows.
    """
    office.world.run(office.world.identified("erasure"))
    denise, address = office.client("denise"), f"/office/retention/rows.{ending}"
    page = denise.get(address)
    assert "La liste des lignes gardées" in text(page)
    assert denise.post(address).status_code == 422
    (password,) = re.findall(r'name="password" value="([^"]+)"', page.content.decode())
    house = office.world.house
    assert events.readings(house.keyring, actor=f"staff:{office.people['denise'].id}", limit=9) == []
    ((name, body),) = unlocked(denise.post(address, {"password": password}).content, password)
    assert name == f"kept-rows.{ending}"
    assert b"invoice" in body


@pytest.mark.parametrize("path", ["", "/rows.csv", "/rows.json"])
def test_a_stranger_gets_nothing_of_it(office: Office, path: str) -> None:
    assert office.client().get(f"/office/retention{path}")["Location"].startswith("/office/sign-in")
