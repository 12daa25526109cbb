"""The ledger's tables: made from nothing and brought up from an older state, to the same schema."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from garant.config import Settings
from garant.errors import ConfigError, LedgerError
from garant.ledger import events, organisations, sealing, setup
from garant.ledger.values import NewEvent
from tests.ledgers import NOW, House, new_house, new_settings, switch


def schema() -> list[tuple[str, str]]:
    """Tables, indexes, triggers as the engine tells them."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name")
        else:
            cursor.execute(
                "SELECT table_name || '.' || column_name, data_type || is_nullable FROM information_schema.columns"
                " WHERE table_schema = 'public' UNION ALL SELECT indexname, indexdef FROM pg_indexes"
                " WHERE schemaname = 'public' UNION ALL SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger"
                " WHERE NOT tgisinternal ORDER BY 1, 2"
            )
        return [(str(name), str(told)) for name, told in cursor.fetchall()]


def test_the_models_and_the_migrations_say_the_same(settings: Settings) -> None:
    call_command("makemigrations", "ledger", check_changes=True, dry_run=True, verbosity=0)
    assert setup.pending() == ()
    assert setup.migrate() == ()


def test_an_older_ledger_with_data_comes_up_to_the_schema_of_a_fresh_one(settings: Settings) -> None:
    """From 0001, with an organisation and an event in it, to the newest: nothing is lost, the schema is the same."""
    fresh = schema()
    executor = MigrationExecutor(connection)
    executor.migrate([("ledger", "0001_initial")])
    house = new_house(settings)
    events.append(house.keyring, [NewEvent("store.added", NOW, "system", {"store": "shop"})])
    assert schema() != fresh
    waiting = setup.pending()
    assert waiting[:2] == ("ledger.0002_append_only", "ledger.0003_register_entries")

    assert setup.migrate() == waiting

    assert schema() == fresh
    assert organisations.the_only() == house.organisation
    sealed = sealing.seal(house.keyring, house.organisation.id, NOW)
    assert sealed is not None
    assert sealed.size == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM event",
        "DELETE FROM checkpoint",
        "UPDATE event SET public = '{}'",
        "UPDATE event SET leaf = commitment, log_index = 7, place = leaf WHERE log_index IS NULL",
        "UPDATE event SET log_index = NULL WHERE log_index IS NOT NULL",
        "UPDATE event SET log_index = 9 WHERE log_index IS NOT NULL",
        "UPDATE checkpoint SET note = ''",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_evidence(house: House, statement: str) -> None:
    events.append(house.keyring, [NewEvent("store.added", NOW, "system", {"store": "shop"})])
    sealing.seal(house.keyring, house.organisation.id, NOW)
    events.append(house.keyring, [NewEvent("store.added", NOW, "system", {"store": "club"})])
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match=r"append-only|never|index once"):
        cursor.execute(statement)


def test_a_process_serves_one_instance(sqlite_house: House, tmp_path: Path) -> None:
    setup.start(sqlite_house.settings)
    with pytest.raises(ConfigError, match="another instance"):
        setup.start(new_settings(tmp_path / "other"))


def test_what_is_written_together_is_kept_together_or_not_at_all(house: House) -> None:

    def torn() -> None:
        with setup.transaction():
            organisations.create("Second", "x@y.example", "FR", "Europe/Paris", "fr", (12, 31), NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        torn()
    assert organisations.all() == [house.organisation]


def test_sqlite_runs_as_evidence_needs_it(sqlite_house: House) -> None:
    """B4: WAL, synchronous=FULL (2), and what is deleted is overwritten."""
    with connection.cursor() as cursor:
        found = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert found == ["wal", 2, 1]


def test_a_full_disk_is_told_and_nothing_is_half_written(sqlite_house: House) -> None:
    with connection.cursor() as cursor:
        (pages,) = cursor.execute("PRAGMA page_count").fetchone()
        cursor.execute(f"PRAGMA max_page_count = {pages}")
    new = [NewEvent("store.added", NOW, "system", {"store": "shop " * 30}) for _ in range(500)]
    with pytest.raises(LedgerError) as refused, setup.transaction():
        events.append(sqlite_house.keyring, new)
    assert "SQLITE_FULL" in refused.value.cause
    assert "free some space" in refused.value.remedy
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert sealing.waiting(sqlite_house.organisation.id) == 0
    events.append(sqlite_house.keyring, new)
    assert sealing.waiting(sqlite_house.organisation.id) == 500


def test_a_database_that_is_no_database_is_told(tmp_path: Path) -> None:
    settings = new_settings(tmp_path / "instance")
    settings.sqlite_file.write_bytes(b"this is not a database, it is a letter" * 100)
    switch(settings)
    with pytest.raises(LedgerError, match="SQLITE_NOTADB"):
        setup.pending()


def test_any_room_may_be_loaded_before_an_instance_is_named() -> None:
    """B1: tables are asked of `tables` alone, which prepares Django first."""
    room = Path(setup.__file__).parent
    for path in room.glob("*.py"):
        imported = re.findall(r"^from (\S+\.models)(?:\.\S+)? import", path.read_text(encoding="utf-8"), re.MULTILINE)
        assert set(imported) <= {"django.db.models"} or path.name == "tables.py", path.name
    done = subprocess.run([sys.executable, "-c", "import garant.actions.instance"], check=False)
    assert done.returncode == 0


def test_verify_and_values_load_no_django() -> None:
    """B3: what checks a receipt, and the values, run without Django."""
    code = (
        "import sys, garant.cli.verify, garant.config, garant.ledger.values, garant.rules.receipts;"
        "sys.exit('django' in sys.modules or 'sqlalchemy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
