"""The law as actions use it: from packs whose every case holds. A pack that fails one of its cases decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from garant.law.cases import check_packs, refuse_failing
from garant.law.packs import BUILTIN, read_law
from garant.law.provisions import Law
from garant.rules.cases import judge


def law_in_force(place: str, on: date, *, folders: Sequence[Path] = BUILTIN) -> Law:
    """The law at a place on a date. Raises LawError, with file and line, if a pack is ill-formed or fails a case."""
    _prove(tuple(folders))
    return read_law(place, on, folders=folders)


@lru_cache(maxsize=16)
def _prove(folders: tuple[Path, ...]) -> None:
    """Once a process; a tenth of a second."""
    refuse_failing(check_packs(judge, folders=folders))
