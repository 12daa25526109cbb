"""The instance that this process serves, handed to its pages."""

from __future__ import annotations

from django.http import HttpRequest

from garant.actions.instance import Instance
from garant.errors import ConfigError

_served: list[Instance] = []


def serve(house: Instance) -> None:
    """From now on the pages of this process speak for this house."""
    _served[:] = [house]


def house_of(request: HttpRequest) -> Instance:
    """The house that this request speaks to."""
    if not _served:
        raise ConfigError("No instance is open in this process.", remedy="Start it with `garant serve`.")
    return _served[0]
