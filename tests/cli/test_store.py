"""`garant store add` and `garant store move`, as an owner types them."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.actions import shop
from tests.cli.commands import ALICE, Terminal, filed, plan, refused
from tests.cli.test_bad_input_stores import administrator, declared
from tests.servers import database


def test_a_store_added_from_one_folder_works_from_another(garant: Terminal, tmp_path: Path) -> None:
    """Given a shop declared as `sqlite:///shop.sqlite`, when a command is typed in another folder, then it is found."""
    away = Terminal(tmp_path, garant.forks, {"GARANT_INSTANCE": str(garant.folder / "inst")})
    findings = away("check", "--json")
    assert "store.refuses" not in findings.out
    assert plan(away, filed(away, "access"))["counts"] is not None


def test_a_store_is_moved_to_where_its_file_now_lies(garant: Terminal) -> None:
    """Given the shop's file put into another folder, when its new address is given, from the current folder, then the
    work goes on there; the old file is not opened again.
    """
    (garant.folder / "new").mkdir()
    shutil.move(garant.folder / "shop.sqlite", garant.folder / "new" / "shop.sqlite")
    reference = filed(garant, "access")
    assert "there is no such file" in refused(garant, "request", "plan", reference, status=1)["cause"]
    moved = garant.well("store", "move", "shop", "sqlite:///new/shop.sqlite", "--json")
    assert moved.json == {"store": "shop", "findings": []}
    assert garant.well("request", "plan", reference).out
    garant.well("evidence", "verify")


def test_what_no_longer_fits_at_the_new_address_ends_with_1(garant: Terminal) -> None:
    engine = sa.create_engine(f"sqlite:///{garant.folder / 'other.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE customer (id INTEGER PRIMARY KEY)")
    engine.dispose()
    said = garant("store", "move", "shop", "sqlite:///other.sqlite")
    assert said.status == 1
    assert said.out.splitlines()[0] == "shop: moved"
    assert "invoice: the store has no such table" in said.out.splitlines()


def test_an_address_that_is_missing_or_does_not_answer_moves_nothing(garant: Terminal) -> None:
    assert refused(garant, "store", "move", "shop", status=2)["cause"] == "Where is the store?"
    assert refused(garant, "store", "move", "till", "sqlite:///shop.sqlite", status=1)["place"] == "till"
    assert "no such file" in refused(garant, "store", "move", "shop", "sqlite:///gone.sqlite", status=1)["cause"]
    assert garant.well("request", "plan", filed(garant, "access", ALICE)).out


@pytest.mark.postgresql
def test_a_password_that_changed_is_given_by_a_variable_and_shown_nowhere(
    empty: Terminal, postgresql_server: sa.URL
) -> None:
    """Given a shop whose password was changed in the database, when its owner names the variable that holds the new
    address, then Garant works again, and neither password stands in what it prints or in its files.
    """
    with database(postgresql_server) as url:
        shop.build(url)
        with administrator(url) as connection:
            connection.exec_driver_sql("CREATE ROLE mover LOGIN SUPERUSER PASSWORD 'first-word'")
        try:
            at = sa.make_url(url).set(username="mover", password="first-word").render_as_string(hide_password=False)
            garant = declared(empty, at)
            reference = filed(garant, "access")
            with administrator(url) as connection:
                connection.exec_driver_sql("ALTER ROLE mover PASSWORD 'second-word'")
            assert "password" in refused(garant, "request", "plan", reference, status=1)["cause"]
            moved = garant("store", "move", "shop", "--url-env", "NEW", env={"NEW": at.replace("first", "second")})
            assert (moved.status, moved.out, moved.err) == (0, "shop: moved\n", "")
            garant.well("request", "plan", reference)
        finally:
            with administrator(url) as connection:
                connection.exec_driver_sql("DROP ROLE mover")
    for file in (garant.folder / "inst").rglob("*"):
        assert not file.is_file() or b"-word" not in file.read_bytes(), file.name


def test_customers_and_prospects_are_counted_once_the_map_says_what_makes_a_customer(garant: Terminal) -> None:
    """S1-18. Given a person with no order, then status = prospect: numbers only, and no guess before the map says."""
    said = garant.well("store", "persons", "shop")
    assert said.out.splitlines()[0] == (
        "customer: 2 persons; the map does not say what makes a customer (`customer_when`)"
    )
    (garant.folder / "when.yaml").write_text(
        shop.MAP.replace("phone: phone}\n", "phone: phone}\n    customer_when: invoice_line\n", 1), encoding="utf-8"
    )
    garant.well("register", "apply", "when.yaml")
    engine = sa.create_engine(f"sqlite:///{garant.folder / 'shop.sqlite'}")
    with engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM invoice_line WHERE id = 103")
    engine.dispose()
    assert garant.well("store", "persons", "shop").out.splitlines() == [
        "customer: 2 persons, 1 customers, 1 prospects",
        "subscriber: 2 persons; the map does not say what makes a customer (`customer_when`)",
    ]
    counted = garant.well("store", "persons", "shop", "--json").json
    assert counted[0] == {"kind": "customer", "persons": 2, "customers": 1, "prospects": 1}
    reference = filed(garant, "access")
    plan(garant, reference)
    assert "  customer; 3 rows, the last of 2024-05-04 (in shop)" in garant.well("request", "show", reference).out


def test_the_copies_beside_a_spreadsheet_are_listed_with_their_end_and_let_go(garant: Terminal) -> None:
    """A7. Given a sealed copy beside a file, when its owner asks, then they read since when it lies there and until
    when; let go, it is gone, and the file is as it was.
    """
    folder = garant.folder / "fichiers"
    folder.mkdir()
    (folder / "clients.csv").write_text("N°;Nom;Courriel\n1;Petit;chloe@exemple.example\n", "utf-8")
    garant.well("store", "add", "fichier", "csv:fichiers")
    assert garant.well("store", "copies", "fichier").out == "No sealed copy lies beside this store's files.\n"
    copy = folder / ".clients.csv.garant-copy"
    copy.write_bytes(b"sealed")
    os.utime(copy, (1_790_000_000, 1_790_000_000))
    assert garant.well("store", "copies", "fichier", "--json").json == [
        {"file": "clients.csv", "made": "2026-09-21T14:13:20+00:00", "until": "2026-10-21"}
    ]
    said = garant.well("store", "copies", "fichier").out
    assert said == "clients.csv  made 2026-09-21 14:13 UTC, goes after 2026-10-21\n"
    assert garant.well("store", "copies", "fichier", "--let-go").out == "clients.csv: its copy is destroyed\n"
    assert [path.name for path in folder.iterdir()] == ["clients.csv"]
    assert "No sealed copy" in refused(garant, "store", "copies", "fichier", "--let-go", status=1)["cause"]
    assert garant.well("store", "copies", "shop", "--json").json == []
