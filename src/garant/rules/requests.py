"""The life of a request as one table, the order of its rights, and how outcomes follow from what was found and done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from garant.law.provisions import Law

Channel = Literal["form", "email", "letter", "phone", "counter"]

RIGHTS = ("access", "portability", "rectification", "erasure")
"""The rights handled here, in the order in which they run: nothing is handed over after it was erased."""

ARTICLES = {"access": "gdpr/15", "portability": "gdpr/20", "rectification": "gdpr/16", "erasure": "gdpr/17"}
"""Right → the Union's article on it, in whose place another law's may stand."""

CHANNELS: tuple[Channel, ...] = ("form", "email", "letter", "phone", "counter")
METHODS = ("contact-on-file", "signed-in", "known-facts", "in-person", "document-seen")
"""From the lightest to the heaviest (art. 12(6), EDPB 01/2022 §58-79). A document is seen, noted and never kept."""

BY_LINK = "contact-confirmed"
"""The person opened the link sent to the address that they gave. Whether that address is on file, the search tells."""

STEPS_OF_LIFE = {
    "received": {"identify", "ask-identity", "complete", "withdraw", "extend", "refuse", "close"},
    "identified": {"plan", "complete", "withdraw", "extend", "refuse", "identify", "ask-identity"},
    "planned": {"plan", "agree", "complete", "withdraw", "extend", "refuse", "identify", "ask-identity"},
    "agreed": {"run"},
    "running": {"run"},
    "waiting": {"task", "run"},
    "answered": {"close"},
    "closed": set[str](),
}
"""State → what may be done next (S3-23: receive, acknowledge, verify, decide, execute, answer, close)."""


def known(law: Law) -> tuple[str, ...]:
    """The rights of which the law of a place says something: a right, or a duty that answers it (PIPEDA, 4.5.3)."""
    return tuple(right for right in RIGHTS if law.source_of(ARTICLES[right]) is not None)


def allows(state: str, deed: str) -> bool:
    """Whether a request in `state` can take `deed`."""
    return deed in STEPS_OF_LIFE[state]


def outcome_of_erasure(*, found: bool, erased: int, kept: int, undecided: int, left: int) -> str:
    """The outcome of an erasure from counted rows. `left`: identifying values still found outside what is kept.

    "done" is said only when nothing of the person stays (D9); what nobody asked to erase makes it "partly".
    """
    if not found:
        return "nothing-found"
    if erased == 0 and kept > 0 and not undecided and not left:
        return "refused"
    if kept or undecided or left:
        return "partly"
    return "done"


def outcome_of_reading(*, found: bool, withheld: int, undecided: int) -> str:
    """The outcome of an access or portability right."""
    if not found:
        return "nothing-found"
    return "partly" if withheld or undecided else "done"


def outcome_of_rectification(*, found: bool, asked: int, done: int) -> str:
    """The outcome of a rectification: `asked` and `done` count asked changes, not rows."""
    if not found:
        return "nothing-found"
    if done == 0:
        return "refused"
    return "done" if done == asked else "partly"


def in_order(rights: Iterable[str]) -> tuple[str, ...]:
    """The rights of a request in the order in which they run, each once."""
    asked = set(rights)
    return tuple(r for r in RIGHTS if r in asked)
