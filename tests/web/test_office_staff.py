"""The team in the office: Nadia says what somebody does, when they were trained, and until when they come."""

from __future__ import annotations

from datetime import date

import pytest

from garant.actions import staff
from garant.ledger.tables import EventRow
from tests.actions.sharing import NOBODY, TRAINING, declare
from tests.web.office import Office, text
from tests.web.test_office_entries import form


def page(office: Office, name: str) -> str:
    return f"/office/staff/{office.people[name].id}"


def test_nadia_enters_a_training_date_and_the_records_open_to_bruno(office: Office) -> None:
    """Once the register says that staff is trained, the list says that Bruno waits for his date; with it his desk
    opens, and the event tells who entered what."""
    declare(office.world)
    declare(office.world, NOBODY + TRAINING)
    nadia, bruno = office.client("nadia"), office.client("bruno")
    assert bruno.get("/office/").status_code == 403
    assert "pas de date de formation" in text(nadia.get("/office/staff"))
    done = nadia.post(page(office, "bruno"), {**form(nadia.get(page(office, "bruno"))), "trained": "2026-11-20"})
    assert done["Location"] == "/office/staff?done=placed"
    assert bruno.get("/office/").status_code == 200
    said = text(nadia.get(done["Location"]))
    assert "formation le 20 novembre 2026" in said
    event = EventRow.objects.get(type="staff.placed")
    assert '"trained":"2026-11-20"' in event.public
    assert event.actor == f"staff:{office.people['nadia'].id}"


def test_a_function_is_chosen_from_the_register(office: Office) -> None:
    declare(office.world)
    nadia = office.client("nadia")
    assert "Atelier" in text(nadia.get(page(office, "bruno")))
    sent = {"function": "ventes", "seen": "||", "until": "2026-12-31"}
    nadia.post(page(office, "bruno"), sent)
    kept = staff.by_id(office.world.house, office.people["bruno"].id)
    assert (kept.function, kept.until) == ("ventes", date(2026, 12, 31))
    said = text(nadia.get("/office/staff"))
    assert "Ventes" in said
    assert "Jusqu’au" in said


@pytest.mark.parametrize(
    ("who", "sent", "says"),
    [
        ("bruno", {"trained": "2026-11-24"}, "This training is still to come."),
        ("bruno", {"until": "2026-11-01"}, "This day is over."),
        ("nadia", {"until": "2026-12-31"}, "You would shut yourself out."),
    ],
)
def test_a_mistake_is_said_with_its_remedy_and_nothing_typed_is_lost(
    office: Office, who: str, sent: dict[str, str], says: str
) -> None:
    declare(office.world)
    nadia = office.client("nadia")
    refused = nadia.post(page(office, who), {"function": "atelier", "seen": "||", **sent})
    assert refused.status_code == 422
    assert says in text(refused)
    assert "ci-dessus la cause et le remède" in text(refused)
    assert '<option value="atelier" selected>' in refused.content.decode()
    assert staff.by_id(office.world.house, office.people[who].id).function == ""


def test_an_auditor_keeps_a_last_day(office: Office) -> None:
    house, nadia = office.world.house, office.client("nadia")
    staff.place(
        house, office.actor("nadia"), office.people["yves"].id, function="", trained=None, until=date(2026, 12, 1)
    )
    refused = nadia.post(page(office, "yves"), {"seen": "||2026-12-01"})
    assert "An auditor reads until a date." in text(refused)
    assert staff.by_id(house, office.people["yves"].id).until == date(2026, 12, 1)


def test_two_owners_at_one_account_are_told(office: Office) -> None:
    """Nadia opened the form; meanwhile somebody entered a function at the command line. She reads it, her date stays
    typed, and a second click keeps hers."""
    declare(office.world)
    house, nadia = office.world.house, office.client("nadia")
    opened = form(nadia.get(page(office, "bruno")))
    staff.place(house, office.actor("nadia"), office.people["bruno"].id, function="ventes", trained=None, until=None)
    told = nadia.post(page(office, "bruno"), {**opened, "trained": "2026-11-20"})
    assert told.status_code == 409
    assert "Fonction : Ventes" in text(told)
    assert form(told)["trained"] == ["2026-11-20"]
    assert nadia.post(page(office, "bruno"), form(told)).status_code == 302


def test_only_the_owner_places_people(office: Office) -> None:
    for other in ("bruno", "denise", "yves"):
        assert office.client(other).get(page(office, "bruno")).status_code == 403
        assert office.client(other).post(page(office, "bruno"), {"function": ""}).status_code == 403
    assert office.client("nadia").get("/office/staff/01900000-0000-7000-8000-000000000000").status_code == 404
