"""Databases that nobody here wrote: Chinook in SQLite, pagila in PostgreSQL."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa

from garant.plugins import open_store
from garant.rules.plan import Always, AnyOf, Case, Cases, DatedFrom, HasKept, SharedByOthers, Subject, Why, WithParent
from garant.rules.register import Column, Link, Person, StoreMap, Table
from garant.stores.port import Scope, Store, Wanted
from tests.conftest import SHARED

DUTY, NO_NEED = Why("duty"), Why("no-longer-needed")
GOES = Case(Always(), "delete", NO_NEED)


def table(name: str, columns: str, link: Link | None = None, date: str | None = None) -> Table:
    return Table(name, "sales", {column: Column(column, "x.y") for column in columns.split()}, link, date)


def child(parent: str, column: str) -> Link:
    return Link("child", parent, (column,), ())


# ── Chinook ────────────────────────────────────────────────────────────────────────────────────────────────────────

CHINOOK = StoreMap(
    "shop",
    {"customer": Person("customer", "Customer", ("CustomerId",), {"email": ("Email",), "phone": ("Phone", "Fax")})},
    {
        "Customer": table("Customer", "FirstName LastName Company Address City Country Phone Fax Email"),
        "Invoice": table("Invoice", "BillingAddress Total", child("Customer", "CustomerId"), "InvoiceDate"),
        "InvoiceLine": table("InvoiceLine", "UnitPrice Quantity", child("Invoice", "InvoiceId")),
    },
    {},
    {},
)
CHINOOK_CASES: Cases = {
    "Customer": (Case(HasKept("Invoice"), "keep", DUTY, clear=("Email", "Phone", "Fax", "Company")), GOES),
    "Invoice": (Case(DatedFrom("InvoiceDate", date(2014, 1, 1)), "keep", DUTY), GOES),
    "InvoiceLine": (Case(WithParent(), "keep", DUTY), GOES),
}


@pytest.fixture
def chinook(tmp_path: Path) -> Iterator[Store]:
    shutil.copyfile(SHARED / "data" / "chinook.sqlite", tmp_path / "chinook.sqlite")
    store = open_store("shop", f"sqlite:///{tmp_path / 'chinook.sqlite'}")
    yield store
    store.close()


@pytest.mark.shared
def test_luis_is_forgotten_but_for_what_his_invoices_must_say(chinook: Store, tmp_path: Path) -> None:
    before = _customers(tmp_path)
    found = chinook.find(list(CHINOOK.persons.values()), [Wanted(0, "email", "LuisG@Embraer.com.br")])
    assert [match.key for match in found] == [(1,)]
    scope = Scope(CHINOOK, (Subject(0, "customer", (1,)),), CHINOOK_CASES, mask="erased-7c1f")
    assert chinook.preview(scope) == ()
    touched = chinook.capture(scope)
    assert len([row for row in touched if row.table == "Invoice"]) == 7
    assert len([row for row in touched if row.table == "InvoiceLine"]) == 38
    assert dict(chinook.erase(scope, touched).rows) == {"Customer": 1}
    after = _customers(tmp_path)
    assert after[1][:2] == ("Luís", "Gonçalves")
    assert after[1][2:] == (None, None, None, "erased-7c1f")
    assert {key: row for key, row in after.items() if key != 1} == {key: row for key, row in before.items() if key != 1}
    wanted = [Wanted(0, kind, value) for kind, value in found[0].identities]
    seen = chinook.verify(scope, touched, wanted)
    assert seen.left == ()
    assert seen.cleared == {"Customer": 1}
    assert seen.kept == {"Customer": 1, "Invoice": 7, "InvoiceLine": 38}


@pytest.mark.shared
def test_every_customer_of_chinook_is_found_by_each_identity(chinook: Store) -> None:
    rows = [
        row
        for key in range(1, 60)
        for row in chinook.read(Scope(CHINOOK, (Subject(0, "customer", (key,)),)), ["Customer"])
    ]
    wanted = [Wanted(number, "email", str(row.values["Email"]).upper()) for number, row in enumerate(rows)]
    wanted += [
        Wanted(100 + number, "phone", str(row.values["Phone"]))
        for number, row in enumerate(rows)
        if row.values["Phone"]
    ]
    found = chinook.find(list(CHINOOK.persons.values()), wanted)
    by_number = {match.number: match.key for match in found}
    assert [by_number[number] for number in range(59)] == [row.key for row in rows]
    assert all(by_number[one.number] == rows[one.number - 100].key for one in wanted[59:])


def _customers(folder: Path) -> dict[int, tuple[object, ...]]:
    with sqlite3.connect(folder / "chinook.sqlite") as database:
        rows = database.execute(
            "SELECT CustomerId, FirstName, LastName, Phone, Fax, Company, Email FROM Customer"
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


# ── pagila ─────────────────────────────────────────────────────────────────────────────────────────────────────────

PAGILA = StoreMap(
    "rentals",
    {"customer": Person("customer", "customer", ("customer_id",), {"email": ("email",)})},
    {
        "customer": table("customer", "first_name last_name email"),
        "address": table(
            "address", "address district phone postal_code", Link("shared", "customer", (), ("address_id",))
        ),
        "rental": table("rental", "rental_date return_date", child("customer", "customer_id"), "rental_date"),
        "payment": table("payment", "amount", child("customer", "customer_id"), "payment_date"),
    },
    {},
    {},
)
PAGILA_CASES: Cases = {
    "customer": (Case(AnyOf((HasKept("rental"), HasKept("payment"))), "keep", DUTY, clear=("email",)), GOES),
    "address": (Case(SharedByOthers(), "keep", DUTY), Case(WithParent(), "keep", DUTY, clear=("phone",)), GOES),
    "rental": (GOES,),
    "payment": (GOES,),
}


@pytest.fixture(scope="module")
def pagila_url(postgresql_url: str) -> str:
    plain = sa.make_url(postgresql_url).set(drivername="postgresql").render_as_string(hide_password=False)
    file = SHARED / "data" / "pagila.sql"
    subprocess.run(["psql", "-q", "-v", "ON_ERROR_STOP=1", plain, "-f", str(file)], check=True, capture_output=True)
    return postgresql_url


@pytest.fixture
def pagila(pagila_url: str) -> Iterator[Store]:
    store = open_store("rentals", pagila_url)
    yield store
    store.close()


@pytest.mark.shared
@pytest.mark.postgresql
def test_pagilas_payments_are_one_table_whatever_its_partitions_declare(pagila: Store) -> None:
    tables = pagila.describe().tables
    payment = tables["payment"]
    assert payment.rows == 16_049
    assert len(payment.partitions) == 7
    assert {(key.columns, key.table) for key in payment.foreign_keys} == {
        (("customer_id",), "customer"),
        (("rental_id",), "rental"),
        (("staff_id",), "staff"),
    }
    assert payment.key == ("payment_date", "payment_id")
    assert not any(name.startswith("payment_p") for name in tables)
    assert tables["film"].columns["rating"].values == ("G", "PG", "PG-13", "R", "NC-17")
    assert tables["rental_by_category"].kind == "materialised view"


@pytest.mark.shared
@pytest.mark.postgresql
def test_every_payment_of_every_customer_is_captured_once(pagila: Store) -> None:
    everybody = tuple(Subject(key, "customer", (key,)) for key in range(1, 600))
    touched = pagila.capture(Scope(PAGILA, everybody))
    payments = [row for row in touched if row.table == "payment"]
    assert len(payments) == len({row.key for row in payments}) == 16_049
    assert len([row for row in touched if row.table == "rental"]) == 16_044
    assert len([row for row in touched if row.table == "customer"]) == 599


@pytest.mark.shared
@pytest.mark.postgresql
def test_mary_is_forgotten_and_nobody_else(pagila: Store, pagila_url: str) -> None:
    admin = sa.create_engine(pagila_url, poolclass=sa.NullPool)
    (mary,) = pagila.find(list(PAGILA.persons.values()), [Wanted(0, "email", "mary.smith@sakilacustomer.org")])
    scope = Scope(PAGILA, (Subject(0, "customer", mary.key),), PAGILA_CASES)
    touched = pagila.capture(scope)
    payments = sum(row.table == "payment" for row in touched)
    told = pagila.preview(scope)
    assert not any(text.startswith("error") for text in told)
    assert any(text.startswith("rental_by_category: a materialised view made from payment") for text in told)
    with admin.connect() as connection:
        others = connection.exec_driver_sql("SELECT count(*) FROM payment WHERE customer_id <> 1").scalar_one()
        addresses = connection.exec_driver_sql("SELECT count(*) FROM address").scalar_one()
    written = pagila.erase(scope, touched)
    assert written.done == {0}
    assert written.rows["payment"] == payments
    with admin.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM payment").scalar_one() == others
        assert connection.exec_driver_sql("SELECT count(*) FROM customer").scalar_one() == 598
        assert connection.exec_driver_sql("SELECT count(*) FROM address").scalar_one() == addresses - 1
    seen = pagila.verify(scope, touched, [Wanted(0, "email", "mary.smith@sakilacustomer.org")])
    assert seen.left == ()
    assert seen.gone == {"customer": 1, "address": 1, "rental": written.rows["rental"], "payment": payments}


@pytest.mark.shared
@pytest.mark.postgresql
def test_an_address_that_staff_and_stores_use_too_stays(pagila: Store, pagila_url: str) -> None:
    with sa.create_engine(pagila_url, poolclass=sa.NullPool).begin() as connection:
        connection.exec_driver_sql("UPDATE customer SET address_id = 1 WHERE customer_id = 2")
    touched = pagila.capture(Scope(PAGILA, (Subject(0, "customer", (2,)),), PAGILA_CASES))
    assert [(row.key, row.case) for row in touched if row.table == "address"] == [((1,), 0)]
