"""A step that is held, taken over or fails: nothing is half done, the cause is told, and another try goes on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from threading import Thread
from uuid import UUID

import pytest
import sqlalchemy as sa

from garant.actions import access, agreement, plans, register, runner
from garant.errors import StoreError, WrongState
from garant.ledger import events, requests, setup, stores
from garant.ledger import steps as rows
from garant.ledger.tables import PlanRow
from garant.ledger.values import Request, Step
from tests.actions import shop
from tests.actions.conftest import World
from tests.servers import database

# ── held and taken over ─────────────────────────────────────────────────────────────────────────────────────────────


def asked(world: World) -> Request:
    """The one request there is."""
    (request,) = requests.list(world.house.organisation.id)
    return request


def begun(world: World) -> UUID:
    """Alice's erasure is agreed to."""
    request = world.identified("erasure")
    shown = plans.draw(world.house, world.bruno, [request])
    return agreement.agree(world.house, world.bruno, [world.again(request)], shown.fingerprint).id


def test_a_step_held_on_another_machine_is_taken_over_when_its_lease_is_over(world: World) -> None:
    """Given a step that another machine holds, of which nothing is heard, then the worker leaves it alone for as long
    as the lease lasts, and does it afterwards.
    """
    plan = begun(world)
    rows.claim(plan, "elsewhere:1:0badcafe", world.clock(), runner.LEASE, dead=runner.is_dead)
    assert not runner.work_once(world.house) or runner.progress(plan).done == 0
    assert (runner.progress(plan).state, runner.progress(plan).done) == ("running", 0)

    world.clock.now += timedelta(seconds=runner.LEASE)
    assert runner.work_once(world.house)
    assert runner.progress(plan).state == "done"


def test_only_a_process_of_this_machine_that_is_gone_is_known_to_be_dead() -> None:
    """A process that died is dead at once, this one is not; one with this one's number and another life is (a container
    gives every start the same number); of another machine nothing is known.
    """
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    here, _, _ = runner.holder().rsplit(":", 2)
    assert runner.is_dead(f"{here}:{gone.pid}:0badcafe")
    assert not runner.is_dead(runner.holder())
    assert runner.is_dead(f"{here}:{os.getpid()}:0badcafe")
    assert not runner.is_dead(f"{here}:{os.getppid()}:0badcafe")
    assert not runner.is_dead(f"elsewhere:{gone.pid}:0badcafe")


def test_a_lease_is_lengthened_for_as_long_as_the_deed_lasts(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Given a step that takes longer than its lease, because somebody else holds the shop, when the clock passes the
    lease, then the lease lies ahead again, and nobody takes the step over.
    """
    monkeypatch.setattr(runner, "LEASE", 0.6)
    plan = begun(world)

    def work() -> None:
        runner.run(world.house, plan)
        setup.close()

    working = Thread(target=work)
    with shop.busy(world.url):
        working.start()
        time.sleep(0.5)
        world.clock.now += timedelta(seconds=30)
        time.sleep(0.5)
        step = next(s for s in rows.of_plan(plan) if s.state == "running")
        assert (step.kind, step.lease_until) == ("erase", world.clock.now + timedelta(seconds=0.6))
    working.join()
    assert runner.progress(plan).state == "done"


# ── failing ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def point_at_the_ticket(world: World) -> None:
    """A table that no map knows, with a row that points at Alice's ticket."""
    engine = sa.create_engine(world.url)
    with engine.begin() as connection:
        columns = "id INTEGER PRIMARY KEY, ticket_id INTEGER, FOREIGN KEY (ticket_id) REFERENCES ticket (id)"
        connection.execute(sa.text(f"CREATE TABLE rating ({columns})"))
        connection.execute(sa.text("INSERT INTO rating VALUES (1, 1)"))
    engine.dispose()


@contextmanager
def server_user(admin: sa.URL, password: str) -> Iterator[tuple[str, Callable[[str], None]]]:
    """A database with a user of its own: its URL, and how the administrator changes the password."""
    name = f"clerk_{token_hex(4)}"
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    maria = engine.dialect.name == "mysql"
    user, word = (f"'{name}'@'%'", "IDENTIFIED BY") if maria else (name, "LOGIN PASSWORD")

    def execute(*statements: str) -> None:
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))

    with database(admin) as url:
        base = sa.make_url(url).database
        grant = f"GRANT ALL ON {base}.* TO {user}" if maria else f"ALTER DATABASE {base} OWNER TO {name}"
        execute(f"CREATE USER {user} {word} '{password}'", grant)
        yield (
            sa.make_url(url).set(username=name, password=password).render_as_string(hide_password=False),
            lambda new: execute(f"ALTER USER {user} {word} '{new}'"),
        )
    execute(f"DROP USER {user}")


def failed(plan: UUID) -> Step:
    """The one step that failed."""
    (step,) = (s for s in rows.of_plan(plan) if s.state == "failed")
    return step


def test_a_shop_that_somebody_else_holds_is_left_alone_and_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given somebody who holds the shop's file for longer than we wait, when Alice's erasure runs, then the step says
    so and nothing is changed; when it is run again, it goes on to its end.
    """
    monkeypatch.setattr("garant.stores.sql.dialects.sqlite.WAIT_SECONDS", 0.2)
    plan = begun(world)
    world.house.close()
    before = world.rows("customer")
    with shop.busy(world.url), pytest.raises(StoreError, match="another transaction holds these rows"):
        runner.run(world.house, plan)
    step = failed(plan)
    assert (step.kind, step.holder) == ("erase", "")
    assert step.error == "shop: another transaction holds these rows (SQLITE_BUSY). Run the step again in a moment."
    assert world.rows("customer") == before

    assert runner.run(world.house, plan).state == "done"
    assert [s.attempts for s in rows.of_plan(plan)] == [2, 1, 1, 1, 1]
    assert [c["phone"] for c in world.rows("customer", "id = 1")] == [None]


def test_a_shop_that_has_gone_is_told_and_the_run_goes_on_when_it_is_back(world: World) -> None:
    """Given a shop whose file is away, when Alice's erasure runs, then the step names the file and says what to check;
    a worker does not insist; when the file is back and somebody asks again, the run ends.
    """
    plan = begun(world)
    world.house.close()
    file = Path(world.url.removeprefix("sqlite:///"))
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(StoreError, match="there is no such file"):
        runner.run(world.house, plan)
    assert failed(plan).error == "shop.sqlite: there is no such file. A store is opened, never created: check the path."
    assert not file.exists()

    away.rename(file)
    runner.work_once(world.house)
    assert failed(plan).attempts == 1
    assert runner.run(world.house, plan).state == "done"


@pytest.mark.parametrize("engine", [pytest.param(e, marks=getattr(pytest.mark, e)) for e in ("postgresql", "mariadb")])
def test_a_password_changed_meanwhile_is_told_without_the_password(
    engine: str, world: World, request: pytest.FixtureRequest
) -> None:
    """Given a database whose password was changed after Bruno agreed, when the plan runs, then the step says that user
    or password is refused and quotes neither; with the store's new address it goes on.
    """
    admin: sa.URL = request.getfixturevalue(f"{engine}_server")
    with server_user(admin, "first-password") as (url, change):
        shop.build(url)
        record = stores.by_name(world.house.organisation.id, "shop")
        stores.set_url(world.house.keyring, record, url)
        world.house.close()
        plan = begun(world)
        world.house.close()
        change("second-password")
        with pytest.raises(StoreError) as told:
            runner.run(world.house, plan)
        step = failed(plan)
        assert step.error == str(told.value)
        assert "the database refuses this user or password" in step.error
        assert "password" not in step.error.replace("user or password", "")

        stores.set_url(world.house.keyring, record, url.replace("first-password", "second-password"))
        world.house.close()
        assert runner.run(world.house, plan).state == "done"
        assert [c["phone"] for c in shop.rows(url.replace("first-password", "second-password"), "customer")] == [
            None,
            "06 39 98 55 55",
        ]
        world.house.close()


def test_an_erasure_that_the_database_refuses_leaves_every_row(each: World) -> None:
    """Given a table outside the map that points at Alice's ticket since Bruno agreed, when the plan runs, then the
    database refuses, not one row of hers is changed, and the step tells the constraint and what to do.
    """
    plan = begun(each)
    before = {t: each.rows(t) for t in ("customer", "invoice", "invoice_line", "newsletter", "ticket")}
    point_at_the_ticket(each)
    with pytest.raises(StoreError, match="another table still points at a row that must go"):
        runner.run(each.house, plan)
    assert {t: each.rows(t) for t in before} == before
    assert failed(plan).error.endswith("Map that table, then plan.")


def test_a_plan_whose_step_fails_for_good_gives_way_to_a_new_one(each: World) -> None:
    """Given an erasure that the database refuses because a table was not mapped, when Bruno maps it and draws a new
    plan, then the new plan erases and answers, and the old one is never run again.
    """
    plan = begun(each)
    request = asked(each)
    point_at_the_ticket(each)
    with pytest.raises(StoreError):
        runner.run(each.house, plan)
    owner = access.by_command(each.house, "owner")
    each.house.close()
    mapped = "  rating:\n    of: ticket via ticket_id\n    activity: customers\n    columns: {}\nactivities:\n"
    register.apply(each.house, owner, shop.MAP.replace("activities:\n", mapped), "shop.yaml")

    again = each.run(request)
    assert (again.state, again.plan != plan) == ("closed", True)
    assert (each.rows("rating"), each.rows("ticket")) == ([], [])
    with pytest.raises(WrongState, match="given up"):
        runner.run(each.house, plan)
    assert not runner.work_once(each.house)
    trail = [e.type for e in events.of_request(each.house.keyring, request.id)]
    assert (trail.count("plan.agreed"), trail.count("answer.composed")) == (2, 1)


def test_a_run_that_has_not_failed_is_not_given_up(world: World) -> None:
    """Given a plan that was agreed to and waits for its worker, when another plan is drawn, then it is refused."""
    begun(world)
    with pytest.raises(WrongState, match="is agreed"):
        plans.draw(world.house, world.bruno, [asked(world)])


def test_an_error_nobody_foresaw_is_named_by_its_type_only(world: World) -> None:
    """Given a plan that somebody damaged in the ledger, when its step meets what it cannot read, then the step keeps
    the type of the error and none of its words, and once the plan is mended it goes on.
    """
    plan = begun(world)
    kept = PlanRow.objects.get(id=plan).body
    PlanRow.objects.filter(id=plan).update(body={**kept, "stores": {"shop": {**kept["stores"]["shop"], "cases": 1}}})
    with pytest.raises(AttributeError):
        runner.run(world.house, plan)
    assert failed(plan).error == "unexpected error (AttributeError)"
    PlanRow.objects.filter(id=plan).update(body=kept)
    assert runner.run(world.house, plan).state == "done"


def test_the_worker_rests_while_a_plan_waits_or_has_failed(two_stores: World) -> None:
    """Given a plan with a failed step, when the worker looks again, then it did nothing, and so it sleeps."""
    plan = begun(two_stores)
    two_stores.house.close()
    file = two_stores.folder / "till.sqlite"
    file.rename(two_stores.folder / "away")
    assert runner.work_once(two_stores.house)
    assert failed(plan).store == "till"
    assert not runner.work_once(two_stores.house)
