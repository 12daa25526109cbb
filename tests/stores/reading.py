"""Who is found in a store, and what is captured and read of them: the first half of the contract."""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Literal

import pytest

from garant.errors import GarantError
from garant.rules.persons import Dealings, Standing, Tally, standing
from garant.rules.plan import Always, Case
from garant.rules.register import Column, Person, StoreMap
from garant.stores.port import Scope, Store, Wanted
from tests.stores.ground import Ground, Offer
from tests.stores.people import (
    ALICE,
    BRUNO,
    CASES,
    CHLOE,
    CUSTOMER,
    DAVID,
    NO_NEED,
    RENE,
    RENE_PLAIN,
    ROWS,
    SUBSCRIBER,
    subscriber,
)
from tests.stores.people import customer as person

BOTH: Sequence[Person] = (CUSTOMER, SUBSCRIBER)
ALICES = "0190a3c0-0000-7000-8000-000000000001"
MARKED = ("Alice", "Martin", "alice.martin", "06 12 34 56 78", "Lilas", "erased-7c1f")
"""What stands in no error: of Alice, and of what was to stand in its place."""


class Reading:
    """Find, capture, read. A store that does not look finds nobody and has nothing, and so do all that follows."""

    @pytest.fixture
    def ground(self) -> Ground:
        raise NotImplementedError("an adapter's tests give their ground")

    @pytest.fixture
    def store(self, ground: Ground) -> Iterator[Store]:
        opened = ground.open()
        yield opened
        opened.close()

    @pytest.fixture
    def offer(self, store: Store) -> Offer:
        return Offer(store.capabilities)

    @contextmanager
    def refused(self, offer: Offer, verb: Literal["look", "erase"] = "look") -> Iterator[None]:
        """One error of ours with place and remedy, that quotes nobody. Who does nothing has nothing to refuse."""
        if not (offer.seen([0]) if verb == "look" else offer.erased([0])):
            yield
            return
        with pytest.raises(GarantError) as told:
            yield
        assert told.value.place
        assert told.value.remedy
        everything = "".join(traceback.format_exception(told.value))
        assert [marked for marked in MARKED if marked in everything] == []

    @staticmethod
    def clearing(ground: Ground, *columns: str) -> Scope:
        """René's row kept, and these columns of it emptied."""
        cases = {**CASES, "customer": (Case(Always(), "keep", NO_NEED, clear=columns),)}
        customer = ground.map.tables["customer"]
        named = {**{name: Column(name, "identity.number") for name in columns}, **customer.columns}
        map = replace(ground.map, tables={**ground.map.tables, "customer": replace(customer, columns=named)})
        return ground.erasing(person(0, RENE), cases=cases, map=map)

    # ── customers and prospects ────────────────────────────────────────────────────────────────────────────────────

    @staticmethod
    def buying(ground: Ground, *tables: str) -> StoreMap:
        """The ground's map, in which a row of these tables makes a customer."""
        customer = replace(ground.map.persons["customer"], customer_when=tables)
        return replace(ground.map, persons={**ground.map.persons, "customer": customer})

    def test_who_has_no_order_is_a_prospect(self, store: Store, ground: Ground, offer: Offer) -> None:
        """S1-18. Given a person with no order, then status = prospect: David has none, Alice has three, of which two
        bear a date."""
        everybody = (person(0, ALICE), person(1, BRUNO), subscriber(1, 2), person(2, RENE), person(3, DAVID))
        found = store.dealings(Scope(self.buying(ground, "orders"), everybody))
        assert [(one.number, one.kind, one.rows, one.first, one.last) for one in found] == offer.seen(
            [
                (0, "customer", 3, date(2012, 5, 1), date(2024, 5, 1)),
                (1, "customer", 1, date(2010, 1, 1), date(2010, 1, 1)),
                (2, "customer", 0, None, None),
                (3, "customer", 0, None, None),
            ]
        )
        status = {n: concluded.status for n in (0, 3) if (concluded := self.concluded(found, n, offer))}
        assert status == offer.seen({0: "customer", 3: "prospect"})

    @staticmethod
    def concluded(found: Sequence[Dealings], number: int, offer: Offer) -> Standing | None:
        return standing([one for one in found if one.number == number], offer.seen(["shop"]))

    def test_lines_of_an_order_count_with_the_date_of_their_order(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        found = store.dealings(Scope(self.buying(ground, "order_line"), (person(4, ALICE),)))
        assert [(one.number, one.rows, one.first, one.last) for one in found] == offer.seen(
            [(4, 4, date(2012, 5, 1), date(2024, 5, 1))]
        )

    def test_two_tables_count_together_and_one_without_a_date_bears_none(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        found = store.dealings(Scope(self.buying(ground, "orders", "ticket"), (person(0, BRUNO),)))
        assert [(one.rows, one.first) for one in found] == offer.seen([(2, date(2010, 1, 1))])
        assert [(one.rows, one.last) for one in self.tickets(store, ground)] == offer.seen([(1, None)])

    def tickets(self, store: Store, ground: Ground) -> tuple[Dealings, ...]:
        return store.dealings(Scope(self.buying(ground, "ticket"), (person(0, BRUNO),)))

    def test_a_map_that_says_nothing_of_customers_concludes_nothing(self, store: Store, ground: Ground) -> None:
        assert store.dealings(Scope(ground.map, (person(0, ALICE), person(1, DAVID)))) == ()

    def test_a_first_order_makes_a_customer(self, store: Store, ground: Ground, offer: Offer) -> None:
        david = Scope(self.buying(ground, "orders"), (person(0, DAVID),))
        assert [one.rows for one in store.dealings(david)] == offer.seen([0])
        ground.insert("orders", 40, DAVID, date(2026, 11, 3), None)
        assert [(one.rows, one.last) for one in store.dealings(david)] == offer.seen([(1, date(2026, 11, 3))])

    def test_customers_and_prospects_are_counted_and_nobody_is_named(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        for tables, customers in ((("orders",), 3), (("order_line", "login"), 3), ((), None)):
            counted = store.tally(self.buying(ground, *tables))
            assert list(counted) == offer.seen([Tally("customer", 6, customers), Tally("subscriber", 2)])

    def test_a_thousand_persons_are_told_apart_in_one_go(self, store: Store, ground: Ground, offer: Offer) -> None:
        many = tuple(person(number, (ALICE, DAVID)[number % 2]) for number in range(1000))
        found = store.dealings(Scope(self.buying(ground, "orders"), many))
        assert [one.rows for one in found] == offer.seen([3, 0] * 500)

    # ── find, present ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_alice_is_found_however_her_address_is_written(self, store: Store, ground: Ground, offer: Offer) -> None:
        for spelling in ("alice.martin@example.fr", "ALICE.MARTIN@EXAMPLE.FR", " Alice.Martin@Example.fr "):
            found = store.find(BOTH, [Wanted(0, "email", spelling)])
            assert [(match.kind, match.key, match.by) for match in found] == offer.seen(
                [("customer", (ALICE,), "email"), ("subscriber", (ALICES,), "email")]
            )

    def test_a_match_tells_the_identities_of_its_row_as_stored(self, store: Store, offer: Offer) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "email", "alice.martin@example.fr")])
        assert [match.identities for match in found] == offer.seen(
            [(("email", "Alice.Martin@Example.fr"), ("phone", "06 12 34 56 78"), ("customer-number", "1"))]
        )

    def test_one_accent_makes_another_person(self, store: Store, ground: Ground, offer: Offer) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "email", "rene@example.fr"), Wanted(1, "email", "RENÉ@example.fr")])
        assert [(match.number, match.key) for match in found] == offer.seen([(0, (RENE_PLAIN,)), (1, (RENE,))])

    def test_a_decomposed_accent_is_the_same_letter(self, store: Store, ground: Ground, offer: Offer) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "email", "rene\u0301@example.fr")])
        assert [match.key for match in found] == offer.seen([(RENE,)])

    def test_two_persons_with_one_phone_are_both_told(self, store: Store, ground: Ground, offer: Offer) -> None:
        found = store.find([CUSTOMER], [Wanted(7, "phone", "0140205050")])
        assert [(match.number, match.key, match.by) for match in found] == offer.seen(
            [(7, (BRUNO,), "phone"), (7, (RENE,), "phone")]
        )

    def test_a_customer_number_is_compared_as_a_number(self, store: Store, ground: Ground, offer: Offer) -> None:
        found = store.find([CUSTOMER], [Wanted(0, "customer-number", "3")])
        assert [match.key for match in found] == offer.seen([(CHLOE,)])
        none = [Wanted(0, "customer-number", "thirty"), Wanted(1, "customer-number", "9" * 30)]
        assert store.find([CUSTOMER], none) == ()

    def test_a_row_flagged_as_removed_is_still_found(self, store: Store, ground: Ground, offer: Offer) -> None:
        found = store.find(BOTH, [Wanted(0, "email", "chloe@example.fr")])
        assert [match.key for match in found] == offer.seen([(CHLOE,)])

    def test_a_thousand_values_are_looked_up_in_one_go(self, store: Store, offer: Offer) -> None:
        wanted = [Wanted(number, "email", f"nobody{number}@example.fr") for number in range(1000)]
        found = store.find(BOTH, [*wanted, Wanted(1000, "email", "bruno@example.fr")])
        assert {(match.number, match.kind) for match in found} == offer.seen({(1000, "customer"), (1000, "subscriber")})

    def test_nobody_is_found_by_an_empty_value(self, store: Store) -> None:
        assert store.find(BOTH, [Wanted(0, "email", "  "), Wanted(0, "phone", "—")]) == ()

    def test_an_address_changed_by_somebody_else_is_found_as_it_now_is(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        assert len(store.find([CUSTOMER], [Wanted(0, "email", "bruno@example.fr")])) == offer.seen(1)
        ground.change("customer", (BRUNO,), "email", "bruno.petit@example.fr")
        assert store.find([CUSTOMER], [Wanted(0, "email", "bruno@example.fr")]) == ()
        found = store.find([CUSTOMER], [Wanted(0, "email", "bruno.petit@example.fr")])
        assert [match.key for match in found] == offer.seen([(BRUNO,)])

    def test_everybody_is_told_by_what_is_theirs_alone(self, store: Store, ground: Ground, offer: Offer) -> None:
        told = sorted((one.kind, one.identities) for one in store.present(ground.map))
        customers = [("customer", (("email", str(row[1])),)) for row in ROWS["customer"]]
        subscribers = [("subscriber", (("email", str(row[1])),)) for row in ROWS["newsletter"]]
        assert told == offer.seen(sorted(customers + subscribers))

    # ── capture, read ──────────────────────────────────────────────────────────────────────────────────────────────

    def test_every_row_of_alice_is_captured_under_its_case(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, ALICE), subscriber(0, 1))
        touched = store.capture(scope)
        assert [(row.table, row.key, row.case, row.day) for row in touched] == offer.seen(
            [
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
                ("newsletter", (ALICES,), 0, None),
            ]
        )
        assert store.capture(scope) == touched

    def test_a_person_named_twice_is_captured_once(self, store: Store, ground: Ground) -> None:
        once = store.capture(ground.erasing(person(0, ALICE)))
        assert store.capture(ground.erasing(person(0, ALICE), person(0, ALICE))) == once

    def test_an_address_that_another_customer_shares_stays(self, store: Store, ground: Ground, offer: Offer) -> None:
        scope = ground.erasing(person(0, BRUNO))
        assert [row.case for row in store.capture(scope) if row.table == "address"] == offer.seen([0])
        ground.change("customer", (ALICE,), "address_id", 4)
        assert [row.case for row in store.capture(scope) if row.table == "address"] == offer.seen([1]), "Alice moved"

    def test_a_key_given_to_somebody_else_since_is_not_followed(
        self, store: Store, ground: Ground, offer: Offer
    ) -> None:
        bruno = person(0, BRUNO, known=("bruno@example.fr",))
        assert {row.table for row in store.capture(ground.showing(bruno))} == offer.seen(
            {"customer", "address", "orders", "order_line", "login", "ticket"}
        )
        stranger = person(0, BRUNO, known=("bernard@example.fr",))
        assert store.capture(ground.showing(stranger)) == ()

    def test_without_cases_every_row_is_simply_theirs(self, store: Store, ground: Ground, offer: Offer) -> None:
        touched = store.capture(ground.showing(person(3, BRUNO)))
        assert {(row.table, row.number, row.case) for row in touched} == offer.seen(
            {(table, 3, 0) for table in ("customer", "address", "orders", "order_line", "login", "ticket")}
        )

    def test_somebody_who_is_not_there_has_no_rows(self, store: Store, ground: Ground) -> None:
        assert store.capture(ground.erasing(person(0, 999))) == ()

    def test_what_is_read_is_plain_json(self, store: Store, ground: Ground, offer: Offer) -> None:
        tables = ["customer", "order_line", "orders"]
        rows = {row.table: row for row in store.read(ground.showing(person(0, BRUNO)), tables)}
        assert list(rows) == offer.seen(["customer", "orders", "order_line"])
        read = json.loads(json.dumps({name: row.values for name, row in rows.items()}))
        bruno, order, line = (read.get(name, {}) for name in ("customer", "orders", "order_line"))
        assert [bruno.get(name) for name in ("email", "born")] == (
            ["bruno@example.fr", "1975-06-30"] if offer.seen([0]) else [None, None]
        )
        assert [row.key for row in rows.values()] == offer.seen([(BRUNO,), (20,), (20, 1)])
        assert order.get("ordered", "") == offer.seen("2010-01-01")
        assert float(line.get("price", 0)) == offer.seen(4.5)
        assert str(line.get("order_id", "")) == offer.seen("20"), "keys are read too"
