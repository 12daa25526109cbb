"""A store whose address is a streaming copy of PostgreSQL: it can be read, and nothing is concluded from it (D9, D10).

The copy is a real one, made by pg_basebackup; the primary's commits wait for it, so that each test sees what it wrote.
"""

from __future__ import annotations

import traceback
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from garant.errors import Blind, StoreError
from garant.plugins import open_store
from garant.rules.plan import Change
from garant.stores.port import Store, Wanted
from tests.servers import database
from tests.stores import people
from tests.stores.people import ALICE, BRUNO, MAP, erasing, showing, subscriber
from tests.stores.people import customer as person
from tests.stores.reading import ALICES, BOTH, MARKED

pytestmark = [pytest.mark.postgresql, pytest.mark.basebackup]


@pytest.fixture(scope="module")
def admin(primary_and_standby: tuple[sa.URL, sa.URL]) -> Iterator[sa.Engine]:
    """The shop, on the primary."""
    with database(primary_and_standby[0]) as url:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        people.build(engine, "postgresql")
        yield engine


@pytest.fixture
def primary(admin: sa.Engine) -> Iterator[Store]:
    store = open_store("shop", admin.url.render_as_string(hide_password=False))
    yield store
    store.close()


@pytest.fixture
def copy(admin: sa.Engine, primary_and_standby: tuple[sa.URL, sa.URL]) -> Iterator[Store]:
    at = primary_and_standby[1].set(database=admin.url.database)
    store = open_store("shop", at.render_as_string(hide_password=False))
    yield store
    store.close()


def test_it_says_that_it_is_a_copy(copy: Store) -> None:
    described = copy.describe()
    assert described.notes == ("standby: it can be read, and may lag behind the primary",)
    assert {table.blind for table in described.tables.values()} == {("standby",)}


def test_alice_is_found_and_read_there_as_on_the_primary(copy: Store, primary: Store) -> None:
    """A thousand persons at once too, where a temporary table cannot be made: keys go as arrays."""
    wanted = [Wanted(0, "email", "alice.martin@example.fr")]
    found = copy.find(BOTH, [*wanted, *(Wanted(n, "email", f"nobody{n}@example.fr") for n in range(1, 1000))])
    assert [(match.kind, match.key) for match in found] == [("customer", (ALICE,)), ("subscriber", (ALICES,))]
    scope = showing(person(0, ALICE), subscriber(0, 1), *(person(n, 1000 + n) for n in range(1, 1000)))
    assert copy.capture(scope) == primary.capture(scope)
    assert list(copy.read(scope)) == list(primary.read(scope))
    assert copy.capabilities.batch == "values", "found out by itself"


def test_what_the_primary_has_just_committed_is_read_there(copy: Store, admin: sa.Engine) -> None:
    with admin.begin() as connection:
        connection.exec_driver_sql("INSERT INTO orders VALUES (77, 5, '2026-11-23', 'offrir')")
    rows = [row for row in copy.read(showing(person(0, 5))) if row.table == "orders"]
    assert [(row.key, row.values["note"]) for row in rows] == [((77,), "offrir")]


def test_a_map_is_not_taken_to_fit_it(copy: Store) -> None:
    with pytest.raises(Blind, match=r"customer \(standby\)") as told:
        copy.check(MAP)
    assert told.value.place == "shop"
    assert told.value.remedy == "Name the primary server in the store's URL."


@pytest.mark.parametrize("deed", ["erase", "rectify"])
def test_a_deed_there_is_refused_with_one_message_and_nothing_is_written(
    copy: Store, primary: Store, deed: str
) -> None:
    scope = erasing(person(0, BRUNO)) if deed == "erase" else showing(person(0, BRUNO))
    touched = copy.capture(scope)
    before = list(primary.read(showing(person(0, BRUNO))))
    changes = [Change("customer", (BRUNO,), "last_name", "Petit", "Grand")]
    with pytest.raises(StoreError) as told:
        _ = copy.erase(scope, touched) if deed == "erase" else copy.rectify(scope, changes)
    assert told.value.cause == "this server is a copy: nothing can be written there."
    assert told.value.place == "shop"
    assert told.value.remedy == "Name the primary server in the store's URL."
    everything = "".join(traceback.format_exception(told.value))
    assert [marked for marked in (*MARKED, "bruno@example.fr", "Grand") if marked in everything] == []
    assert list(primary.read(showing(person(0, BRUNO)))) == before


def test_the_plan_says_so_before(copy: Store) -> None:
    assert copy.preview(erasing(person(0, BRUNO)))[0] == "error: this server is a copy: nothing can be written there."


def test_verification_does_not_conclude_there(copy: Store, primary: Store) -> None:
    """What a copy shows may be what the primary no longer holds, or the reverse: neither is "gone" (D9)."""
    scope = erasing(person(0, BRUNO))
    touched = primary.capture(scope)
    with pytest.raises(Blind, match="this server is a copy, which may lag behind") as told:
        copy.verify(scope, touched, [Wanted(0, "email", "bruno@example.fr")])
    assert told.value.place == "shop"
    assert told.value.remedy == "Name the primary server."
    assert primary.erase(scope, touched).done == {0}
    assert primary.verify(scope, touched, [Wanted(0, "phone", "0140205050")]).gone["customer"] == 1
    with pytest.raises(Blind):
        copy.verify(scope, touched, [])
