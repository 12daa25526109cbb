"""The ledger transactions of a request's way go through `recording`, which knows the places where a process may die.

The names below are the whole list: before and after each ledger commit, before and after each store commit. The test
of death kills a process at each of them, and fails when a commit has no name, or a name is never reached.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

from garant.ledger import setup

LEDGER_COMMITS = (
    "request.file",
    "request.identify",
    "plan.draw",
    "plan.agree",
    "run.begin",
    "step.claim",
    "step.read",
    "step.package",
    "step.rectify",
    "step.erase",
    "step.verify",
    "step.tell",
    "run.wait",
    "task.done",
    "step.answer",
    "step.close",
    "log.seal",
    "letter.claim",
    "letter.sent",
)
"""The commits of a request's way from receipt to its end. Others (a message, a step that failed) stand alone."""

STORE_COMMITS = ("rectify", "erase")

POINTS = tuple(f"{name}.{when}" for name in LEDGER_COMMITS for when in ("before-commit", "after-commit")) + tuple(
    f"store.{name}.{when}" for name in STORE_COMMITS for when in ("before-commit", "after-commit")
)

DIES = 86
"""Exit status of a process that was told to die at a point."""


def reach(point: str) -> None:
    """Die here if the environment says so. Only tests set GARANT_FAILPOINT, or a log of the points passed."""
    if point not in POINTS:
        raise AssertionError(f"{point} is not an announced point")
    if log := os.environ.get("GARANT_FAILPOINT_LOG"):
        with open(log, "a", encoding="ascii") as out:  # noqa: PTH123 — a test's own file, appended by many processes
            out.write(point + "\n")
    if os.environ.get("GARANT_FAILPOINT") == point:
        os._exit(DIES)


@contextmanager
def recording(name: str) -> Iterator[None]:
    """One ledger transaction, with a point on either side of its commit."""
    with setup.transaction():
        yield
        reach(f"{name}.before-commit")
    reach(f"{name}.after-commit")
