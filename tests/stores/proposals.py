"""What the tests of proposals share: a draft read back as the owner's map, and a database without its foreign keys."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

from garant.law.packs import read_law
from garant.law.reading import read_yaml
from garant.plugins import open_store
from garant.rules.decisions import Erasure, decide_erasure
from garant.rules.maps import read_map, undeclared
from garant.rules.plan import Cases
from garant.rules.profile import Pointer, Profile
from garant.rules.propose import propose, write
from garant.rules.register import StoreMap

TODAY = date(2026, 11, 23)
Found = set[tuple[str, tuple[str, ...], str, tuple[str, ...]]]

_TABLE_KEY = re.compile(
    r",\s*(CONSTRAINT\s+\S+\s+)?FOREIGN\s+KEY\s*\([^)]*\)\s*REFERENCES\s*\S+\s*\([^)]*\)"
    r"(\s+ON\s+(DELETE|UPDATE)\s+(NO\s+ACTION|CASCADE|SET\s+NULL|RESTRICT))*"
)
_COLUMN_KEY = re.compile(r"\s+REFERENCES\s+\w+\s*\(\w+\)")


def without_foreign_keys(source: Path, target: Path) -> Path:
    """A copy of an SQLite database whose tables declare no foreign key any more."""
    with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as full, closing(sqlite3.connect(target)) as bare:
        for name, sql in full.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall():
            stripped = _COLUMN_KEY.sub("", _TABLE_KEY.sub("", sql))
            assert "REFERENCES" not in stripped, name
            bare.execute(stripped)
            rows = full.execute(f'SELECT * FROM "{name}"').fetchall()
            if rows:
                bare.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        bare.commit()
    return target


def profile(url: str) -> Profile:
    store = open_store("shop", url)
    try:
        return store.profile()
    finally:
        store.close()


def declared(seen: Profile) -> Found:
    return _plain([p for t in seen.tables.values() for p in t.pointers])


def found(seen: Profile) -> Found:
    return _plain(seen.found)


def _plain(pointers: list[Pointer] | tuple[Pointer, ...]) -> Found:
    return {(p.table, p.columns, p.target, p.target_columns) for p in pointers}


def applied(url: str, language: str = "fr") -> tuple[str, StoreMap]:
    """The proposal's text, and the map that it is once applied unchanged: read, complete, and fitting its store."""
    store = open_store("shop", url)
    try:
        text = write(propose("shop", store.profile()), language)
        map = read_map(read_yaml(text, "proposal.yaml").data)
        assert undeclared([map]) == ()
        assert store.check(map) == ()
    finally:
        store.close()
    return text.replace("\u00a0", " "), map


def erasure(map: StoreMap) -> Cases:
    return decide_erasure(map, Erasure(read_law("FR", TODAY), (12, 31), TODAY))
