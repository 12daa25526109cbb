"""Processes that work on an instance, and die where they are told to: the other end of `test_death.py`. Not a test.

It loads Garant once, then takes one order a line and forks a process for each, so that a death costs no start.
"""

from __future__ import annotations

import json
import os
import re
import sys
import traceback
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from django.db.backends.signals import connection_created

from garant.actions import access, agreement, answers, evidence, plans, requests, runner
from garant.actions.instance import Instance, open_instance
from garant.actions.law import law_in_force
from garant.errors import GarantError
from garant.ledger import events, outbox, packages, steps, tasks, tombstones
from garant.ledger import requests as rows
from garant.ledger.tables import DataKeyRow, WorkRow
from garant.ledger.values import Contact, Request
from garant.press import package

ALICE = Contact(
    name="Alice Moreau",
    email="alice.moreau@courriel.example",
    changes=(
        {"field": "contact.address", "old": "3 rue des Lilas, 75011 Paris", "new": "9 rue des Roses, 75020 Paris"},
    ),
)
RIGHTS = ("access", "portability", "rectification", "erasure")


# ── what a process does ─────────────────────────────────────────────────────────────────────────────────────────────


def journey(house: Instance, order: dict[str, Any]) -> None:
    """Take Alice's request from wherever it stands to its end, as people and worker would, one after the other."""
    bruno = replace(access.by_command(house, "Bruno"), role="clerk")
    filed = rows.list(house.organisation.id)
    if filed:
        request = filed[0]
    else:
        request = requests.file(
            house, access.by_person(house), rights=RIGHTS, contact=ALICE, channel="form", language="fr"
        ).request
    if request.state == "closed":  # before the process died: the worker sends and seals what waits
        runner.work_once(house)
        return
    if request.state == "received":
        request = requests.identify(house, bruno, request, method="contact-on-file", by="Bruno", reason="Vu.")
    if request.state == "identified":
        plans.draw(house, bruno, [request], release=True)
        request = requests.by_id(house, request.id)
    if request.state == "planned":
        shown = plans.of_request(house, request)
        assert shown is not None
        agreement.agree(house, bruno, [request], shown.fingerprint)
        request = requests.by_id(house, request.id)
    assert request.plan is not None
    runner.run(house, request.plan)
    for task in tasks.open_of_plan(house.keyring, request.plan):
        if task.blocking:
            answers.finish_task(house, bruno, task.id, "Confirmé par lettre.")
    runner.run(house, request.plan)


def run(house: Instance, order: dict[str, Any]) -> None:
    """Run the plan that was agreed, as `garant request run` does."""
    request = rows.list(house.organisation.id)[0]
    assert request.plan is not None
    Path(order["out"]).write_text(runner.run(house, request.plan).state, encoding="utf-8")


def work(house: Instance, order: dict[str, Any]) -> None:
    """One round of the worker."""
    runner.work_once(house)


def end(house: Instance, order: dict[str, Any]) -> None:
    """The worker's next round, then all that the ledger holds of the one request."""
    runner.work_once(house)
    (request,) = rows.list(house.organisation.id)
    told = json.dumps(facts(house, request), ensure_ascii=False, sort_keys=True, indent=1)
    Path(order["out"]).write_text(told, encoding="utf-8")


def facts(house: Instance, request: Request) -> dict[str, Any]:
    """What must be the same however often a process died: counted, so that nothing is lost and nothing is double."""
    trail = events.of_request(house.keyring, request.id)
    letter = answers.letter(house, request)
    report = evidence.verify(house, access.by_command(house, "owner"))
    assert request.plan is not None
    kept = packages.of_request(request)
    zips = [packages.open(house.keyring, p) for p in kept if p.kind != "answer"]
    return {
        "request": [request.state, [(r.right, r.state, r.outcome) for r in request.rights]],
        "plan": runner.progress(request.plan).state,
        "steps": [(s.kind, s.store, s.state, s.error) for s in steps.of_plan(request.plan)],
        "events": sorted(Counter(_event(request, e.type, e.public) for e in trail).items()),
        "packages": sorted(p.kind for p in kept),
        "broken": [str(p) for data in zips for p in package.verify(data, house.keyring.log_public())],
        "tasks": sorted(
            (t.kind, _named(request, t.target), t.state) for t in tasks.of_request(house.keyring, request.id)
        ),
        "letters": sorted((x.kind, x.state) for x in outbox.of_request(request.id)),
        "tombstones": sorted(Counter((t.store, t.kind) for t in tombstones.all(house.organisation.id)).items()),
        "answer": _plain(house, request, letter.text if letter else ""),
        "left between steps": WorkRow.objects.count(),
        "case keys": DataKeyRow.objects.filter(file="case").count(),
        "log": [[str(p) for p in report.problems], report.unsealed, report.level],
    }


def _named(request: Request, text: str) -> str:
    """A text without the reference, which each request has its own of."""
    return text.replace(request.reference, "R")


def _event(request: Request, type_: str, public: Any) -> str:
    said = {k: v for k, v in public.items() if k in ("kind", "store", "outcome", "outcomes", "rows", "target", "left")}
    return _named(request, f"{type_} {json.dumps(said, sort_keys=True)}")


def _plain(house: Instance, request: Request, text: str) -> str:
    text = text.replace(request.reference, "REFERENCE")
    return re.sub(r"/follow/\S+", "/follow/TOKEN", text)


# ── what a process writes down of its commits ───────────────────────────────────────────────────────────────────────


def listen(log: str) -> None:
    """Add to the log of points what the databases themselves commit, so that a commit without a point shows."""

    def note(line: str) -> None:
        with open(log, "a", encoding="ascii") as out:  # noqa: PTH123 — the log of `commits.reach`, appended in turn
            out.write(line + "\n")

    def ledger(connection: Any, **_: Any) -> None:
        raw = connection.connection

        def traced(statement: str) -> None:
            verb = statement.split(None, 1)[0].upper()
            if verb == "COMMIT":
                note("ledger COMMIT")
            elif verb in ("INSERT", "UPDATE", "DELETE", "REPLACE"):
                note(f"ledger {'wrote' if raw.in_transaction else 'wrote alone'}")

        raw.set_trace_callback(traced)

    def wrote(connection: sa.Connection, cursor: Any, statement: str, *_: Any) -> None:
        if re.match(r"\s*(UPDATE|DELETE)\b", statement):
            connection.info["wrote"] = True

    def committed(connection: sa.Connection) -> None:
        if connection.info.pop("wrote", False):
            note("store COMMIT")

    connection_created.connect(ledger, weak=False)
    sa.event.listen(sa.Engine, "before_cursor_execute", wrote)
    sa.event.listen(sa.Engine, "commit", committed)


# ── orders ──────────────────────────────────────────────────────────────────────────────────────────────────────────

LATE = (
    "django.core.mail.backends.filebased",
    "django.db.backends.sqlite3.base",
    "django.db.migrations.executor",
    "garant.stores.manual",
    "garant.stores.sql.dialects.mariadb",
    "garant.stores.sql.dialects.postgresql",
    "garant.stores.sql.dialects.sqlite",
    "psycopg",
    "pymysql",
    "sqlalchemy.dialects.mysql.pymysql",
    "sqlalchemy.dialects.postgresql.psycopg",
)
"""What every process would load for itself once it works."""

ACTS: dict[str, Callable[[Instance, dict[str, Any]], None]] = {
    "journey": journey,
    "run": run,
    "work": work,
    "end": end,
}


def obey(order: dict[str, Any]) -> int:
    """Do one order in a process of its own; returns its exit status."""
    os.environ.update(order["environment"])
    if log := os.environ.get("GARANT_FAILPOINT_LOG"):
        listen(log)
    now = datetime.fromisoformat(order["now"])
    house = open_instance(Path(order["instance"]), clock=lambda: now + timedelta(seconds=order["later"]))
    try:
        ACTS[order["act"]](house, order)
    except GarantError as problem:
        traceback.print_exc()  # shown where the test did not expect it
        Path(order["out"]).write_text(f"{type(problem).__name__}: {problem}", encoding="utf-8")
        return 1
    finally:
        house.close()
    return 0


def say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def serve() -> None:
    """Fork a process for each order and say its number; say how a process ended when asked for it."""
    for module in LATE:
        import_module(module)
    law_in_force("FR", date(2026, 11, 23))
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            _, status = os.waitpid(order["wait"], 0)
            say(os.waitstatus_to_exitcode(status))
            continue
        child = os.fork()
        if child == 0:
            status = 2
            try:
                status = obey(order)
            except BaseException:  # whatever it is, this process must end here, and not read orders
                traceback.print_exc()
            finally:
                sys.stderr.flush()
                os._exit(status)
        say(child)


if __name__ == "__main__":
    serve()
