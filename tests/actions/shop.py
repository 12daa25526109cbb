"""A small shop on any engine: Alice who bought long ago and lately, Chloé who only reads the letter, Éloi."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import sqlalchemy as sa

META = sa.MetaData()
CUSTOMER = sa.Table(
    "customer",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("first_name", sa.String(80)),
    sa.Column("last_name", sa.String(80), nullable=False),
    sa.Column("address", sa.String(200)),
    sa.Column("email", sa.String(200), nullable=False, index=True),
    sa.Column("phone", sa.String(40)),
    sa.Column("score", sa.Integer),
    sa.Column("seller_id", sa.Integer),
)
INVOICE = sa.Table(
    "invoice",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("issued", sa.Date),
    sa.Column("billed_to", sa.String(200)),
    sa.Column("total", sa.Numeric(10, 2), nullable=False),
)
LINE = sa.Table(
    "invoice_line",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("invoice_id", sa.ForeignKey("invoice.id"), nullable=False),
    sa.Column("label", sa.String(100)),
)
LETTER = sa.Table(
    "newsletter",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", sa.String(200), nullable=False, index=True),
    sa.Column("since", sa.Date),
)
TICKET = sa.Table(
    "ticket",
    META,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("customer_id", sa.ForeignKey("customer.id"), nullable=False),
    sa.Column("body", sa.Text),
)

ALICE, OTHER = 1, 2

ROWS: dict[sa.Table, list[dict[str, Any]]] = {
    CUSTOMER: [
        {
            "id": ALICE,
            "first_name": "Alice",
            "last_name": "Moreau",
            "address": "3 rue des Lilas, 75011 Paris",
            "email": "Alice.Moreau@courriel.example",
            "phone": "06 39 98 12 34",
            "score": 7,
            "seller_id": 99,
        },
        {
            "id": OTHER,
            "first_name": "Éloi",
            "last_name": "Garnier",
            "address": "8 quai du Port, 13002 Marseille",
            "email": "eloi.garnier@courriel.example",
            "phone": "06 39 98 55 55",
            "score": 3,
            "seller_id": 99,
        },
    ],
    INVOICE: [
        {"id": 10, "customer_id": ALICE, "issued": date(2012, 5, 4), "billed_to": "Alice Moreau", "total": 40},
        {"id": 11, "customer_id": ALICE, "issued": date(2024, 5, 4), "billed_to": "Alice Moreau", "total": 60},
        {"id": 12, "customer_id": OTHER, "issued": date(2024, 6, 4), "billed_to": "Éloi Garnier", "total": 20},
    ],
    LINE: [
        {"id": 100, "invoice_id": 10, "label": "Lampe"},
        {"id": 101, "invoice_id": 11, "label": "Chaise"},
        {"id": 102, "invoice_id": 11, "label": "Table"},
        {"id": 103, "invoice_id": 12, "label": "Vase"},
    ],
    LETTER: [
        {"id": 1, "email": "alice.moreau@courriel.example", "since": date(2021, 1, 2)},
        {"id": 2, "email": "chloe@courriel.example", "since": date(2022, 1, 2)},
    ],
    TICKET: [{"id": 1, "customer_id": ALICE, "body": "Bonjour, ma voisine Mme Petit n’a pas reçu le colis."}],
}

MAP = """
garant: map/1
store: shop
persons:
  customer:
    table: customer
    key: id
    identities: {email: email, phone: phone}
  subscriber: {table: newsletter, key: id, identities: {email: email}}
tables:
  customer:
    activity: customers
    words: {fr: Fiche client, en: Customer record}
    columns:
      first_name: {category: identity.name, also: accounting}
      last_name: {category: identity.name, also: accounting}
      address: {category: contact.address, also: accounting}
      email: contact.email
      phone: contact.phone
      score: {category: preference.interest, origin: inferred}
      seller_id: none
  invoice:
    of: customer via customer_id
    activity: accounting
    date: issued
    words: {fr: Factures, en: Invoices}
    columns: {issued: transaction.date, billed_to: identity.name, total: transaction.amount}
  invoice_line:
    of: invoice via invoice_id
    activity: accounting
    words: {fr: Lignes de facture, en: Invoice lines}
    columns: {label: transaction.item}
  newsletter:
    activity: letter
    words: {fr: Inscriptions, en: Subscriptions}
    columns: {email: contact.email, since: {category: transaction.date, origin: observed}}
  ticket:
    of: customer via customer_id
    activity: customers
    words: {fr: Échanges, en: Messages}
    columns: {body: {category: note.text, free_text: true}}
activities:
  customers:
    name: {fr: Gérer les clients, en: Manage customers}
    purpose: {fr: Vendre et livrer., en: Sell and deliver.}
    basis: contract
    duration: {fr: Trois ans après le dernier achat., en: Three years after the last purchase.}
    source: {fr: Vous., en: You.}
  accounting:
    name: {fr: Tenir les comptes, en: Keep the accounts}
    purpose: {fr: Facturer., en: Invoice.}
    basis: legal-obligation
    duty: accounting
    duration: {fr: Dix ans., en: Ten years.}
    source: {fr: Vos achats., en: Your purchases.}
  letter:
    name: {fr: Envoyer la lettre, en: Send the letter}
    purpose: {fr: Vous écrire., en: Write to you.}
    basis: consent
    duration: {fr: Jusqu’au retrait., en: Until withdrawn.}
    source: {fr: Vous., en: You.}
"""

CARD_MAP = """
garant: map/1
store: till
persons:
  holder: {table: card, key: [shop, number], identities: {email: mail}}
tables:
  card:
    activity: customers
    words: {fr: Carte de fidélité, en: Loyalty card}
    columns: {holder: identity.name, mail: contact.email, points: {category: transaction.amount, origin: observed}}
"""


def build(url: str) -> None:
    """Fill an empty database with the shop."""
    engine = sa.create_engine(url)
    META.create_all(engine)
    with engine.begin() as connection:
        for table, rows in ROWS.items():
            connection.execute(table.insert(), rows)
    engine.dispose()


def build_till(url: str) -> None:
    """A second database: loyalty cards with a key of two columns."""
    engine = sa.create_engine(url)
    with engine.begin() as c:
        c.execute(
            sa.text(
                "CREATE TABLE card (shop VARCHAR(10) NOT NULL, number INTEGER NOT NULL, holder VARCHAR(80),"
                " mail VARCHAR(80), points INTEGER, PRIMARY KEY (shop, number))"
            )
        )
        c.execute(
            sa.text(
                "INSERT INTO card VALUES ('north', 7, 'A. Moreau', 'ALICE.MOREAU@courriel.example', 120),"
                " ('north', 8, 'E. Garnier', 'eloi.garnier@courriel.example', 40)"
            )
        )
    engine.dispose()


def rows(url: str, table: str, where: str = "1=1") -> list[dict[str, Any]]:
    """What stands in the shop now, as the database itself says."""
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        found = connection.execute(sa.text(f"SELECT * FROM {table} WHERE {where} ORDER BY id"))
        listed = [dict(r._mapping) for r in found]
    engine.dispose()
    return listed


def rebuild(url: str) -> None:
    """Put every row back as it was on the first day, in a database that has the tables."""
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        for table in reversed(META.sorted_tables):
            connection.execute(table.delete())
        for table, rows in ROWS.items():
            connection.execute(table.insert(), rows)
    engine.dispose()


@contextmanager
def busy(url: str) -> Iterator[None]:
    """Somebody else's transaction holds the customers, so that a step that would write to them waits."""
    engine = sa.create_engine(url)
    if engine.dialect.name == "sqlite":
        file = sqlite3.connect(str(engine.url.database), isolation_level=None)
        file.execute("BEGIN IMMEDIATE")
        yield
        file.close()
    else:
        with engine.connect() as connection:
            connection.execute(sa.select(CUSTOMER.c.id).with_for_update())
            yield
            connection.rollback()
    engine.dispose()
