"""Holds the pages against the project: links lead somewhere, pictures exist, commands parse, generated pages are fresh.

It reads Markdown as text and fetches nothing: a link to another host is not followed.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from scripts import reference

ROOT = Path(__file__).resolve().parent.parent
LINK = re.compile(r"!?\[[^\]]*\]\(\s*<?([^)\s>]+)")
HEADING = re.compile(r"^#+\s+(.+?)\s*$", re.MULTILINE)
BLOCK = re.compile(r"^```(\w*)[^\n]*\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main() -> int:
    """Print what does not hold, by file and line; 0 when everything does."""
    faults = [fault for page in pages() for fault in faults_of(page)]
    faults += reference.stale()
    print("\n".join(faults), end="\n" if faults else "")
    print(f"{sum(1 for _ in pages())} pages read, {len(faults)} faults")
    return 1 if faults else 0


def pages() -> Iterator[Path]:
    """Every Markdown page of the project."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    yield from (ROOT / name for name in listing.stdout.splitlines() if (ROOT / name).exists())


def faults_of(page: Path) -> Iterator[str]:
    """What is wrong on one page."""
    text = page.read_text(encoding="utf-8")
    prose = BLOCK.sub(lambda block: "\n" * block.group(0).count("\n"), text)
    for match in LINK.finditer(prose):
        if fault := fault_of_link(page, match.group(1)):
            yield f"{place(page, text, match.start())}: {fault}"
    for match in BLOCK.finditer(text):
        if match.group(1) in ("sh", "console"):
            for fault in faults_of_commands(match.group(2)):
                yield f"{place(page, text, match.start())}: {fault}"


def fault_of_link(page: Path, link: str) -> str:
    """Why a link of a page leads nowhere; empty when it leads somewhere, or to another host."""
    if re.match(r"[a-z]+:", link):
        return ""
    path, _, anchor = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    if not target.exists() or not target.is_relative_to(ROOT):
        return f"no such file: {link}"
    if anchor and target.suffix == ".md" and anchor not in anchors(target):
        return f"no such heading: {link}"
    return ""


def anchors(page: Path) -> set[str]:
    """The names by which a page's headings can be linked to."""
    headings = HEADING.findall(BLOCK.sub("", page.read_text(encoding="utf-8")))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def faults_of_commands(block: str) -> Iterator[str]:
    """Which lines of a shell block call a make target, a garant command or an option that does not exist."""
    joined = re.sub(r"\\\n\s*", " ", block)
    for line in joined.splitlines():
        words = shlex.split(line.removeprefix("$ "), comments=True)
        while words and (re.match(r"\w+=", words[0]) or words[0] in ("$", "sudo", "export")):
            words.pop(0)
        words = words[: next((i for i, word in enumerate(words) if word in (">", "<", "|", "&&", "&")), len(words))]
        if words[:1] == ["make"]:
            yield from (f"no such target: make {word}" for word in words[1:2] if word not in reference.targets())
        elif words and words[0].endswith("garant") and (fault := reference.misuse(words[1:])):
            yield f"garant {' '.join(words[1:])}: {fault}"


def place(page: Path, text: str, offset: int) -> str:
    """File and line of a spot on a page."""
    return f"{page.relative_to(ROOT)}:{text.count(chr(10), 0, offset) + 1}"


if __name__ == "__main__":
    sys.exit(main())
