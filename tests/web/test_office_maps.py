"""The map without YAML: Nadia takes over the proposal, decides column by column, and adds a table that was left out."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from typing import Any

import pytest
import sqlalchemy as sa

from garant.actions import access, stores
from garant.ledger import packages
from garant.rules.register import Column
from tests.web.office import Office, text

MAP = "/office/stores/shop/map"


def left_out(office: Office) -> None:
    """A table of loyalty cards that came after the map."""
    engine = sa.create_engine(office.world.url)
    with engine.begin() as c:
        c.execute(sa.text("CREATE TABLE loyalty (id INTEGER PRIMARY KEY, customer_id INTEGER, points INTEGER)"))
        c.execute(sa.text("INSERT INTO loyalty VALUES (1, 1, 40), (2, 1, 12), (3, 2, 7)"))
    engine.dispose()


def column(office: Office, table: str, name: str) -> Column:
    return office.world.house.map("shop").tables[table].columns[name]


def asked(office: Office, table: str, response: Any = None) -> dict[str, str]:
    """What the form of a table holds as it is shown: names and values of its fields."""
    page = response or office.client("nadia").get(f"{MAP}/tables/{table}")
    body = unescape(page.content.decode())
    fields = dict(re.findall(r'<input type="hidden" name="(version)" value="(\d+)"', body))
    for name, inside in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', body, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', inside)
        fields[name] = chosen[1] if chosen else ""
    return fields


def where(office: Office, table: str, column: str) -> str:
    """The name of a column's choice in the form."""
    body = office.client("nadia").get(f"{MAP}/tables/{table}").content.decode()
    found = re.search(rf'<label for="id_(column-\d+)"><code>{column}</code>', body)
    assert found
    return found[1]


def test_the_map_is_told_in_words_with_what_it_leaves_out(office: Office) -> None:
    """Given a map of some tables of the shop, then each is a sentence, and what it does not name is told."""
    left_out(office)
    page = text(office.client("nadia").get(MAP))

    assert "customer Fiche client Une ligne est une personne." in page
    assert "5 tables sur 6 sont déclarées." in page
    assert "Chaque ligne appartient à une ligne de customer, par customer_id." in page
    assert "loyalty L’ajouter" in page
    assert "L’ajouter" not in text(office.client("bruno").get(MAP)), "he may read it, and not change it"


def test_a_column_is_decided_in_the_browser_and_the_rest_of_the_map_stays(office: Office) -> None:
    """Given a column of contact data, when Nadia says that it is nothing about the person, then it is so in the next
    version, and what the form does not ask stays.
    """
    before = office.world.house.map("shop")
    sent = asked(office, "customer") | {where(office, "customer", "phone"): "none"}
    response = office.client("nadia").post(f"{MAP}/tables/customer", sent)

    assert response["Location"] == f"{MAP}?done=map"
    after = office.world.house.map("shop")
    assert (after.version, after.tables["customer"].columns["phone"].category) == (before.version + 1, "none")
    unasked = {n: c for n, c in after.tables["customer"].columns.items() if n != "phone"}
    assert unasked == {n: c for n, c in before.tables["customer"].columns.items() if n != "phone"}
    assert after.tables["invoice"] == before.tables["invoice"]


def test_a_column_left_for_later_is_marked_and_never_touched(office: Office) -> None:
    sent = asked(office, "customer") | {where(office, "customer", "phone"): ""}
    office.client("nadia").post(f"{MAP}/tables/customer", sent)

    assert column(office, "customer", "phone").review
    assert "1 à décider" in text(office.client("nadia").get(MAP))


def test_a_table_that_was_left_out_is_added_with_the_column_that_names_the_person(office: Office) -> None:
    """Given a table of loyalty cards that no search sees, when Nadia adds it, then an access finds its rows."""
    left_out(office)
    client = office.client("nadia")
    page = client.get(f"{MAP}/tables/loyalty")
    assert "aucune recherche n’y regarde" in text(page)
    sent = asked(office, "loyalty") | {
        "activity": "customers",
        where(office, "loyalty", "id"): "none",
        where(office, "loyalty", "customer_id"): "none",
        where(office, "loyalty", "points"): "transaction.loyalty",
    }
    if "parent" in sent:
        sent |= {"parent": "customer", "via": "customer_id"}

    assert client.post(f"{MAP}/tables/loyalty", sent)["Location"] == f"{MAP}?done=map"

    added = office.world.house.map("shop").tables["loyalty"]
    assert added.link is not None
    assert (added.link.parent, added.link.columns) == ("customer", ("customer_id",))
    request = office.world.run(office.world.identified("access"))
    (kept,) = (p for p in packages.of_request(request) if p.kind == "access")
    with zipfile.ZipFile(io.BytesIO(packages.open(office.world.house.keyring, kept))) as opened:
        (csv,) = (opened.read(name).decode() for name in opened.namelist() if name.endswith("loyalty.csv"))
    assert [line.split(",")[-1].strip() for line in csv.splitlines()[1:]] == ["40", "12"]


def test_a_decision_that_does_not_fit_says_so_and_loses_nothing(office: Office) -> None:
    """Given an activity that nobody declares, then nothing is kept, and what was chosen stands in the form."""
    client, version = office.client("nadia"), office.world.house.map("shop").version
    phone = where(office, "customer", "phone")
    response = client.post(f"{MAP}/tables/customer", asked(office, "customer") | {"activity": "", phone: "contact.fax"})

    assert response.status_code == 422
    assert asked(office, "customer", response)[phone] == "contact.fax"
    assert office.world.house.map("shop").version == version
    assert client.get(f"{MAP}/tables/nowhere").status_code == 404


def test_two_who_decide_at_once_are_told(office: Office) -> None:
    first = asked(office, "customer")
    office.client("nadia").post(f"{MAP}/tables/customer", first | {where(office, "customer", "phone"): ""})
    late = office.client("nadia").post(f"{MAP}/tables/customer", first)

    assert late.status_code == 409
    assert column(office, "customer", "phone").review, "the first decision stands"


@pytest.mark.parametrize("person", ["bruno", "denise", "yves"])
def test_only_the_owner_decides(office: Office, person: str) -> None:
    assert office.client(person).get(f"{MAP}/tables/customer").status_code == 403
    assert office.client(person).post(f"{MAP}/adopt").status_code == 403


def test_the_proposal_is_taken_over_by_one_button_and_only_once(office: Office) -> None:
    """D13: it applies unchanged; what it is not sure of waits."""
    house = office.world.house
    stores.add(house, access.by_command(house, "owner"), "copy", office.world.url)
    client = office.client("nadia")
    assert "Reprendre la proposition" in text(client.get("/office/stores/copy/map"))

    assert client.post("/office/stores/copy/map/adopt")["Location"] == "/office/stores/copy/map?done=map"

    assert house.map("copy").persons
    again = client.post("/office/stores/copy/map/adopt")
    assert again.status_code == 422
    assert "Quelqu" in text(again) or "carte" in text(again)
    assert house.map("copy").version == 1
