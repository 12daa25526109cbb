"""The requirement report believes no mapping that does not hold."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.requirements_report import examine

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


def test_each_case_of_a_parametrised_test_must_have_passed(project: Path) -> None:
    outcomes = {f"{TEST}[sqlite]": "passed", f"{TEST}[postgresql]": "skipped"}
    report = examine({"S3-02": [TEST]}, outcomes, project)
    assert (report.covered, report.problems) == (set(), [f"S3-02: {TEST} was skipped"])


@pytest.mark.parametrize(
    ("test", "outcomes", "problem"),
    [
        ("tests/test_rights.py::test_gone", {}, "does not exist"),
        ("tests/test_gone.py::test_gone", {}, "does not exist"),
        (TEST, {}, "did not run"),
        (TEST, {TEST: "failed"}, "failed"),
        (
            "tests/test_rights.py::test_silent",
            {"tests/test_rights.py::test_silent": "passed"},
            "does not restate the row's given, when, then",
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
