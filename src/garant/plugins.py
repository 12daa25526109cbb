"""Opens what is installed: stores by the scheme of their URL, ours and those other packages announce.

A package announces an adapter as an entry point of the group `garant.stores`, named by its scheme; it is a callable
taking name, URL and options, and returning a `Store`.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from importlib.metadata import entry_points
from types import MappingProxyType
from typing import cast

from garant.errors import StoreError
from garant.stores.port import Store

GROUP = "garant.stores"
OURS: Mapping[str, str] = {
    "sqlite": "garant.stores.sql",
    "postgresql": "garant.stores.sql",
    "postgres": "garant.stores.sql",
    "mysql": "garant.stores.sql",
    "mariadb": "garant.stores.sql",
    "csv": "garant.stores.sheets",
    "xlsx": "garant.stores.sheets",
    "manual": "garant.stores.manual",
}
FILES: Mapping[str, str] = {"sqlite": ":///", "csv": ":", "xlsx": ":"}
"""Schemes whose address is the path of a file → after what it stands when it is given from the current folder:
`sqlite:///shop.db`, `csv:clients.csv`."""
EXTRAS: Mapping[str, str] = {"psycopg": "postgresql", "pymysql": "mariadb"}
"""The driver's module → the extra of `garant` that installs it."""
NO_OPTIONS: Mapping[str, str] = MappingProxyType({})


def open_store(name: str, url: str, *, options: Mapping[str, str] = NO_OPTIONS) -> Store:
    """The store of this name. Opens no connection yet. Raises `StoreError` for a scheme or a driver that is missing;
    no message quotes the URL, which holds a password."""
    scheme = url.partition(":")[0].partition("+")[0].casefold()
    try:
        if scheme in OURS:
            return cast(Store, import_module(OURS[scheme]).open_store(name, url, options))
        for found in entry_points(group=GROUP, name=scheme):
            return cast(Store, found.load()(name, url, options))
    except ModuleNotFoundError as missing:
        driver = missing.name or ""
        extra = EXTRAS.get(driver.partition(".")[0])
        if extra is None:
            raise
    else:
        known = ", ".join(sorted({*OURS, *(found.name for found in entry_points(group=GROUP))}))
        raise StoreError("no adapter is installed for this URL.", place=name, remedy=f"Known schemes: {known}.")
    raise StoreError(
        f"the driver {driver} is not installed.", place=name, remedy=f"Install it: pip install 'garant[{extra}]'."
    )
