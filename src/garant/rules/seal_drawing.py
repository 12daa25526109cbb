"""The drawing of a seal: a rosette that a SHA-256 fingerprint alone determines, so that the eye sees a change.

It helps the eye and proves nothing: the fingerprint decides.
"""

from __future__ import annotations

from html import escape
from math import cos, pi, sin

_CENTRE = 60.0
_POINTS = 144
_OUTER, _INNER = 39.0, 28.0
"""Mean radii of the two rings of petals, in a square of 120."""


def groups(fingerprint: str) -> str:
    """The first sixteen hexadecimal digits in groups of four, as they are read aloud and compared."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, 16, 4))


def rosette(fingerprint: str, *, title: str) -> str:
    """An inline SVG in `currentColor`, without style attributes, for a fingerprint of 64 hexadecimal digits.

    Bytes 0 to 3 set the outer ring and bytes 4 to 7 the inner one: number of petals, depth, turn, and copies. The
    first group of the fingerprint stands at its heart. `title` is what somebody who does not see it is told.
    """
    digest = bytes.fromhex(fingerprint)
    if len(digest) != 32:
        raise ValueError("a seal is drawn from a SHA-256 fingerprint: 64 hexadecimal digits")
    name = fingerprint[:16]
    rings = _ring(digest[0:4], _OUTER, f"seal-{name}-a") + _ring(digest[4:8], _INNER, f"seal-{name}-b")
    circles = "".join(f'<circle cx="60" cy="60" r="{radius}"/>' for radius in ("56", "58.5", "18.5"))
    return (
        f'<svg viewBox="0 0 120 120" role="img" aria-label="{escape(title, quote=True)}">{rings}'
        f'<g fill="none" stroke="currentColor" stroke-width=".8">{circles}</g>'
        f'<text x="60" y="63">{fingerprint[:4]}</text></svg>'
    )


def _ring(parts: bytes, radius: float, name: str) -> str:
    """One closed line of petals, and its copies turned evenly within the width of a petal."""
    petals = 5 + parts[0] % 9
    depth = 0.10 + parts[1] / 255 * 0.20
    turn = parts[2] / 256 * 2 * pi / petals
    copies = 3 + parts[3] % 4
    line = "L".join(_point(radius, petals, depth, turn, 2 * pi * step / _POINTS) for step in range(_POINTS))
    path = f'<path id="{name}" fill="none" stroke="currentColor" stroke-width=".55" d="M{line}Z"/>'
    angle = 360 / petals / copies
    turned = (f'<use href="#{name}" transform="rotate({angle * copy:.2f} 60 60)"/>' for copy in range(1, copies))
    return path + "".join(turned)


def _point(radius: float, petals: int, depth: float, turn: float, at: float) -> str:
    wave = cos(petals * (at + turn)) + 0.3 * cos(2 * petals * at)
    reach = radius * (1 + depth * wave)
    return f"{_CENTRE + reach * cos(at):.1f} {_CENTRE + reach * sin(at):.1f}"
