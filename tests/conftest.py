"""What every test can count on: what a machine lacks is said in one line, and what ran is written down.

A test that needs a server, a browser or `../shared` bears a mark. Where the thing is missing the test is skipped;
with GARANT_TEST_ALL=1, as in CI, every skip is a failure.
"""

from __future__ import annotations

import json
import os
import shutil
from collections import Counter
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

import pytest

pytest_plugins = ["tests.servers"]

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"
ALL = os.environ.get("GARANT_TEST_ALL") == "1"


class Need(NamedTuple):
    """Something that a machine may lack: its name, whether it is here, how to get it."""

    name: str
    here: bool
    how: str


def _program(name: str, *places: str) -> bool:
    return bool(shutil.which(name)) or any(any(Path("/").glob(place)) for place in places)


def _server(engine: str, name: str, *places: str) -> bool:
    """A server that is named is used, else one that can be started."""
    return f"GARANT_TEST_{engine.upper()}" in os.environ or _program(name, *places)


NEEDS = {
    "postgresql": Need(
        "PostgreSQL",
        _server("postgresql", "initdb", "usr/lib/postgresql/*/bin/initdb"),
        "on Debian: apt-get install postgresql",
    ),
    "mariadb": Need(
        "MariaDB", _server("mariadb", "mariadbd", "usr/sbin/mariadbd"), "on Debian: apt-get install mariadb-server"
    ),
    "pgbouncer": Need("PgBouncer", _program("pgbouncer", "usr/sbin/pgbouncer"), "on Debian: apt-get install pgbouncer"),
    "basebackup": Need(
        "pg_basebackup",
        _program("pg_basebackup", "usr/lib/postgresql/*/bin/pg_basebackup"),
        "on Debian: apt-get install postgresql",
    ),
    "browser": Need("Chromium", _program("chromium"), "on Debian: apt-get install chromium"),
    "shared": Need("../shared", (SHARED / "spec").is_dir(), "lay the shared folder beside the project"),
}


class Outcomes:
    """The worst of what was reported for each test: an error in tear-down is not forgotten for a passed call."""

    def __init__(self, target: Path) -> None:
        self.target = target
        self.seen: dict[str, str] = {}

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test."""
        if not report.passed:
            self.seen[report.nodeid] = report.outcome
        else:
            self.seen.setdefault(report.nodeid, "passed")

    def pytest_sessionfinish(self) -> None:
        """Write what ran, for the requirement report."""
        self.target.parent.mkdir(parents=True, exist_ok=True)
        self.target.write_text(json.dumps(self.seen, indent=1, sort_keys=True), encoding="utf-8")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--results FILE` keeps the outcome of every test, for the requirement report."""
    parser.addoption("--results", metavar="FILE", type=Path, help="write the outcome of every test to FILE")


def pytest_configure(config: pytest.Config) -> None:
    """Listen to outcomes where they are asked for; with several processes, the first one hears of all."""
    target: Path | None = config.getoption("--results")
    if target and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Outcomes(target))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a test whose needs are not met, before anything is started for it."""
    for mark, need in NEEDS.items():
        if item.get_closest_marker(mark) and not need.here:
            pytest.skip(f"{need.name} is missing ({need.how})")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """With GARANT_TEST_ALL, a skip is a failure that says what is missing."""
    report = yield
    if ALL and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome, report.longrepr = "failed", f"{_reason(report)}, and GARANT_TEST_ALL=1 allows no skip"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """One line for each thing that was missing."""
    missing = Counter(_reason(report) for report in terminalreporter.stats.get("skipped", []))
    for reason, tests in sorted(missing.items()):
        terminalreporter.write_line(f"{tests} {'test' if tests == 1 else 'tests'} not run: {reason}", yellow=True)


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    return told.removeprefix("Skipped: ")
