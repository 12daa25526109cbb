"""A large register opened: entries as the ledger keeps them, beside the plain parse of the same bytes."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from garant.actions import declared
from garant.actions.instance import join
from garant.law.packs import read_law
from garant.law.phrases import read_phrases
from garant.rules.maps import read_map
from garant.rules.registers import entries, of_entries, read_entry, read_register, write_entry
from garant.rules.registers.views import views
from scripts.bench.report import Figures

ACTIVITIES, ITEMS = 200, 25
TODAY = date(2026, 11, 23)


def measure(figures: Figures) -> None:
    """The median of five: what `Instance.register` does after a change, without the ledger's unsealing."""
    bodies = {key: json.dumps(declared.body(write_entry(key[0], value))) for key, value in entries(_register()).items()}
    maps = json.dumps(_map())
    law, phrases = read_law("FR", TODAY), read_phrases()

    def opened() -> int:
        read = {key: read_entry(*key, json.loads(text)) for key, text in bodies.items()}
        small = views(of_entries(read), law, phrases)
        return len(join([read_map(json.loads(maps))], small).activities)

    def plain() -> int:
        return len([json.loads(text) for text in (*bodies.values(), maps)])

    opened()
    figures.opening(ACTIVITIES, ACTIVITIES * ITEMS, _seconds(opened), _seconds(plain))


def _seconds(work: Callable[[], int]) -> float:
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)[2]


def _register() -> Any:
    words = {"fr": "Banc", "en": "Bench"}
    item = {"category": "contact.email", "sources": ["form"], "used_by": ["r"], "purposes": ["p"], "why": words}
    purpose = {"name": words, "kind": "sale", "basis": "contract", "durations": [{"years": 3, "clock": "last-contact"}]}
    items = {f"i{n}": item for n in range(ITEMS)}
    return read_register(
        {
            "garant": "register/1",
            "organisation": {"name": "Banc", "contact": "dpo@banc.example", "place": "FR"},
            "activities": {
                f"a{n}": {"name": words, "purposes": {"p": purpose}, "items": items} for n in range(ACTIVITIES)
            },
            "roles": {"r": words},
        }
    )


def _map() -> dict[str, Any]:
    columns = {f"c{n}": "contact.email" for n in range(ITEMS)}
    tables = {
        f"t{n}": {"activity": f"a{n}.p", "of": "customer via id", "columns": columns} for n in range(1, ACTIVITIES)
    }
    first = {"activity": "a0.p", "columns": columns}
    persons = {"customer": {"table": "t0", "key": "id", "identities": {"email": "c1"}}}
    return {"garant": "map/1", "store": "s", "persons": persons, "tables": {"t0": first, **tables}}
