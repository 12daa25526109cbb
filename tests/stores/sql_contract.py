"""What every SQL store must do beside the contract, on a real server: keys, cascades, checks, its own words."""

from __future__ import annotations

import traceback
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from garant.errors import MapError, StoreError
from garant.rules.plan import Always, Case, DatedFrom
from garant.rules.register import Column, Link, Table
from garant.stores.port import Store
from tests.stores import people
from tests.stores.contract import Contract
from tests.stores.people import ALICE, BRUNO, CASES, DAVID, MAP, NO_NEED, RENE, erasing, showing
from tests.stores.people import customer as person
from tests.stores.sql_deeds import SqlDeeds


class SqlContract(SqlDeeds, Contract):
    """The contract, and what is declared in a database."""

    # ── describe, check ────────────────────────────────────────────────────────────────────────────────────────────

    def test_types_keys_and_indexes_are_told_as_declared(self, store: Store) -> None:
        tables = store.describe().tables
        customer = tables["customer"]
        assert customer.key == ("id",)
        assert ("email", "standing") in customer.uniques
        assert customer.columns["email"].type == "text"
        assert customer.columns["email"].length == 60
        assert not customer.columns["email"].nullable
        assert customer.columns["born"].type == "date"
        assert customer.columns["standing"].values == ("open", "closed")
        assert customer.columns["removed"].default
        assert customer.columns["points"].type == "integer"
        assert tables["order_line"].key == ("order_id", "line")
        assert tables["order_line"].columns["price"].type == "number"
        assert [(key.columns, key.table, key.on_delete) for key in tables["ticket"].foreign_keys] == [
            (("customer_id",), "customer", "CASCADE")
        ]
        assert tables["parcel"].foreign_keys[0].on_delete == "SET NULL"
        assert tables["login"].foreign_keys == ()
        assert ("who",) in tables["login"].indexes
        assert tables["import_log"].key == ()
        assert tables["customer"].may == {"select", "update", "delete"}

    def test_what_is_missing_is_told_in_these_words(self, store: Store) -> None:
        gone = Table(
            "invoice",
            "accounting",
            {"total": Column("total", "transaction.amount")},
            Link("child", "customer", ("who",), ()),
        )
        login = replace(MAP.tables["login"], columns={"browser": Column("browser", "usage.agent")})
        found = store.check(replace(MAP, tables={**MAP.tables, "invoice": gone, "login": login}))
        assert found == ("login.browser: the table has no such column", "invoice: the store has no such table")

    def test_a_key_added_since_the_store_was_opened_stands_in_the_preview(self, store: Store, admin: sa.Engine) -> None:
        store.check(MAP)
        self.run(
            admin,
            "CREATE TABLE vow (id INTEGER PRIMARY KEY, customer_id INTEGER NOT NULL,"
            " FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE)",
        )
        self.run(admin, "INSERT INTO vow VALUES (1, 4)")
        store.check(MAP)
        assert store.preview(erasing(person(0, RENE))) == (
            "error: 1 rows of vow (customer_id) would go with rows of customer without standing in the plan",
        )

    def test_a_table_without_a_unique_key_is_refused_in_these_words(self, store: Store) -> None:
        log = Table(
            "import_log",
            "customers",
            {"line": Column("line", "content.text")},
            Link("child", "customer", ("line",), ()),
        )
        found = store.check(replace(MAP, tables={**MAP.tables, "import_log": log}))
        assert found == ("import_log: it has no unique key, so that its rows cannot be told apart",)

    def test_names_in_another_case_are_the_same_names(self, store: Store) -> None:
        login = replace(MAP.tables["login"], name="LOGIN", link=Link("child", "customer", ("WHO",), ("ID",)))
        tables = {name: table for name, table in MAP.tables.items() if name != "login"} | {"LOGIN": login}
        scope = replace(showing(person(0, ALICE)), map=replace(MAP, tables=tables))
        assert store.check(scope.map) == ()
        assert [row.key for row in store.capture(scope) if row.table == "LOGIN"] == [(1,), (2,)]

    # ── preview ────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_side_effects_stand_in_the_preview(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "INSERT INTO ticket_note VALUES (1, 2, 'call back')")
        told = store.preview(erasing(person(0, BRUNO)))
        assert "1 rows of parcel (customer_id) will no longer point at rows of customer: SET NULL" in told
        assert (
            "error: 1 rows of ticket_note (ticket_id) would go with rows of ticket without standing in the plan" in told
        )

    def test_a_row_that_another_still_points_at_is_an_error(self, store: Store) -> None:
        cases = {**CASES, "address": (Case(Always(), "delete", NO_NEED),)}
        told = store.preview(erasing(person(0, DAVID), cases=cases))
        assert told == ("error: 1 rows of supplier (address_id) still point at rows of address that are to go",)

    def test_a_column_that_no_mask_can_stand_in_for_is_an_error(self, store: Store) -> None:
        cases = {**CASES, "customer": (Case(Always(), "keep", NO_NEED, clear=("points", "id")),)}
        columns = {
            **MAP.tables["customer"].columns,
            "points": Column("points", "transaction.points", mask="-1"),
            "id": Column("id", "identity.number"),
        }
        stated = replace(MAP, tables={**MAP.tables, "customer": replace(MAP.tables["customer"], columns=columns)})
        told = store.preview(erasing(person(0, RENE), cases=cases, map=stated))
        assert "error: customer.id: it is part of the key and cannot be emptied. Let the row go instead." in told
        assert any(text.startswith("error: customer.points: the check ") for text in told)

    # ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_refused_write_names_the_constraint_and_not_the_row(self, store: Store) -> None:
        columns = {**MAP.tables["customer"].columns, "points": Column("points", "transaction.points", mask="-1")}
        stated = replace(MAP, tables={**MAP.tables, "customer": replace(MAP.tables["customer"], columns=columns)})
        scope = erasing(person(0, ALICE), map=stated)
        touched = store.capture(scope)
        with pytest.raises(StoreError, match="a check of the database refuses the value") as told:
            store.erase(scope, touched)
        everything = "".join(traceback.format_exception(told.value))
        assert told.value.__cause__ is None
        assert told.value.__context__ is None
        for marked in ("Alice", "Martin", "06 12 34 56 78", "erased-7c1f"):
            assert marked not in everything

    def test_a_vanished_table_is_told_by_the_server_then_by_the_map(self, store: Store, admin: sa.Engine) -> None:
        store.describe()
        self.run(admin, "DROP TABLE login")
        with pytest.raises(StoreError, match="a table of the map is no longer there") as told:
            store.capture(erasing(person(0, ALICE)))
        assert "garant check" in told.value.remedy
        store.close()
        with pytest.raises(MapError, match="no such table"):
            store.capture(erasing(person(0, ALICE)))

    def test_a_vanished_column_is_told_by_the_server(self, store: Store, admin: sa.Engine) -> None:
        store.describe()
        self.run(admin, "ALTER TABLE orders DROP COLUMN note")
        scope = erasing(person(0, ALICE))
        with pytest.raises(StoreError, match="a column of the map is no longer there"):
            store.erase(scope, store.capture(scope))

    def test_a_missing_date_column_is_named(self, store: Store) -> None:
        cases = {**CASES, "orders": (Case(DatedFrom("invoiced", date(2016, 1, 1)), "keep", NO_NEED), people.GOES)}
        with pytest.raises(MapError, match="the column invoiced is not there"):
            store.capture(erasing(person(0, ALICE), cases=cases))
