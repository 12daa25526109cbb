"""The requirement report believes no mapping that does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.requirements_report import examine, unmapped

TEST = "tests/test_rights.py::test_alice_gets_her_data"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one test that restates its row, and one that says nothing."""
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_rights.py").write_text(
        "def test_alice_gets_her_data():\n"
        '    """S3-02. Given the form, then the right of access can be chosen."""\n'
        "def test_silent():\n"
        "    pass\n",
        encoding="utf-8",
    )
    return tmp_path


def test_a_row_is_covered_when_its_test_ran_and_says_what_it_shows(project: Path) -> None:
    report = examine({"S3-02": [TEST]}, {TEST: "passed"}, project)
    assert (report.covered, report.problems, report.review) == ({"S3-02"}, [], [])


@pytest.mark.parametrize(
    ("second", "problems"),
    [("passed", []), ("skipped", []), ("failed", [f"S3-02: {TEST} failed"])],
)
def test_no_case_of_a_parametrised_test_may_fail(project: Path, second: str, problems: list[str]) -> None:
    """Where an engine is missing its case is skipped; in CI a skip is a failure, so there all must have passed."""
    outcomes = {f"{TEST}[sqlite]": "passed", f"{TEST}[postgresql]": second}
    assert examine({"S3-02": [TEST]}, outcomes, project).problems == problems


def test_a_test_that_names_a_row_and_is_not_mapped_to_it_is_listed_for_review(project: Path) -> None:
    outcomes = {TEST: "passed", "tests/test_rights.py::test_silent": "passed"}
    assert unmapped({}, outcomes, project) == [f"S3-02: {TEST} names it and is not mapped to it"]
    assert unmapped({"S3-02": [TEST]}, outcomes, project) == []


@pytest.mark.parametrize(
    ("test", "outcomes", "problem"),
    [
        ("tests/test_rights.py::test_gone", {}, "does not exist"),
        ("tests/test_gone.py::test_gone", {}, "does not exist"),
        (TEST, {}, "did not run"),
        (TEST, {TEST: "failed"}, "failed"),
        (TEST, {TEST: "skipped"}, "was skipped"),
        (
            "tests/test_rights.py::test_silent",
            {"tests/test_rights.py::test_silent": "passed"},
            "does not name the row and restate its given, when, then",
        ),
    ],
)
def test_a_mapping_that_does_not_hold_is_an_error(
    project: Path, test: str, outcomes: dict[str, str], problem: str
) -> None:
    report = examine({"S3-02": [test]}, outcomes, project)
    assert report.covered == set()
    assert [line.endswith(problem) for line in report.problems] == [True]


def test_a_test_named_for_four_rows_is_listed_for_review(project: Path) -> None:
    rows = {f"S3-0{number}": [TEST] for number in (1, 2, 3, 4)}
    report = examine(rows, {TEST: "passed"}, project)
    assert report.review == [f"{TEST} is named for 4 rows"]
