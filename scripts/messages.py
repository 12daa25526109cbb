"""Gathers the sentences of the pages into the catalogue, and compiles it. Needs gettext's xgettext and msgfmt; fresh
machines do not, for the compiled catalogue is committed. Exits 1 while a sentence has no French.

    python scripts/messages.py
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

WEB = Path(__file__).resolve().parent.parent / "src" / "garant" / "web"
CATALOGUE = WEB / "locale" / "fr" / "LC_MESSAGES" / "django.po"


@dataclass(slots=True)
class Entry:
    """One sentence of the catalogue. `forms` holds one translation for each plural form, by its number."""

    id: str = ""
    plural: str = ""
    context: str | None = None
    forms: dict[int, str] = field(default_factory=dict)
    fuzzy: bool = False

    @property
    def complete(self) -> bool:
        wanted = 2 if self.plural else 1
        return not self.fuzzy and len([f for f in self.forms.values() if f]) >= wanted


def entries(text: str) -> Iterator[Entry]:
    """The entries of a .po file, its header apart."""
    for block in re.split(r"\n\s*\n", text):
        entry, target = Entry(), ""
        for line in block.splitlines():
            if line.startswith("#"):
                entry.fuzzy |= line.startswith("#,") and "fuzzy" in line
                continue
            keyword, _, quoted = line.partition(" ") if not line.startswith('"') else (target, "", line)
            target = keyword
            _add(entry, keyword, ast.literal_eval(quoted))
        if entry.id:
            yield entry


def _add(entry: Entry, keyword: str, text: str) -> None:
    if keyword == "msgid":
        entry.id += text
    elif keyword == "msgid_plural":
        entry.plural += text
    elif keyword == "msgctxt":
        entry.context = (entry.context or "") + text
    else:
        number = int(keyword[7:-1]) if "[" in keyword else 0
        entry.forms[number] = entry.forms.get(number, "") + text


def gather() -> None:
    """Read every template and module again; sentences no longer used go."""
    (WEB / "locale").mkdir(exist_ok=True)
    command = [
        "-m",
        "django",
        "makemessages",
        "-l",
        "fr",
        "-e",
        "html,py,txt",
        "--no-location",
        "--no-wrap",
        "--no-obsolete",
    ]
    subprocess.run([sys.executable, *command], cwd=WEB, check=True)
    text = CATALOGUE.read_text(encoding="utf-8")
    text = re.sub(
        r'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n', "", text
    )
    CATALOGUE.write_text(text, encoding="utf-8")


def main() -> int:
    gather()
    subprocess.run(["msgfmt", "--check-format", "-o", CATALOGUE.with_suffix(".mo"), CATALOGUE], check=True)
    missing = [e for e in entries(CATALOGUE.read_text(encoding="utf-8")) if not e.complete]
    for entry in missing:
        print(f"no French: {entry.id}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
