"""The contract on MariaDB, and what is MariaDB's own: collations, storage engines, rights, self-pointing rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
import sqlalchemy as sa

from garant.errors import Blind, Interrupted, MapError, StoreError
from garant.plugins import open_store
from garant.rules.plan import Always, Case
from garant.rules.register import Column, Link, Table
from garant.stores.port import Store, Wanted
from garant.stores.sql.dialects.port import permanent_table
from tests.servers import database
from tests.stores import people
from tests.stores.people import ALICE, BRUNO, CASES, CUSTOMER, MAP, NO_NEED, RENE, RENE_PLAIN, erasing
from tests.stores.people import customer as person
from tests.stores.sql_contract import SqlContract
from tests.stores.sql_deeds import SqlDeeds

pytestmark = pytest.mark.mariadb


class OnMariadb:
    @pytest.fixture
    def url(self, mariadb_server: sa.URL) -> Iterator[str]:
        with database(mariadb_server) as url:
            yield url

    @pytest.fixture(autouse=True)
    def admin(self, url: str) -> Iterator[sa.Engine]:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        people.build(engine, "mariadb")
        yield engine
        engine.dispose()


class TestMariadb(OnMariadb, SqlContract):
    def test_triggers_are_named(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "CREATE TRIGGER order_gone AFTER DELETE ON orders FOR EACH ROW SET @gone = 1")
        assert store.describe().tables["orders"].triggers == ("order_gone",)
        assert "orders: triggers will fire: order_gone" in store.preview(erasing(person(0, BRUNO)))

    def test_its_collation_finds_rene_for_rené_and_garant_does_not(self, store: Store, admin: sa.Engine) -> None:
        both = self.rows(admin, "SELECT id FROM customer WHERE last_name IN ('Noir', 'Blanc') AND first_name = 'rene'")
        assert sorted(both) == [(RENE,), (RENE_PLAIN,)], "the trap: the database takes one for the other"
        found = store.find([CUSTOMER], [Wanted(0, "email", "rené@example.fr")])
        assert [match.key for match in found] == [(RENE,)]
        seen = store.verify(erasing(), (), [Wanted(0, "name", "Rene"), Wanted(0, "customer-number", "5")])
        assert [(left.table, left.column, left.rows) for left in seen.left] == [("customer", "first_name", 1)]

    def test_a_table_without_transactions_is_an_error_of_the_plan(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "ALTER TABLE login ENGINE = MyISAM")
        told = store.preview(erasing(person(0, ALICE)))
        assert (
            told
            == (
                "error: login: its storage engine knows no transaction, so that a deed could stop half done",
                "1 rows of parcel (customer_id) will no longer point at rows of customer: SET NULL",
            )[: len(told)]
        )

    def test_a_replica_is_read_and_nothing_is_done_or_concluded_there(self, store: Store, admin: sa.Engine) -> None:
        """Though this user, who has every right, could write on it: the replica would then differ from its primary."""
        scope = erasing(person(0, RENE))
        self.run(admin, "SET GLOBAL read_only = 1")
        try:
            touched = store.capture(scope)
            assert store.preview(scope) == ("error: this server is a copy: nothing can be written there.",)
            with pytest.raises(StoreError, match="this server is a copy: nothing can be written there"):
                store.erase(scope, touched)
            with pytest.raises(Blind, match="this server is a copy, which may lag behind"):
                store.verify(scope, touched, [])
        finally:
            self.run(admin, "SET GLOBAL read_only = 0")
        assert self.rows(admin, "SELECT last_name FROM customer WHERE id = 4") == [("Blanc",)]

    def test_columns_of_other_character_sets_are_searched_too(self, store: Store, admin: sa.Engine) -> None:
        self.run(
            admin,
            "CREATE TABLE old (who VARCHAR(60) CHARACTER SET latin1, said VARCHAR(60) COLLATE utf8mb4_unicode_ci)",
        )
        self.run(admin, "INSERT INTO old VALUES ('René@Example.fr', 'RENÉ@EXAMPLE.FR')")
        seen = store.verify(erasing(), (), [Wanted(0, "email", "rené@example.fr")])
        assert {(left.table, left.column) for left in seen.left} == {
            ("customer", "email"),
            ("old", "who"),
            ("old", "said"),
        }

    def test_keys_of_another_collation_join(self, store: Store, admin: sa.Engine) -> None:
        self.run(
            admin,
            "CREATE TABLE vote (id INT PRIMARY KEY, email VARCHAR(80) COLLATE utf8mb4_unicode_ci, choice VARCHAR(20))",
        )
        self.run(admin, "INSERT INTO vote VALUES (1, 'alice.martin@example.fr', 'oui'), (2, 'bruno@example.fr', 'non')")
        link = Link("child", "customer", ("email",), ("email",))
        table = Table("vote", "votes", {"choice": Column("choice", "opinion.vote")}, link)
        scope = erasing(
            person(0, ALICE),
            map=replace(MAP, tables={**MAP.tables, "vote": table}),
            cases={**CASES, "vote": (people.GOES,)},
        )
        touched = store.capture(scope)
        assert [row.key for row in touched if row.table == "vote"] == [(1,)]
        assert store.erase(scope, touched).rows["vote"] == 1
        assert store.erase(scope, touched).already == {0}, "though her e-mail, by which the vote hung on her, is masked"

    def test_rows_that_point_at_each_other_go_together(self, store: Store, admin: sa.Engine) -> None:
        self.run(
            admin,
            "CREATE TABLE post (id INT PRIMARY KEY, who INT, answers INT, FOREIGN KEY (answers) REFERENCES post (id))",
        )
        self.run(admin, "INSERT INTO post VALUES (1, 1, NULL), (2, 1, 1), (3, 1, 2)")
        table = Table("post", "forum", {"answers": Column("answers", "none")}, Link("child", "customer", ("who",), ()))
        scope = erasing(
            person(0, ALICE),
            map=replace(MAP, tables={**MAP.tables, "post": table}),
            cases={**CASES, "post": (people.GOES,)},
        )
        assert store.erase(scope, store.capture(scope)).rows["post"] == 3

    def test_a_user_with_the_printed_rights_can_do_the_whole_work(
        self, store: Store, admin: sa.Engine, url: str
    ) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql("CREATE OR REPLACE USER garant_least IDENTIFIED BY 'least'")
            for statement in store.grants(MAP, "garant_least").split(";\n"):
                if statement.strip():
                    connection.exec_driver_sql(statement.replace("%", "%%"))
        least = open_store("shop", _as(url, "garant_least", "least"))
        assert least.check(MAP) == ()
        scope = erasing(person(0, ALICE), person(1, BRUNO))
        touched = least.capture(scope)
        assert [text for text in least.preview(scope) if text.startswith("error")] == []
        assert least.erase(scope, touched).done == {0, 1}
        assert least.verify(scope, touched, [Wanted(1, "phone", "0140205050")]).gone["orders"] == 2
        least.close()

    def test_a_column_that_may_not_be_read_makes_the_store_blind(self, admin: sa.Engine, url: str) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql("CREATE OR REPLACE USER garant_half IDENTIFIED BY 'half'")
            connection.exec_driver_sql("GRANT SELECT (id, email) ON customer TO garant_half")
        half = open_store("shop", _as(url, "garant_half", "half"))
        with pytest.raises(Blind, match="a right is missing"):
            half.capture(
                replace(erasing(person(0, ALICE)), map=replace(MAP, tables={"customer": MAP.tables["customer"]}))
            )
        half.close()

    def test_rows_held_by_another_transaction_interrupt_and_can_be_run_again(
        self, admin: sa.Engine, url: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("garant.stores.sql.dialects.mariadb.WAIT_SECONDS", 1)
        store = open_store("shop", url)
        scope = erasing(person(0, ALICE))
        touched = store.capture(scope)
        with admin.begin() as other:
            other.exec_driver_sql("SELECT 1 FROM customer WHERE id = 1 FOR UPDATE")
            with pytest.raises(Interrupted, match="another transaction holds these rows"):
                store.erase(scope, touched)
        assert store.erase(scope, touched).done == {0}
        store.close()

    @pytest.mark.parametrize(
        ("change", "cause"),
        [
            ({"password": "wrong"}, "refuses this user or password"),
            ({"database": "nowhere"}, "this database does not exist"),
            ({"port": 1}, "cannot be reached"),
        ],
    )
    def test_a_store_that_cannot_be_opened_says_why(self, url: str, change: dict[str, str], cause: str) -> None:
        wrong = sa.make_url(url).set(**change).render_as_string(hide_password=False)  # type: ignore[arg-type]  # one of three kinds
        with pytest.raises(StoreError, match=cause) as told:
            open_store("shop", wrong).describe()
        assert "wrong" not in str(told.value)

    def test_a_mask_that_does_not_fit_is_an_error_and_not_cut(self, store: Store) -> None:
        columns = {**MAP.tables["customer"].columns, "standing": Column("standing", "x.y", mask="no such standing")}
        stated = replace(MAP, tables={**MAP.tables, "customer": replace(MAP.tables["customer"], columns=columns)})
        cases = {**CASES, "customer": (Case(Always(), "keep", NO_NEED, clear=("standing",)),)}
        scope = erasing(person(0, ALICE), map=stated, cases=cases)
        assert any(text.startswith("error: customer.standing") for text in store.preview(scope))
        with pytest.raises(MapError, match="none of its values: open, closed"):
            store.erase(scope, store.capture(scope))


class TestMariadbByTable(OnMariadb, SqlDeeds):
    """Keys in the permanent table, for users who may make no temporary one."""

    options = {"batch": "table"}

    @pytest.fixture(autouse=True)
    def batch_table(self, admin: sa.Engine) -> Iterator[None]:
        with admin.begin() as connection:
            connection.exec_driver_sql(str(sa.schema.CreateTable(permanent_table()).compile(admin)))
        yield
        assert self.rows(admin, "SELECT count(*) FROM garant_batch") == [(0,)], "no key is left behind"


class TestMariadbByValues(OnMariadb, SqlDeeds):
    """Keys as parameters, for a server that lets nothing be written."""

    options = {"batch": "values"}


def _as(url: str, user: str, password: str) -> str:
    return sa.make_url(url).set(username=user, password=password).render_as_string(hide_password=False)
