"""Says which rows of the requirements are shown by a test, and refuses a mapping that does not hold.

Reads `tests/requirements.yaml` (row id to tests), the outcomes that `make test` left in `build/tests.json`, and the
docstrings of the tests. It runs no test itself.
"""

import ast
import json
import re
import sys
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import yaml

ROOT = Path(__file__).resolve().parent.parent
MAPPING = ROOT / "tests" / "requirements.yaml"
OUTCOMES = ROOT / "build" / "tests.json"
SPEC = ROOT.parent / "shared" / "spec" / "requirements.md"
MOST = 3  # rows that one test can show before somebody should look


class Report(NamedTuple):
    """What the mapping comes to: rows shown, what is wrong with it, what somebody should look at."""

    covered: set[str]
    problems: list[str]
    review: list[str]


def main() -> int:
    """Print the report; 0 when every mapped test exists, ran, passed and says what it shows."""
    if not OUTCOMES.exists():
        print("No outcomes yet: run `make test` first.")
        return 1
    known = yaml.safe_load(MAPPING.read_text(encoding="utf-8"))
    totals: dict[str, int] = known["totals"]
    outcomes: dict[str, str] = json.loads(OUTCOMES.read_text(encoding="utf-8"))
    report = examine(known["rows"], outcomes, ROOT)
    problems = report.problems + misfits(totals, known["rows"])
    review = report.review + unmapped(known["rows"], outcomes, ROOT)
    for seed, total in totals.items():
        covered = sum(row.startswith(seed) for row in report.covered)
        print(f"{seed}  {covered:3} / {total:3}  {'█' * round(covered / total * 40)}")
    print(f"    {len(report.covered):3} / {sum(totals.values())} rows are shown by a test that ran")
    for line in review:
        print(f"to review: {line}")
    for line in problems:
        print(f"error: {line}")
    if "--open" in sys.argv[1:]:
        print("open: " + " ".join(sorted(spec_rows() - report.covered)))
    return 1 if problems else 0


def examine(rows: dict[str, list[str]], outcomes: dict[str, str], root: Path) -> Report:
    """Hold each row's tests against what ran and what their docstrings say."""
    covered: set[str] = set()
    problems: list[str] = []
    for row, tests in rows.items():
        faults = [fault for test in tests for fault in faults_of(row, test, outcomes, root)]
        problems += faults
        if tests and not faults:
            covered.add(row)
    named = Counter(test for tests in rows.values() for test in tests)
    review = [f"{test} is named for {count} rows" for test, count in sorted(named.items()) if count > MOST]
    return Report(covered, problems, review)


def faults_of(row: str, test: str, outcomes: dict[str, str], root: Path) -> list[str]:
    """Why a test does not show a row; empty when it does."""
    said = docstring(test, root)
    if said is None:
        return [f"{row}: {test} does not exist"]
    runs = [outcome for node, outcome in outcomes.items() if node == test or node.startswith(f"{test}[")]
    if not runs:
        return [f"{row}: {test} did not run"]
    if "failed" in runs or "passed" not in runs:
        return [f"{row}: {test} {'failed' if 'failed' in runs else 'was skipped'}"]
    if not (row in said and re.search(r"\bgiven\b.*\bthen\b", said, re.IGNORECASE | re.DOTALL)):
        return [f"{row}: the docstring of {test} does not name the row and restate its given, when, then"]
    return []


def unmapped(rows: dict[str, list[str]], outcomes: dict[str, str], root: Path) -> list[str]:
    """Tests whose docstring begins with a row that the mapping does not give them."""
    tests = sorted({node.split("[")[0] for node in outcomes})
    named = {test: re.match(r"(?:S[0-4]-\d+[,.: ]*)+", docstring(test, root) or "") for test in tests}
    return [
        f"{row}: {test} names it and is not mapped to it"
        for test, match in named.items()
        for row in (re.findall(r"S[0-4]-\d+", match.group(0)) if match else [])
        if test not in rows.get(row, [])
    ]


def docstring(test: str, root: Path) -> str | None:
    """The docstring of a test named by `path::Class::function`, empty without one; None if there is no such test."""
    path, *names = test.split("::")
    if not names or not (root / path).is_file():
        return None
    place: ast.AST = ast.parse((root / path).read_text(encoding="utf-8"))
    for name in names:
        inside = [
            node
            for node in ast.iter_child_nodes(place)
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.name == name
        ]
        if not inside:
            return None
        place = inside[-1]
    assert isinstance(place, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
    return ast.get_docstring(place) or ""


def spec_rows() -> set[str]:
    """The ids of all rows of the requirements; empty where the shared folder is not beside the project."""
    if not SPEC.exists():
        return set()
    return set(re.findall(r"^\| (S[0-4]-\d+) \|", SPEC.read_text(encoding="utf-8"), re.MULTILINE))


def misfits(totals: dict[str, int], rows: dict[str, list[str]]) -> list[str]:
    """Where the mapping and the requirements themselves disagree, as far as they can be read here."""
    spec = spec_rows()
    if not spec:
        return []
    counted = Counter(row[:2] for row in spec)
    wrong = [f"{row} is not a row of the requirements" for row in sorted(set(rows) - spec)]
    return wrong + [
        f"{seed} has {counted[seed]} rows, not {total}" for seed, total in totals.items() if counted[seed] != total
    ]


if __name__ == "__main__":
    sys.exit(main())
