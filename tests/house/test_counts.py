"""An exception to a rule is seen, and its reason with it."""

from __future__ import annotations

import pytest

from scripts.counts import exceptions, has_words


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("except Exception:", [("broad excepts", False)]),
        ("except:", [("broad excepts", False)]),
        ("except (BaseException) as fault:  # the top of the command line", [("broad excepts", True)]),
        ("except ValueError:", []),
        ("except ExceptionGroup:", []),
        ("x = y  # type: " + "ignore[arg-type]", [("type: ignore", False)]),
        ("x = y  # type: " + "ignore[arg-type]  # the stubs are wrong", [("type: ignore", True)]),
        ("x = y  # no" + "qa: S608 - built from names that we checked", [("noqa", True)]),
        ("x = y  # no" + "qa: S608,S603", [("noqa", False)]),
        ("@pytest.mark." + "skip", [("skips", False)]),
    ],
)
def test_a_silenced_check_is_counted_and_asked_for_its_reason(line: str, seen: list[tuple[str, bool]]) -> None:
    assert [(name, has_words(reason)) for name, reason in exceptions(line)] == seen
