"""The contract on SQLite, and what is SQLite's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from garant.errors import StoreError
from garant.plugins import open_store
from garant.stores.port import Store, Wanted
from tests.stores import people
from tests.stores.sql_contract import SqlContract
from tests.stores.sql_deeds import SqlDeeds


class OnSqlite:
    @pytest.fixture
    def url(self, tmp_path: Path) -> str:
        return f"sqlite:///{tmp_path / 'shop.sqlite'}"

    @pytest.fixture(autouse=True)
    def admin(self, url: str) -> Iterator[sa.Engine]:
        engine = sa.create_engine(url)
        people.build(engine, "sqlite", "CREATE TRIGGER order_gone AFTER DELETE ON orders BEGIN SELECT 1; END")
        yield engine
        engine.dispose()


class TestSqlite(OnSqlite, SqlContract):
    def test_triggers_are_named(self, store: Store) -> None:
        assert store.describe().tables["orders"].triggers == ("order_gone",)
        assert "orders: triggers will fire: order_gone" in store.preview(
            people.erasing(people.customer(0, people.BRUNO))
        )

    def test_what_is_erased_is_no_longer_in_the_file(self, store: Store, url: str) -> None:
        file = Path(url.removeprefix("sqlite:///"))
        assert b"bruno@example.fr" in file.read_bytes()
        scope = people.erasing(
            people.customer(0, people.BRUNO), people.subscriber(0, 2), people.customer(1, people.ALICE)
        )
        store.erase(scope, store.capture(scope))
        store.close()
        left = file.read_bytes()
        for value in ("bruno@example.fr", "Alice.Martin@Example.fr", "06 12 34 56 78"):
            assert value.encode() not in left


class TestSqliteByValues(OnSqlite, SqlDeeds):
    """Keys as bound parameters only, for a file that may not be written."""

    options = {"batch": "values"}


def test_a_store_is_opened_and_never_created(tmp_path: Path) -> None:
    missing = tmp_path / "nothing.sqlite"
    with pytest.raises(StoreError, match="there is no such file"):
        open_store("shop", f"sqlite:///{missing}").describe()
    assert not missing.exists()


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite"
    file.write_text("This is a letter to Alice.\n" * 100)
    with pytest.raises(StoreError, match="not a database, or it is damaged") as told:
        open_store("shop", f"sqlite:///{file}").describe()
    assert "Alice" not in str(told.value)


def test_a_store_can_be_tried_read_only(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.sqlite'}"
    people.build(sa.create_engine(url), "sqlite")
    store = open_store("shop", f"{url}?mode=ro")
    scope = people.erasing(people.customer(0, people.ALICE))
    assert store.describe().tables["customer"].may == {"select"}
    assert len(store.find([people.CUSTOMER], [Wanted(0, "email", "alice.martin@example.fr")])) == 1
    assert any("the right to delete its rows is missing" in text for text in store.preview(scope))
    with pytest.raises(StoreError, match="read-only"):
        store.erase(scope, store.capture(scope))


def test_an_unknown_scheme_is_told_without_its_password() -> None:
    with pytest.raises(StoreError, match="no adapter is installed") as told:
        open_store("shop", "oracle://clerk:secret@host/shop")
    assert "secret" not in str(told.value)
    assert "postgresql" in told.value.remedy
