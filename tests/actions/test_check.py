"""What `garant check` finds is a task until the fact is gone; where a store does not answer, nothing is concluded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from garant.actions import access, check, findings, proposals, register, staff, stores
from garant.actions.access import Actor
from garant.errors import NotFound, Refused, UsageError
from garant.ledger.tables import EventRow
from tests.actions.conftest import World

NICKNAME = ("column.new", "shop.customer.nickname")


def owner(world: World) -> Actor:
    return access.by_command(world.house, "owner")


def names(world: World, rules: Sequence[str] = (), stores: Sequence[str] = ()) -> set[tuple[str, str]]:
    return {(s.told.rule, s.told.place) for s in check.run(world.house, owner(world), rules=rules, stores=stores)}


def done(url: str, statement: str) -> None:
    """Something that somebody else does to the shop."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def grown(world: World) -> World:
    """The shop, where a column has appeared."""
    done(world.url, "ALTER TABLE customer ADD COLUMN nickname VARCHAR(40)")
    return world


def test_a_finding_becomes_a_task_and_goes_away_when_the_fact_does(grown: World) -> None:
    """S3-33. Given a column that appeared, then a task stands from that check on; given to Nadia until a day; when the
    column is gone, so is the task; and each check that changed something is an event of counts.
    """
    house, nadia = grown.house, owner(grown)
    assert NICKNAME in names(grown)
    account = staff.add(house, nadia, email="nadia@lormel.example", name="Nadia", role="owner")
    due = house.today() + timedelta(days=7)
    task = findings.assign(house, nadia, *NICKNAME, to="nadia@lormel.example", due=due, note="Demander à Hugo.")
    assert (task.owner, task.due, task.note) == (account.id, due, "Demander à Hugo.")
    (standing,) = [s for s in findings.all(house, nadia, "en") if s.told.rule == "column.new"]
    assert standing.told.text == "This column has appeared since the map was written."
    assert standing.task == task
    done(grown.url, "ALTER TABLE customer DROP COLUMN nickname")
    assert NICKNAME not in names(grown)
    assert NICKNAME not in {(s.told.rule, s.told.place) for s in findings.all(house, nadia)}
    told = [e.type for e in EventRow.objects.order_by("id")]
    assert told.count("check.done") == 2
    assert told.count("finding.assigned") == 1


def test_of_a_store_that_does_not_answer_nothing_is_concluded(grown: World) -> None:
    """D9. Given a finding in the shop, when the shop cannot be reached, then that is told, and the finding stands."""
    assert NICKNAME in names(grown)
    file = grown.folder / "shop.sqlite"
    grown.house.close()
    file.rename(grown.folder / "away")
    found = names(grown)
    assert ("store.refuses", "shop") in found
    assert NICKNAME in found
    (grown.folder / "away").rename(file)
    grown.house.close()
    found = names(grown)
    assert ("store.refuses", "shop") not in found
    assert NICKNAME in found


def test_a_look_at_one_rule_or_one_store_leaves_the_other_tasks_alone(grown: World) -> None:
    every = names(grown)
    assert names(grown, rules=["column"]) == {NICKNAME}
    assert names(grown, stores=["shop"]) == {name for name in every if name[1].startswith("shop")}
    assert {(s.told.rule, s.told.place) for s in findings.all(grown.house, owner(grown))} == every
    with pytest.raises(NotFound):
        names(grown, rules=["colum"])


def test_an_exception_is_the_owners_and_ends(grown: World) -> None:
    """Art. 38(6). Given a finding, then the DPO gives it to somebody and may not accept it; the owner may, with a
    reason, for a year at most; the day after its end it counts again.
    """
    house = grown.house
    names(grown)
    claire = staff.add(house, owner(grown), email="claire@lormel.example", name="Claire", role="dpo")
    dpo = access.by_staff(claire)
    findings.assign(house, dpo, *NICKNAME, to="claire@lormel.example")
    until = house.today() + timedelta(days=30)
    with pytest.raises(Refused):
        findings.accept(house, dpo, *NICKNAME, reason="Plus tard.", until=until)
    for reason, day in ((" ", until), ("Plus tard.", house.today() + timedelta(days=400)), ("x", date(2020, 1, 1))):
        with pytest.raises(UsageError):
            findings.accept(house, owner(grown), *NICKNAME, reason=reason, until=day)
    findings.accept(house, owner(grown), *NICKNAME, reason="La colonne part en décembre.", until=until)
    assert _excepted(grown) == {True}
    grown.clock.pass_days(31)
    assert _excepted(grown) == {False}
    with pytest.raises(NotFound):
        findings.assign(house, owner(grown), *NICKNAME, to="eve@ailleurs.example")


def test_a_nir_in_a_spreadsheet_is_found_and_stored_nowhere(world: World) -> None:
    """S1-41. Given a shopkeeper's CSV whose notes hold a valid NIR, when it is declared as a store, then a critical
    finding names the column; nothing of the file was imported: the number stands nowhere in Garant.
    """
    nir = "184127645108946"
    file = world.folder / "contacts.csv"
    rows = ["Numéro;Nom;Courriel;Remarque", *(f"C{n};Personne {n};p{n}@courriel.example;" for n in range(30))]
    rows[7] += f"secu {nir}"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    stores.add(world.house, owner(world), "contacts", f"csv://{file}")
    draft = proposals.propose(world.house, owner(world), "contacts")
    register.apply(world.house, owner(world), draft, "contacts.yaml")
    found = [s.told for s in check.run(world.house, owner(world)) if s.told.rule.startswith("number.")]
    assert [(f.rule, f.place.rpartition(".")[2], f.severity) for f in found] == [("number.nir", "Remarque", "critical")]
    world.house.close()
    ours = [f for f in (world.folder / "instance").rglob("*") if f.is_file()]
    assert [f.name for f in ours if nir.encode() in f.read_bytes()] == []


def _excepted(world: World) -> set[bool]:
    return {s.excepted for s in check.run(world.house, owner(world)) if s.told.rule == "column.new"}
