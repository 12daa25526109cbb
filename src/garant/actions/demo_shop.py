"""Builds the demo's shop: an invented French tea house whose 2,000 customers do not exist, in one SQLite file.

The same seed and day give the same shop. Mail addresses end in .example, phone numbers are of the ranges that ARCEP
keeps for fiction, bank codes are of no bank.
"""

from __future__ import annotations

import sqlite3
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

from garant.actions import demo_words as words

SCHEMA = """
CREATE TABLE employes (
  id INTEGER PRIMARY KEY, prenom VARCHAR(60) NOT NULL, nom VARCHAR(60) NOT NULL, courriel VARCHAR(120),
  telephone VARCHAR(30), poste VARCHAR(60), embauche_le DATE);
CREATE TABLE clients (
  id INTEGER PRIMARY KEY, numero VARCHAR(12) NOT NULL UNIQUE, civilite VARCHAR(4), prenom VARCHAR(60),
  nom VARCHAR(60) NOT NULL, courriel VARCHAR(120) NOT NULL, telephone VARCHAR(30), date_naissance DATE,
  societe VARCHAR(80), segment VARCHAR(20), cree_le DATETIME, derniere_activite DATETIME);
CREATE TABLE adresses (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients(id), usage VARCHAR(12), voie VARCHAR(120),
  complement VARCHAR(120), code_postal VARCHAR(5), ville VARCHAR(60), pays VARCHAR(2));
CREATE TABLE commandes (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients(id), numero VARCHAR(14) NOT NULL UNIQUE,
  passee_le DATETIME NOT NULL, etat VARCHAR(12) NOT NULL, adresse_livraison VARCHAR(200), mot_cadeau VARCHAR(300));
CREATE TABLE lignes_commande (
  id INTEGER PRIMARY KEY, commande_id INTEGER NOT NULL REFERENCES commandes(id), reference VARCHAR(12),
  libelle VARCHAR(80), quantite INTEGER, prix_centimes INTEGER);
CREATE TABLE factures (
  id INTEGER PRIMARY KEY, commande_id INTEGER NOT NULL REFERENCES commandes(id), numero VARCHAR(14) NOT NULL UNIQUE,
  date_facture DATE NOT NULL, acheteur VARCHAR(130) NOT NULL, adresse_acheteur VARCHAR(200) NOT NULL,
  total_centimes INTEGER NOT NULL);
CREATE TABLE paiements (
  id INTEGER PRIMARY KEY, facture_id INTEGER NOT NULL REFERENCES factures(id), date_paiement DATE NOT NULL,
  moyen VARCHAR(12), carte_fin VARCHAR(4), iban VARCHAR(34), montant_centimes INTEGER NOT NULL);
CREATE TABLE avis (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients(id), reference VARCHAR(12), note INTEGER,
  texte VARCHAR(500), publie_le DATETIME);
CREATE TABLE tickets_sav (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients(id),
  employe_id INTEGER REFERENCES employes(id), ouvert_le DATETIME NOT NULL, sujet VARCHAR(120), message VARCHAR(1000),
  etat VARCHAR(12));
CREATE TABLE newsletter (
  id INTEGER PRIMARY KEY, courriel VARCHAR(120) NOT NULL UNIQUE, inscrit_le DATETIME NOT NULL,
  ip_inscription VARCHAR(45), desinscrit_le DATETIME);
CREATE TABLE connexions (
  id INTEGER PRIMARY KEY, client_id INTEGER NOT NULL REFERENCES clients(id), connecte_le DATETIME NOT NULL,
  ip VARCHAR(45), navigateur VARCHAR(120));
CREATE TABLE fidelite (
  client_id INTEGER PRIMARY KEY REFERENCES clients(id), carte VARCHAR(13) NOT NULL UNIQUE, points INTEGER NOT NULL,
  niveau VARCHAR(12), adhesion_le DATE);
CREATE TABLE export_clients_2019 (prenom TEXT, nom TEXT, mail TEXT, tel TEXT, ville TEXT);
"""
INDEXES = """
CREATE INDEX clients_courriel ON clients(courriel);
CREATE INDEX adresses_client ON adresses(client_id);
CREATE INDEX commandes_client ON commandes(client_id);
CREATE INDEX lignes_commande_commande ON lignes_commande(commande_id);
CREATE INDEX factures_commande ON factures(commande_id);
CREATE INDEX paiements_facture ON paiements(facture_id);
CREATE INDEX avis_client ON avis(client_id);
CREATE INDEX tickets_client ON tickets_sav(client_id);
CREATE INDEX connexions_client ON connexions(client_id);
"""
YEARS = 13
"""The shop's age. Its first invoices are older than the accounting duty, so that a plan shows both fates."""

Rows = Iterator[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class DemoShop:
    """What was built. `people`: role in the story → e-mail address to type into the form."""

    path: Path
    counts: Mapping[str, int]
    people: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Customer:
    id: int
    title: str
    first: str
    last: str
    email: str
    phone: str | None
    since: date
    address: tuple[str, str, str]
    buys: bool

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def lines(self) -> str:
        street, code, town = self.address
        return f"{street}, {code} {town}"


PEOPLE: Mapping[str, tuple[str, str, str, bool, str]] = {
    # Those of the demo's story and of the tutorial: title, first name, last name, whether they buy, address.
    "customer": ("Mme", "Alice", "Fontanel", True, "alice.fontanel@boite.example"),
    "prospect": ("Mme", "Inès", "Kaddour", False, "ines.kaddour@boite.example"),
    "twin": ("M.", "Paolo", "Marchetti", True, "famille.marchetti@boite.example"),
    "other twin": ("Mme", "Giulia", "Marchetti", True, "famille.marchetti@boite.example"),
    "writer": ("Mme", "Jeanne", "Vidal", True, "jeanne.vidal@boite.example"),
    "caller": ("M.", "Mehdi", "Roux", True, "mehdi.roux@boite.example"),
    "namesake": ("M.", "Luc", "Dubois", True, "l.dubois@boite.example"),
}


def build(path: Path, today: date, customers: int = 2000, seed: int = 7) -> DemoShop:
    """Write the shop into a new file at `path`. Raises `FileExistsError` rather than touch one that is there."""
    if path.exists():
        raise FileExistsError(path)
    shop = _Shop(Random(seed), today, max(customers, 50))  # noqa: S311  # invented people, no secret
    counts = {}
    with sqlite3.connect(path) as base:
        base.executescript(SCHEMA)
        for table, rows in shop.tables().items():
            counts[table] = _load(base, table, rows())
        base.executescript(INDEXES)
    base.close()
    people = {role: shop.people[i].email for i, role in enumerate(PEOPLE)}
    return DemoShop(path, counts, people)


def _load(base: sqlite3.Connection, table: str, rows: Rows) -> int:
    found = list(rows)
    places = ", ".join("?" * len(found[0]))
    base.executemany(f"INSERT INTO {table} VALUES ({places})", found)  # noqa: S608  # our own table names
    return len(found)


class _Shop:
    """Invents the rows. Each table's rows come from what was invented before it, in one fixed order."""

    def __init__(self, chance: Random, today: date, customers: int) -> None:
        self.chance = chance
        self.today = today
        self.opened = today - timedelta(days=365 * YEARS)
        self.people: list[_Customer] = []
        for number in range(1, customers + 1):
            self.people.append(self._person(number))
        self.orders: list[tuple[int, _Customer, datetime, str]] = []
        self.invoices: list[tuple[int, date, int]] = []
        self.totals: dict[int, int] = {}

    def tables(self) -> dict[str, Callable[[], Rows]]:
        return {
            "employes": self._staff,
            "clients": self._clients,
            "adresses": self._addresses,
            "commandes": self._orders,
            "lignes_commande": self._lines,
            "factures": self._invoices,
            "paiements": self._payments,
            "avis": self._reviews,
            "tickets_sav": self._tickets,
            "newsletter": self._newsletter,
            "connexions": self._logins,
            "fidelite": self._loyalty,
            "export_clients_2019": self._leftover,
        }

    # ── people ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _person(self, number: int) -> _Customer:
        chance = self.chance
        told = list(PEOPLE.values())[number - 1] if number <= len(PEOPLE) else None
        partner = self.people[-1] if not told and chance.random() < 0.006 else None
        title, first, last, buys, email = told or self._somebody(number)
        if partner:  # two people, one address
            last, email = partner.last, partner.email
        street = f"{chance.randrange(1, 190)} {chance.choice(words.STREETS)}"
        code, town = chance.choice(words.TOWNS)
        since = self.opened if number == 1 else self._day(self.opened)
        phone = self._phone() if number == 1 or chance.random() < 0.86 else None
        return _Customer(number, title, first, last, email, phone, since, (street, code, town), buys)

    def _somebody(self, number: int) -> tuple[str, str, str, bool, str]:
        chance = self.chance
        woman = chance.random() < 0.56
        first = chance.choice(words.WOMEN if woman else words.MEN)
        last = chance.choice(words.FAMILIES)
        return "Mme" if woman else "M.", first, last, chance.random() < 0.72, self._email(number, first, last)

    def _email(self, number: int, first: str, last: str) -> str:
        """No two alike, and some typed in capitals."""
        chance = self.chance
        left = chance.choice((f"{first}.{last}", f"{first[0]}{last}", f"{last}.{first}"))
        address = f"{_ascii(left)}{number}@{chance.choice(words.DOMAINS)}"
        return address.upper() if chance.random() < 0.04 else address

    def _phone(self) -> str:
        """A number that rings nowhere, written as people write them."""
        chance = self.chance
        digits = chance.choice(words.FICTION_PHONES) + f"{chance.randrange(10_000):04d}"
        pairs = " ".join(digits[i : i + 2] for i in range(0, 10, 2))
        return chance.choice((pairs, pairs, digits, pairs.replace(" ", "."), f"+33 {pairs[1:]}", f"+33{digits[1:]}"))

    def _day(self, since: date) -> date:
        return since + timedelta(days=self.chance.randrange(max(1, (self.today - since).days)))

    def _moment(self, since: date) -> datetime:
        return self._hour(self._day(since))

    def _hour(self, day: date) -> datetime:
        return datetime.combine(day, time(self.chance.randrange(7, 23), self.chance.randrange(60)))

    def _ip(self) -> str:
        """Of the ranges set aside for documentation."""
        return f"{self.chance.choice(('192.0.2', '198.51.100', '203.0.113'))}.{self.chance.randrange(1, 255)}"

    def _staff(self) -> Rows:
        for number, (first, last, post) in enumerate(words.STAFF, 1):
            mail = f"{_ascii(first)}.{_ascii(last)}@{words.SHOP_DOMAIN}"
            yield number, first, last, mail, self._phone(), post, str(self._day(self.opened))

    def _clients(self) -> Rows:
        chance = self.chance
        for p in self.people:
            born = date(1938, 1, 1) + timedelta(days=chance.randrange(25_000)) if chance.random() < 0.4 else None
            company = chance.choice(words.COMPANIES) if chance.random() < 0.05 else None
            segment = chance.choice(("fidèle", "occasionnel", "à relancer")) if p.buys else "prospect"
            number = f"CL-{p.id:06d}"
            last_seen = str(self._moment(p.since))
            row = (p.id, number, p.title, p.first, p.last, p.email, p.phone, born and str(born), company, segment)
            yield (*row, str(self._hour(p.since)), last_seen)

    def _addresses(self) -> Rows:
        number = 0
        for p in self.people:
            for usage in ("facturation", "livraison")[: 1 + (self.chance.random() < 0.25)]:
                number += 1
                street, code, town = p.address
                if usage == "livraison":
                    street = f"{self.chance.randrange(1, 90)} {self.chance.choice(words.STREETS)}"
                extra = self.chance.choice(words.EXTRAS) if self.chance.random() < 0.2 else None
                yield number, p.id, usage, street, extra, code, town, "FR"

    # ── what they bought ───────────────────────────────────────────────────────────────────────────────────────

    def _orders(self) -> Rows:
        chance = self.chance
        number = 0
        for p in self.people:
            count = 6 if p.id == 1 else min(9, 1 + int(chance.expovariate(0.9))) if p.buys else 0
            # Alice has bought since the first day: she has invoices on both sides of the ten years.
            spread = [self.opened + timedelta(days=int(i * 365 * YEARS / 6) + 40) for i in range(count)]
            days = spread if p.id == 1 else sorted(self._day(p.since) for _ in range(count))
            for day in days:
                number += 1
                at = self._hour(day)
                state = "livrée" if p.id == 1 else chance.choice(words.ORDER_STATES)
                self.orders.append((number, p, at, state))
                gift = (
                    chance.choice(words.GIFTS).format(autre=chance.choice(words.WOMEN))
                    if chance.random() < 0.08
                    else None
                )
                yield number, p.id, f"C{at.year}-{number:06d}", str(at), state, p.lines, gift

    def _lines(self) -> Rows:
        number = 0
        for order, *_ in self.orders:
            for article in self.chance.sample(range(len(words.ARTICLES)), self.chance.choice((1, 1, 2, 2, 3))):
                number += 1
                label, price = words.ARTICLES[article]
                quantity = self.chance.choice((1, 1, 1, 2, 3))
                self.totals[order] = self.totals.get(order, 0) + quantity * price
                yield number, order, f"REF-{article + 1:03d}", label, quantity, price

    def _invoices(self) -> Rows:
        number = 0
        for order, p, at, state in self.orders:
            if state == "annulée":
                continue
            number += 1
            day = min(self.today, at.date() + timedelta(days=self.chance.randrange(3)))
            self.invoices.append((number, day, self.totals[order]))
            buyer = f"{p.title} {p.name}"
            yield number, order, f"F{day.year}-{number:06d}", str(day), buyer, p.lines, self.totals[order]

    def _payments(self) -> Rows:
        chance = self.chance
        for number, (invoice, day, total) in enumerate(self.invoices, 1):
            card = chance.random() < 0.85
            last4 = f"{chance.randrange(10_000):04d}" if card else None
            yield (
                number,
                invoice,
                str(day),
                "carte" if card else "virement",
                last4,
                None if card else self._iban(),
                total,
            )

    def _iban(self) -> str:
        """Rightly formed, at a bank that there is not."""
        account = f"99999{self.chance.randrange(10**5):05d}{self.chance.randrange(10**11):011d}"
        rib = 97 - (89 * int(account[:5]) + 15 * int(account[5:10]) + 3 * int(account[10:])) % 97
        bban = f"{account}{rib:02d}"
        return f"FR{98 - int(f'{bban}152700') % 97:02d}{bban}"

    # ── what they said and did ─────────────────────────────────────────────────────────────────────────────────

    def _reviews(self) -> Rows:
        chance = self.chance
        number = 0
        for p in self.people:
            if p.id == 1 or (p.buys and chance.random() < 0.18):
                number += 1
                text = chance.choice(words.REVIEWS).format(prenom=p.first, autre=chance.choice(words.MEN))
                article = f"REF-{chance.randrange(len(words.ARTICLES)) + 1:03d}"
                yield number, p.id, article, chance.choice((2, 3, 4, 4, 5, 5)), text, str(self._moment(p.since))

    def _tickets(self) -> Rows:
        chance = self.chance
        number = 0
        for p in self.people:
            if p.id == 1 or (p.buys and chance.random() < 0.22):
                number += 1
                subject, text = chance.choice(words.TICKETS)
                other = f"{chance.choice(words.WOMEN)} {chance.choice(words.FAMILIES)}"
                text = text.format(nom=p.name, courriel=p.email, telephone=p.phone or "—", autre=other)
                agent = chance.randrange(1, len(words.STAFF) + 1)
                state = chance.choice(("ouvert", "fermé", "fermé", "fermé"))
                yield number, p.id, agent, str(self._moment(p.since)), subject, text, state

    def _newsletter(self) -> Rows:
        """Its own list: by address, with people who never bought, and without most of the others."""
        chance = self.chance
        known = {p.email.lower(): p.since for p in self.people if p.id == 1 or chance.random() < 0.45}
        for i in range(len(self.people) // 10):
            known[self._email(90_000 + i, chance.choice(words.WOMEN), chance.choice(words.FAMILIES)).lower()] = (
                self.opened
            )
        for number, (email, since) in enumerate(sorted(known.items()), 1):
            joined = self._moment(since)
            left = (
                str(self._moment(joined.date())) if email != self.people[0].email and chance.random() < 0.15 else None
            )
            yield number, email, str(joined), self._ip(), left

    def _logins(self) -> Rows:
        chance = self.chance
        number = 0
        recent = self.today - timedelta(days=400)
        for p in self.people:
            for _ in range(3 if p.id == 1 else chance.randrange(6)):
                number += 1
                yield number, p.id, str(self._moment(max(recent, p.since))), self._ip(), chance.choice(words.BROWSERS)

    def _loyalty(self) -> Rows:
        chance = self.chance
        for p in self.people:
            if p.id == 1 or (p.buys and chance.random() < 0.4):
                level = chance.choice(("feuille", "bourgeon", "pointe d’or"))
                yield p.id, f"29{p.id:011d}", chance.randrange(1500), level, str(self._day(p.since))

    def _leftover(self) -> Rows:
        """Somebody exported the file one day, and nobody deleted it: no key, no link, found only by its values."""
        exported = date(2019, 9, 12)
        for p in self.people:
            if p.since < exported and (p.id == 1 or self.chance.random() < 0.5):
                yield p.first, p.last, p.email, p.phone, p.address[2]


def _ascii(text: str) -> str:
    """As people spell their name in an address: without accents, apostrophes and spaces."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "".join(c for c in plain if c.isalnum() or c == ".")
