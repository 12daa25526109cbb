"""Configures Django for one instance, before anything of the ledger is loaded (B1). Imports no model itself."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from garant import config
from garant.errors import UsageError
from garant.ledger import master, setup
from garant.ledger.setup import told

__all__ = ["folder_of", "new", "prepare", "prepare_demo", "read", "start", "told"]


def folder_of(args: argparse.Namespace) -> Path:
    """The instance named by --instance, by GARANT_INSTANCE, or the current folder."""
    folder = Path(getattr(args, "instance", None) or os.environ.get("GARANT_INSTANCE") or ".")
    if not (folder / config.FILE).is_file():
        raise UsageError(
            "There is no instance here.",
            place=str(folder),
            remedy="Name one with --instance DIR or GARANT_INSTANCE, or make one: `garant init DIR`.",
        )
    return folder


def read(folder: Path) -> config.Settings:
    return config.read_settings(folder, os.environ)


def start(folder: Path) -> config.Settings:
    """Start the ledger of an existing instance."""
    settings = read(folder)
    setup.start(settings)
    return settings


def prepare(folder: Path, **values: Any) -> config.Settings:
    """Write a new instance's settings and its master key, and start its ledger. Overwrites nothing."""
    config.write_settings(folder, values)
    settings = read(folder)
    master.make(settings.master_key_file)
    setup.start(settings)
    return settings


@contextmanager
def new(folder: Path, **values: Any) -> Iterator[None]:
    """The same, taken back if the block fails: a folder half made would stand in the way of the next try."""
    settings = prepare(folder, **values)
    try:
        with told():
            yield
    except BaseException:
        setup.close()
        files = (folder / config.FILE, settings.master_key_file, settings.secret_file)
        for file in (*files, *folder.glob(f"{settings.sqlite_file.name}*")):
            file.unlink(missing_ok=True)
        for empty in (settings.master_key_file.parent, folder):
            with suppress(OSError):  # something of somebody else's is in it
                empty.rmdir()
        raise


def prepare_demo(folder: Path, *, port: int) -> config.Settings:
    """The same for the demo: letters are written to a folder, and shown on a page, instead of being sent."""
    address = f"http://localhost:{port}"
    if (folder / config.FILE).is_file():
        os.environ["GARANT_BASE_URL"] = address  # it may have been built for another port
        return start(folder)
    return prepare(folder, language="fr", demo=True, mail_folder="mail", base_url=address, port=port)
