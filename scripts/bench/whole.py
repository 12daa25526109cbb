"""`garant check` as it is typed, on a register of 200 activities over a real store of 200 tables and 5,000 columns, and
the two pages of the office that show the most. Beside a plain driver that reads the same rows.

    python -m scripts.bench.whole     alone, without writing the page
"""

from __future__ import annotations

import json
import random
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from scripts.bench.report import Figures

TABLES, COLUMNS, ROWS = 200, 25, 300
SAMPLE = 2000
CATEGORIES = ("identity.name", "contact.email", "contact.phone", "contact.address", "transaction.amount", "note.text")
OWNER, PASSWORD = "gerante@banc.example", "une phrase de vingt signes"


def measure(figures: Figures) -> None:
    """Each figure from a process of its own, cold."""
    with tempfile.TemporaryDirectory(prefix="garant-bench-") as place:
        folder = Path(place)
        _build(folder)
        garant = _child(folder, "garant")
        figures.whole(TABLES, TABLES * COLUMNS, garant, _child(folder, "plain"))


def _child(folder: Path, what: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "scripts.bench.whole", what, str(folder)], check=True, capture_output=True, text=True
    )
    read: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return read


# ── what is measured ────────────────────────────────────────────────────────────────────────────────────────────────


def garant(folder: Path) -> dict[str, float]:
    """The command, in this process; then the pages, each asked for twice: cold, and with what was read before."""
    began = time.perf_counter()
    from garant.actions import access, check, start

    start.start(folder / "house")
    from garant.actions.instance import open_instance

    house = open_instance(folder / "house")
    found = check.run(house, access.by_command(house, "owner"))
    taken, cpu = time.perf_counter() - began, time.process_time()
    browser = _browser(house)
    pages = {name: _twice(partial(browser.get, path)) for name, path in PAGES.items()}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return {"seconds": taken, "cpu": cpu, "findings": len(found), "megabytes": peak, **pages}


PAGES = {"register": "/office/register", "to-mend": "/office/findings"}


def _twice(ask: Callable[[], Any]) -> float:
    """Seconds of the second answer; the first loads templates and catalogues once for the life of a server."""
    ask()
    began = time.perf_counter()
    if (status := ask().status_code) != 200:
        raise RuntimeError(f"a page answered {status}")
    return time.perf_counter() - began


def _browser(house: Any) -> Any:
    from django.test import Client

    from garant.web import wsgi

    wsgi.application(house)
    browser = Client(SERVER_NAME="localhost")
    browser.post("/office/sign-in", {"username": OWNER, "password": PASSWORD})
    return browser


def plain(folder: Path) -> dict[str, float]:
    """The same rows by `sqlite3`, to their end, and nothing done with them."""
    began = time.perf_counter()
    read = 0
    with closing(sqlite3.connect(folder / "shop.sqlite")) as base:
        for n in range(TABLES):
            read += len(base.execute(f"SELECT * FROM t{n} LIMIT {SAMPLE}").fetchall())
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time(), "rows": read}


# ── the house ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _build(folder: Path) -> None:
    _rows(folder / "shop.sqlite")
    apart = [json.loads(json.dumps(each)) for each in (_register(), _map())]  # no value shared: YAML would alias it
    declared = yaml.safe_dump_all(apart, allow_unicode=True, sort_keys=False)
    (folder / "declared.yaml").write_text(declared, encoding="utf-8")
    run = [sys.executable, "-m", "garant"]
    house = ["--instance", str(folder / "house")]
    init = ["init", str(folder / "house"), "--organisation", "Banc", "--contact", "dpo@banc.example", "--place", "FR"]
    for words, given in (
        (init, ""),
        (["store", "add", "shop", f"sqlite:///{folder / 'shop.sqlite'}", *house], ""),
        (["register", "apply", str(folder / "declared.yaml"), *house], ""),
        (["user", "add", OWNER, "--name", "Nadia", "--role", "owner", *house], PASSWORD + "\n"),
    ):
        subprocess.run([*run, *words], check=True, capture_output=True, text=True, input=given)


def _rows(file: Path) -> None:
    chance = random.Random(7)
    with closing(sqlite3.connect(file)) as base:
        for n in range(TABLES):
            columns = ", ".join(f"c{c} TEXT" for c in range(COLUMNS))
            base.execute(f"CREATE TABLE t{n} (id INTEGER PRIMARY KEY, parent_id INTEGER, {columns})")
            rows = [(i, i, *(_value(c, chance) for c in range(COLUMNS))) for i in range(ROWS)]
            base.executemany(f"INSERT INTO t{n} VALUES ({', '.join('?' * (COLUMNS + 2))})", rows)
        base.commit()


def _value(column: int, chance: random.Random) -> str:
    kinds = (
        f"Nom {chance.randrange(10**6)}",
        f"p{chance.randrange(10**6)}@boite.example",
        f"06{chance.randrange(10**8):08}",
        f"{chance.randrange(200)} rue des Lilas, 15000 Auvrène",
        str(chance.randrange(10**5)),
        "Rappelée mardi ; elle repassera la semaine prochaine pour le retour.",
    )
    return kinds[column % len(kinds)]


def _register() -> dict[str, Any]:
    items = {c.replace(".", "-"): {"category": c, "collected_by": [], "purposes": ["p"]} for c in CATEGORIES[:-1]}
    purpose = {"kind": "sale.order", "basis": "contract", "durations": [{"years": 3, "clock": "relationship-end"}]}
    activities = {}
    for n in range(TABLES):
        words = {"fr": f"Activité {n}", "en": f"Activity {n}"}
        activities[f"a{n}"] = {"name": words, "purposes": {"p": {"name": words, **purpose}}, "items": items}
    organisation = {"name": "Banc", "contact": "dpo@banc.example", "place": "FR"}
    return {"garant": "register/1", "organisation": organisation, "activities": activities}


def _map() -> dict[str, Any]:
    columns = {f"c{c}": CATEGORIES[c % len(CATEGORIES)] for c in range(COLUMNS)}
    tables: dict[str, Any] = {}
    for n in range(TABLES):
        tables[f"t{n}"] = {"activity": f"a{n}", **({"of": "t0 via parent_id"} if n else {}), "columns": columns}
    persons = {"customer": {"table": "t0", "key": "id", "identities": {"email": "c1"}}}
    return {"garant": "map/1", "store": "shop", "persons": persons, "tables": tables}


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"garant": garant, "plain": plain}[sys.argv[1]](Path(sys.argv[2]))))
    else:
        measure(Figures())
