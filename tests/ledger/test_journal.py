"""An old copy of the ledger is put back: what was destroyed or erased since stays destroyed and erased (C6)."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from garant.errors import EvidenceBroken, KeyLost, LedgerError
from garant.ledger import journal, requests, setup, tombstones
from tests.ledgers import NOW, TODAY, House, new_house, switch

UNTIL = date(2027, 11, 23)


def add(house: House, *values: str, until: date = UNTIL) -> int:
    return tombstones.add(house.keyring, [("shop", "email", value, NOW, until) for value in values], NOW)


def test_a_restored_backup_revives_nobody(sqlite_house: House, tmp_path: Path) -> None:
    """Alice is erased after the backup; the backup comes back; her key and her tombstone are as they were after."""
    house = sqlite_house
    alice, bob = house.request("Alice"), house.request("Bob")
    file = house.settings.sqlite_file
    setup.close()
    shutil.copy(file, tmp_path / "backup")
    switch(house.settings)
    house.keyring.destroy([alice.key], NOW, "erased")
    assert add(house, "alice@x.example") == 1
    setup.close()
    for part in file.parent.glob("ledger.sqlite*"):
        part.unlink()
    shutil.copy(tmp_path / "backup", file)

    switch(house.settings)
    house.keyring = house.keyring.open(house.settings, house.organisation.id)
    assert requests.contact(house.keyring, alice).name == "Alice Moreau"  # the backup knows no better
    assert journal.replay(house.settings, NOW + timedelta(days=1)) == 2

    with pytest.raises(KeyLost):
        requests.contact(house.keyring, alice)
    assert requests.contact(house.keyring, bob).name == "Bob Moreau"
    (hit,) = tombstones.match(house.keyring, "shop", [("email", "bob@x.example"), ("email", "alice@x.example")])
    assert (hit.number, hit.erased_at) == (1, NOW)
    assert journal.replay(house.settings, NOW + timedelta(days=1)) == 0


def test_what_a_crash_kept_out_of_the_journal_is_written_at_the_next_start(house: House) -> None:
    alice = house.request("Alice")
    house.keyring.destroy([alice.key], NOW, "erased")
    add(house, "alice@x.example")
    whole = list(journal.read(house.settings.journal))
    house.settings.journal.unlink()

    assert journal.replay(house.settings, NOW) == 0

    assert sorted(journal.read(house.settings.journal), key=str) == sorted(whole, key=str)
    journal.replay(house.settings, NOW)
    assert len(list(journal.read(house.settings.journal))) == 2


def test_nothing_is_journalled_of_a_transaction_that_was_not_kept(house: House) -> None:
    alice = house.request("Alice")

    def torn() -> None:
        with setup.transaction():
            house.keyring.destroy([alice.key], NOW, "erased")
            add(house, "alice@x.example")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        torn()
    assert list(journal.read(house.settings.journal)) == []
    house.keyring.preload([alice.key])
    assert requests.contact(house.keyring, alice).name == "Alice Moreau"


def test_a_changed_or_cut_line_of_the_journal_is_named(house: House) -> None:
    for name in ("alice", "bob", "chloe"):
        add(house, f"{name}@x.example")
    lines = house.settings.journal.read_text().splitlines(keepends=True)
    for broken in (
        [lines[0], lines[2]],
        [lines[1], lines[0], lines[2]],
        [lines[0], lines[1].replace("shop", "club"), lines[2]],
        [lines[0], lines[1][:40] + "\n", lines[2]],
    ):
        house.settings.journal.write_text("".join(broken))
        with pytest.raises(EvidenceBroken, match=r"line [123] does not follow"):
            journal.replay(house.settings, NOW)


def test_a_line_that_a_power_cut_tore_is_written_again(house: House) -> None:
    for name in ("alice", "bob"):
        add(house, f"{name}@x.example")
    whole = list(journal.read(house.settings.journal))
    text = house.settings.journal.read_text()
    house.settings.journal.write_text(text[:-40])
    assert list(journal.read(house.settings.journal)) == whole[:1]

    assert journal.replay(house.settings, NOW) == 0

    assert house.settings.journal.read_text() == text


def test_the_journal_holds_several_organisations_and_skips_strangers(house: House) -> None:
    second = new_house(house.settings, "Club")
    add(house, "alice@x.example")
    add(second, "alice@x.example")
    text = house.settings.journal.read_text()
    assert text.count('"what":"tombstone"') == 2
    assert "alice" not in text
    assert tombstones.match(second.keyring, "shop", [("email", "alice@x.example")])[0].number == 0
    assert len(tombstones.all(house.organisation.id)) == len(tombstones.all(second.organisation.id)) == 1


def test_tombstones_end_here_and_in_the_journal(house: House) -> None:
    """E10: kept as long as the oldest backup, and no longer; nor do they come back from the journal."""
    add(house, "alice@x.example", until=TODAY)
    add(house, "bob@x.example")
    assert tombstones.expire(house.settings, TODAY) == 0
    tomorrow = TODAY + timedelta(days=1)
    assert tombstones.expire(house.settings, tomorrow) == 1
    (line,) = journal.read(house.settings.journal)
    assert line["until"] == UNTIL.isoformat()
    journal.replay(house.settings, NOW + timedelta(days=1))
    assert len(tombstones.all(house.organisation.id)) == 1


def test_erased_again_later_counts_from_the_later_day(house: House) -> None:
    add(house, "alice@x.example")
    later = NOW + timedelta(days=9)
    assert tombstones.add(house.keyring, [("shop", "email", "alice@x.example", later, UNTIL)], later) == 0
    (hit,) = tombstones.match(house.keyring, "shop", [("email", "alice@x.example")])
    assert hit.erased_at == later
    assert tombstones.match(house.keyring, "club", [("email", "alice@x.example")]) == []


def test_a_journal_that_cannot_be_written_is_told_and_caught_up(house: House) -> None:
    house.settings.journal.parent.write_text("a file stands where the folder should be")
    with pytest.raises(LedgerError, match="journal cannot be written") as refused:
        add(house, "alice@x.example")
    assert "catches up" in refused.value.remedy
    house.settings.journal.parent.unlink()
    journal.replay(house.settings, NOW)
    assert len(list(journal.read(house.settings.journal))) == 1
