"""The deeds on a PostgreSQL that is reached through PgBouncer in transaction pooling: each transaction may meet another
server, which knows neither the temporary tables nor the prepared statements of the one before (D10)."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from garant.errors import StoreError
from garant.plugins import open_store
from garant.stores.port import Store
from garant.stores.sql import SqlStore
from garant.stores.sql.dialects.port import permanent_table
from tests.stores.ground import Ground, SqlGround
from tests.stores.people import ALICE, BRUNO, MAP, erasing
from tests.stores.people import customer as person
from tests.stores.sql_deeds import SqlDeeds
from tests.stores.test_postgresql import OnPostgresql

pytestmark = [pytest.mark.postgresql, pytest.mark.pgbouncer]


class OnPgbouncer(OnPostgresql):
    """Garant goes through the pool; the shop's own people, as `admin`, do not."""

    options: dict[str, str] = {}

    @pytest.fixture
    def pooled(self, url: str, pooled_server: sa.URL) -> str:
        at = sa.make_url(url).set(host=pooled_server.host, port=pooled_server.port)
        return at.render_as_string(hide_password=False)

    @pytest.fixture
    def ground(self, pooled: str, admin: sa.Engine) -> Ground:
        return SqlGround(pooled, admin, self.options)


class TestThroughPgbouncer(OnPgbouncer, SqlDeeds):
    def test_each_transaction_of_the_store_meets_another_server(self, store: Store) -> None:
        """Without this, the other tests of this file would show nothing."""
        assert isinstance(store, SqlStore)
        met = set()
        with store._open().connect() as connection:
            for _ in range(12):
                met.add(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
                connection.rollback()
        assert len(met) > 1

    def test_nothing_is_left_on_the_servers_of_the_pool(self, store: Store, admin: sa.Engine) -> None:
        """No temporary table, prepared statement or setting of Garant's meets the next customer of the pool."""
        everybody = [person(number, key) for number, key in enumerate([ALICE, BRUNO] * 20)]
        for _ in range(4):
            store.capture(erasing(*everybody))
        assert isinstance(store, SqlStore)
        assert store.capabilities.batch == "temp", "found out by itself"
        assert self.rows(admin, "SELECT count(*) FROM pg_class WHERE relname LIKE 'garant_batch%%'") == [(0,)]
        with store._open().connect() as connection:
            for _ in range(6):
                left = "SELECT (SELECT count(*) FROM pg_prepared_statements), current_setting('lock_timeout')"
                assert tuple(connection.exec_driver_sql(left).one()) == (0, "0")
                connection.rollback()

    def test_the_map_fits_and_two_stores_of_one_pool_do_not_meet(self, store: Store, pooled: str) -> None:
        other = open_store("shop", pooled)
        everybody = [person(number, key) for number, key in enumerate([ALICE, BRUNO] * 20)]
        assert store.check(MAP) == other.check(MAP) == ()

        def meanwhile() -> None:
            assert {row.number for row in other.capture(erasing(*everybody))} == set(range(40))

        assert store.erase(erasing(), (), before_commit=meanwhile).done == set()
        other.close()

    @pytest.mark.parametrize(
        ("password", "base", "cause"),
        [
            ("wrong", None, "refuses this user or password"),
            (None, "nowhere", "this database does not exist"),
        ],
    )
    def test_what_the_pool_refuses_is_told_as_the_server_would(
        self, pooled: str, password: str | None, base: str | None, cause: str
    ) -> None:
        wrong = sa.make_url(pooled).set(password=password, database=base).render_as_string(hide_password=False)
        with pytest.raises(StoreError, match=cause) as told:
            open_store("shop", wrong).describe()
        assert "wrong" not in str(told.value)


class TestThroughPgbouncerByTable(OnPgbouncer, SqlDeeds):
    """Keys in the permanent table, for users who may make no temporary one."""

    options = {"batch": "table"}

    @pytest.fixture(autouse=True)
    def batch_table(self, admin: sa.Engine) -> Iterator[None]:
        with admin.begin() as connection:
            connection.exec_driver_sql(str(sa.schema.CreateTable(permanent_table()).compile(admin)))
        yield
        assert self.rows(admin, "SELECT count(*) FROM garant_batch") == [(0,)], "no key is left behind"
