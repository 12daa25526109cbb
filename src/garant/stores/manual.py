"""A store a person answers for: a mailbox, a paper file, a closed service (D16).

It finds and changes nothing by itself; the request's own task, with instructions, due date and proof, does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from garant.rules.persons import Dealings, Tally
from garant.rules.plan import Change, Touched
from garant.rules.profile import Profile
from garant.rules.register import Person, StoreMap
from garant.stores.port import Capabilities, Match, Present, Row, Schema, Scope, Skipped, Verified, Wanted, Written


class ManualStore:
    capabilities = Capabilities(
        transactional=False, batch="none", rectify=False, erase_rows=False, erase_fields=False, manual=True, depth=()
    )

    def __init__(self, name: str) -> None:
        self.name = name

    def describe(self) -> Schema:
        return Schema(engine="manual", version="", tables={})

    def check(self, map: StoreMap) -> tuple[str, ...]:
        return () if map.instructions else ("instructions: they are empty, so that nobody would know what to do",)

    def profile(self) -> Profile:
        return Profile(engine="manual", tables={})

    def scan(self) -> Profile:
        return Profile(engine="manual", tables={})

    def find(self, persons: Sequence[Person], wanted: Sequence[Wanted]) -> tuple[Match, ...]:
        return ()

    def present(self, map: StoreMap) -> Iterator[Present]:
        return iter(())

    def dealings(self, scope: Scope) -> tuple[Dealings, ...]:
        return ()

    def tally(self, map: StoreMap) -> tuple[Tally, ...]:
        return ()

    def capture(self, scope: Scope) -> tuple[Touched, ...]:
        return ()

    def read(self, scope: Scope, tables: Sequence[str] | None = None) -> Iterator[Row]:
        return iter(())

    def preview(self, scope: Scope) -> tuple[str, ...]:
        return ()

    def erase(
        self, scope: Scope, touched: Sequence[Touched], *, before_commit: Callable[[], None] = lambda: None
    ) -> Written:
        return Written(done=frozenset())

    def rectify(
        self, scope: Scope, changes: Sequence[Change], *, before_commit: Callable[[], None] = lambda: None
    ) -> Written:
        return Written(done=frozenset())

    def verify(self, scope: Scope, touched: Sequence[Touched], values: Sequence[Wanted]) -> Verified:
        return Verified(
            {}, {}, {}, skipped=(Skipped("", "", "by-hand", "a person looks here, and proves it in the task"),)
        )

    def grants(self, map: StoreMap | None, user: str) -> str:
        return ""

    def close(self) -> None:
        return


def open_store(name: str, url: str, options: Mapping[str, str]) -> ManualStore:
    """The entry point of `garant.plugins`; a manual store has no address."""
    return ManualStore(name)
