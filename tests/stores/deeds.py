"""What is done to people's rows in every SQL store, on a real server, in whatever way keys are carried."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from garant.errors import StoreError
from garant.plugins import open_store
from garant.rules.plan import Always, Case, Change, Subject
from garant.rules.register import Column
from garant.stores.port import Store, Wanted
from tests.stores.people import (
    ALICE,
    BRUNO,
    CASES,
    CHLOE,
    CUSTOMER,
    DAVID,
    MAP,
    NO_NEED,
    RENE,
    RENE_PLAIN,
    SUBSCRIBER,
    erasing,
    showing,
    subscriber,
)
from tests.stores.people import customer as person

BOTH = (CUSTOMER, SUBSCRIBER)


class Deeds:
    """What is done to people's rows, in whatever way keys are carried.

    Give `url` (a fresh, filled shop for each test), `admin` (an engine on it) and `options`.
    """

    options: dict[str, str] = {}

    @pytest.fixture
    def url(self) -> str:
        raise NotImplementedError

    @pytest.fixture
    def admin(self, url: str) -> Iterator[sa.Engine]:
        raise NotImplementedError

    @pytest.fixture
    def store(self, url: str) -> Iterator[Store]:
        opened = open_store("shop", url, options=self.options)
        yield opened
        opened.close()

    @staticmethod
    def rows(admin: sa.Engine, query: str) -> list[tuple[object, ...]]:
        with admin.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    @staticmethod
    def run(admin: sa.Engine, statement: str) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql(statement)

    # ── find ───────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_alice_is_found_however_her_address_is_written(self, store: Store) -> None:
        for spelling in ("alice.martin@example.fr", "ALICE.MARTIN@EXAMPLE.FR", " Alice.Martin@Example.fr "):
            found = store.find(BOTH, [Wanted(0, "email", spelling)])
            assert [(match.kind, match.key, match.by) for match in found] == [
                ("customer", (ALICE,), "email"),
                ("subscriber", ("0190a3c0-0000-7000-8000-000000000001",), "email"),
            ]

    def test_a_match_tells_the_identities_of_its_row_as_stored(self, store: Store) -> None:
        (found,) = store.find([CUSTOMER], [Wanted(0, "email", "alice.martin@example.fr")])
        assert found.identities == (
            ("email", "Alice.Martin@Example.fr"),
            ("phone", "06 12 34 56 78"),
            ("customer-number", "1"),
        )

    def test_one_accent_makes_another_person(self, store: Store) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "email", "rene@example.fr"), Wanted(1, "email", "RENÉ@example.fr")])
        assert [(match.number, match.key) for match in found] == [(0, (RENE_PLAIN,)), (1, (RENE,))]

    def test_a_decomposed_accent_is_the_same_letter(self, store: Store) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "email", "rene\u0301@example.fr")])
        assert [match.key for match in found] == [(RENE,)]

    def test_two_persons_with_one_phone_are_both_told(self, store: Store) -> None:
        found = store.find([CUSTOMER], [Wanted(7, "phone", "0140205050")])
        assert [(match.number, match.key, match.by) for match in found] == [
            (7, (BRUNO,), "phone"),
            (7, (RENE,), "phone"),
        ]

    def test_a_customer_number_is_compared_as_a_number(self, store: Store) -> None:
        assert [match.key for match in store.find([CUSTOMER], [Wanted(0, "customer-number", "3")])] == [(CHLOE,)]
        assert (
            store.find([CUSTOMER], [Wanted(0, "customer-number", "thirty"), Wanted(1, "customer-number", "9" * 30)])
            == ()
        )

    def test_a_row_flagged_as_removed_is_still_found(self, store: Store) -> None:
        assert [match.key for match in store.find(BOTH, [Wanted(0, "email", "chloe@example.fr")])] == [(CHLOE,)]

    def test_a_thousand_values_are_looked_up_in_one_go(self, store: Store) -> None:
        wanted = [Wanted(number, "email", f"nobody{number}@example.fr") for number in range(1000)]
        found = store.find(BOTH, [*wanted, Wanted(1000, "email", "bruno@example.fr")])
        assert {(match.number, match.kind) for match in found} == {(1000, "customer"), (1000, "subscriber")}

    def test_nobody_is_found_by_an_empty_value(self, store: Store) -> None:
        assert store.find(BOTH, [Wanted(0, "email", "  "), Wanted(0, "phone", "—")]) == ()

    # ── capture, read ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_every_row_of_alice_is_captured_under_its_case(self, store: Store) -> None:
        touched = store.capture(erasing(person(0, ALICE), subscriber(0, 1)))
        assert [(row.table, row.key, row.case, row.day) for row in touched] == [
            ("customer", (ALICE,), 0, None),
            ("address", (1,), 0, None),
            ("orders", (10,), 1, date(2012, 5, 1)),
            ("orders", (11,), 0, date(2024, 5, 1)),
            ("orders", (12,), 0, None),  # no date is no ground to let go of a duty
            ("order_line", (10, 1), 1, date(2012, 5, 1)),  # dated by the order it hangs on
            ("order_line", (10, 2), 1, date(2012, 5, 1)),
            ("order_line", (11, 1), 0, date(2024, 5, 1)),
            ("order_line", (12, 1), 0, None),
            ("login", (1,), 0, None),
            ("login", (2,), 0, None),
            ("ticket", (1,), 0, None),
            ("newsletter", ("0190a3c0-0000-7000-8000-000000000001",), 0, None),
        ]

    def test_a_person_named_twice_is_captured_once(self, store: Store) -> None:
        once = store.capture(erasing(person(0, ALICE)))
        assert store.capture(erasing(person(0, ALICE), person(0, ALICE))) == once

    def test_a_shared_address_is_flagged_for_each_who_shares_it(self, store: Store) -> None:
        touched = store.capture(erasing(person(0, ALICE), person(1, BRUNO), person(2, DAVID), person(3, CHLOE)))
        shared = {row.number: row.case for row in touched if row.table == "address"}
        assert shared[0] == shared[1] == 0, "Alice and Bruno share it"
        assert shared[2] == 0, "the supplier's row points at David's"
        only = store.capture(
            erasing(person(0, CHLOE), cases={**CASES, "address": (CASES["address"][0], *CASES["address"][1:])})
        )
        assert [row.key for row in only if row.table == "address"] == [(2,)]

    def test_without_cases_every_row_is_simply_theirs(self, store: Store) -> None:
        touched = store.capture(showing(person(3, BRUNO)))
        assert {(row.table, row.number, row.case) for row in touched} == {
            (table, 3, 0) for table in ("customer", "address", "orders", "order_line", "login", "ticket")
        }

    def test_somebody_who_is_not_there_has_no_rows(self, store: Store) -> None:
        assert store.capture(erasing(person(0, 999))) == ()

    def test_what_is_read_is_plain_json(self, store: Store) -> None:
        rows = list(store.read(showing(person(0, BRUNO)), ["customer", "order_line", "orders"]))
        assert [row.table for row in rows] == ["customer", "orders", "order_line"]
        values = json.loads(json.dumps(rows[0].values))
        assert values["email"] == "bruno@example.fr"
        assert values["born"] == "1975-06-30"
        assert rows[0].key == (BRUNO,)
        assert rows[1].values["ordered"] == "2010-01-01"
        assert float(rows[2].values["price"]) == 4.5
        assert rows[2].values["order_id"] == 20

    # ── erase, verify ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_what_a_duty_keeps_stays_and_the_rest_goes(self, store: Store, admin: sa.Engine) -> None:
        scope = erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        written = store.erase(scope, touched)
        assert written.done == {0}
        assert written.rows == {"customer": 1, "orders": 3, "order_line": 2, "login": 2, "ticket": 1, "newsletter": 1}
        ((email, name, phone, standing, points, born),) = self.rows(
            admin, "SELECT email, last_name, phone, standing, points, born FROM customer WHERE id = 1"
        )
        assert str(email).startswith("erased-7c1f-")
        assert (name, phone, standing, points, str(born)) == ("Martin", None, "open", 0, "1900-01-01")
        assert self.rows(admin, "SELECT id, note FROM orders WHERE customer_id = 1 ORDER BY id") == [
            (11, None),
            (12, None),
        ]
        assert self.rows(admin, "SELECT order_id, line FROM order_line ORDER BY 1, 2") == [
            (11, 1),
            (12, 1),
            (20, 1),
            (30, 1),
        ]
        assert self.rows(admin, "SELECT id FROM address ORDER BY id") == [(1,), (2,), (3,), (4,)]
        assert self.rows(admin, "SELECT email FROM customer WHERE id > 1 ORDER BY id") == [
            (address,)
            for address in (
                "bruno@example.fr",
                "chloe@example.fr",
                "rené@example.fr",
                "rene@example.fr",
                "david@example.fr",
            )
        ]

    def test_two_persons_whose_rows_go_leave_nothing_behind(self, store: Store, admin: sa.Engine) -> None:
        scope = erasing(person(0, BRUNO), subscriber(0, 2), person(1, RENE))
        touched = store.capture(scope)
        assert store.erase(scope, touched).done == {0, 1}
        assert self.rows(admin, "SELECT id FROM customer ORDER BY id") == [(1,), (3,), (5,), (6,)]
        assert self.rows(admin, "SELECT id FROM address WHERE id = 1") == [(1,)], "Alice lives there"
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "bruno@example.fr"), Wanted(1, "email", "rené@example.fr")]
        )
        assert seen.gone == {"customer": 2, "orders": 1, "order_line": 1, "login": 1, "ticket": 1, "newsletter": 1}
        assert seen.left == ()

    def test_masks_of_a_unique_column_differ(self, store: Store, admin: sa.Engine) -> None:
        keep = {**CASES, "customer": (Case(Always(), "keep", NO_NEED, clear=("email",)),)}
        scope = erasing(person(0, BRUNO), person(1, DAVID), person(2, RENE), cases=keep)
        assert store.erase(scope, store.capture(scope)).done == {0, 1, 2}
        masks = [str(row[0]) for row in self.rows(admin, "SELECT email FROM customer WHERE id IN (2, 4, 6)")]
        assert len(set(masks)) == 3
        assert all(mask.startswith("erased-7c1f-") for mask in masks)

    def test_a_stated_mask_wins(self, store: Store, admin: sa.Engine) -> None:
        columns = {
            **MAP.tables["customer"].columns,
            "email": Column("email", "contact.email", mask="erased@example.invalid"),
        }
        table = replace(MAP.tables["customer"], columns=columns)
        stated = replace(MAP, tables={**MAP.tables, "customer": table})
        scope = erasing(person(0, ALICE), map=stated)
        store.erase(scope, store.capture(scope))
        ((mask,),) = self.rows(admin, "SELECT email FROM customer WHERE id = 1")
        assert str(mask).startswith("erased-")
        assert str(mask).endswith("@example.invalid")

    def test_nothing_of_a_person_stands_in_a_statement(self, store: Store) -> None:
        said: list[str] = []

        def listen(connection: object, cursor: object, statement: str, *rest: object) -> None:
            said.append(statement)

        sa.event.listen(sa.Engine, "before_cursor_execute", listen)
        try:
            wanted = [Wanted(0, "email", "alice.martin@example.fr"), Wanted(0, "phone", "+33612345678")]
            found = store.find(BOTH, wanted)
            scope = erasing(*(Subject(0, match.kind, match.key) for match in found))
            store.preview(scope)
            touched = store.capture(scope)
            list(store.read(showing(person(0, ALICE))))
            store.rectify(showing(person(0, ALICE)), [Change("customer", (ALICE,), "first_name", "Alice", "Alix")])
            store.erase(scope, touched)
            store.verify(scope, touched, wanted)
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", listen)
        everything = "\n".join(said).casefold()
        assert "customer" in everything
        for marked in ("alice", "alix", "example.fr", "12345678", "0190a3c0", "erased-7c1f", "1900-01-01"):
            assert marked not in everything

    def test_running_it_again_changes_nothing(self, store: Store) -> None:
        scope = erasing(person(0, ALICE), subscriber(0, 1), person(1, BRUNO))
        touched = store.capture(scope)
        assert store.erase(scope, touched).done == {0, 1}
        again = store.erase(scope, touched)
        assert again.already == {0, 1}
        assert not again.done | again.changed
        assert again.rows == {}

    def test_a_person_who_ordered_since_drops_out_and_the_other_is_done(self, store: Store, admin: sa.Engine) -> None:
        scope = erasing(person(0, ALICE), person(1, BRUNO))
        touched = store.capture(scope)
        self.run(admin, "INSERT INTO orders VALUES (99, 1, '2026-11-01', 'new')")
        written = store.erase(scope, touched)
        assert written.done == {1}
        assert written.changed == {0}
        assert self.rows(admin, "SELECT email FROM customer WHERE id = 1") == [("Alice.Martin@Example.fr",)]
        assert self.rows(admin, "SELECT id FROM customer WHERE id = 2") == []

    def test_a_process_that_dies_before_the_commit_has_done_nothing(self, store: Store, admin: sa.Engine) -> None:
        class Died(Exception):
            pass

        def die() -> None:
            raise Died

        scope = erasing(person(0, ALICE), person(1, BRUNO))
        touched = store.capture(scope)
        with pytest.raises(Died):
            store.erase(scope, touched, before_commit=die)
        assert self.rows(
            admin, "SELECT count(*) FROM customer WHERE email IN ('Alice.Martin@Example.fr', 'bruno@example.fr')"
        ) == [(2,)]
        assert store.erase(scope, touched).done == {0, 1}

    def test_verification_tells_what_is_gone_cleared_and_kept_and_where_the_value_still_stands(
        self, store: Store
    ) -> None:
        scope = erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        store.erase(scope, touched)
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "alice.martin@example.fr"), Wanted(0, "phone", "0612345678")]
        )
        assert seen.gone == {"orders": 1, "order_line": 2, "login": 2, "ticket": 1, "newsletter": 1}
        assert seen.cleared == {"customer": 1, "orders": 2}
        assert seen.kept == {"customer": 1, "address": 1, "orders": 2, "order_line": 2}
        assert [(left.number, left.table, left.column, left.rows, left.mapped) for left in seen.left] == [
            (0, "import_log", "line", 1, False)
        ], "the import log, which nobody mapped, still quotes her"
        assert seen.columns_searched >= 12

    def test_verification_before_the_deed_finds_everything(self, store: Store) -> None:
        scope = erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "alice.martin@example.fr"), Wanted(0, "name", "Martin")]
        )
        left = {(one.table, one.column): one.expected for one in seen.left}
        assert seen.gone == {}
        assert left["newsletter", "email"] is False
        assert left["customer", "email"] is False
        assert left["orders", "note"] is False
        assert left["customer", "last_name"] is True, "the plan keeps her name on her invoices"
        assert left["login", ""] is False, "a row that should be gone"

    def test_a_value_among_a_thousand_is_found_alone_and_inside_a_text(self, store: Store) -> None:
        wanted = [Wanted(number, "email", f"nobody{number}@example.fr") for number in range(1, 1000)]
        seen = store.verify(erasing(), (), [Wanted(0, "email", "alice.martin@example.fr"), *wanted])
        assert {(left.number, left.table, left.column) for left in seen.left} == {
            (0, "customer", "email"),
            (0, "newsletter", "email"),
            (0, "orders", "note"),
            (0, "import_log", "line"),
        }
        assert seen.skipped == ()
        names = [Wanted(number, "name", f"Person {number}") for number in range(5)]
        assert "inside" in {place.why for place in store.verify(erasing(), (), names).skipped}

    def test_a_phone_number_inside_a_text_is_found(self, store: Store, admin: sa.Engine) -> None:
        self.run(admin, "INSERT INTO import_log VALUES ('rappeler Alice au 06.12.34.56.78 demain')")
        seen = store.verify(erasing(), (), [Wanted(0, "phone", "+33612345678")])
        assert {(left.table, left.column) for left in seen.left} == {("customer", "phone"), ("import_log", "line")}

    # ── rectify ────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_value_is_set_once_and_only_if_it_is_still_what_was_shown(self, store: Store, admin: sa.Engine) -> None:
        scope = showing(person(0, ALICE), person(1, BRUNO))
        changes = [
            Change("customer", (ALICE,), "last_name", "Martin", "Durand"),
            Change("customer", (ALICE,), "born", "1980-02-01", "1981-02-01"),
            Change("customer", (BRUNO,), "last_name", "Somebody else", "Petitjean"),
        ]
        written = store.rectify(scope, changes)
        assert written.done == {0}
        assert written.changed == {1}
        assert written.rows == {"customer": 2}
        assert self.rows(admin, "SELECT last_name FROM customer WHERE id IN (1, 2) ORDER BY id") == [
            ("Durand",),
            ("Petit",),
        ]
        again = store.rectify(showing(person(0, ALICE)), changes[:2])
        assert again.already == {0}
        assert again.rows == {}

    def test_another_persons_row_is_not_rectified(self, store: Store) -> None:
        with pytest.raises(StoreError, match="not, or no longer, this person's"):
            store.rectify(showing(person(0, ALICE)), [Change("customer", (BRUNO,), "last_name", "Petit", "Grand")])
