"""The instance that this process serves, handed to its pages."""

from __future__ import annotations

from django.http import HttpRequest

from garant.actions.instance import Instance
from garant.errors import ConfigError
from garant.ledger.values import Organisation

_served: list[Instance] = []


def serve(house: Instance) -> None:
    """From now on the pages of this process speak for this house."""
    _served[:] = [house]


def organisation_of(request: HttpRequest) -> Organisation | None:
    """Whose pages these are, if an instance is open; for pages that must appear whatever failed."""
    return _served[0].organisation if _served else None


def house_of(request: HttpRequest) -> Instance:
    """The house that this request speaks to."""
    if not _served:
        raise ConfigError("No instance is open in this process.", remedy="Start it with `garant serve`.")
    return _served[0]
