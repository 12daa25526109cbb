"""The shop of ../shared/bench on a PostgreSQL server, and the same work by a plain driver."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2

from scripts.bench.report import ROOT

SHARED = ROOT.parent / "shared" / "bench"


@contextmanager
def server() -> Iterator[str]:
    """A throwaway server, as the tests start it."""
    command = [sys.executable, str(ROOT / "scripts" / "start_server.py"), "postgresql"]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdin is not None
    assert started.stdout is not None
    try:
        dsn = started.stdout.readline().strip()
        if not dsn:
            sys.exit("PostgreSQL does not start; on Debian: apt-get install postgresql")
        yield dsn
    finally:
        started.stdin.close()
        started.wait(60)


def fill(dsn: str, customers: int) -> None:
    """Some 1.09 million rows for 100,000 customers; the same seed gives the same rows."""
    subprocess.run(
        [sys.executable, str(SHARED / "gen_shop.py"), "--dsn", dsn, "--customers", str(customers)], check=True
    )


def measure(dsn: str, first: int, count: int) -> dict[str, dict[str, Any]]:
    """What the plain driver takes for `count` accesses and as many erasures, one connection each."""
    command = [sys.executable, str(SHARED / "floor.py"), dsn, str(first), str(count)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    lines = (line.partition(" ") for line in done.stdout.splitlines())
    return {name: ast.literal_eval(figures) for name, _, figures in lines}


def version(dsn: str) -> str:
    with psycopg2.connect(dsn) as connection, connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"
