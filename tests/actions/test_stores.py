"""Where a store is: its address is kept from the root, and moves with the database, for every process that holds it."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from garant.actions import access, evidence, stores
from garant.actions.access import Actor
from garant.actions.instance import Instance, open_instance
from garant.errors import Blind, NotFound, Refused, StoreError, UsageError
from garant.ledger import stores as addresses
from garant.ledger.tables import EventRow
from garant.stores.port import Wanted
from tests.actions import shop
from tests.actions.conftest import World
from tests.servers import database

ALICE = Wanted(0, "email", "alice.moreau@courriel.example")


def owner(world: World) -> Actor:
    return access.by_command(world.house, "owner")


def address(world: World, name: str) -> str:
    return addresses.url_of(world.house.keyring, addresses.by_name(world.house.organisation.id, name))


def found(world: World) -> int:
    """In how many rows the shop, where it is now, knows Alice."""
    return len(world.house.store("shop").find(list(world.house.map("shop").persons.values()), [ALICE]))


@pytest.fixture
def elsewhere(world: World) -> str:
    """The address of the same shop on another disk, where Alice has since been given another address."""
    (world.folder / "disk").mkdir()
    copy = shutil.copy(world.folder / "shop.sqlite", world.folder / "disk" / "shop.sqlite")
    url = f"sqlite:///{copy}"
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE customer SET email = 'alice@nouvelle.example' WHERE first_name = 'Alice'")
        connection.exec_driver_sql("DELETE FROM newsletter")
    engine.dispose()
    return url


# ── a relative path ────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "given",
    [
        "sqlite:///till.sqlite",
        "sqlite:///../here/till.sqlite",
        "sqlite:///till.sqlite?mode=ro",
        "sqlite+pysqlite:///till.sqlite",
    ],
)
def test_a_file_named_from_one_folder_is_found_from_another(
    given: str, world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given the till's file named from the folder where it lies, when Garant runs in another, then it is there."""
    folder = tmp_path / "here"
    folder.mkdir()
    shop.build_till(f"sqlite:///{folder / 'till.sqlite'}")
    monkeypatch.chdir(folder)
    stores.add(world.house, owner(world), "till", given)
    monkeypatch.chdir(tmp_path)
    world.house.close()
    assert set(world.house.store("till").describe().tables) == {"card"}
    assert address(world, "till").startswith(f"{given.partition(':')[0]}:///{folder}/")
    assert address(world, "till").endswith("?mode=ro") == given.endswith("?mode=ro")


def test_a_spreadsheet_named_from_one_folder_is_found_from_another(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Given a file of members named from the folder where it lies, when Garant runs in another, then it is there."""
    folder = tmp_path / "here"
    folder.mkdir()
    (folder / "members.csv").write_text("id;email\r\n1;alice@courriel.example\r\n", encoding="utf-8")
    monkeypatch.chdir(folder)
    stores.add(world.house, owner(world), "members", "csv:members.csv")
    monkeypatch.chdir(tmp_path)
    world.house.close()
    assert set(world.house.store("members").describe().tables) == {"members"}
    assert address(world, "members") == f"csv:{folder}/members.csv"


@pytest.mark.parametrize("given", ["manual:", "sqlite:///{folder}/shop.sqlite"])
def test_an_address_that_needs_nothing_is_kept_as_it_was_given(given: str, world: World) -> None:
    url = given.format(folder=world.folder)
    stores.add(world.house, owner(world), "other", url)
    assert address(world, "other") == url


@pytest.mark.postgresql
def test_a_database_named_without_a_host_is_no_file(world: World, postgresql_server: sa.URL) -> None:
    """What follows three slashes is the database's name, for a server: no folder is put before it."""
    with database(postgresql_server) as url:
        at = sa.make_url(url)
        given = f"postgresql:///{at.database}?host={at.host}&port={at.port}&user={at.username}&password={at.password}"
        stores.add(world.house, owner(world), "other", given)
        assert address(world, "other") == given


# ── another address ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_store_that_moved_is_read_where_it_now_is(world: World, elsewhere: str) -> None:
    """Given the shop open in the office and in the worker, when its owner gives its new address, then both read there
    from then on, the event says so without the address, and the log still verifies.
    """
    office = open_instance(world.house.settings.instance, clock=world.clock)
    assert (found(world), found(replace_house(world, office))) == (2, 2)
    assert stores.move(world.house, owner(world), "shop", elsewhere) == ()
    assert (found(world), found(replace_house(world, office))) == (0, 0)
    (event,) = EventRow.objects.filter(type="store.moved")
    assert event.public == '{"engine":"sqlite","store":"shop"}'
    evidence.seal(world.house)
    assert evidence.verify(world.house, owner(world), None).problems == ()
    office.close()


def replace_house(world: World, house: Instance) -> World:
    """The same world seen from another process's instance."""
    return replace(world, house=house)


def test_what_does_not_fit_there_is_told(world: World, elsewhere: str) -> None:
    """Given a new address whose tables have changed, when the store moves there, then what no longer fits is listed."""
    engine = sa.create_engine(elsewhere)
    with engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE customer DROP COLUMN score")
    engine.dispose()
    told = stores.move(world.house, owner(world), "shop", elsewhere)
    assert told == ("customer.score: the table has no such column",)
    assert address(world, "shop") == elsewhere


def test_an_address_that_does_not_answer_changes_nothing(world: World) -> None:
    """Given an address with no file behind it, one of another engine, or no such store, then it is refused in one
    message, and the shop is read where it was.
    """
    for name, url, error, told in (
        ("shop", "sqlite:///nowhere.sqlite", StoreError, "there is no such file"),
        ("shop", "manual:", UsageError, "The store is of sqlite, and manual answers at this address."),
        ("till", world.url, NotFound, "there is no store of this name"),
    ):
        with pytest.raises(error, match=told) as refused:
            stores.move(world.house, owner(world), name, url)
        assert refused.value.place
        assert refused.value.remedy
    assert address(world, "shop") == world.url
    assert found(world) == 2
    assert not EventRow.objects.filter(type="store.moved").exists()


def test_a_clerk_may_not_move_a_store(world: World, elsewhere: str) -> None:
    with pytest.raises(Refused):
        stores.move(world.house, world.bruno, "shop", elsewhere)
    assert address(world, "shop") == world.url


def test_a_store_removed_by_another_process_is_no_longer_open(world: World) -> None:
    assert found(world) == 2
    other = open_instance(world.house.settings.instance, clock=world.clock)
    stores.remove(other, access.by_command(other, "owner"), "shop")
    with pytest.raises(NotFound):
        world.house.store("shop")


@pytest.mark.postgresql
@pytest.mark.basebackup
def test_a_store_does_not_move_to_a_standby(
    world: World, primary_and_standby: tuple[sa.URL, sa.URL], tmp_path: Path
) -> None:
    """Given a shop on PostgreSQL, when its owner gives the address of its copy, then it is refused, with the remedy: a
    copy can be read, and nothing can be erased or concluded there.
    """
    with database(primary_and_standby[0]) as url:
        shop.build(url)
        stores.remove(world.house, owner(world), "shop")
        stores.add(world.house, owner(world), "shop", url)
        copy = primary_and_standby[1].set(database=sa.make_url(url).database).render_as_string(hide_password=False)
        with pytest.raises(Blind, match="standby") as told:
            stores.move(world.house, owner(world), "shop", copy)
        assert told.value.remedy == "Name the primary server in the store's URL."
        assert address(world, "shop") == url
        world.house.close()
