"""Nothing personal in logs, errors, arguments or SQL text: the journey with marked values, then a search everywhere.

The marks are values that occur nowhere else. They may stand in the shop, in sealed bytes and in the package, and in no
other place.
"""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from django.db import connection

from garant.actions import evidence, plans, requests
from garant.errors import GarantError
from garant.ledger.values import Contact
from tests.actions import shop
from tests.actions.conftest import World

MARKS = ("zébulon", "quatremarre", "zebulon.q", "39 98 77 66", "rue du marquage", "texte-libre-marqué")
EMAIL = "zebulon.q@marque.example"


@pytest.fixture
def marked(each: World) -> World:
    """The shop with a customer whose every value is a mark."""
    engine = sa.create_engine(each.url)
    with engine.begin() as c:
        c.execute(
            shop.CUSTOMER.insert(),
            {
                "id": 77,
                "first_name": "Zébulon",
                "last_name": "Quatremarre",
                "address": "1 rue du Marquage",
                "email": EMAIL,
                "phone": "06 39 98 77 66",
                "score": 1,
                "seller_id": 99,
            },
        )
        c.execute(shop.TICKET.insert(), {"id": 77, "customer_id": 77, "body": "texte-libre-marqué"})
    engine.dispose()
    return each


def contact() -> Contact:
    return Contact(
        name="Zébulon Quatremarre",
        email=EMAIL,
        phone="06 39 98 77 66",
        message="texte-libre-marqué",
        changes=({"field": "contact.address", "old": "", "new": "2 rue du Marquage"},),
    )


def found_in(text: str) -> list[str]:
    return [m for m in MARKS if m in text.lower()]


@contextmanager
def listening() -> Iterator[list[str]]:
    """Every statement that reaches a driver, Garant's own and the stores', without its parameters."""
    said: list[str] = []

    def heard(conn: Any, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool) -> None:
        said.append(statement)

    def own(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        said.append(sql)
        return execute(sql, params, many, context)

    sa.event.listen(sa.Engine, "before_cursor_execute", heard)
    try:
        with connection.execute_wrapper(own):
            yield said
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", heard)


def test_no_statement_and_no_log_line_bears_a_persons_value(marked: World, caplog: pytest.LogCaptureFixture) -> None:
    """Given a person whose values are marks, when all four rights run, then no SQL text and no log line has a mark."""
    caplog.set_level(logging.DEBUG)
    with listening() as said:
        request = marked.confirm(marked.filed(contact(), "access", "portability", "rectification", "erasure"))
        request = marked.run(request, release=True)
        evidence.receipt(marked.house, request)
    assert request.state == "closed"
    assert found_in("\n".join(said)) == []
    assert found_in(caplog.text) == []


def test_the_ledgers_files_bear_no_value_in_clear(marked: World) -> None:
    """Given the same journey, then the instance's files, with the database's own log, hold no mark in clear."""
    request = marked.confirm(marked.filed(contact(), "access", "erasure"))
    marked.run(request)
    written = [p for p in marked.house.settings.instance.rglob("*") if p.is_file()]
    assert any(p.name.endswith("-wal") for p in written) or any(p.suffix == ".sqlite" for p in written)
    for path in written:
        assert found_in(path.read_bytes().decode("utf-8", "ignore")) == [], path.name
        assert found_in(path.read_bytes().decode("latin-1")) == [], path.name


def test_a_refusal_of_the_database_is_told_without_quoting_the_row(marked: World) -> None:
    """Given a trigger-like refusal in the middle of the deed (a check that the mask breaks), when the plan runs,
    then the
    error names the constraint or the state, never the row, in what is raised and in what is kept.
    """
    engine = sa.create_engine(marked.url)
    dialect = engine.dialect.name
    with engine.begin() as c:
        if dialect == "sqlite":
            c.exec_driver_sql(
                "CREATE TRIGGER stop BEFORE DELETE ON ticket BEGIN SELECT RAISE(ABORT, 'row refused'); END"
            )
        elif dialect == "postgresql":
            c.exec_driver_sql(
                "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                " RAISE EXCEPTION 'row %% refused', OLD.body; END $$"
            )
            c.exec_driver_sql("CREATE TRIGGER stop BEFORE DELETE ON ticket FOR EACH ROW EXECUTE FUNCTION stop()")
        else:
            c.exec_driver_sql(
                "CREATE TRIGGER stop BEFORE DELETE ON ticket FOR EACH ROW"
                " SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'row refused'"
            )
    engine.dispose()
    request = marked.confirm(marked.filed(contact(), "erasure"))
    with pytest.raises(GarantError) as told:
        marked.run(request)
    assert found_in(repr(told.value) + str(told.value)) == []
    shown = plans.of_request(marked.house, marked.again(request))
    assert shown is not None
    steps = requests.request_file(marked.house, marked.bruno, marked.again(request)).steps
    failed = [s for s in steps if s.state == "failed"]
    assert [s.kind for s in failed] == ["erase"]
    assert found_in(failed[0].error) == []
    assert marked.rows("customer", "id = 77")[0]["phone"] == "06 39 98 77 66"  # one transaction: nothing half done


def test_the_command_line_says_nothing_of_the_person(world: World, tmp_path: Path) -> None:
    """Given the journey by commands, failures included, then no output, and no argument of a child, holds a mark."""
    engine = sa.create_engine(world.url)
    with engine.begin() as c:
        c.execute(
            shop.CUSTOMER.insert(),
            {"id": 77, "first_name": "Zébulon", "last_name": "Quatremarre", "email": EMAIL, "phone": "06 39 98 77 66"},
        )
    engine.dispose()
    request = world.filed(contact(), "access", "erasure")
    out = _garant(world, "request", "plan", request.reference)  # not identified: refused
    world.confirm(request)
    out += _garant(world, "request", "plan", request.reference)
    out += _garant(world, "request", "run", request.reference, "--agree", "00000000")  # another plan: refused
    shown = plans.of_request(world.house, world.again(request))
    assert shown is not None
    out += _garant(world, "request", "run", request.reference, "--agree", shown.fingerprint)
    out += _garant(world, "request", "show", request.reference) + _garant(world, "request", "list", "--all")
    out += _garant(world, "evidence", "verify")
    assert "closed" in out
    assert found_in(out) == []


def _garant(world: World, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "garant", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "GARANT_INSTANCE": str(world.house.settings.instance)},
        check=False,
    )
    return done.stdout + done.stderr
