"""The application as a WSGI server runs it. `build` opens the instance that GARANT_INSTANCE names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garant import config
from garant.ledger import setup

if TYPE_CHECKING:
    from wsgiref.types import StartResponse

    from garant.actions.instance import Instance

    Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

HEALTH = "/healthz"


def build() -> Application:
    """Open the instance and lay its pages. Called once in each process of the server."""
    folder = Path(os.environ["GARANT_INSTANCE"])
    setup.start(config.read_settings(folder, os.environ))  # Django is configured before its rooms are imported (B1)
    from garant.actions.instance import open_instance  # noqa: PLC0415 - as Django must be configured first

    return application(open_instance(folder))


def application(house: Instance) -> Application:
    """The pages of an instance that is open already."""
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415 - as above

    from garant.web import house as served  # noqa: PLC0415 - as Django must be configured first

    served.serve(house)
    pages = get_wsgi_application()

    def answer(environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == HEALTH:  # no host, no session, no ledger: the process is up and can answer
            start_response("200 OK", [("Content-Type", "text/plain"), ("Cache-Control", "no-store")])
            return [b"ok\n"]
        return pages(environ, start_response)

    return answer
