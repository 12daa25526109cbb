"""A large register held against large maps: the checks alone, beside one plain pass over the same columns.

No store is read: what a store costs is its own (`describe`, and a sample of at most 2,000 rows of each table).
"""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from garant.law.findings import read_findings, read_measures
from garant.law.packs import read_law
from garant.law.sharing import read_sharing
from garant.law.transfers import read_transfers
from garant.law.vocabulary import read_lexicon
from garant.rules import checks
from garant.rules.checks import Facts
from garant.rules.findings import tell
from garant.rules.profile import ColumnProfile, Profile, TableProfile
from garant.rules.register import Column, Person, StoreMap, Table
from garant.rules.registers import read_register
from scripts.bench.report import Figures

ACTIVITIES, STORES, TABLES, COLUMNS = 200, 10, 20, 25
TODAY = date(2026, 11, 23)
CATEGORIES = ("identity.name", "contact.email", "contact.phone", "contact.address", "transaction.amount", "note.text")


def measure(figures: Figures) -> None:
    """The median of five runs of each, after one to warm up."""
    facts = _facts()
    lexicon, words = read_lexicon(), read_findings()

    def whole() -> int:
        return len([tell(f, words, facts.law, "fr") for f in checks.run(facts, lexicon)])

    def plain() -> int:
        declared = {a.id: {i.category for i in a.items.values()} for a in facts.activities()}
        tables = (t for m in facts.maps.values() for t in m.tables.values())
        return sum(c.category not in declared[t.activity] for t in tables for c in t.columns.values())

    found = whole()
    figures.checks(ACTIVITIES, STORES * TABLES * COLUMNS, found, _seconds(whole), _seconds(plain))


def _seconds(work: Any) -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[2]


def _facts() -> Facts:
    """One column in six is of a category that its activity does not declare, one in fifty tables holds a NIR."""
    names = [f"a{n}" for n in range(ACTIVITIES)]
    register = read_register(
        {
            "garant": "register/1",
            "organisation": {"name": "Banc", "contact": "dpo@banc.example", "place": "FR"},
            "activities": {name: _activity(name) for name in names},
        }
    )
    stores = [f"s{n}" for n in range(STORES)]
    maps = {s: _map(s, names[at * TABLES : (at + 1) * TABLES]) for at, s in enumerate(stores)}
    profiles = {s: _profile(m) for s, m in maps.items()}
    law = read_law("FR", TODAY)
    return Facts(register, maps, law, TODAY, read_measures(), read_sharing(), read_transfers(), profiles)


def _activity(name: str) -> dict[str, Any]:
    words = {"fr": f"Activité {name}", "en": f"Activity {name}"}
    purpose = {"name": words, "kind": "sale.order", "basis": "contract"}
    item = {"collected_by": [], "purposes": ["p"], "required": True}
    items = {c.replace(".", "-"): {**item, "category": c} for c in CATEGORIES[:-1]}
    return {"name": words, "persons": ["customers"], "purposes": {"p": purpose}, "items": items}


def _map(store: str, activities: list[str]) -> StoreMap:
    tables = {}
    for activity in activities:
        columns = {f"c{n}": Column(f"c{n}", CATEGORIES[n % len(CATEGORIES)]) for n in range(COLUMNS)}
        tables[f"t_{activity}"] = Table(f"t_{activity}", activity, columns)
    first = next(iter(tables))
    return StoreMap(store, {"customer": Person("customer", first, ("c0",), {"email": ("c1",)})}, tables, {}, {})


def _profile(map: StoreMap) -> Profile:
    tables = {}
    for at, table in enumerate(map.tables.values()):
        met = {"sentence": 40, **({"holds-nir": 1, "holds-15-digits": 1} if at % 50 == 0 else {})}
        columns = {c: ColumnProfile(c, "text", filled=2000, distinct=1900, patterns=met) for c in table.columns}
        tables[table.name] = TableProfile(table.name, columns, sampled=2000)
    return Profile("postgresql", tables)
