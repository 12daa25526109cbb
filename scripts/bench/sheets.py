"""A spreadsheet of 100,000 rows and 20 columns as a store: one request's time and memory, beside plain reading.

`python -m scripts.bench.sheets` prints the figures alone; `make bench` adds them to its page. Each measurement runs in
a process of its own, so that its memory is its own.
"""

from __future__ import annotations

import csv
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

from scripts.bench.report import ROOT, Figures

Cell = str | int | float | date
ROWS = 100_000
NAMES = [
    "N° client",
    "Civilité",
    "Nom",
    "Prénom",
    "Courriel",
    "Téléphone",
    "Adresse",
    "Complément",
    "Code postal",
    "Ville",
    "Pays",
    "Société",
    "Date d’inscription",
    "Date de naissance",
    "Dernier achat",
    "Nombre d’achats",
    "Total TTC",
    "Remise",
    "Points",
    "Remarques",
]
ONE = "marie.durand77777@courriel.example"
KINDS = ("csv", "xlsx")


def rows() -> Iterator[list[Cell]]:
    chance = random.Random(7)
    names, first = ("Durand", "Petit", "Moreau", "Lefèvre", "Garnier"), ("Marie", "Éloi", "Chloé", "Bruno", "Alice")
    towns = [f"Ville-{n}" for n in range(3000)]
    day = date(2015, 1, 1)
    for n in range(1, ROWS + 1):
        name, given = chance.choice(names), chance.choice(first)
        mail = ONE if n == 77_777 else f"{given.lower()}.{name.lower()}{n}@courriel.example"
        days = [day + timedelta(days=chance.randrange(4000)) for _ in range(3)]
        yield [
            *(
                n,
                chance.choice(("Mme", "M.")),
                name,
                given,
                mail,
                f"06 {n // 10000:02} {n // 100 % 100:02} {n % 100:02} 11",
            ),
            *(f"{n % 300} rue des Lilas {n}", "", f"{n % 95:02}000", chance.choice(towns), "France", ""),
            *days,
            *(n % 40, chance.randrange(100_000) / 100, 0, n % 900, f"Livrer avant {n % 12 + 8} h" if n % 3 else ""),
        ]


def french(value: Cell) -> Cell:
    """As a spreadsheet in France saves it."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else value


def make_csv(path: Path) -> None:
    with path.open("w", encoding="cp1252", newline="") as out:
        writer = csv.writer(out, delimiter=";")
        writer.writerow(NAMES)
        for row in rows():
            writer.writerow(
                [
                    f"{v:%d/%m/%Y}" if isinstance(v, date) else str(v).replace(".", ",") if isinstance(v, float) else v
                    for v in row
                ]
            )


def make_xlsx(path: Path) -> None:
    """As Excel writes it: every text once, in a part of its own; the rows beside."""
    sys.path.insert(0, str(ROOT))
    from tests.stores import workbooks

    workbooks.make(path, [workbooks.Made("Clients", [list(NAMES), *rows()])])


# ── one measurement, in its own process ────────────────────────────────────────────────────────────────────────────

MAP = """
garant: map/1
store: sheet
persons: {customer: {table: %s, key: N° client, identities: {email: Courriel, phone: Téléphone}}}
tables:
  %s:
    activity: customers
    columns: {Nom: identity.name, Prénom: identity.name, Courriel: contact.email, Téléphone: contact.phone}
activities:
  customers: {name: {fr: Clients}, purpose: {fr: Vendre}, basis: contract}
"""


def one(kind: str, path: Path, deed: str) -> dict[str, float]:
    """Seconds and peak megabytes of one request: find, capture, read; or capture, erase, verify."""
    from garant.actions.instance import read_text
    from garant.plugins import open_store
    from garant.rules.plan import Always, Case, Subject, Why
    from garant.stores.port import Scope, Wanted

    table = path.stem if kind == "csv" else "Clients"
    map = read_text(MAP % (table, table), "bench")
    store = open_store("sheet", f"{kind}://{path}")
    began, busy = time.perf_counter(), time.process_time()
    wanted = [Wanted(0, "email", ONE), Wanted(0, "phone", "06 07 77 77 11")]
    (match,) = {m.key: m for m in store.find(list(map.persons.values()), wanted)}.values()
    subject = Subject(0, "customer", match.key)
    if deed == "access":
        scope = Scope(map, (subject,))
        store.capture(scope)
        assert len(list(store.read(scope))) == 1
    else:
        scope = Scope(map, (subject,), {table: (Case(Always(), "delete", Why("no-longer-needed")),)})
        touched = store.capture(scope)
        assert store.erase(scope, touched).done == {0}
        seen = store.verify(scope, touched, wanted)
        assert (seen.gone, seen.left) == ({table: 1}, ())
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy, "megabytes": most()}


def most() -> float:
    """The most memory that this process ever held, in megabytes; the system's own count goes on from its parent's."""
    line = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


def floor(kind: str, path: Path) -> dict[str, float]:
    """The same file read to its end by the standard library, and nothing done with it."""
    began, busy = time.perf_counter(), time.process_time()
    if kind == "csv":
        with path.open(encoding="cp1252", newline="") as file:
            count = sum(1 for _ in csv.reader(file, delimiter=";"))
    else:
        count = 0
        with zipfile.ZipFile(path) as package, package.open("xl/worksheets/sheet1.xml") as part:
            for _, element in ElementTree.iterparse(part):
                if element.tag.endswith("}row"):
                    count += 1
                    element.clear()
    assert count == ROWS + 1
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - busy, "megabytes": most()}


def measure(figures: Figures) -> None:
    """Adds the lines of both kinds of file."""
    with tempfile.TemporaryDirectory(prefix="garant-sheets-") as place:
        for kind in KINDS:
            path = Path(place) / f"clients.{kind}"
            (make_csv if kind == "csv" else make_xlsx)(path)
            plain = _apart("floor", kind, path)
            for deed in ("access", "erasure"):
                got = _apart(deed, kind, path)
                figures.sheet(kind, deed, got, plain)


def _apart(deed: str, kind: str, path: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "scripts.bench.sheets", deed, kind, str(path)]
    found: dict[str, float] = json.loads(subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout)
    return found


def main() -> int:
    if len(sys.argv) > 1:
        deed, kind, path = sys.argv[1], sys.argv[2], Path(sys.argv[3])
        print(json.dumps(floor(kind, path) if deed == "floor" else one(kind, path, deed)))
        return 0
    figures = Figures()
    measure(figures)
    return 0 if figures.accepted else 1


if __name__ == "__main__":
    sys.exit(main())
