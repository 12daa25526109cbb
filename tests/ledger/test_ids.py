"""Identifiers, references that people quote, secrets of links (A2)."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from threading import Thread
from uuid import RFC_4122, UUID

from garant.ledger import ids
from tests.ledgers import NOW


def test_a_uuid_is_of_version_seven_and_bears_its_instant() -> None:
    alone = NOW + timedelta(hours=5)  # an instant for which no other test asks
    made = ids.uuid7(alone)
    assert (made.version, made.variant) == (7, RFC_4122)
    assert datetime.fromtimestamp((made.int >> 80) / 1000, UTC) == alone


def test_uuids_of_one_instant_ascend_however_many() -> None:
    made = [ids.uuid7(NOW) for _ in range(10_000)]
    assert made == sorted(set(made))
    assert ids.uuid7(NOW + timedelta(seconds=1)) > made[-1]


def test_threads_never_get_the_same_uuid() -> None:
    made: list[UUID] = []
    threads = [Thread(target=lambda: made.extend(ids.uuid7(NOW) for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_a_reference_has_no_signs_that_look_alike() -> None:
    made = {ids.reference(2026) for _ in range(2000)}
    assert len(made) == 2000
    assert all(
        re.fullmatch(r"R-2026-[2346789ACDEFGHJKMNPQRTVWXYZ]{4}-[2346789ACDEFGHJKMNPQRTVWXYZ]{4}", r) for r in made
    )


def test_a_links_secret_is_long_and_only_its_hash_is_kept() -> None:
    token = ids.token()
    assert len(token) == 43
    assert ids.token() != token
    assert len(ids.token_hash(token)) == 32
    assert token.encode() not in ids.token_hash(token)
