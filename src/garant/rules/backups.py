"""How long backups still hold what was erased (E10). Pure; says nothing where nobody has declared it."""

from __future__ import annotations

from collections.abc import Collection

from garant.rules.processing import Register


def oldest(register: Register, stores: Collection[str]) -> int | None:
    """The age in days that the oldest copy of these stores can reach; None where a declared backup does not say, or
    none is declared."""
    places = {place.id for place in register.places.values() if place.store in stores} | set(stores)
    found = [backup.days for backup in register.backups.values() if places.intersection(backup.of)]
    days = [each for each in found if each is not None]
    return max(days) if days and len(days) == len(found) else None
