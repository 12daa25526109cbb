"""What was given to others is kept without a name, and what was quoted for it is sealed and has its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection

from garant.config import Settings
from garant.errors import NotFound
from garant.ledger import disclosures
from garant.ledger.disclosures import NewDisclosure
from tests.ledgers import NOW, House, new_house

GIVEN = NewDisclosure(
    recipient="huissier",
    register=7,
    purpose="debt.recovery",
    why="contract",
    allowed=True,
    ends=date(2031, 11, 23),
    categories=("identity.name", "contact.address"),
    removed={"identity.code": "internal-code"},
    sources=("gdpr/28/3",),
    persons=1,
    until=date(2027, 1, 31),
    references={"case": "F-2026-0118"},
)
REFUSED = replace(GIVEN, allowed=False, categories=(), refusals=(("no-debt", ""),))


def test_a_disclosure_comes_back_as_it_was_kept(house: House) -> None:
    kept = disclosures.add(house.keyring, GIVEN, NOW, "staff:bruno")
    assert disclosures.by_id(house.keyring, kept.id) == kept
    assert (kept.said, kept.by, kept.settled) == (GIVEN, "staff:bruno", None)


def test_what_was_quoted_is_sealed(house: House) -> None:
    disclosures.add(house.keyring, GIVEN, NOW, "staff")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM disclosure")
        assert "F-2026-0118" not in str([[bytes(v) if isinstance(v, memoryview) else v for v in r] for r in cursor])


def test_a_bill_finds_those_who_were_told_of_it(house: House) -> None:
    """However it is written; a refusal told nobody anything."""
    kept = disclosures.add(house.keyring, GIVEN, NOW, "staff")
    other = disclosures.add(house.keyring, replace(GIVEN, recipient="recouvrement"), NOW, "staff")
    disclosures.add(house.keyring, REFUSED, NOW, "staff")
    disclosures.add(house.keyring, replace(GIVEN, references={"case": "F-2026-0119"}), NOW, "staff")

    assert [d.id for d in disclosures.given_for(house.keyring, " f-2026-0118 ")] == [kept.id, other.id]
    assert [d.id for d in disclosures.given_for(house.keyring, "F-2026-0118", "recouvrement")] == [other.id]

    disclosures.settle(house.keyring, [kept.id], NOW.date(), NOW)
    settled = disclosures.by_id(house.keyring, kept.id)
    assert (settled.settled, settled.erasure_asked) == (NOW.date(), NOW)
    assert disclosures.by_id(house.keyring, other.id).settled is None


def test_the_references_go_at_their_end_and_the_decision_stays(house: House) -> None:
    kept = disclosures.add(house.keyring, GIVEN, NOW, "staff")
    assert disclosures.expire(date(2031, 11, 23)) == 0
    assert disclosures.expire(date(2031, 11, 24)) == 1

    left = disclosures.by_id(house.keyring, kept.id)
    assert left.said == replace(GIVEN, references={})
    assert disclosures.given_for(house.keyring, "F-2026-0118") == []


def test_another_organisation_sees_none_of_it(settings: Settings) -> None:
    """A1."""
    ours, theirs = new_house(settings), new_house(settings, "Voisine")
    kept = disclosures.add(ours.keyring, GIVEN, NOW, "staff")
    assert disclosures.all(theirs.keyring) == []
    assert disclosures.given_for(theirs.keyring, "F-2026-0118") == []
    with pytest.raises(NotFound):
        disclosures.by_id(theirs.keyring, kept.id)
    disclosures.settle(theirs.keyring, [kept.id], NOW.date(), NOW)
    assert disclosures.by_id(ours.keyring, kept.id).settled is None


def test_the_newest_comes_first_and_one_recipient_can_be_asked_for(house: House) -> None:
    first = disclosures.add(house.keyring, GIVEN, NOW, "staff")
    second = disclosures.add(house.keyring, replace(REFUSED, recipient="police"), NOW, "staff")
    assert [d.id for d in disclosures.all(house.keyring)] == [second.id, first.id]
    assert [d.id for d in disclosures.all(house.keyring, "huissier")] == [first.id]
