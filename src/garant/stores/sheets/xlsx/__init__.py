"""An Excel workbook as tables."""

from __future__ import annotations

from pathlib import Path

from garant.stores.sheets.catalogue import Book


def open_workbook(path: Path, raw: bytes) -> Book:
    raise NotImplementedError
