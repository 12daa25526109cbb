"""Real database servers for tests: a fresh database for each test module, on a server that stops with the session.

GARANT_TEST_POSTGRESQL and GARANT_TEST_MARIADB name a server that is there already, by its administrator's URL; else
`scripts/start_server.py` starts one in a temporary folder, when the first test asks for it. PgBouncer and the pair of a
primary and its standby are always started.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import pytest
import sqlalchemy as sa

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "start_server.py"
DRIVERS = {"postgresql": "postgresql+psycopg", "mariadb": "mysql+pymysql"}


@contextmanager
def server(engine: str) -> Iterator[sa.URL]:
    """The administrator's URL of a running server."""
    given = os.environ.get(f"GARANT_TEST_{engine.upper()}")
    if given:
        yield _driven(engine, given)
        return
    with started(engine) as (url,):
        yield _driven(engine, url)


@contextmanager
def started(what: str, **more: str) -> Iterator[list[str]]:
    """The URLs of a server started for this block; `more` goes into its environment."""
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), what],
        env={**os.environ, **more},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        urls = process.stdout.readline().split()
        if not urls:
            pytest.fail(f"{what} does not start: {process.stderr.read()[-1500:]}", pytrace=False)
        yield urls
    finally:
        process.stdin.close()
        process.wait(60)


def _driven(engine: str, url: str) -> sa.URL:
    return sa.make_url(url).set(drivername=DRIVERS[engine])


@contextmanager
def database(admin: sa.URL) -> Iterator[str]:
    """A new, empty database on this server; dropped at the end."""
    name = f"garant_{token_hex(6)}"
    engine = sa.create_engine(admin, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    force = " WITH (FORCE)" if admin.get_backend_name() == "postgresql" else ""
    with engine.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
    try:
        yield admin.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[sa.URL]:
    with server("postgresql") as url:
        yield url


@pytest.fixture(scope="session")
def mariadb_server() -> Iterator[sa.URL]:
    with server("mariadb") as url:
        yield url


@pytest.fixture(scope="session")
def pooled_server(postgresql_server: sa.URL) -> Iterator[sa.URL]:
    """The same PostgreSQL server behind PgBouncer, which pools by transaction (D10)."""
    behind = postgresql_server.set(drivername="postgresql").render_as_string(hide_password=False)
    with started("pgbouncer", GARANT_TEST_BEHIND=behind) as (url,):
        yield _driven("postgresql", url)


@pytest.fixture(scope="module")
def primary_and_standby() -> Iterator[tuple[sa.URL, sa.URL]]:
    """A primary, whose commits wait until its standby shows them, and that standby."""
    with started("standby") as (primary, standby):
        yield _driven("postgresql", primary), _driven("postgresql", standby)


@pytest.fixture(scope="module")
def postgresql_url(postgresql_server: sa.URL) -> Iterator[str]:
    """The URL of a fresh PostgreSQL database, owned by the server's administrator."""
    with database(postgresql_server) as url:
        yield url


@pytest.fixture(scope="module")
def mariadb_url(mariadb_server: sa.URL) -> Iterator[str]:
    """The URL of a fresh MariaDB database, owned by the server's administrator."""
    with database(mariadb_server) as url:
        yield url
