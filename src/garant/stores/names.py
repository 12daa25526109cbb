"""Names of tables and columns as a map writes them: exactly, else without regard to case."""

from __future__ import annotations

from collections.abc import Iterable

from garant.stores.port import TableInfo


def same_name(name: str, known: Iterable[str]) -> str | None:
    """The one known name that equals `name` but for case; None when there is none, or more than one."""
    found = [candidate for candidate in known if candidate.casefold() == name.casefold()]
    return found[0] if len(found) == 1 else None


def column_name(info: TableInfo, name: str) -> str | None:
    return name if name in info.columns else same_name(name, info.columns)
