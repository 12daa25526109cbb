"""What is done to people's rows in every SQL store, on a real server, in whatever way keys are carried."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from garant.rules.plan import Always, Case, Change, Subject
from garant.stores.port import Store, Wanted
from tests.stores.deeds import Deeds
from tests.stores.ground import Ground, SqlGround
from tests.stores.people import ALICE, BRUNO, CASES, CHLOE, DAVID, NO_NEED, RENE, erasing, showing
from tests.stores.people import customer as person
from tests.stores.reading import BOTH


class SqlDeeds(Deeds):
    """The deeds, and what only a database can be asked to show.

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
    def ground(self, url: str, admin: sa.Engine) -> Ground:
        return SqlGround(url, admin, self.options)

    @staticmethod
    def rows(admin: sa.Engine, query: str) -> list[tuple[object, ...]]:
        with admin.connect() as connection:
            return [tuple(row) for row in connection.exec_driver_sql(query)]

    @staticmethod
    def run(admin: sa.Engine, statement: str) -> None:
        with admin.begin() as connection:
            connection.exec_driver_sql(statement)

    def test_an_address_that_anybody_else_points_at_stays(self, store: Store) -> None:
        touched = store.capture(erasing(person(0, ALICE), person(1, BRUNO), person(2, DAVID), person(3, CHLOE)))
        shared = {row.number: row.case for row in touched if row.table == "address"}
        assert shared[0] == shared[1] == 0, "Alice and Bruno share it"
        assert shared[2] == 0, "the supplier's row points at David's"
        only = store.capture(erasing(person(0, CHLOE)))
        assert [row.key for row in only if row.table == "address"] == [(2,)]

    def test_what_may_not_be_empty_is_masked_by_its_type(self, store: Store, admin: sa.Engine) -> None:
        scope = erasing(person(0, ALICE))
        store.erase(scope, store.capture(scope))
        ((email, name, phone, standing, points, born),) = self.rows(
            admin, "SELECT email, last_name, phone, standing, points, born FROM customer WHERE id = 1"
        )
        assert str(email).startswith("erased-7c1f-")
        assert (name, phone, standing, points, str(born)) == ("Martin", None, "open", 0, "1900-01-01")

    def test_masks_of_a_unique_column_differ(self, store: Store, admin: sa.Engine) -> None:
        keep = {**CASES, "customer": (Case(Always(), "keep", NO_NEED, clear=("email",)),)}
        scope = erasing(person(0, BRUNO), person(1, DAVID), person(2, RENE), cases=keep)
        assert store.erase(scope, store.capture(scope)).done == {0, 1, 2}
        masks = [str(row[0]) for row in self.rows(admin, "SELECT email FROM customer WHERE id IN (2, 4, 6)")]
        assert len(set(masks)) == 3
        assert all(mask.startswith("erased-7c1f-") for mask in masks)

    def test_the_search_says_what_it_looks_for_as_a_whole_value_only(self, store: Store) -> None:
        wanted = [Wanted(number, "email", f"nobody{number}@example.fr") for number in range(1000)]
        assert store.verify(erasing(), (), wanted).skipped == ()
        names = [Wanted(number, "name", f"Person {number}") for number in range(5)]
        assert "inside" in {place.why for place in store.verify(erasing(), (), names).skipped}

    def test_a_store_that_is_closed_in_the_middle_ends_its_deed(self, store: Store) -> None:
        """Its address has changed, and another thread lets go of it: what is under way is neither lost nor doubled."""
        scope = erasing(person(0, ALICE), person(1, BRUNO))
        touched = store.capture(scope)
        assert store.erase(scope, touched, before_commit=store.close).done == {0, 1}
        assert store.erase(scope, touched).already == {0, 1}

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
