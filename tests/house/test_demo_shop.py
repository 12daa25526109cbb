"""The demo's shop is the same every time, tells of nobody who exists, and its map fits it."""

import json
import re
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from garant.actions import declared
from garant.actions.demo_shop import DemoShop, build
from garant.errors import MapError
from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.law.purposes import read_purposes, within
from garant.law.reading import read_yaml
from garant.rules.maps import read_map, undeclared
from garant.rules.processing import Register
from garant.rules.register import StoreMap
from garant.rules.registers import unresolved
from garant.rules.registers.references import Known
from garant.rules.registers.views import views

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> DemoShop:
    return build(tmp_path_factory.mktemp("demo") / "boutique.sqlite", TODAY)


@pytest.fixture
def rows(shop: DemoShop) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{shop.path}?mode=ro", uri=True)) as base:
        yield base


def demo_map() -> StoreMap:
    document = read_yaml(files("garant.actions").joinpath("demo_map.yaml").read_bytes(), "demo_map.yaml", MapError)
    return read_map(document.data, document.place)


def demo_register() -> Register:
    data = files("garant.actions").joinpath("demo_register.yaml").read_text("utf-8")
    return declared.of_document(declared.document(data, "demo_register.yaml"))


def texts(base: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Every text of the shop, with its table."""
    for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in base.execute(f"SELECT * FROM {table}"):
            yield from ((table, value) for value in row if isinstance(value, str))


def test_two_thousand_customers_are_built_in_a_moment_and_always_the_same(shop: DemoShop, tmp_path: Path) -> None:
    began = time.monotonic()
    again = build(tmp_path / "again.sqlite", TODAY)

    assert time.monotonic() - began < 5
    assert again.counts == shop.counts
    assert again.counts["clients"] == 2000
    assert len(again.counts) == 13
    dumps = []
    for path in (shop.path, again.path):
        with closing(sqlite3.connect(path)) as base:
            dumps.append(list(base.iterdump()))
    assert dumps[0] == dumps[1]


def test_an_existing_file_is_never_overwritten(shop: DemoShop) -> None:
    with pytest.raises(FileExistsError):
        build(shop.path, TODAY)


def test_every_address_and_number_is_of_those_kept_for_fiction(rows: sqlite3.Connection) -> None:
    mails, phones = 0, 0
    fiction = re.compile("019900|026191|035301|046571|053649|063998")
    for _, value in texts(rows):
        if "@" in value:
            found = re.findall(r"@[\w.-]*\w", value)
            assert all(domain.lower().endswith(".example") for domain in found), value
            mails += 1
        elif re.fullmatch(r"(\+33|0)[\d .]{9,16}", value):
            digits = re.sub(r"\D", "", value.replace("+33", "0"))
            assert fiction.match(digits), value
            phones += 1
    assert mails > 3000
    assert phones > 1500


def test_the_people_of_the_story_are_there(shop: DemoShop, rows: sqlite3.Connection) -> None:
    def one(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        return rows.execute(sql, values).fetchall()

    assert one("SELECT prenom, nom FROM clients WHERE courriel = ?", shop.people["customer"]) == [("Alice", "Fontanel")]
    dates = [
        d
        for (d,) in one(
            "SELECT date_facture FROM factures f JOIN commandes c ON c.id = commande_id WHERE client_id = 1 ORDER BY 1"
        )
    ]
    assert dates[0] < "2015-01-01", "the accounting duty has ended for Alice's first invoice"
    assert dates[-1] > "2024-01-01", "and holds for her last"
    for table in ("avis", "tickets_sav", "connexions", "fidelite", "adresses"):
        assert one(f"SELECT count(*) FROM {table} WHERE client_id = 1")[0][0] >= 1, table
    assert one("SELECT count(*) FROM newsletter WHERE courriel = ?", shop.people["customer"]) == [(1,)]
    assert one("SELECT count(*) FROM export_clients_2019 WHERE mail = ?", shop.people["customer"]) == [(1,)]
    assert one("SELECT count(*) FROM commandes WHERE client_id = 2") == [(0,)], "Inès is a prospect"
    assert shop.people["twin"] == shop.people["other twin"]
    assert len(one("SELECT id FROM clients WHERE courriel = ?", shop.people["twin"])) == 2


def test_nothing_is_dated_after_the_day_given_and_every_key_holds(rows: sqlite3.Connection) -> None:
    stamps = [value for _, value in texts(rows) if re.match(r"\d{4}-\d\d-\d\d", value)]
    assert max(stamps) < "2026-11-24"
    assert rows.execute("PRAGMA foreign_key_check").fetchall() == []
    assert rows.execute("SELECT count(*) FROM clients WHERE courriel = upper(courriel)").fetchone()[0] > 30


def test_the_packaged_map_is_complete_and_names_only_what_is_there(rows: sqlite3.Connection) -> None:
    map = demo_map()
    schema = json.loads(files("garant.rules").joinpath("map.schema.json").read_text("utf-8"))
    data = read_yaml(files("garant.actions").joinpath("demo_map.yaml").read_bytes(), "demo_map.yaml").data

    jsonschema.validate(data, schema)
    small = views(demo_register(), read_law("FR", TODAY), read_phrases())
    assert (map.activities, map.recipients) == ({}, {}), "the register says them"
    assert undeclared([map], small.activities, small.recipients) == ()
    assert map.undecided == ()
    for table in map.tables.values():
        real = {row[1] for row in rows.execute(f"PRAGMA table_info({table.name})")}
        assert set(table.columns) <= real, table.name
        assert {table.date} - {None} <= real
        assert set(table.link.columns if table.link else ()) <= real
    words = read_law("FR", TODAY).words
    categories = {c.category for t in map.tables.values() for c in t.columns.values()}
    assert [c for c in sorted(categories) if c not in words] == [], "every category has words"
    assert all(set(a.purpose) == {"fr", "en"} for a in small.activities.values())
    assert {r.role for r in small.recipients.values()} == {"processor", "controller"}


def test_the_packaged_register_names_every_category_of_the_map_and_nothing_unknown() -> None:
    register, map = demo_register(), demo_map()
    known = Known(read_purposes(), read_law("FR", TODAY).words, {"boutique"})
    assert unresolved(register, known) == ()
    for table in map.tables.values():
        named = {item.category for item in register.activities[table.activity].items.values()}
        held = {c.category for c in table.columns.values() if c.personal}
        assert [c for c in sorted(held) if not any(within(c, d) for d in named)] == [], table.name
