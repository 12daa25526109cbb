"""What every store must do, whatever it is made of: each adapter's tests give a `Ground` and inherit these tests.

What an adapter does not offer (`Capabilities`) it must be seen not to do nor claim: `Offer` says what each one owes.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from garant.rules.plan import Case, DatedFrom
from garant.rules.register import Column, Link, Table
from garant.stores.port import Store
from tests.stores import people
from tests.stores.deeds import Deeds
from tests.stores.ground import Ground, Offer
from tests.stores.people import ALICE, CASES, NAMES, NO_NEED, RENE
from tests.stores.people import customer as person
from tests.stores.reading import MARKED


class Contract(Deeds):
    """Describe, check, preview, and what is said when the store is no longer as the map has it."""

    # ── describe, profile ──────────────────────────────────────────────────────────────────────────────────────────

    def test_a_store_says_what_it_knows_of_its_tables(self, store: Store, offer: Offer) -> None:
        tables = store.describe().tables
        assert {name: tuple(info.columns) for name, info in tables.items()} == offer.seen(dict(NAMES))
        assert {name for name, info in tables.items() if info.may != {"select", "update", "delete"}} == set()

    def test_a_profile_counts_and_hands_no_value_on(self, store: Store, offer: Offer) -> None:
        profile = store.profile()
        sampled = {name: table.sampled for name, table in profile.tables.items()}
        assert sampled == offer.seen({name: len(rows) for name, rows in people.ROWS.items()})
        assert [marked for marked in MARKED if marked in repr(profile)] == []

    def test_a_scan_counts_what_should_not_stand_in_a_note_and_hands_no_value_on(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        note = "Cliente diabétique, secu 1 84 12 76 451 089 46, CB 4970 1012 3456 7893"
        ground.change("orders", (10,), "note", note)
        scan = store.scan()
        met = {
            (table.name, column.name): dict(column.patterns)
            for table in scan.tables.values()
            for column in table.columns.values()
            if any(code.startswith(("holds-", "says:")) for code in column.patterns)
        }
        counts = dict.fromkeys(
            ("holds-nir", "holds-15-digits", "holds-card", "holds-card-form", "says:special.health"), 1
        )
        assert met == offer.seen({("orders", "note"): counts})
        assert [marked for marked in (*MARKED, "84 12", "4970") if marked in repr(scan)] == []

    # ── check ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_map_that_fits_has_no_findings(self, store: Store, ground: Ground) -> None:
        assert store.check(ground.map) == ()

    def test_what_the_map_names_and_the_store_lacks_is_told_by_table_and_column(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        link = Link("child", "customer", ("who",), ())
        gone = Table("invoice", "accounting", {"total": Column("total", "transaction.amount")}, link)
        login = replace(ground.map.tables["login"], columns={"browser": Column("browser", "usage.agent")})
        found = store.check(replace(ground.map, tables={**ground.map.tables, "invoice": gone, "login": login}))
        assert [text.partition(": ")[0] for text in found] == offer.seen(["login.browser", "invoice"])

    def test_a_column_that_vanished_since_the_store_was_opened_is_told(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        assert store.check(ground.map) == ()
        assert store.check(ground.map) == ()
        ground.drop_column("orders", "note")
        assert [text.partition(": ")[0] for text in store.check(ground.map)] == offer.seen(["orders.note"])

    def test_a_table_whose_rows_cannot_be_told_apart_is_refused(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        ground.insert("import_log", "2019: nothing here")
        link = Link("child", "customer", ("line",), ())
        log = Table("import_log", "customers", {"line": Column("line", "content.text")}, link)
        found = store.check(replace(ground.map, tables={**ground.map.tables, "import_log": log}))
        assert [text.partition(": ")[0] for text in found] == offer.seen(["import_log"])

    # ── preview ────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_deed_without_side_effects_has_an_empty_preview(self, store: Store, ground: Ground) -> None:
        assert store.preview(ground.erasing(person(0, RENE))) == ()

    # ── errors ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_vanished_table_is_told_with_its_remedy(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE))
        touched = store.capture(scope)
        ground.drop_table("login")
        with self.refused(offer):
            assert store.capture(scope) == ()
        with self.refused(offer, "erase"):
            assert store.erase(scope, touched).done == set()
        store.close()
        with self.refused(offer):
            assert store.capture(scope) == ()

    def test_a_vanished_column_is_told_and_nothing_is_written(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE))
        touched = store.capture(scope)
        ground.drop_column("orders", "note")
        before = ground.rows("customer", *NAMES["customer"])
        with self.refused(offer, "erase"):
            assert store.erase(scope, touched).done == set()
        assert ground.rows("customer", *NAMES["customer"]) == before

    def test_a_case_on_a_missing_date_column_is_told(self, store: Store, ground: Ground, offer: Offer) -> None:
        cases = {**CASES, "orders": (Case(DatedFrom("invoiced", date(2016, 1, 1)), "keep", NO_NEED), people.GOES)}
        with self.refused(offer):
            assert store.capture(ground.erasing(person(0, ALICE), cases=cases)) == ()
