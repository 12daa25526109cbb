"""Which styles of a workbook show a number as a day."""

from __future__ import annotations

import re
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
BUILT_IN = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
"""What of a number's format is no instruction: quoted text, escaped signs, colours, conditions."""
DAYS = re.compile(r"[dmyhs]", re.IGNORECASE)


def dated_styles(styles: ElementTree.Element | None) -> frozenset[int]:
    """Numbers of the cell styles that show days or times."""
    if styles is None:
        return frozenset()
    formats = {int(one.get("numFmtId", 0)): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
    dated = {number for number, code in formats.items() if _is_dated(code)} | (BUILT_IN - set(formats))
    cells = styles.find(f"{MAIN}cellXfs")
    used = [] if cells is None else [int(one.get("numFmtId", 0)) for one in cells]
    return frozenset(style for style, number in enumerate(used) if number in dated)


def _is_dated(code: str) -> bool:
    return DAYS.search(ASIDE.sub("", code).replace("General", "")) is not None
