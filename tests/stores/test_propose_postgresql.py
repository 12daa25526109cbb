"""The first map of pagila, a real PostgreSQL database with partitions, shared addresses and staff."""

import subprocess

import psycopg
import pytest
import sqlalchemy as sa

from garant.rules.plan import AnyOf, DatedFrom, HasKept, SharedByOthers
from garant.rules.register import Link
from tests.conftest import SHARED
from tests.stores.proposals import applied, declared, erasure, found, profile

pytestmark = [pytest.mark.postgresql, pytest.mark.shared]


@pytest.fixture(scope="module")
def pagila(postgresql_url: str) -> str:
    plain = sa.make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    dump = SHARED / "data" / "pagila.sql"
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", str(dump), plain], check=True, capture_output=True)
    return postgresql_url


def test_pagila_proposal_applies_and_decides_as_expected(pagila: str) -> None:
    """D3, D8, D13: partitions are folded, the address may serve others, the staff are other people."""
    text, map = applied(pagila)

    assert set(map.tables) == {"customer", "payment", "rental", "address"}
    assert map.tables["address"].link == Link("shared", "customer", (), ("address_id",))
    assert map.tables["payment"].link == Link("child", "customer", ("customer_id",), ()), (
        "five payments are of another customer than their rental"
    )
    assert map.tables["rental"].link == Link("child", "customer", ("customer_id",), ())
    assert map.tables["payment"].activity == map.tables["rental"].activity == "accounting"
    assert (map.tables["payment"].date, map.tables["rental"].date) == ("payment_date", "rental_date")
    for table in ("payment", "rental"):
        assert map.tables[table].columns["staff_id"].category == "none"
    assert map.undecided == ()
    assert "staff : les données d’autres personnes" in text

    cases = erasure(map)
    kept = cases["customer"][0]
    assert kept.when == AnyOf((HasKept("payment", (0,)), HasKept("rental", (0,))))
    assert set(kept.holds) == {"first_name", "last_name", "create_date", "last_update"}, (
        "a row's own dates stay with it"
    )
    assert "email" in kept.clear
    assert isinstance(cases["payment"][0].when, DatedFrom)
    assert cases["address"][0].when == SharedByOthers()
    named = next(c for c in cases["address"] if c.why.code == "named-on-documents")
    assert set(named.holds) == {"address", "address2", "district", "postal_code", "last_update"}
    assert "phone" in named.clear


def test_every_key_of_pagila_is_found_again_but_one_whose_column_is_empty(pagila: str) -> None:
    whole = declared(profile(pagila))
    plain = sa.make_url(pagila).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as connection:
        drops = connection.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) "
            "FROM pg_constraint WHERE contype = 'f' AND conparentid = 0"
        ).fetchall()
        for (drop,) in drops:
            connection.execute(drop)
    bare = profile(pagila)

    assert declared(bare) == set()
    assert whole - found(bare) == {("film", ("original_language_id",), "language", ("language_id",))}
    assert found(bare) - whole == set()
