"""Which adapter opens a URL, and what is said when none does."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from garant import plugins
from garant.errors import StoreError
from garant.plugins import open_store
from garant.stores.manual import ManualStore


def test_opening_a_store_reaches_for_nothing_yet(tmp_path: Path) -> None:
    assert open_store("shop", "postgresql://clerk:secret@nowhere.invalid/shop").name == "shop"
    assert open_store("shop", "mariadb://clerk:secret@nowhere.invalid/shop").name == "shop"


@pytest.mark.parametrize("url", ["oracle://clerk:secret@host/shop", "shop.sqlite", ""])
def test_an_unknown_scheme_is_told_without_quoting_the_url(url: str) -> None:
    with pytest.raises(StoreError, match="no adapter is installed") as told:
        open_store("shop", url)
    assert "secret" not in str(told.value)
    assert "postgresql" in told.value.remedy


def test_a_wrong_option_is_told() -> None:
    with pytest.raises(StoreError, match="`batch` must be temp, table or values"):
        open_store("shop", "sqlite:///shop.sqlite", options={"batch": "carrier pigeon"})


def test_another_package_brings_an_adapter(monkeypatch: pytest.MonkeyPatch) -> None:
    announced = EntryPoint(name="drawer", value="garant.stores.manual:open_store", group=plugins.GROUP)

    def entry_points(*, group: str, name: str | None = None) -> list[EntryPoint]:
        return [announced] if group == plugins.GROUP and name in {None, "drawer"} else []

    monkeypatch.setattr(plugins, "entry_points", entry_points)
    store = open_store("paper", "drawer:second-from-top")
    assert isinstance(store, ManualStore)
    assert store.name == "paper"


def test_a_missing_driver_is_told_with_the_extra_that_brings_it() -> None:
    code = """
import sys
sys.modules["psycopg"] = None
from garant.errors import StoreError
from garant.plugins import open_store
try:
    open_store("shop", "postgresql://clerk:secret@host/shop")
except StoreError as told:
    print(told)
"""
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "shop: the driver psycopg is not installed. Install it: pip install 'garant[postgresql]'."


def test_drivers_and_sqlalchemy_are_loaded_when_a_store_is_opened() -> None:
    heavy = {"sqlalchemy", "psycopg", "pymysql", "phonenumbers"}
    code = f"import sys, garant.plugins; print(sorted({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert said.strip() == "[]"
