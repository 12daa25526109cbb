"""A shopkeeper's workbook with Alice, Éloi and Chloé, and what the tests of workbooks do again and again."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from garant.plugins import open_store
from garant.rules.plan import Always, Case, Subject, Why
from garant.rules.register import Column, Person, StoreMap, Table
from garant.stores.port import Scope, Store, Wanted
from tests.stores import workbooks
from tests.stores.workbooks import Cell, Made

WHY = Why("no-longer-needed")
GOES = (Case(Always(), "delete", WHY),)
NAMES = ("N°", "Nom", "Courriel", "Tél", "Né le", "Points", "Adresse complète")
CUSTOMER = Person("customer", "Clients", ("N°",), {"email": ("Courriel",), "phone": ("Tél",)})
TABLE = Table("Clients", "customers", {name: Column(name, "identity.name") for name in NAMES[1:]}, key=("N°",))
MAP = StoreMap("fichier", {"customer": CUSTOMER}, {"Clients": TABLE}, {}, {})
ROWS: list[list[Cell]] = [
    list(NAMES),
    [1, "Moreau", "alice@exemple.fr", "06 12 34 56 78", date(1980, 2, 1), 7, "3 rue des Lilas, Paris"],
    [2, "Garnier", "eloi@exemple.fr", 612345679, date(1975, 4, 3), 8, "8 quai du Port, Paris"],
    [3, "Petit", "chloe@exemple.fr", None, None, 9, "3 rue des Lilas, Paris"],
]
ALICE = (Wanted(0, "email", "alice@exemple.fr"), Wanted(0, "phone", "0612345678"))


def made(folder: Path, *more: Made, clients: Made | None = None, **parts: Any) -> Store:
    path = folder / "clients.xlsx"
    workbooks.make(path, [clients or Made("Clients", ROWS), *more], **parts)
    return open_store("fichier", f"xlsx://{path}")


def erasing(key: int, *clear: str, map: StoreMap = MAP) -> Scope:
    cases = (Case(Always(), "keep", WHY, clear=clear),) if clear else GOES
    return Scope(map, (Subject(0, "customer", (key,)),), {"Clients": cases})


def erase(store: Store, scope: Scope) -> None:
    assert store.erase(scope, store.capture(scope)).done == {0}


def parts(folder: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(folder / "clients.xlsx") as opened:
        return {name: opened.read(name) for name in opened.namelist()}


def part(folder: Path, name: str) -> str:
    return parts(folder)[name].decode()


def put(folder: Path, raw: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(folder / "clients.xlsx", "w", zipfile.ZIP_DEFLATED) as out:
        for name, data in raw.items():
            out.writestr(name, data)
