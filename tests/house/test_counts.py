"""An exception to a rule is seen, and its reason with it."""

from __future__ import annotations

import pytest

from scripts.counts import exceptions, has_words

TRY = "try:\n    pass\n"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        (TRY + "except Exception:\n    pass", [("broad excepts", False)]),
        (TRY + "except:\n    pass", [("broad excepts", False)]),
        (TRY + "except BaseException as fault:  # the top of the command line\n    pass", [("broad excepts", True)]),
        (TRY + "except Exception:\n    clean()\n    raise", []),
        (TRY + "except ValueError:\n    pass", []),
        ("x = y  # type: " + "ignore[arg-type]", [("type: ignore", False)]),
        ("x = y  # type: " + "ignore[arg-type]  # the stubs are wrong", [("type: ignore", True)]),
        ("x = y  # no" + "qa: S608 - built from names that we checked", [("noqa", True)]),
        ("x = y  # no" + "qa: S608,S603", [("noqa", False)]),
        ("@pytest.mark." + "skip\ndef test(): pass", [("skips", False)]),
    ],
)
def test_a_silenced_check_is_counted_and_asked_for_its_reason(text: str, seen: list[tuple[str, bool]]) -> None:
    assert [(name, has_words(reason)) for _, name, reason in exceptions(text)] == seen
