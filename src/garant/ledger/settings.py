"""The settings module for tools (mypy's plugin, makemigrations): GARANT_INSTANCE, or an empty ledger in memory.

A running Garant is configured by `setup.start`, not from here.
"""

import os
from pathlib import Path

from garant.config import Settings, read_settings
from garant.ledger import framework

_instance = Path(os.environ.get("GARANT_INSTANCE", ".")).absolute()
_settings = (
    read_settings(_instance, os.environ)
    if "GARANT_INSTANCE" in os.environ
    else Settings(_instance, _instance / "master.key", _instance / "journal.jsonl", _instance / "secret.key")
)
_unsigned = "for tools only: nothing is signed with it"
globals().update(framework.FIXED | framework.of_instance(_settings, _unsigned))
if "GARANT_INSTANCE" not in os.environ:
    DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
