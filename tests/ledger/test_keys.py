"""Keys: what each opens, what a destroyed, lost or wrong one leaves, rotation of the master."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garant.errors import ConfigError, KeyLost
from garant.ledger import journal, keys, master, sealed, setup, stores
from garant.ledger.keys import Keyring
from garant.ledger.tables import DataKeyRow, OrganisationKeyRow
from garant.rules.plan import Limits
from tests.ledgers import NOW, House, new_house

ROW = UUID(int=7)
ENDS = date(2031, 11, 23)


def reopened(house: House) -> Keyring:
    """The keyring as another process opens it."""
    keys._rings.clear()
    return Keyring.open(house.settings, house.organisation.id)


def test_what_is_sealed_for_alice_opens_for_alice_and_in_its_own_place_only(house: House) -> None:
    alice, bob = house.keyring.new_many(2, "case", NOW, ENDS)
    value = house.keyring.seal(alice, "request_contact", ROW, "sealed", b"Alice Moreau")

    assert reopened(house).unseal(alice, "request_contact", ROW, "sealed", value) == b"Alice Moreau"
    for key, table, row, field in [
        (bob, "request_contact", ROW, "sealed"),
        (alice, "letter", ROW, "sealed"),
        (alice, "request_contact", UUID(int=8), "sealed"),
        (alice, "request_contact", ROW, "other"),
    ]:
        with pytest.raises(KeyLost):
            house.keyring.unseal(key, table, row, field, value)


def test_a_sealed_value_bears_algorithm_and_key_and_no_changed_byte_opens(house: House) -> None:
    alice = house.keyring.new("case", NOW, ENDS)
    value = house.keyring.seal(alice, "message", ROW, "sealed", b"hello")
    assert value[0] == sealed.AES_256_GCM
    assert sealed.key_of(value) == alice
    for at in [0, *range(17, len(value))]:
        with pytest.raises(KeyLost):
            house.keyring.unseal(alice, "message", ROW, "sealed", value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :])
    with pytest.raises(KeyLost):
        house.keyring.unseal(alice, "message", ROW, "sealed", b"")


def test_two_sealings_of_one_value_differ(house: House) -> None:
    alice = house.keyring.new("case", NOW, ENDS)
    assert len({house.keyring.seal(alice, "message", ROW, "sealed", b"hello") for _ in range(50)}) == 50


def test_a_destroyed_key_opens_nothing_in_this_process_or_another(house: House) -> None:
    alice, bob = house.keyring.new_many(2, "case", NOW, ENDS)
    hers = house.keyring.seal(alice, "message", ROW, "sealed", b"hello")
    his = house.keyring.seal(bob, "message", ROW, "sealed", b"good day")

    assert house.keyring.destroy([alice], NOW, "case closed") == 1

    assert not house.keyring.alive(alice)
    assert house.keyring.alive(bob)
    for ring in (house.keyring, reopened(house)):
        with pytest.raises(KeyLost, match="destroyed"):
            ring.unseal(alice, "message", ROW, "sealed", hers)
        assert ring.unseal(bob, "message", ROW, "sealed", his) == b"good day"
    assert house.keyring.destroy([alice], NOW, "again") == 0


def test_a_key_destroyed_by_another_process_is_forgotten_at_the_next_reading(house: House) -> None:
    alice = house.keyring.new("case", NOW, ENDS)
    other = Keyring(house.settings, OrganisationKeyRow.objects.get(organisation_id=house.organisation.id))
    other.destroy([alice], NOW, "case closed")
    value = house.keyring.seal(alice, "message", ROW, "sealed", b"still in memory here")
    assert house.keyring.preload([alice]) == frozenset()
    with pytest.raises(KeyLost):
        house.keyring.unseal(alice, "message", ROW, "sealed", value)


def test_more_keys_than_are_kept_in_memory_all_open(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_CACHED", 10)
    made = house.keyring.new_many(40, "case", NOW, ENDS)
    values = {key: house.keyring.seal(key, "message", ROW, "sealed", key.bytes) for key in made}
    assert house.keyring.preload(made) == set(made)
    assert all(house.keyring.unseal(key, "message", ROW, "sealed", values[key]) == key.bytes for key in made)


def test_no_trace_of_a_destroyed_key_stays_in_the_files(sqlite_house: House) -> None:
    """The wrapped key is overwritten in the database, and leaves the WAL at once."""
    alice = sqlite_house.keyring.new("case", NOW, ENDS)
    wrapped = bytes(DataKeyRow.objects.get(id=alice).wrapped or b"")
    sqlite_house.keyring.destroy([alice], NOW, "case closed")
    files = list(sqlite_house.settings.instance.glob("ledger.sqlite*"))
    assert files
    assert all(wrapped not in file.read_bytes() for file in files)


def test_keys_whose_end_has_come_are_named(house: House) -> None:
    old, new = house.keyring.new("case", NOW, date(2026, 1, 1)), house.keyring.new("case", NOW, ENDS)
    assert house.keyring.ended(date(2026, 11, 23)) == [old]
    house.keyring.set_end([new], date(2026, 11, 23))
    assert house.keyring.ended(date(2026, 11, 23)) == [old, new]


def test_look_up_and_tombstones_have_keys_of_their_own(house: House) -> None:
    """C1: the same value gives another hash for each purpose, kind, store and organisation."""
    second = new_house(house.settings, "Club")
    ring = house.keyring
    hashes = [
        ring.index("email", "alice@courriel.example"),
        ring.index("phone", "alice@courriel.example"),
        ring.tombstone("shop", "email", "alice@courriel.example"),
        ring.tombstone("club", "email", "alice@courriel.example"),
        ring.fingerprint(b"alice@courriel.example"),
        second.keyring.index("email", "alice@courriel.example"),
        second.keyring.tombstone("shop", "email", "alice@courriel.example"),
    ]
    assert len(set(hashes)) == len(hashes)
    assert hashes[0] == reopened(house).index("email", "alice@courriel.example")


def test_one_organisation_opens_nothing_of_another(house: House) -> None:
    """A1."""
    second = new_house(house.settings, "Club")
    alice = house.keyring.new("case", NOW, ENDS)
    value = house.keyring.seal(alice, "message", ROW, "sealed", b"hello")
    with pytest.raises(KeyLost):
        second.keyring.unseal(alice, "message", ROW, "sealed", value)
    assert second.keyring.destroy([alice], NOW, "not mine") == 0
    assert house.keyring.alive(alice)


# ── the master key ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_lost_master_key_is_told_with_its_place_and_a_remedy(house: House) -> None:
    """C7."""
    house.settings.master_key_file.unlink()
    with pytest.raises(KeyLost) as lost:
        reopened(house)
    assert str(house.settings.master_key_file) in lost.value.place
    assert "copy that was kept" in lost.value.remedy


def test_a_wrong_master_key_is_told_by_its_id(house: House) -> None:
    path = house.settings.master_key_file
    right = master.read(path)
    path.unlink()
    wrong = master.make(path)
    with pytest.raises(KeyLost) as lost:
        reopened(house)
    assert wrong.id.hex() in lost.value.cause
    assert right.id.hex() in lost.value.cause


@pytest.mark.parametrize(
    "text", ["", "garant-master-key-1 00", "garant-master-key-1 zz zz", "other 0011223344556677 AAAA"]
)
def test_a_file_that_is_no_master_key_is_told(house: House, text: str) -> None:
    house.settings.master_key_file.write_text(text)
    with pytest.raises(KeyLost, match="not a master key"):
        reopened(house)


def test_a_master_key_is_private_and_never_overwritten(house: House) -> None:
    path = house.settings.master_key_file
    assert path.stat().st_mode & 0o077 == 0
    before = path.read_bytes()
    with pytest.raises(ConfigError, match="already"):
        keys.make_master(path)
    assert path.read_bytes() == before


def test_after_a_rotation_only_the_new_master_key_opens_and_everything_still_does(house: House) -> None:
    alice = house.keyring.new("case", NOW, ENDS)
    value = house.keyring.seal(alice, "message", ROW, "sealed", b"hello")
    log = house.keyring.log_public()
    new = house.settings.instance / "keys" / "new.key"
    keys.make_master(new)

    assert keys.rotate_master(house.settings.master_key_file, new) == 1

    with pytest.raises(KeyLost):
        reopened(house)
    house.settings = replace(house.settings, master_key_file=new)
    ring = reopened(house)
    assert ring.unseal(alice, "message", ROW, "sealed", value) == b"hello"
    assert ring.log_public() == log


def test_the_secret_of_a_store_is_sealed_and_opens_by_its_name(sqlite_house: House) -> None:
    """D15."""
    ring, organisation = sqlite_house.keyring, sqlite_house.organisation.id
    url = "postgresql://shop:s3cret-word@db.example/shop"
    store = stores.add(ring, organisation, "shop", "postgresql", url, {}, Limits(), NOW)
    assert stores.url_of(ring, stores.by_name(organisation, "shop")) == url
    assert "s3cret" not in repr(store)
    setup.close()
    for file in sqlite_house.settings.instance.glob("ledger.sqlite*"):
        assert b"s3cret-word" not in file.read_bytes()


@given(st.lists(st.binary(max_size=4), max_size=4), st.lists(st.binary(max_size=4), max_size=4))
def test_two_places_never_give_the_same_associated_data(one: list[bytes], other: list[bytes]) -> None:
    assert (sealed.place(*one) == sealed.place(*other)) == (one == other)


def test_the_journal_names_no_person(house: House) -> None:
    alice = house.keyring.new("case", NOW, ENDS)
    house.keyring.destroy([alice], NOW, "case closed")
    (line,) = journal.read(house.settings.journal)
    assert line == {
        "what": "keys",
        "organisation": str(house.organisation.id),
        "at": "2026-11-23T09:30:00+00:00",
        "keys": [str(alice)],
        "reason": "case closed",
    }
