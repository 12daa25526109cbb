"""What is done to people's rows in every store, and what reading again then shows: the second half of the contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from garant.errors import StoreError
from garant.rules.plan import Change
from garant.rules.register import Column
from garant.stores.port import Store, Wanted
from tests.stores.ground import Ground, Offer, Seen
from tests.stores.people import ALICE, BRUNO, CHLOE, NAMES, RENE, subscriber
from tests.stores.people import customer as person
from tests.stores.reading import Reading

CLEARED = ("email", "phone", "points", "born")
"""What goes of Alice's own row, which her kept orders keep."""


class Died(Exception):
    """A process that ends in the middle."""


def die() -> None:
    raise Died


class Deeds(Reading):
    """Erase, verify, rectify: what a store may do, it does whole; what it may not, it neither does nor claims."""

    # ── erase ──────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_what_a_duty_keeps_stays_and_the_rest_goes(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE), subscriber(0, 1))
        before = ground.contents()
        written = store.erase(scope, store.capture(scope))
        assert written.done == offer.erased({0})
        counts = {"customer": 1, "orders": 3, "order_line": 2, "login": 2, "ticket": 1, "newsletter": 1}
        assert written.rows == offer.erased(counts)
        after = ground.contents()
        cleared = [*after["customer"][:1], *before["customer"][1:]]
        kept = {
            "customer": cleared,
            "orders": [(*row[:3], None) if row[0] in {"11", "12"} else row for row in before["orders"][1:]],
            "order_line": before["order_line"][2:],
            "login": before["login"][2:],
            "ticket": before["ticket"][1:],
            "newsletter": before["newsletter"][1:],
        }
        assert after == offer.left(before | kept, before), "her address, and every row of everybody else, as they were"
        for name, now, then in zip(NAMES["customer"], after["customer"][0], before["customer"][0], strict=True):
            gone = name in CLEARED and bool(offer.erased([0]))
            assert self.says_nothing(store, name, now) if gone else now == then, name

    @staticmethod
    def says_nothing(store: Store, column: str, value: Seen) -> bool:
        """Whether a customer's cleared column is empty, or holds the plan's mask where it may not be empty."""
        info = store.describe().tables["customer"].columns[column]
        if info.nullable or value is None:
            return info.nullable and value is None
        return value.startswith("erased-7c1f-") if info.type == "text" else value in {"0", "1900-01-01"}

    def test_two_persons_whose_rows_go_leave_nothing_behind(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, BRUNO), subscriber(0, 2), person(1, RENE))
        touched = store.capture(scope)
        before = ground.rows("customer", "id")
        assert store.erase(scope, touched).done == offer.erased({0, 1})
        assert ground.rows("customer", "id") == offer.left([("1",), ("3",), ("5",), ("6",)], before)
        assert ("1",) in ground.rows("address", "id"), "Alice lives there"
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "bruno@example.fr"), Wanted(1, "email", "rené@example.fr")]
        )
        gone = {"customer": 2, "orders": 1, "order_line": 1, "login": 1, "ticket": 1, "newsletter": 1}
        offer.verified(seen, gone=gone, cleared={}, kept={"address": 1})
        assert seen.left == ()

    def test_a_stated_mask_wins(self, store: Store, ground: Ground, offer: Offer) -> None:
        customer = ground.map.tables["customer"]
        columns = {**customer.columns, "email": Column("email", "contact.email", mask="erased@example.invalid")}
        stated = replace(ground.map, tables={**ground.map.tables, "customer": replace(customer, columns=columns)})
        scope = ground.erasing(person(0, ALICE), map=stated)
        store.erase(scope, store.capture(scope))
        mask = ground.rows("customer", "email")[0][0] or ""
        assert mask.startswith(offer.left("erased", "Alice"))
        assert mask.endswith(offer.left("@example.invalid", "@Example.fr"))

    def test_running_it_again_changes_nothing(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE), subscriber(0, 1), person(1, BRUNO))
        touched = store.capture(scope)
        assert store.erase(scope, touched).done == offer.erased({0, 1})
        then = ground.contents()
        again = store.erase(scope, touched)
        assert again.already == offer.erased({0, 1})
        assert not again.done | again.changed
        assert again.rows == {}
        assert ground.contents() == then

    def test_a_person_who_ordered_since_drops_out_and_the_other_is_done(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        scope = ground.erasing(person(0, ALICE), person(1, BRUNO))
        touched = store.capture(scope)
        ground.insert("orders", 99, ALICE, date(2026, 11, 1), "new")
        before = ground.rows("customer", "id", "email")
        written = store.erase(scope, touched)
        assert written.done == offer.erased({1})
        assert written.changed == offer.erased({0})
        assert ground.rows("customer", "id", "email") == offer.left([before[0], *before[2:]], before)

    @pytest.mark.parametrize("deed", ["erase", "rectify"])
    def test_a_process_that_dies_before_the_commit_has_done_nothing(
        self, store: Store, ground: Ground, offer: Offer, deed: str
    ) -> None:
        changes = [Change("customer", (ALICE,), "last_name", "Martin", "Durand")]
        scope = (ground.erasing if deed == "erase" else ground.showing)(person(0, ALICE), person(1, BRUNO))
        touched = store.capture(scope)
        before = ground.contents()
        if deed == "erase" and offer.erased([0]):
            with pytest.raises(Died):
                store.erase(scope, touched, before_commit=die)
        elif deed == "rectify" and offer.rectified([0]):
            with pytest.raises(Died):
                store.rectify(scope, changes, before_commit=die)
        assert ground.contents() == before
        if deed == "erase":
            assert store.erase(scope, touched).done == offer.erased({0, 1})
        else:
            assert store.rectify(scope, changes).done == offer.rectified({0})

    def test_a_column_of_the_key_is_never_emptied(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = self.clearing(ground, "id")
        told = store.preview(scope)
        assert [text.startswith("error: customer.id: it is part of the key") for text in told] == offer.seen([True])
        touched, before = store.capture(scope), ground.contents()
        with self.refused(offer, "erase"):
            store.erase(scope, touched)
        assert ground.contents() == before

    # ── verify ─────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_verification_tells_what_is_gone_cleared_and_kept_and_where_the_value_still_stands(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        scope = ground.erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        store.erase(scope, touched)
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "alice.martin@example.fr"), Wanted(0, "phone", "0612345678")]
        )
        offer.verified(
            seen,
            gone={"orders": 1, "order_line": 2, "login": 2, "ticket": 1, "newsletter": 1},
            cleared={"customer": 1, "orders": 2},
            kept={"customer": 1, "address": 1, "orders": 2, "order_line": 2},
        )
        assert [(left.number, left.table, left.column, left.rows, left.mapped) for left in seen.left] == offer.seen(
            [(0, "import_log", "line", 1, False)]
        ), "the import log, which nobody mapped, still quotes her"
        assert bool(offer.seen([0])) == (seen.columns_searched >= 12)

    def test_verification_before_the_deed_finds_everything(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        seen = store.verify(
            scope, touched, [Wanted(0, "email", "alice.martin@example.fr"), Wanted(0, "name", "Martin")]
        )
        left = {(one.table, one.column): one.expected for one in seen.left}
        assert seen.gone == {}
        assert left.get(("newsletter", "email"), True) is not bool(offer.seen([0]))
        found = {place: left.get(place) for place in LEFT_BEFORE}
        assert found == (LEFT_BEFORE if offer.seen([0]) else dict.fromkeys(LEFT_BEFORE))

    def test_a_value_put_back_after_the_deed_is_found(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE))
        touched = store.capture(scope)
        store.erase(scope, touched)
        ground.change("customer", (ALICE,), "email", "alice.martin@example.fr")
        seen = store.verify(scope, touched, [])
        assert [(one.table, one.column, one.expected) for one in seen.left] == offer.seen(
            [("customer", "email", False)]
        )
        assert "customer" not in seen.cleared

    def test_a_value_among_a_thousand_is_found_alone_and_inside_a_text(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        wanted = [Wanted(number, "email", f"nobody{number}@example.fr") for number in range(1, 1000)]
        seen = store.verify(ground.erasing(), (), [Wanted(0, "email", "alice.martin@example.fr"), *wanted])
        assert {(left.number, left.table, left.column) for left in seen.left} == offer.seen(
            {
                (0, "customer", "email"),
                (0, "newsletter", "email"),
                (0, "orders", "note"),
                (0, "import_log", "line"),
            }
        )

    def test_a_phone_number_inside_a_text_is_found(self, store: Store, ground: Ground, offer: Offer) -> None:
        ground.insert("import_log", "rappeler Alice au 06.12.34.56.78 demain")
        seen = store.verify(ground.erasing(), (), [Wanted(0, "phone", "+33612345678")])
        assert {(left.table, left.column) for left in seen.left} == offer.seen(
            {("customer", "phone"), ("import_log", "line")}
        )

    def test_what_is_left_of_rene_is_not_renés(self, store: Store, ground: Ground, offer: Offer) -> None:
        seen = store.verify(ground.erasing(), (), [Wanted(0, "name", "Rene")])
        assert [(left.table, left.column, left.rows) for left in seen.left] == offer.seen(
            [("customer", "first_name", 1)]
        )

    # ── rectify ────────────────────────────────────────────────────────────────────────────────────────────────────

    def test_a_value_is_set_once_and_only_if_it_is_still_what_was_shown(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        scope = ground.showing(person(0, ALICE), person(1, BRUNO), person(2, CHLOE))
        changes = [
            Change("customer", (ALICE,), "last_name", "Martin", "Durand"),
            Change("customer", (ALICE,), "born", "1980-02-01", "1981-02-01"),
            Change("customer", (BRUNO,), "last_name", "Somebody else", "Petitjean"),
            Change("orders", (30,), "note", None, "au gardien"),
        ]
        before = ground.contents()
        written = store.rectify(scope, changes)
        assert written.done == offer.rectified({0, 2})
        assert written.changed == offer.rectified({1})
        assert set(written.rows) == offer.rectified({"customer", "orders"})
        after = ground.contents()
        if offer.rectified([0]):
            assert after["customer"][0][3] == "Durand"
            assert after["customer"][0][7] == "1981-02-01"
            assert after["orders"][-1] == (*before["orders"][-1][:3], "au gardien")
            after["customer"][0], after["orders"][-1] = before["customer"][0], before["orders"][-1]
        assert after == before, "every other row as it was, Bruno's too"
        again = store.rectify(ground.showing(person(0, ALICE)), changes[:2])
        assert again.already == offer.rectified({0})
        assert again.rows == {}

    def test_another_persons_row_is_not_rectified(self, store: Store, ground: Ground, offer: Offer) -> None:
        before = ground.contents()
        change = Change("customer", (BRUNO,), "last_name", "Petit", "Grand")
        if offer.rectified([0]):
            with pytest.raises(StoreError, match="not, or no longer, this person's"):
                store.rectify(ground.showing(person(0, ALICE)), [change])
        else:
            assert store.rectify(ground.showing(person(0, ALICE)), [change]).done == set()
        assert ground.contents() == before


LEFT_BEFORE = {
    ("newsletter", "email"): False,
    ("customer", "email"): False,
    ("orders", "note"): False,
    ("customer", "last_name"): True,  # the plan keeps her name on her invoices
    ("login", ""): False,  # a row that should be gone
}
"""What verification finds of Alice before the deed: (table, column) → whether the plan lets it stand."""
