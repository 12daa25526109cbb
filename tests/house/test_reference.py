"""The pages of the reference name everything that they are about, and nothing else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from garant.config import Mail, Settings

ROOT = Path(__file__).resolve().parent.parent.parent
REFERENCE = ROOT / "docs" / "reference"
SCHEMA = json.loads((ROOT / "src" / "garant" / "rules" / "map.schema.json").read_text(encoding="utf-8"))


def first_column(page: str) -> set[str]:
    """Every name in code that begins a row of a table on a page."""
    rows = re.findall(r"^\| (`[^|]*) \|", (REFERENCE / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def keys(schema: Any) -> Iterator[str]:
    """Every key that a JSON Schema allows, at any depth, languages left out."""
    if isinstance(schema, dict):
        for name, inside in schema.items():
            if name == "properties":
                yield from inside
            yield from keys(inside)
    if isinstance(schema, list):
        for inside in schema:
            yield from keys(inside)


def test_every_setting_is_on_its_page() -> None:
    given = {field.name for field in fields(Settings)} - {"instance", "mail"} | {"database_env"}
    mail = {field.name for field in fields(Mail)} - {"password"}
    assert first_column("settings.md") == given | mail


def test_every_key_of_a_map_is_on_its_page() -> None:
    assert first_column("map.md") == set(keys(SCHEMA)) - {"fr", "en"}
