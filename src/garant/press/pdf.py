"""A letter on paper: PDF/UA-1 and PDF/A-2a by Typst, which refuses to make a file that is not accessible.

What people typed reaches Typst as JSON values only, in a folder that it cannot leave.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

from garant.press.letter import Letter, web_address

FONTS = ("Libertinus Serif", "Noto Serif", "Noto Sans", "DejaVu Sans")
"""The first comes with Typst; the others, where a machine has them, for scripts that it lacks."""
_FOREIGN = re.compile(r"[^\n\u0020-\u007e\u00a0-\u017f\u0218-\u021b\u0391-\u03c9\u0400-\u045f\u2010-\u2026\u20ac]")
"""Outside of what the face that comes with Typst surely draws: Latin, Greek, Cyrillic, common signs."""
_BOX = "[?]"
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def letter_pdf(letter: Letter) -> bytes:
    """The letter as a PDF. The same letter gives the same bytes on the same machine.

    A character for which this machine has no font becomes a box: the standards forbid a file with a missing glyph,
    and the text and the page of the letter still bear it.
    """
    import typst  # noqa: PLC0415  # heavy: imported when used (B6)

    data = _printable(_data(letter))
    try:
        return _compiled(typst.compile, data)
    except typst.TypstError:  # a missing glyph, if it was not the template
        return _compiled(typst.compile, _printable(data, _FOREIGN, _BOX))


def _compiled(typeset: Callable[..., bytes], data: Any) -> bytes:
    folder = Path(str(resources.files("garant.press").joinpath("typst")))
    return typeset(
        str(folder / "letter.typ"),
        root=str(folder),
        format="pdf",
        sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
    )


def _data(letter: Letter) -> dict[str, Any]:
    """The letter as values. Paper cannot be pressed: the address of a link is printed once, where it comes first."""
    data: dict[str, Any] = json.loads(letter.as_json())
    printed: set[str] = set()
    for block in data["blocks"]:
        if block["kind"] == "Link":
            block["url"] = url = web_address(block["url"])
            block["printed"] = url is not None and url not in printed and not url.startswith("mailto:")
            printed.add(url or "")
    house = letter.organisation.name
    day = {"year": letter.made.year, "month": letter.made.month, "day": letter.made.day}
    return data | {"fonts": FONTS, "date": day, "footer": f"{house} · {letter.subject}"}


def _printable(value: Any, unwanted: re.Pattern[str] = _UNPRINTABLE, instead: str = "") -> Any:
    """The same values with other characters in place of those that cannot stand in a PDF/A file."""
    match value:
        case str():
            return unwanted.sub(instead, value)
        case dict():
            return {key: _printable(one, unwanted, instead) for key, one in value.items()}
        case list() | tuple():
            return [_printable(one, unwanted, instead) for one in value]
        case _:
            return value
