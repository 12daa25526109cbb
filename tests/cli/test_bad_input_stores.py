"""What a database refuses: an address, a password, a right, a table that went, a full disk. Told once, nothing lost."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.actions import shop
from tests.cli.commands import Terminal, filed, plan, refused, rows, run
from tests.servers import database

PASSWORD = "mot-de-passe-de-clerc"


@contextmanager
def administrator(url: str) -> Iterator[sa.Connection]:
    """A connection that may do everything, each statement its own transaction."""
    engine = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with engine.connect() as connection:
        yield connection


def declared(empty: Terminal, url: str) -> Terminal:
    """An instance whose one store is the shop at this URL, its map applied."""
    empty.well("init", "inst", "--organisation", "Lormel", "--contact", "donnees@lormel.example", "--place", "FR")
    empty.env |= {"GARANT_INSTANCE": "inst", "SHOP": url}
    empty.well("store", "add", "shop", "--url-env", "SHOP")
    (empty.folder / "shop.yaml").write_text(shop.MAP, encoding="utf-8")
    empty.well("register", "apply", "shop.yaml")
    return empty


@pytest.fixture
def postgresql(postgresql_server: sa.URL) -> Iterator[str]:
    """The shop on PostgreSQL; the administrator's URL."""
    with database(postgresql_server) as url:
        shop.build(url)
        yield url


def role(url: str, name: str, *grants: str) -> str:
    """A user of the shop's server with a password and these grants; its URL."""
    with administrator(url) as connection:
        connection.exec_driver_sql(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
        for grant in grants:
            connection.exec_driver_sql(f"GRANT {grant} TO {name}")
    return sa.make_url(url).set(username=name, password=PASSWORD).render_as_string(hide_password=False)


@contextmanager
def roles(url: str, *names: str) -> Iterator[None]:
    try:
        yield
    finally:
        with administrator(url) as connection:
            for name in names:
                connection.exec_driver_sql(f"DROP OWNED BY {name}")
                connection.exec_driver_sql(f"DROP ROLE {name}")


# ── not reached, not let in ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://garant@127.0.0.1:1/shop",
        "mysql://garant@127.0.0.1:1/shop",
        "postgresql://garant@nowhere.invalid/shop",
    ],
)
def test_a_database_that_does_not_answer_is_no_store_yet(garant: Terminal, url: str) -> None:
    """An unreachable database. Given nothing at this address, when it is declared, then the message says that it
    cannot be reached and what to check, quotes no address, and no store is added.
    """
    told = refused(garant, "store", "add", "till", url, status=1)
    assert (told["place"], "cannot be reached" in told["cause"]) == ("till", True)
    assert "127.0.0.1" not in str(told)
    assert [s["store"] for s in garant.well("store", "list", "--json").json] == ["shop"]


@pytest.mark.parametrize("server", [pytest.param(e, marks=getattr(pytest.mark, e)) for e in ("postgresql", "mariadb")])
def test_a_wrong_password_is_told_without_it(garant: Terminal, server: str, request: pytest.FixtureRequest) -> None:
    """A wrong password. Given a server that asks for one, when another is given, then the message says so and names
    neither user nor password, and no store is added; so also for a database that the server does not have.
    """
    admin: sa.URL = request.getfixturevalue(f"{server}_server")
    with administrator(admin.render_as_string(hide_password=False)) as connection:
        user = f"clerk_{os.getpid()}"
        if server == "mariadb":
            connection.exec_driver_sql(f"CREATE USER {user} IDENTIFIED BY '{PASSWORD}'")
        else:
            connection.exec_driver_sql(f"CREATE ROLE {user} LOGIN PASSWORD '{PASSWORD}'")
        try:
            wrong = admin.set(username=user, password="un-autre-secret", database="nowhere")
            told = refused(garant, "store", "add", "till", "--url-env", "TILL", status=1, env={"TILL": _shown(wrong)})
            assert told["place"] == "till"
            assert "password" in told["cause"] or "does not exist" in told["cause"]
            assert [v for v in ("un-autre-secret", user, PASSWORD) if v in str(told)] == []
        finally:
            connection.exec_driver_sql(f"DROP {'USER' if server == 'mariadb' else 'ROLE'} {user}")
    assert [s["store"] for s in garant.well("store", "list", "--json").json] == ["shop"]


def _shown(url: sa.URL) -> str:
    return url.render_as_string(hide_password=False)


def test_a_password_is_asked_for_and_stands_in_no_argument(garant: Terminal) -> None:
    """D15. Given --ask-password, when the password comes from standard input with signs that a URL would misread, then
    it is used as it is: here for a database that does not answer, whose refusal does not repeat it.
    """
    words = ("store", "add", "till", "postgresql://clerk@127.0.0.1:1/shop", "--ask-password")
    told = refused(garant, *words, status=1, stdin="p@ss/w:rd#1\n")
    assert "cannot be reached" in told["cause"]
    assert "p@ss" not in str(told)


# ── rights ──────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.postgresql
def test_a_missing_right_is_named_before_anything_is_concluded(empty: Terminal, postgresql: str) -> None:
    """Missing rights on a table. Given a user who may not read one mapped table, then one column, then may read all
    but not change, when the map is applied or a plan runs, then the message names the table and the missing right,
    `store grants` prints the statements that mend it, and not one row differs (D9: blindness is not absence).
    """
    name = f"reader_{os.getpid()}"
    tables = "customer, invoice, invoice_line, newsletter"
    with roles(postgresql, name):
        url = role(postgresql, name, f"SELECT, UPDATE, DELETE ON {tables}", "USAGE ON SCHEMA public")
        empty.well("init", "inst", "--organisation", "Lormel", "--contact", "donnees@lormel.example", "--place", "FR")
        empty.env |= {"GARANT_INSTANCE": "inst", "SHOP": url}
        empty.well("store", "add", "shop", "--url-env", "SHOP")
        (empty.folder / "shop.yaml").write_text(shop.MAP, encoding="utf-8")
        before = {t.name: shop.rows(postgresql, t.name) for t in shop.META.sorted_tables}

        told = refused(empty, "register", "apply", "shop.yaml", status=1)
        assert told["error"] == "Blind"
        assert "ticket" in told["cause"]
        with administrator(postgresql) as connection:
            connection.exec_driver_sql(f"GRANT SELECT (id, customer_id) ON ticket TO {name}")
        told = refused(empty, "register", "apply", "shop.yaml", status=1)
        assert "body" in told["cause"]
        with administrator(postgresql) as connection:
            connection.exec_driver_sql(f"GRANT SELECT ON ticket TO {name}")
        empty.well("register", "apply", "shop.yaml")
        printed = empty.well("store", "grants", "shop", "--user", name).out
        assert "ticket" in printed

        reference = filed(empty, "erasure")
        told = refused(empty, "request", "plan", reference, status=1)
        assert told["cause"] == "ticket: the right to delete its rows is missing"
        assert "garant store grants" in told["remedy"]
        assert {t.name: shop.rows(postgresql, t.name) for t in shop.META.sorted_tables} == before

        with administrator(postgresql) as connection:
            for statement in printed.split(";"):
                if statement.strip().upper().startswith("GRANT"):
                    connection.exec_driver_sql(statement)
        assert run(empty, reference).json["requests"][0]["state"] == "closed"
        assert shop.rows(postgresql, "ticket") == []


def run_again(garant: Terminal, reference: str, fingerprint: str) -> str:
    said = garant("request", "run", reference, "--agree", fingerprint, "--json")
    assert said.status == 0, said
    state: str = said.json["requests"][0]["state"]
    return state


@pytest.mark.postgresql
def test_a_table_that_shows_only_some_rows_is_not_taken_for_empty(empty: Terminal, postgresql: str) -> None:
    """Row-level security. Given a policy that hides Alice's tickets from Garant's user, when the map is applied, then
    it is refused as blind and names the table: nobody is told that nothing was found.
    """
    name = f"veiled_{os.getpid()}"
    with roles(postgresql, name):
        url = role(postgresql, name, "ALL ON ALL TABLES IN SCHEMA public")
        with administrator(postgresql) as connection:
            connection.exec_driver_sql("ALTER TABLE ticket ENABLE ROW LEVEL SECURITY")
            connection.exec_driver_sql("CREATE POLICY few ON ticket USING (id > 100)")
        empty.well("init", "inst", "--organisation", "Lormel", "--contact", "donnees@lormel.example", "--place", "FR")
        empty.env |= {"GARANT_INSTANCE": "inst", "SHOP": url}
        empty.well("store", "add", "shop", "--url-env", "SHOP")
        (empty.folder / "shop.yaml").write_text(shop.MAP, encoding="utf-8")
        told = refused(empty, "register", "apply", "shop.yaml", status=1)
        assert told["error"] == "Blind"
        assert "ticket" in told["cause"]


# ── a shop that changed behind the map ──────────────────────────────────────────────────────────────────────────────


def alter(garant: Terminal, *statements: str) -> None:
    with sqlite3.connect(garant.folder / "shop.sqlite") as connection:
        for statement in statements:
            connection.execute(statement)


def test_a_table_that_vanished_since_the_map_stops_everything_and_is_named(garant: Terminal) -> None:
    """A table that has vanished since the map. Given a plan that was shown, when the table of the letters is dropped,
    then running, planning and `check` name it and exit with 1, and Alice's other rows stay as they are.
    """
    reference = filed(garant, "erasure")
    agreed = plan(garant, reference)["fingerprint"]
    alter(garant, "ALTER TABLE newsletter RENAME TO old_newsletter")
    told = refused(garant, "request", "run", reference, "--agree", agreed, status=1)
    assert "newsletter" in str(told)
    assert shop.rows(f"sqlite:///{garant.folder / 'shop.sqlite'}", "customer")[0] == shop.ROWS[shop.CUSTOMER][0]
    other = filed(garant, "access")
    assert "newsletter" in str(refused(garant, "request", "plan", other, status=1))
    said = garant("check", "--json")
    assert said.status == 1
    assert [f for f in said.json if f["rule"] == "map.misfit" and "newsletter" in f["text"]] != []
    alter(garant, "ALTER TABLE old_newsletter RENAME TO newsletter")
    assert run_again(garant, reference, agreed) == "closed"


def test_a_column_that_vanished_or_appeared_is_named_by_check(garant: Terminal) -> None:
    """Given a column renamed since the map, when `check` looks, then it names both columns."""
    alter(garant, "ALTER TABLE customer RENAME COLUMN score TO rating")
    found = {(f["rule"], f["place"]): f["text"] for f in garant("check", "--json").json}
    assert "score" in found["map.misfit", "shop"]
    assert ("column.new", "shop.customer.rating") in found


def test_a_shop_that_went_away_is_told_and_the_request_goes_on_when_it_is_back(garant: Terminal) -> None:
    """Given an agreed plan, when the shop's file is away, then the command says so; back again, the same command
    takes the request to its end.
    """
    reference = filed(garant, "erasure")
    agreed = plan(garant, reference)["fingerprint"]
    file = garant.folder / "shop.sqlite"
    file.rename(garant.folder / "away")
    told = refused(garant, "request", "run", reference, "--agree", agreed, status=1)
    assert "no such file" in told["cause"]
    (garant.folder / "away").rename(file)
    assert run_again(garant, reference, agreed) == "closed"


# ── full disks ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_full_disk_under_the_ledger_loses_no_request(garant: Terminal) -> None:
    """A full disk. Given a ledger that cannot grow by one byte more, when Alice's request is received, planned or run,
    then each command says that the disk is full and exits with 1; with room again, what was there is whole.
    """
    reference = filed(garant, "erasure")
    agreed = plan(garant, reference)["fingerprint"]
    before, shown = rows(garant), garant.well("request", "show", reference, "--json").json
    full = 4096
    for words in (
        ("request", "file", "--right", "access", "--email", "chloe@courriel.example", "--channel", "form"),
        ("request", "plan", reference),
        ("request", "run", reference, "--agree", agreed),
        ("evidence", "receipt", reference, "--out", "receipt.json"),
    ):
        told = refused(garant, *words, status=1, largest=full)
        assert (told["error"], told["place"]) == ("LedgerError", "ledger.sqlite"), told
        assert "room" in told["remedy"] or "space" in told["remedy"]
    assert rows(garant) == before
    assert garant.well("request", "show", reference, "--json").json == shown
    assert len(garant.well("request", "list", "--json").json) == 1
    assert run_again(garant, reference, agreed) == "closed"
    assert garant.well("evidence", "verify", "--json").json["problems"] == []


def test_a_full_disk_under_the_shop_undoes_the_whole_deed(garant: Terminal) -> None:
    """A full disk. Given a shop whose file cannot grow by one byte, and whose own trigger writes more than it frees
    when a ticket goes, when Alice's erasure runs, then the message says that the disk is full, every row is as before,
    and with room the same command ends the request.
    """
    alter(
        garant,
        "CREATE TABLE pad (content BLOB)",
        "INSERT INTO pad VALUES (zeroblob(4000000))",  # so that the ledger's files stay far below the shop's size
        "CREATE TABLE audit (id INTEGER PRIMARY KEY, content BLOB)",
        "CREATE TRIGGER audited AFTER DELETE ON ticket"
        " BEGIN INSERT INTO audit (content) VALUES (zeroblob(200000)); END",
    )
    reference = filed(garant, "erasure")
    agreed = plan(garant, reference)["fingerprint"]
    before = rows(garant)
    full = (garant.folder / "shop.sqlite").stat().st_size
    told = refused(garant, "request", "run", reference, "--agree", agreed, status=1, largest=full)
    assert (told["error"], told["place"]) == ("StoreError", "shop")
    assert "disk is full" in told["cause"]
    assert rows(garant) == before
    assert run_again(garant, reference, agreed) == "closed"
    assert rows(garant)["ticket"] == []


def test_a_package_that_does_not_fit_leaves_no_half_of_it(garant: Terminal) -> None:
    """Given a folder that is not there, or no room for the file, when a package is written out, then no part of it is
    left; with room, it comes whole, for this user's eyes only.
    """
    reference = filed(garant, "access")
    assert run(garant, reference).status == 0
    for out in ("nowhere/copy.zip", "inst"):
        refused(garant, "request", "package", reference, "--out", out, status=1)
    refused(garant, "request", "package", reference, "--out", "copy.zip", status=1, largest=8000)
    assert [p.name for p in garant.folder.glob("*copy.zip*")] == []
    garant.well("request", "package", reference, "--out", "copy.zip")
    assert (garant.folder / "copy.zip").read_bytes()[:2] == b"PK"
    assert (garant.folder / "copy.zip").stat().st_mode & 0o077 == 0


# ── an end from outside ─────────────────────────────────────────────────────────────────────────────────────────────


def started(garant: Terminal, *words: str, **how: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "garant", *words],
        cwd=garant.folder,
        env={**os.environ, **garant.env},
        stderr=subprocess.PIPE,
        preexec_fn=_hear_ctrl_c,
        **how,
    )


def _hear_ctrl_c() -> None:
    """Whoever runs these tests in the background of a shell has children that ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_stopping_a_command_shows_no_traceback_and_loses_nothing(garant: Terminal) -> None:
    """Given a worker at its work, when somebody presses Ctrl+C, then it says one sentence and exits with 130; what was
    filed before is there.
    """
    reference = filed(garant, "erasure")
    garant.env["GARANT_MAIL_FOLDER"] = "mail"
    with started(garant, "worker", stdout=subprocess.PIPE) as worker:
        for _ in range(300):
            if [*garant.folder.glob("inst/mail/*")]:  # the acknowledgement has left: it is at its work
                break
            with suppress(subprocess.TimeoutExpired):
                worker.wait(0.1)
        worker.send_signal(signal.SIGINT)
        _, err = worker.communicate(timeout=30)
    assert worker.returncode == 130
    assert err.decode().splitlines() == [
        "garant: stopped. What was finished stays; the same command goes on from there."
    ]
    assert garant.well("request", "show", reference, "--json").json["state"] == "identified"


def test_a_reader_that_has_enough_is_no_error_of_ours(garant: Terminal) -> None:
    """Given `garant store propose shop | head -0`, when the pipe closes, then nothing is written to standard error."""
    reading, writing = os.pipe()
    os.close(reading)
    with started(garant, "store", "propose", "shop", stdout=writing) as command:
        os.close(writing)
        _, err = command.communicate(timeout=30)
    assert err == b""
    assert command.returncode == 1


def test_the_real_command_starts_and_tells_an_error_in_one_line(garant: Terminal, tmp_path: Path) -> None:
    """Given the installed command and a folder without an instance, then it exits with 2 and one line."""
    script = Path(sys.executable).with_name("garant")
    done = subprocess.run([script, "check"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("garant: .: There is no instance here. Name one with --instance DIR or GARANT_INSTANCE")
