"""From somebody else's database to a proof that can be checked offline, by commands only (issue 2, "Done when" 2)."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml

from garant.press import package
from tests.cli.commands import Terminal
from tests.conftest import SHARED
from tests.servers import database

pytestmark = pytest.mark.shared

OFFLINE = """
import sys
sys.modules.update({name: None for name in ("django", "sqlalchemy", "cryptography.x509", "socket", "sqlite3")})
sys.argv = ["garant", *sys.argv[1:]]
from garant.__main__ import main
main()
"""
"""`garant` in a process that can load neither Django nor SQLAlchemy, nor open a connection (B3)."""

Rows = Counter[tuple[str, tuple[tuple[str, str], ...]]]


@dataclass(frozen=True, slots=True)
class Case:
    """One real customer of a real database. `after`: what the erasure makes of their own rows, by column."""

    store: str
    url: str
    email: str
    phone: str
    customer: str
    name: tuple[str, str]
    gone: tuple[str, ...]


def rows(url: str) -> Rows:
    """Every row of every table, as the database itself tells them, each value as text."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    found: Rows = Counter()
    with engine.connect() as connection:
        for table in sa.inspect(connection).get_table_names():
            quoted = engine.dialect.identifier_preparer.quote(table)
            for row in connection.exec_driver_sql(f"SELECT * FROM {quoted}").mappings():
                found[table, tuple((str(k), str(v)) for k, v in row.items())] += 1
    return found


def by_table(changed: Rows) -> dict[str, list[Mapping[str, str]]]:
    told: dict[str, list[Mapping[str, str]]] = {}
    for table, row in changed.elements():
        told.setdefault(table, []).append(dict(row))
    return told


def proposed(garant: Terminal, case: Case) -> None:
    """An instance, the store, and its map as it was proposed: not a word is changed."""
    garant.well("init", "inst", "--organisation", "Lormel", "--contact", "donnees@lormel.example", "--place", "FR")
    garant.env |= {"GARANT_INSTANCE": "inst", "STORE_URL": case.url}
    garant.well("store", "add", case.store, "--url-env", "STORE_URL")
    draft = garant.well("store", "propose", case.store).out
    assert yaml.safe_load(draft)["garant"] == "map/1"
    assert yaml.safe_load(draft)["store"] == case.store
    assert draft == garant.well("store", "propose", case.store, "--json").json["map"].rstrip("\n") + "\n"
    (garant.folder / "map.yaml").write_text(draft, encoding="utf-8")
    (applied,) = garant.well("register", "apply", "map.yaml", "--json").json["maps"]
    assert (applied["store"], applied["version"]) == (case.store, 1)


def answered(garant: Terminal, case: Case, right: str) -> tuple[str, dict[str, Any], dict[str, Any]]:
    """One right from receipt to answer; its reference, its plan, and the request as it ended."""
    file = ("request", "file", "--right", right, "--email", case.email, "--channel", "letter", "--json")
    reference = garant.well(*file).json["id"]
    identify = ("--method", "in-person", "--by", "Bruno", "--reason", "Vu au comptoir.", "--json")
    assert garant.well("request", "identify", reference, *identify).json["state"] == "identified"
    plan = garant.well("request", "plan", reference, "--release-free-text", "--json").json
    ran = garant.well("request", "run", reference, "--agree", plan["fingerprint"], "--json").json
    assert ran["state"] == "done"
    shown = garant.well("request", "show", reference, "--json").json
    assert shown["state"] == "closed"
    return reference, plan, shown


def check_access(garant: Terminal, case: Case) -> str:
    """The person is handed all that is held, signed, and nothing in the store differs."""
    before = rows(case.url)
    reference, plan, shown = answered(garant, case, "access")
    assert [r["outcome"] for r in shown["rights"]] == ["done"]
    assert rows(case.url) == before
    words = ("request", "package", reference, "--out", "package.zip", "--in-clear", "software", "--json")
    written = garant.well(*words).json
    data = (garant.folder / "package.zip").read_bytes()
    assert written["size"] == len(data)
    with zipfile.ZipFile(BytesIO(data)) as zipped:
        told = "".join(zipped.read(n).decode() for n in zipped.namelist() if n.endswith((".json", ".html", ".csv")))
    assert [v for v in (case.email, case.phone, *case.name) if v not in told] == []
    assert plan["reads"][case.store] > 1
    return reference


def check_erasure(garant: Terminal, case: Case) -> tuple[str, list[dict[str, Any]]]:
    """What no duty needs is gone, the buyer's name stays, and every row of everybody else is as it was."""
    before = rows(case.url)
    reference, plan, shown = answered(garant, case, "erasure")
    assert [r["outcome"] for r in shown["rights"]] == ["partly"]
    after = rows(case.url)
    was, now = by_table(before - after), by_table(after - before)
    assert {t: len(r) for t, r in was.items()} == {t: len(r) for t, r in now.items()}  # masked, none deleted
    (old,), (new,) = was.pop(case.customer), now.pop(case.customer)
    changed = {c: (old[c], new[c]) for c in old if old[c] != new[c]}
    assert set(changed) == set(case.gone), str(changed)
    assert case.email not in new.values()
    assert [n for n in case.name if n not in new.values()] == []
    assert_only_the_phone_of(was, now, case)
    kept = [c for c in plan["counts"] if c["fate"] == "keep"]
    assert all(c["until"] and c["articles"] for c in kept)
    return reference, plan["counts"]


def assert_only_the_phone_of(was: dict[str, Any], now: dict[str, Any], case: Case) -> None:
    """Elsewhere nothing differs but the person's own phone number."""
    for table, (old,) in was.items():
        (new,) = now[table]
        changed = {c: old[c] for c in old if old[c] != new[c] and c not in case.gone}
        assert changed == {"phone": case.phone}, table


def check_proof(garant: Terminal, access: str, erasure: str) -> None:
    """The log verifies; both receipts verify where there is neither instance, nor network, nor Django; packages too."""
    for reference in (access, erasure):
        garant.well("evidence", "receipt", reference, "--out", f"{reference}.json", "--json")
    report = garant.well("evidence", "verify", "--json").json
    assert (report["level"], report["problems"], report["unsealed"]) == ("sealed", [], 0)
    away = garant.folder / "away"
    away.mkdir()
    for reference in (access, erasure):
        shutil.copy(garant.folder / f"{reference}.json", away)
        key = json.loads((away / f"{reference}.json").read_text(encoding="utf-8"))["log"]["key"]
        verdict = offline(away, "verify", f"{reference}.json", "--key", key, "--json")
        assert (verdict["level"], verdict["reference"]) == ("anchored", reference)
    assert package.verify((garant.folder / "package.zip").read_bytes(), package_key(key)) == ()


def package_key(key: str) -> bytes:
    import base64

    return base64.b64decode(key)


def offline(folder: Path, *words: str) -> dict[str, Any]:
    command = [sys.executable, "-c", OFFLINE, *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_chinooks_customer_from_proposal_to_proof(empty: Terminal) -> None:
    """Given Chinook as its makers left it, when its map is proposed and applied unchanged, and Luís Gonçalves asks for
    access, then for erasure, then he is handed all his rows; his invoices stay with their mandatory mentions and a
    reason; e-mail, phone, fax and company are gone; no other row of the database differs; and receipts and package
    verify with no instance at hand.
    """
    shutil.copy(SHARED / "data" / "chinook.sqlite", empty.folder)
    case = Case(
        store="chinook",
        url=f"sqlite:///{empty.folder / 'chinook.sqlite'}",
        email="luisg@embraer.com.br",
        phone="+55 (12) 3923-5555",
        customer="Customer",
        name=("Luís", "Gonçalves"),
        gone=("Company", "Email", "Fax", "Phone"),
    )
    proposed(empty, case)
    access = check_access(empty, case)
    erasure, counts = check_erasure(empty, case)
    kept: Counter[str] = Counter()
    for c in counts:
        if c["fate"] == "keep":
            kept[c["table"]] += c["rows"]
    assert kept == {"Customer": 1, "Invoice": 7, "InvoiceLine": 38}
    assert {a for c in counts if c["table"] == "Invoice" for a in c["articles"]} >= {
        "fr/c-com/L123-22",
        "fr/cgi-an2/242-nonies-A",
    }
    check_proof(empty, access, erasure)
    assert [r["id"] for r in empty.well("request", "list", "--all", "--json").json] == [access, erasure]
    assert empty.well("request", "list", "--json").json == []


@pytest.fixture
def pagila(postgresql_server: sa.URL) -> Iterator[str]:
    """Pagila as its makers left it, on PostgreSQL."""
    with database(postgresql_server) as url:
        plain = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        dump = str(SHARED / "data" / "pagila.sql")
        subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", dump, plain], check=True, capture_output=True)
        yield url


@pytest.mark.postgresql
def test_pagilas_customer_from_proposal_to_proof(empty: Terminal, pagila: str) -> None:
    """Given pagila on PostgreSQL, when its map is proposed and applied unchanged, and Mary Smith asks for access, then
    for erasure, then her payments and rentals stay with a reason and her name; her e-mail, and the phone at her
    address, are gone; staff, shops and all other customers keep every value; receipts and package verify offline.
    """
    case = Case(
        store="pagila",
        url=pagila,
        email="MARY.SMITH@sakilacustomer.org",
        phone="28303384290",
        customer="customer",
        name=("MARY", "SMITH"),
        gone=("active", "activebool", "email", "last_update"),  # the last one by pagila's own trigger
    )
    proposed(empty, case)
    access = check_access(empty, case)
    erasure, counts = check_erasure(empty, case)
    assert {c["table"] for c in counts if c["fate"] == "keep"} == {"customer", "payment", "rental", "address"}
    check_proof(empty, access, erasure)
