"""A small shop with named people, in the words of each engine, and its map.

Alice has an old and a new order, and shares her address with Bruno. Bruno has only an old one. Chloé closed her
account (a soft-deleted row). René and Rene differ by one accent. The supplier Durand is nobody's customer, and uses
David's address.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import sqlalchemy as sa

from garant.rules.plan import (
    Always,
    AnyOf,
    Case,
    Cases,
    DatedFrom,
    HasKept,
    SharedByOthers,
    Subject,
    Why,
    WithParent,
)
from garant.rules.register import Column, Link, Person, StoreMap, Table
from garant.stores.port import Scope

ALICE, BRUNO, CHLOE, RENE, RENE_PLAIN, DAVID = 1, 2, 3, 4, 5, 6
CUT_OFF = date(2016, 1, 1)

Value = str | int | bool | date | datetime | Decimal | None
Row = tuple[Value, ...]

COMMON = """
CREATE TABLE address (id INTEGER PRIMARY KEY, street VARCHAR(80), city VARCHAR(40));
CREATE TABLE customer (
  id INTEGER PRIMARY KEY,
  email VARCHAR(60) NOT NULL,
  first_name VARCHAR(40),
  last_name VARCHAR(40) NOT NULL,
  phone VARCHAR(30),
  standing VARCHAR(10) NOT NULL CHECK (standing IN ('open', 'closed')),
  points INTEGER NOT NULL,
  born DATE NOT NULL,
  removed BOOLEAN NOT NULL DEFAULT {false},
  address_id INTEGER REFERENCES address (id),
  CHECK (points >= 0),
  UNIQUE (email, standing)
);
CREATE TABLE supplier (
  id INTEGER PRIMARY KEY,
  name VARCHAR(80),
  address_id INTEGER,
  FOREIGN KEY (address_id) REFERENCES address (id)
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  ordered DATE,
  note VARCHAR(200),
  FOREIGN KEY (customer_id) REFERENCES customer (id)
);
CREATE TABLE order_line (
  order_id INTEGER NOT NULL,
  line INTEGER NOT NULL,
  label VARCHAR(40) NOT NULL,
  price NUMERIC(10, 2),
  PRIMARY KEY (order_id, line),
  FOREIGN KEY (order_id) REFERENCES orders (id)
);
CREATE TABLE login (id INTEGER PRIMARY KEY, who INTEGER, at TIMESTAMP NOT NULL, ip VARCHAR(45));
CREATE TABLE newsletter (id {uuid} PRIMARY KEY, email VARCHAR(120) NOT NULL);
CREATE TABLE ticket (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL,
  body {text},
  FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE CASCADE
);
CREATE TABLE ticket_note (
  id INTEGER PRIMARY KEY,
  ticket_id INTEGER NOT NULL,
  words {text},
  FOREIGN KEY (ticket_id) REFERENCES ticket (id) ON DELETE CASCADE
);
CREATE TABLE parcel (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER,
  FOREIGN KEY (customer_id) REFERENCES customer (id) ON DELETE SET NULL
);
CREATE TABLE import_log (line VARCHAR(200));
CREATE INDEX login_who ON login (who);
"""

ROWS: Mapping[str, tuple[Row, ...]] = {
    "address": (
        (1, "3 rue des Lilas", "Lyon"),
        (2, "8 quai Neuf", "Nantes"),
        (3, "1 place du Port", "Brest"),
        (4, "5 rue Haute", "Lille"),
    ),
    "customer": (
        (1, "Alice.Martin@Example.fr", "Alice", "Martin", "06 12 34 56 78", "open", 12, date(1980, 2, 1), False, 1),
        (2, "bruno@example.fr", "Bruno", "Petit", "+33 1 40 20 50 50", "open", 0, date(1975, 6, 30), False, 1),
        (3, "chloe@example.fr", "Chloé", "Roux", None, "closed", 3, date(1990, 12, 24), True, 2),
        (4, "rené@example.fr", "René", "Blanc", "01.40.20.50.50", "open", 1, date(1969, 7, 20), False, None),
        (5, "rene@example.fr", "Rene", "Noir", None, "closed", 1, date(1971, 1, 15), False, None),
        (6, "david@example.fr", "David", "Simon", None, "open", 7, date(1988, 8, 8), False, 3),
    ),
    "supplier": ((1, "Durand SA", 3),),
    "orders": (
        (10, 1, date(2012, 5, 1), "à la porte"),
        (11, 1, date(2024, 5, 1), "appeler alice.martin@example.fr avant"),
        (12, 1, None, "après 18 h"),
        (20, 2, date(2010, 1, 1), "vite"),
        (30, 3, date(2023, 3, 3), None),
    ),
    "order_line": (
        (10, 1, "thé", Decimal("4.50")),
        (10, 2, "tasse", Decimal("9.00")),
        (11, 1, "théière", Decimal("39.90")),
        (12, 1, "miel", Decimal("7.20")),
        (20, 1, "thé", Decimal("4.50")),
        (30, 1, "thé", Decimal("4.50")),
    ),
    "login": (
        (1, 1, datetime.fromisoformat("2026-01-01 08:00:00"), "192.0.2.1"),
        (2, 1, datetime.fromisoformat("2026-01-02 08:00:00"), "192.0.2.1"),
        (3, 2, datetime.fromisoformat("2026-01-03 08:00:00"), "192.0.2.2"),
    ),
    "newsletter": (
        ("0190a3c0-0000-7000-8000-000000000001", "alice.martin@example.fr"),
        ("0190a3c0-0000-7000-8000-000000000002", "bruno@example.fr"),
    ),
    "ticket": ((1, 1, "Bonjour, où est ma théière ?"), (2, 2, "Merci.")),
    "ticket_note": (),
    "parcel": ((1, 1), (2, 2)),
    "import_log": (("2019: Martin;Alice;alice.martin@example.fr;ok",), ("2019: nothing here",)),
}
"""Table → its rows, for every adapter; a store without types writes them as its owner would."""
NAMES: Mapping[str, tuple[str, ...]] = {
    "address": ("id", "street", "city"),
    "customer": (
        *("id", "email", "first_name", "last_name", "phone", "standing", "points", "born", "removed"),
        "address_id",
    ),
    "supplier": ("id", "name", "address_id"),
    "orders": ("id", "customer_id", "ordered", "note"),
    "order_line": ("order_id", "line", "label", "price"),
    "login": ("id", "who", "at", "ip"),
    "newsletter": ("id", "email"),
    "ticket": ("id", "customer_id", "body"),
    "ticket_note": ("id", "ticket_id", "words"),
    "parcel": ("id", "customer_id"),
    "import_log": ("line",),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    name: ("order_id", "line") if name == "order_line" else ("id",) for name in NAMES if name != "import_log"
}
"""Table → the columns that tell its rows apart; the import log has none."""

WORDS = {
    "sqlite": {"false": "0", "true": "1", "uuid": "CHAR(36)", "text": "TEXT"},
    "postgresql": {"false": "false", "true": "true", "uuid": "UUID", "text": "TEXT"},
    "mariadb": {"false": "0", "true": "1", "uuid": "CHAR(36)", "text": "TEXT"},
}


def build(engine: sa.Engine, words: str, *more: str) -> None:
    """Creates and fills the shop; `words` names the engine, `more` are statements of its own."""
    with engine.begin() as connection:
        for statement in COMMON.format(**WORDS[words]).split(";\n"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        for table, rows in ROWS.items():
            names = ", ".join(f":{name}" for name in NAMES[table])
            for row in rows:
                values = dict(zip(NAMES[table], map(bound, row), strict=True))
                connection.execute(sa.text(f"INSERT INTO {table} VALUES ({names})"), values)
        for statement in more:
            connection.exec_driver_sql(statement)


def bound(value: Value) -> Value:
    """As every driver takes it: SQLite's knows neither dates nor exact numbers."""
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _columns(**categories: str) -> dict[str, Column]:
    return {name: Column(name, category) for name, category in categories.items()}


CUSTOMER = Person(
    "customer",
    "customer",
    ("id",),
    {"email": ("email",), "phone": ("phone",), "customer-number": ("id",)},
    frozenset({"email"}),
)
SUBSCRIBER = Person("subscriber", "newsletter", ("id",), {"email": ("email",)}, frozenset({"email"}))

TABLES = {
    "customer": Table(
        "customer",
        "customers",
        _columns(
            email="contact.email",
            first_name="identity.name",
            last_name="identity.name",
            phone="contact.phone",
            standing="transaction.status",
            points="transaction.points",
            born="identity.birth",
            address_id="none",
        ),
    ),
    "address": Table(
        "address",
        "customers",
        _columns(street="contact.address", city="contact.address"),
        Link("shared", "customer", (), ("address_id",)),
    ),
    "orders": Table(
        "orders",
        "accounting",
        _columns(note="content.text", ordered="transaction.date"),
        Link("child", "customer", ("customer_id",), ()),
        date="ordered",
    ),
    "order_line": Table(
        "order_line",
        "accounting",
        _columns(label="transaction.item", price="transaction.amount"),
        Link("child", "orders", ("order_id",), ()),
    ),
    "login": Table(
        "login", "customers", _columns(at="usage.time", ip="usage.address"), Link("child", "customer", ("who",), ())
    ),
    "ticket": Table(
        "ticket", "customers", _columns(body="content.text"), Link("child", "customer", ("customer_id",), ())
    ),
    "newsletter": Table("newsletter", "news", _columns(email="contact.email")),
}
MAP = StoreMap("shop", {"customer": CUSTOMER, "subscriber": SUBSCRIBER}, TABLES, {}, {})
STATED = replace(MAP, tables={name: replace(table, key=KEYS[name]) for name, table in TABLES.items()})
"""The same map for a store that declares no keys itself."""

DUTY, NO_NEED = Why("duty", ("C. com. L123-22",), "accounting"), Why("no-longer-needed", ("RGPD 17(1)(a)",))
GOES = Case(Always(), "delete", NO_NEED)
CASES: Cases = {
    "customer": (
        Case(HasKept("orders"), "keep", DUTY, clear=("email", "phone", "points", "born"), cleared_why=NO_NEED),
        GOES,
    ),
    "address": (Case(AnyOf((SharedByOthers(), WithParent())), "keep", DUTY), GOES),
    "orders": (Case(DatedFrom("ordered", CUT_OFF), "keep", DUTY, clear=("note",), cleared_why=NO_NEED), GOES),
    "order_line": (Case(WithParent(), "keep", DUTY), GOES),
    "login": (GOES,),
    "ticket": (GOES,),
    "newsletter": (GOES,),
}


def customer(number: int, key: int, known: tuple[str, ...] = ()) -> Subject:
    return Subject(number, "customer", (key,), known)


def subscriber(number: int, last: int) -> Subject:
    return Subject(number, "subscriber", (f"0190a3c0-0000-7000-8000-{last:012d}",))


def erasing(*subjects: Subject, cases: Cases = CASES, map: StoreMap = MAP) -> Scope:
    return Scope(map, subjects, cases, mask="erased-7c1f")


def showing(*subjects: Subject) -> Scope:
    return Scope(MAP, subjects)
