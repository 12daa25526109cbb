"""Counts what should become rarer, and refuses a rise: long files, broad excepts, silenced checks.

The bounds are in `scripts/counts.toml`; whoever lowers a figure lowers its bound. Each exception bears its reason.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOUNDS = Path(__file__).with_name("counts.toml")
ITSELF = ("scripts/counts.py", "tests/house/test_counts.py")
BROAD = re.compile(r"except\b[^:]*:(.*)")
PATTERNS = {
    "type: ignore": re.compile(r"#\s*type:\s*ignore(?:\[[\w, -]+\])?(?P<reason>.*)"),
    "noqa": re.compile(r"#\s*noqa\b(?::\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)?(?P<reason>.*)"),
    "skips": re.compile(r"@?pytest\.mark\.(?:skip|skipif|xfail)\b(?P<reason>.*)|pragma: no cover(?P<why>.*)"),
}


def main() -> int:
    """Print the figures beside their bounds, and what breaks them; 0 when all hold."""
    bounds: dict[str, int] = tomllib.loads(BOUNDS.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {name: [] for name in ("broad excepts", *PATTERNS)}
    problems: list[str] = []
    longest = (0, "")
    for path, text in sources():
        lines = text.splitlines()
        if path.startswith("src/"):
            longest = max(longest, (len(lines), path))
        for number, name, reason in exceptions(text):
            found[name].append(f"{path}:{number}")
            above = lines[number - 2].strip() if number > 1 else ""
            below = lines[number].strip() if number < len(lines) else ""
            if not (has_words(reason) or above.startswith("#") or below.startswith("#") or "reason=" in below):
                problems.append(f"{path}:{number}: {name} without a reason beside it")
    figures = {name: len(places) for name, places in found.items()} | {"longest file": longest[0]}
    for name, figure in figures.items():
        print(f"{name:16}{figure:5} (at most {bounds[name]})")
        if figure > bounds[name]:
            problems += [
                f"{name}: {figure}, more than {bounds[name]}",
                *(f"  {place}" for place in found.get(name, [])),
            ]
            problems += [f"  {longest[1]}"] if name == "longest file" else []
    print("\n".join(problems), end="\n" if problems else "")
    return 1 if problems else 0


def sources() -> Iterator[tuple[str, str]]:
    """Path and text of each Python file of the project, without migrations and what speaks of exceptions itself."""
    listing = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py"], cwd=ROOT, check=True, capture_output=True, text=True
    )
    for path in listing.stdout.splitlines():
        if "/migrations/" not in path and path not in ITSELF and (ROOT / path).exists():
            yield path, (ROOT / path).read_text(encoding="utf-8")


def exceptions(text: str) -> Iterator[tuple[int, str, str]]:
    """Line, kind and reason of each exception to a rule that a file makes."""
    lines = text.splitlines()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler) and swallows(node):
            match = BROAD.search(lines[node.lineno - 1])
            yield node.lineno, "broad excepts", match.group(1) if match else ""
    for number, line in enumerate(lines, start=1):
        for name, pattern in PATTERNS.items():
            if match := pattern.search(line):
                yield number, name, next((group for group in match.groups() if group), "")


def swallows(handler: ast.ExceptHandler) -> bool:
    """Whether a handler takes any error whatever and does not raise it again at its end."""
    broad = handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")
    last = handler.body[-1]
    return broad and not (isinstance(last, ast.Raise) and last.exc is None)


def has_words(reason: str) -> bool:
    """Whether a reason is one: at least two words."""
    return len(re.findall(r"[^\W\d_]+", reason)) >= 2


if __name__ == "__main__":
    sys.exit(main())
