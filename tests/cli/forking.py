"""A process that has loaded Garant once and forks for each command: a real process each, without the start. Not a test.

It takes one order a line, {argv, env, cwd, stdin, out, err, largest}, and answers with the exit status.
"""

from __future__ import annotations

import importlib
import json
import os
import pkgutil
import resource
import sys
import traceback
from datetime import date
from typing import Any, NoReturn

DRIVERS = ("psycopg", "pymysql", "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.mysql.pymysql")
MIGRATIONS = ("django.core.management", "django.db.migrations.executor", "garant.ledger.migrations.0001_initial")


def load() -> None:
    """Import what commands import, and start nothing."""
    for room in ("garant.actions", "garant.cli", "garant.stores", "garant.press"):
        package = importlib.import_module(room)
        for module in pkgutil.walk_packages(package.__path__, f"{room}."):
            importlib.import_module(module.name)
    for module_name in (*DRIVERS, *MIGRATIONS):
        importlib.import_module(module_name)
    importlib.import_module("garant.actions.law").law_in_force("FR", date(2026, 11, 23))  # the packs are proved once


def obey(order: dict[str, Any]) -> NoReturn:
    """Run one command as `garant` does: its own environment, folder, input, output and limits."""
    os.environ.clear()
    os.environ.update(order["env"])
    os.chdir(order["cwd"])
    for number, path in ((0, order["stdin"]), (1, order["out"]), (2, order["err"])):
        handle = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, number)
    if order["largest"]:
        resource.setrlimit(resource.RLIMIT_FSIZE, (order["largest"], order["largest"]))
    sys.stdin, sys.stdout, sys.stderr = os.fdopen(0), os.fdopen(1, "w"), os.fdopen(2, "w")
    sys.argv = ["garant", *order["argv"]]
    status = 1
    try:
        from garant.__main__ import main

        main()
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else 0 if end.code is None else 1
    except BaseException:  # whatever happens is printed, and the process must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        if "django.db" in sys.modules:  # an interpreter that ends closes its connections
            sys.modules["django.db"].connections.close_all()
        os._exit(status)


def serve() -> None:
    load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            obey(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
