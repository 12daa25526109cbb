"""Starts the ledger: configures Django for one instance, applies migrations, opens transactions (B1)."""

from __future__ import annotations

import contextlib
import gc
import secrets
from collections.abc import Iterator
from typing import Any

from django.conf import settings as django_settings
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection, connections
from django.db import transaction as django_transaction
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor

from garant.config import Settings
from garant.errors import ConfigError, LedgerError
from garant.ledger import files, framework

RARELY = (20_000, 20, 50)
"""How often Python looks for rings of dead values: packs, register and maps are many small ones that live as long as
the process, and looking through them took a third of a whole check (5.2 s against 3.6 s; memory is the same)."""


class _Process:
    """What this process serves. Django is one for a process, and so is this."""

    settings: Settings | None = None


_process = _Process()


def start(settings: Settings) -> None:
    """Configure Django for this instance and load its models. Calling it again with the same settings does nothing."""
    if _process.settings is not None:
        if _process.settings != settings:
            raise ConfigError(
                "this process already serves another instance",
                place=str(settings.instance),
                remedy="Start one process for each instance.",
            )
        return
    gc.set_threshold(*RARELY)
    framework.prepare()
    for name, value in framework.of_instance(settings, _secret(settings)).items():
        setattr(django_settings, name, value)
    # Django may have looked for a database while it loaded, and remembered that there was none.
    connections.settings.update(connections.configure_settings(None))
    with contextlib.suppress(AttributeError):
        del connections[DEFAULT_DB_ALIAS]
    _process.settings = settings


def started() -> Settings:
    """The settings this process was started with."""
    if _process.settings is None:
        raise ConfigError("the ledger is not started", remedy="Call garant.ledger.setup.start(settings) first.")
    return _process.settings


def migrate() -> tuple[str, ...]:
    """Apply the migrations that wait; returns their names, oldest first."""
    with told():
        executor, plan = _plan()
        if plan:
            executor.migrate(executor.loader.graph.leaf_nodes())
    return _names(plan)


def pending() -> tuple[str, ...]:
    """The migrations that this version has and the database has not, as "app.name"."""
    with told():
        return _names(_plan()[1])


@contextlib.contextmanager
def transaction() -> Iterator[None]:
    """One durable write of several things: all of them or none. Inside another one it is part of that one."""
    with told(), django_transaction.atomic():
        yield


def flush() -> None:
    """SQLite: move what was written out of the WAL and cut it, so that a destroyed key leaves that file too (C5)."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout=200")  # a reader in the way: the next flush, or SQLite itself, does it
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            cursor.execute("PRAGMA busy_timeout=30000")


def close() -> None:
    """Let go of this thread's database connection (before a fork, at the end of a worker)."""
    connections.close_all()


@contextlib.contextmanager
def told() -> Iterator[None]:
    """A database error told in our words: the driver's message may quote a row (D11 holds for our own database too)."""
    try:
        yield
    except DatabaseError as error:
        raise LedgerError(_cause(error), place=_place(), remedy=_remedy(error)) from None


def _plan() -> tuple[MigrationExecutor, list[tuple[Migration, bool]]]:
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return executor, executor.migration_plan(executor.loader.graph.leaf_nodes())


def _names(plan: list[tuple[Migration, bool]]) -> tuple[str, ...]:
    return tuple(f"{migration.app_label}.{migration.name}" for migration, _ in plan)


def _cause(error: DatabaseError) -> str:
    driver: Any = error.__cause__
    code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or type(error).__name__
    return f"the ledger's database refuses ({code})"


_REMEDIES = {
    "SQLITE_FULL": "The disk is full: free some space and run it again; nothing was written.",
    "53100": "The disk of the database server is full: free some space and run it again; nothing was written.",
    "SQLITE_BUSY": "Another process holds the database: run it again.",
    "SQLITE_CANTOPEN": "Check that the folder exists and that this user may write into it.",
    "SQLITE_READONLY": "Check that this user may write the file and its folder.",
    "SQLITE_ERROR": "If Garant was updated, apply its migrations: `garant check` names what waits.",
    "42P01": "If Garant was updated, apply its migrations: `garant check` names what waits.",
}


def _remedy(error: DatabaseError) -> str:
    driver: Any = error.__cause__
    code = getattr(driver, "sqlite_errorname", None) or getattr(driver, "sqlstate", None) or ""
    if code.startswith("SQLITE_IOERR"):
        return "The file cannot be read or written (a full disk, a quota): make room and run it again."
    return _REMEDIES.get(code, "Nothing was written. Check that the database answers, then run it again.")


def _place() -> str:
    return "ledger.sqlite" if started().database == "sqlite" else "the ledger's PostgreSQL"


def _secret(settings: Settings) -> str:
    """What sessions and links are signed with; made at the first start. Losing it only signs everybody out."""
    path = settings.secret_file
    try:
        if not path.exists():
            files.write_once(path, secrets.token_urlsafe(48).encode())
        text = path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise ConfigError(f"cannot be read or made ({error.strerror})", place=str(path)) from None
    if len(text) < 32:
        raise ConfigError("is too short to sign with", place=str(path), remedy="Delete it: a new one is made.")
    return text
