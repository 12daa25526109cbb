"""The contract on PostgreSQL, and what is PostgreSQL's own: rights, row-level security, partitions, types of keys."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
import sqlalchemy as sa

from garant.errors import Blind, Interrupted, StoreError
from garant.plugins import open_store
from garant.rules.plan import Subject
from garant.rules.register import Column, Link, Person, StoreMap, Table
from garant.stores.port import Scope, Store, Wanted
from garant.stores.sql.dialects import postgresql as dialect
from garant.stores.sql.dialects.port import permanent_table
from tests.stores import people
from tests.stores.people import ALICE, BRUNO, CUSTOMER, MAP, erasing
from tests.stores.people import customer as person
from tests.stores.sql_contract import SqlContract
from tests.stores.sql_deeds import SqlDeeds

pytestmark = pytest.mark.postgresql


class OnPostgresql:
    @pytest.fixture
    def url(self, postgresql_url: str) -> str:
        return postgresql_url

    @pytest.fixture(autouse=True)
    def admin(self, url: str) -> Iterator[sa.Engine]:
        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql('DROP SCHEMA IF EXISTS "Sales Desk" CASCADE')
            connection.exec_driver_sql("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
            connection.exec_driver_sql("GRANT USAGE ON SCHEMA public TO public")
        people.build(engine, "postgresql")
        yield engine
        engine.dispose()


class TestPostgresql(OnPostgresql, SqlContract):
    def test_triggers_are_named(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN OLD; END $$")
        self.run(admin, "CREATE TRIGGER order_gone BEFORE DELETE ON orders FOR EACH ROW EXECUTE FUNCTION note()")
        assert store.describe().tables["orders"].triggers == ("order_gone",)
        assert "orders: triggers will fire: order_gone" in store.preview(erasing(person(0, BRUNO)))

    def test_a_materialised_view_is_named_and_searched(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "CREATE VIEW names AS SELECT id, email FROM customer")
        self.run(admin, "CREATE MATERIALIZED VIEW mailing AS SELECT email FROM names")
        scope = erasing(person(0, BRUNO))
        assert any(text.startswith("mailing: a materialised view made from customer") for text in store.preview(scope))
        touched = store.capture(scope)
        store.erase(scope, touched)
        seen = store.verify(scope, touched, [Wanted(0, "email", "bruno@example.fr")])
        assert {(left.table, left.mapped) for left in seen.left} == {("mailing", False), ("newsletter", True)}

    def test_an_index_on_lower_answers_in_any_case(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "CREATE INDEX ON customer (lower(email))")
        found = store.find([CUSTOMER], [Wanted(0, "email", "ALICE.MARTIN@example.FR")])
        assert [match.key for match in found] == [(ALICE,)]

    def test_a_user_with_the_printed_rights_can_do_the_whole_work(
        self, store: Store, admin: sa.Engine, url: str
    ) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql("CREATE ROLE garant_least LOGIN PASSWORD 'least'")
            connection.exec_driver_sql(store.grants(MAP, "garant_least").replace("%", "%%"))
        try:
            least = open_store("shop", _as(url, "garant_least", "least"))
            assert least.check(MAP) == ()
            scope = erasing(person(0, ALICE), person(1, BRUNO))
            touched = least.capture(scope)
            assert [text for text in least.preview(scope) if text.startswith("error")] == []
            assert least.erase(scope, touched).done == {0, 1}
            assert least.verify(scope, touched, [Wanted(1, "phone", "0140205050")]).gone["orders"] == 2
            with pytest.raises(StoreError):
                _run(least, "UPDATE customer SET standing = 'open', removed = false")
            least.close()
        finally:
            _drop_role(admin, "garant_least")

    def test_a_user_who_may_make_no_temporary_table_gets_a_permanent_one(self, admin: sa.Engine, url: str) -> None:
        owner = open_store("shop", url, options={"batch": "table"})
        with admin.begin() as connection:
            connection.exec_driver_sql("CREATE ROLE garant_least LOGIN PASSWORD 'least'")
            connection.exec_driver_sql(f"REVOKE TEMPORARY ON DATABASE {sa.make_url(url).database} FROM public")
            connection.exec_driver_sql(owner.grants(MAP, "garant_least").replace("%", "%%"))
        try:
            least = open_store("shop", _as(url, "garant_least", "least"))
            everybody = [person(number, key) for number, key in enumerate([ALICE, BRUNO] * 20)]
            touched = least.capture(erasing(*everybody))
            assert least.capabilities.batch == "table", "found out by itself"
            assert {row.number for row in touched} == set(range(40))
            least.close()
        finally:
            with admin.begin() as connection:
                connection.exec_driver_sql(f"GRANT TEMPORARY ON DATABASE {sa.make_url(url).database} TO public")
            _drop_role(admin, "garant_least")

    def test_a_column_that_may_not_be_read_makes_the_store_blind(self, admin: sa.Engine, url: str) -> None:
        with _role(admin, "GRANT SELECT (id, email) ON customer TO garant_half") as name:
            half = open_store("shop", _as(url, name, "half"))
            assert "column phone not granted" in half.describe().tables["customer"].blind
            with pytest.raises(Blind, match=r"customer \(.*column phone not granted"):
                half.check(replace(MAP, persons={"customer": CUSTOMER}, tables={"customer": MAP.tables["customer"]}))
            with pytest.raises(Blind, match="a right is missing"):
                half.capture(erasing(person(0, ALICE)))
            half.close()

    def test_row_level_security_makes_the_store_blind(self, admin: sa.Engine, url: str) -> None:
        with _role(admin, "GRANT SELECT ON ALL TABLES IN SCHEMA public TO garant_half") as name:
            with admin.begin() as connection:
                connection.exec_driver_sql("ALTER TABLE orders ENABLE ROW LEVEL SECURITY")
            half = open_store("shop", _as(url, name, "half"))
            assert half.describe().tables["orders"].blind == ("row-level security",)
            with pytest.raises(Blind, match=r"orders \(row-level security\)"):
                half.check(MAP)
            half.close()

    def test_partitions_are_one_table(self, store: Store, admin: sa.Engine) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql(
                """CREATE TABLE payment (id integer NOT NULL, paid date NOT NULL, customer_id integer, iban varchar(40))
                   PARTITION BY RANGE (paid);
                   CREATE TABLE payment_old PARTITION OF payment FOR VALUES FROM (MINVALUE) TO ('2020-01-01');
                   CREATE TABLE payment_new PARTITION OF payment FOR VALUES FROM ('2020-01-01') TO (MAXVALUE);
                   ALTER TABLE payment ADD PRIMARY KEY (paid, id);
                   ALTER TABLE payment_new ADD FOREIGN KEY (customer_id) REFERENCES customer (id);
                   INSERT INTO payment VALUES (1, '2010-01-01', 1, 'FR76 1'), (1, '2024-01-01', 1, 'FR76 2'),
                                              (2, '2024-01-01', 2, 'FR76 3')"""
            )
        payment = store.describe().tables["payment"]
        assert payment.partitions == ("payment_new", "payment_old")
        assert [(key.columns, key.table) for key in payment.foreign_keys] == [(("customer_id",), "customer")]
        assert payment.rows == 3
        assert "payment_old" not in store.describe().tables
        table = Table(
            "payment",
            "accounting",
            {"iban": Column("iban", "bank.account")},
            Link("child", "customer", ("customer_id",), ()),
        )
        map = replace(MAP, tables={**MAP.tables, "payment": table})
        rows = [row.key for row in store.capture(Scope(map, (person(0, ALICE),))) if row.table == "payment"]
        assert rows == [("2010-01-01", 1), ("2024-01-01", 1)]

    def test_keys_of_many_types_go_out_and_back(self, store: Store, admin: sa.Engine) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql(
                """CREATE SCHEMA "Sales Desk";
                   CREATE TABLE "Sales Desk"."Contract" (
                     ref uuid, since timestamptz, rate numeric(6,2), "Signed By" varchar(40),
                     PRIMARY KEY (ref, since, rate));"""
            )
            connection.exec_driver_sql(
                """INSERT INTO "Sales Desk"."Contract" VALUES
                   ('0190a3c0-0000-7000-8000-00000000000a', '2024-05-01 10:00+02', 1.50, 'Alice'),
                   ('0190a3c0-0000-7000-8000-00000000000a', '2024-06-01 10:00+02', 2.50, 'Bruno')"""
            )
        table = Table("Sales Desk.Contract", "sales", {"Signed By": Column("Signed By", "identity.name")})
        signer = Person("signer", table.name, ("ref", "since", "rate"), {"name": ("Signed By",)}, frozenset())
        map = StoreMap("shop", {"signer": signer}, {table.name: table}, {}, {})
        assert store.check(map) == ()
        (alice,) = store.find([signer], [Wanted(0, "name", "ALICE")])
        assert alice.key == ("0190a3c0-0000-7000-8000-00000000000a", "2024-05-01T08:00:00+00:00", "1.50")
        scope = Scope(map, (Subject(0, "signer", alice.key),), {table.name: (people.GOES,)})
        touched = store.capture(scope)
        assert [row.key for row in touched] == [alice.key]
        assert store.erase(scope, touched).done == {0}
        assert self.rows(admin, 'SELECT "Signed By" FROM "Sales Desk"."Contract"') == [("Bruno",)]

    def test_rows_that_point_at_each_other_go_together(self, store: Store, admin: sa.Engine) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql(
                """CREATE TABLE post (id int PRIMARY KEY, who int, answers int REFERENCES post (id) ON DELETE RESTRICT,
                                      best int);
                   CREATE TABLE answer (id int PRIMARY KEY, post_id int REFERENCES post (id));
                   ALTER TABLE post ADD FOREIGN KEY (best) REFERENCES answer (id);
                   INSERT INTO post VALUES (1, 1, NULL, NULL), (2, 1, 1, NULL), (3, 1, 2, NULL);
                   INSERT INTO answer VALUES (7, 1);
                   UPDATE post SET best = 7 WHERE id = 1"""
            )
        post = Table("post", "forum", {"answers": Column("answers", "none")}, Link("child", "customer", ("who",), ()))
        answer = Table("answer", "forum", {"id": Column("id", "none")}, Link("child", "post", ("post_id",), ()))
        map = replace(MAP, tables={**MAP.tables, "post": post, "answer": answer})
        scope = erasing(
            person(0, ALICE), map=map, cases={**people.CASES, "post": (people.GOES,), "answer": (people.GOES,)}
        )
        assert not any(text.startswith("error") for text in store.preview(scope))
        written = store.erase(scope, store.capture(scope))
        assert (written.rows["post"], written.rows["answer"]) == (3, 1)

    def test_rows_held_by_another_transaction_interrupt_and_can_be_run_again(
        self, store: Store, admin: sa.Engine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(dialect, "WAIT_SECONDS", 1)
        scope = erasing(person(0, ALICE))
        touched = store.capture(scope)
        with admin.begin() as other:
            other.exec_driver_sql("SELECT 1 FROM customer WHERE id = 1 FOR UPDATE")
            with pytest.raises(Interrupted, match="another transaction holds these rows"):
                store.erase(scope, touched)
        assert store.erase(scope, touched).done == {0}

    def test_a_broken_connection_interrupts_and_can_be_run_again(self, store: Store, admin: sa.Engine) -> None:
        scope = erasing(person(0, ALICE))
        touched = store.capture(scope)

        def cut() -> None:
            with admin.begin() as connection:
                connection.exec_driver_sql(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'garant'"
                )

        with pytest.raises(Interrupted, match="the connection broke off"):
            store.erase(scope, touched, before_commit=cut)
        assert store.erase(scope, touched).done == {0}

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


class TestPostgresqlByTable(OnPostgresql, SqlDeeds):
    """Keys in the permanent table, for users who may make no temporary one."""

    options = {"batch": "table"}

    @pytest.fixture(autouse=True)
    def batch_table(self, admin: sa.Engine) -> Iterator[None]:
        with admin.begin() as connection:
            connection.exec_driver_sql(str(sa.schema.CreateTable(permanent_table()).compile(admin)))
        yield
        assert self.rows(admin, "SELECT count(*) FROM garant_batch") == [(0,)], "no key is left behind"


class TestPostgresqlByValues(OnPostgresql, SqlDeeds):
    """Keys as bound parameters, for a standby."""

    options = {"batch": "values"}


def _as(url: str, user: str, password: str) -> str:
    return sa.make_url(url).set(username=user, password=password).render_as_string(hide_password=False)


def _run(store: Store, statement: str) -> None:
    from garant.stores.sql import SqlStore

    assert isinstance(store, SqlStore)
    try:
        with store._open().begin() as connection:
            connection.exec_driver_sql(statement)
    except sa.exc.DBAPIError:
        raise StoreError("refused") from None


@contextmanager
def _role(admin: sa.Engine, rights: str) -> Iterator[str]:
    """A user with these rights, for one test."""
    with admin.begin() as connection:
        connection.exec_driver_sql("CREATE ROLE garant_half LOGIN PASSWORD 'half'")
        connection.exec_driver_sql(rights)
    try:
        yield "garant_half"
    finally:
        _drop_role(admin, "garant_half")


def _drop_role(admin: sa.Engine, name: str) -> None:
    with admin.begin() as connection:
        connection.exec_driver_sql(f"DROP OWNED BY {name}")
        connection.exec_driver_sql(f"DROP ROLE {name}")
