"""Static files, served by the application itself: few, small, kept in memory under names that bear their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse

FOLDER = Path(__file__).parent / "static"
TYPES = {".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is sent: `name` is "garant.3f9a1c02b7de.css", so that a browser may keep it for ever."""

    name: str
    type: str
    body: bytes


@cache
def assets() -> dict[str, Asset]:
    """Every static file, by its plain name."""
    found = {}
    for path in sorted(FOLDER.iterdir()):
        if path.suffix in TYPES:
            body = path.read_bytes()
            digest = hashlib.sha256(body).hexdigest()[:12]
            found[path.name] = Asset(f"{path.stem}.{digest}{path.suffix}", TYPES[path.suffix], body)
    return found


@cache
def by_sent_name() -> dict[str, Asset]:
    return {asset.name: asset for asset in assets().values()}


def address(name: str) -> str:
    """The path under which the file `name` ("garant.css") is served."""
    return f"/static/{assets()[name].name}"


def send(request: HttpRequest, name: str) -> HttpResponse:
    asset = by_sent_name().get(name)
    if asset is None:
        raise Http404
    response = HttpResponse(asset.body, content_type=asset.type)
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
