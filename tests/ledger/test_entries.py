"""Each version of what the register declares is kept, sealed, and read back as it was on any day."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection

from garant.errors import Changed, KeyLost
from garant.ledger import entries
from garant.ledger.values import NewEntry
from tests.ledgers import NOW, House, new_house

DAY = timedelta(days=1)
DPO = {"name": "Boutique", "dpo": {"name": "Claire Estève", "email": "claire@boutique.example"}}


def put(house: House, kind: str, entry: str, expected: int, body: object, days: int = 0) -> list[int]:
    return [
        v.number for v in entries.put(house.keyring, [NewEntry(kind, entry, expected, body)], NOW + days * DAY, "me")
    ]


def test_what_was_declared_on_a_day_is_read_back(house: House) -> None:
    put(house, "role", "sales", 0, "Ventes")
    put(house, "organisation", "", 0, DPO, 1)
    put(house, "role", "sales", 1, {"name": {"fr": "Ventes"}, "people": 3}, 2)
    put(house, "role", "sales", 2, None, 3)
    put(house, "role", "sales", 3, "Vente", 4)

    def then(days: int) -> dict[str, object]:
        return {v.kind: v.body for v in entries.at(house.keyring, NOW + days * DAY)}

    assert then(-1) == {}
    assert then(0) == {"role": "Ventes"}
    assert then(1) == {"role": "Ventes", "organisation": DPO}
    assert then(2) == {"role": {"name": {"fr": "Ventes"}, "people": 3}, "organisation": DPO}
    assert then(3) == {"organisation": DPO}
    assert {v.kind: (v.number, v.body) for v in entries.current(house.keyring)} == {
        "role": (4, "Vente"),
        "organisation": (1, DPO),
    }
    told = [(v.number, v.gone, v.body) for v in entries.history(house.keyring, "role", "sales")]
    assert told == [
        (4, False, "Vente"),
        (3, True, None),
        (2, False, {"name": {"fr": "Ventes"}, "people": 3}),
        (1, False, "Ventes"),
    ]
    assert entries.sequence(house.organisation.id) == 5


def test_two_people_who_edit_the_same_entry_are_told_and_the_first_edit_stays(house: House) -> None:
    put(house, "role", "sales", 0, "Ventes")
    put(house, "role", "sales", 1, "Alice’s words")

    with pytest.raises(Changed) as told:
        put(house, "role", "sales", 1, "Bruno’s words")

    assert str(told.value) == (
        "role sales: This entry was changed at 2026-11-23 09:30 UTC: it stands at version 2, and this edit started "
        "from version 1. Look at it as it is now, and make the change again."
    )
    assert [v.body for v in entries.current(house.keyring)] == ["Alice’s words"]
    with pytest.raises(Changed, match="is not declared"):
        put(house, "role", "nobody", 2, "x")


def test_an_edit_of_several_entries_is_kept_whole_or_not_at_all(house: House) -> None:
    put(house, "role", "sales", 0, "Ventes")
    new = [NewEntry("role", "site", 0, "Site"), NewEntry("role", "sales", 0, "Vente")]

    with pytest.raises(Changed):
        entries.put(house.keyring, new, NOW, "me")

    assert [v.entry for v in entries.current(house.keyring)] == ["sales"]


def test_what_is_the_same_is_no_new_version(house: House) -> None:
    put(house, "organisation", "", 0, DPO)

    assert put(house, "organisation", "", 1, {"dpo": DPO["dpo"], "name": "Boutique"}) == [], "in another order"
    assert put(house, "passwords", "", 0, None) == []
    assert entries.sequence(house.organisation.id) == 1


def test_bodies_are_sealed_and_other_organisations_do_not_see_them(house: House) -> None:
    """A1: an entry belongs to one organisation; C1: it may name a DPO, so it lies encrypted under the own key."""
    put(house, "organisation", "", 0, DPO)
    other = new_house(house.settings, "Club")

    assert entries.current(other.keyring) == []
    assert entries.at(other.keyring, NOW + DAY) == []
    assert entries.history(other.keyring, "organisation", "") == []
    assert entries.sequence(other.organisation.id) == 0
    put(other, "organisation", "", 0, DPO)
    ours, theirs = entries.current(house.keyring)[0], entries.current(other.keyring)[0]
    assert ours.digest != theirs.digest, "the digest is keyed: it does not tell that two registers say the same"
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM register_entry")
        assert all(b"Claire" not in bytes(body) for (body,) in cursor.fetchall())
        cursor.execute(
            "UPDATE register_entry SET body = (SELECT body FROM register_entry WHERE organisation_id = %s)"
            " WHERE organisation_id = %s",
            [_key(house), _key(other)],
        )
    with pytest.raises(KeyLost):
        entries.current(other.keyring)


def _key(house: House) -> UUID | str:
    return house.organisation.id if connection.vendor == "postgresql" else house.organisation.id.hex
