"""Ledgers for tests: a fresh instance for each test, on SQLite or PostgreSQL, in one process.

A process of Garant serves one instance and `setup.start` holds it to that; `switch` undoes it, for tests only.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex
from uuid import UUID

import sqlalchemy as sa
from django.db import connections

from garant.config import Settings, read_settings, write_settings
from garant.ledger import ids, keys, organisations, requests, setup
from garant.ledger.keys import Keyring
from garant.ledger.values import Contact, Identity, Organisation, Request, RequestRight

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
TODAY = date(2026, 11, 23)


@dataclass(slots=True)
class House:
    """Boutique, an organisation of one shop, and its opened keys."""

    settings: Settings
    organisation: Organisation
    keyring: Keyring

    def request(self, name: str = "Alice", *rights: str, reference: str | None = None) -> Request:
        """A new request of this person, with a case key and a contact."""
        request = a_request(self.organisation, self.keyring.new("case", NOW, date(2031, 11, 23)), *rights)
        request = replace(request, reference=reference or request.reference)
        requests.add(self.keyring, request, a_contact(name), ids.token_hash(ids.token()))
        return request


def a_request(organisation: Organisation, key: UUID, *rights: str) -> Request:
    """A request received today by the form, not yet written."""
    day = date(2026, 12, 23)
    return Request(
        id=ids.uuid7(NOW),
        organisation=organisation.id,
        reference=ids.reference(2026),
        key=key,
        channel="form",
        language="fr",
        received=TODAY,
        received_at=NOW,
        state="received",
        rights=tuple(RequestRight(right, "open", day, day) for right in rights or ("access",)),
    )


def a_contact(name: str) -> Contact:
    """What this person says of themself; every value bears their name, so that a search for it finds all."""
    email = f"{name.lower()}.moreau@courriel.example"
    return Contact(
        name=f"{name} Moreau",
        email=email,
        phone="+33612345678",
        identities=(Identity("email", email, verified=True),),
        message=f"Je suis {name} et je voudrais mes données.",
    )


def new_settings(folder: Path, database: str = "sqlite", **told: str) -> Settings:
    """Write an instance's folder and read it back, as `garant init` does."""
    write_settings(folder, told)
    settings = read_settings(folder, {} if database == "sqlite" else {"GARANT_DATABASE": database})
    keys.make_master(settings.master_key_file)
    return settings


def switch(settings: Settings) -> None:
    """Let this process serve this instance from now on."""
    if setup._process.settings is None:
        setup.start(settings)
        return
    connections.close_all()
    keys._rings.clear()
    setup._process.settings = None
    setup.start(settings)


def new_house(settings: Settings, name: str = "Boutique") -> House:
    """An organisation in the ledger that this process serves."""
    organisation = organisations.create(
        name, "dpo@boutique.example", "FR", "Europe/Paris", "fr", (12, 31), NOW, "1 rue de la Paix, 75002 Paris"
    )
    return House(settings, organisation, Keyring.open(settings, organisation.id))


class Templates:
    """Migrated, empty ledgers to copy, so that a test does not pay for the migrations again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sqlite: Path | None = None
        self._postgresql: str | None = None

    def sqlite(self, folder: Path, **told: str) -> Settings:
        """A fresh instance on SQLite."""
        if self._sqlite is None:
            settings = new_settings(self.folder / "sqlite")
            switch(settings)
            setup.migrate()
            connections.close_all()
            self._sqlite = settings.sqlite_file
        settings = new_settings(folder, **told)
        shutil.copy(self._sqlite, settings.sqlite_file)
        return settings

    def postgresql(self, folder: Path, admin: sa.URL) -> Settings:
        """A fresh instance on PostgreSQL: one migrated database for the session, emptied before each test.

        (A new database for each costs two checkpoints of the server.)
        """
        if self._postgresql is None:
            self._postgresql = f"garant_{token_hex(6)}"
            engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
            with engine.connect() as connection:
                connection.exec_driver_sql(f"CREATE DATABASE {self._postgresql}")
            switch(new_settings(self.folder / "postgresql", _plain(admin, self._postgresql)))
            setup.migrate()
        connections.close_all()
        _empty(admin.set(database=self._postgresql))
        return new_settings(folder, _plain(admin, self._postgresql))


def _empty(database: sa.URL) -> None:
    engine = sa.create_engine(database, poolclass=sa.NullPool)
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    with engine.begin() as connection:
        connection.exec_driver_sql("SET session_replication_role = replica")  # past the triggers that protect evidence
        for table in set(sa.inspect(connection).get_table_names()) - kept:
            connection.exec_driver_sql(f'DELETE FROM "{table}"')


def _plain(admin: sa.URL, database: str) -> str:
    return admin.set(drivername="postgresql", database=database).render_as_string(hide_password=False)
