"""The plainest values of the law: where a statement comes from, how far it binds, how sure it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

Words = Mapping[str, str]
"""Language code → text."""
Mark = Literal["P", "2", "K"]
"""P: checked on an official text. 2: on a secondary source only. K: known, not checked. (E11)"""
Binding = Literal["law", "recommendation", "practice", "convention"]
RightId = Literal["access", "rectification", "erasure", "portability", "restriction", "objection"]


@dataclass(frozen=True, slots=True)
class Remark:
    """What the law says besides, in words that a letter or a page can print, with what it rests on."""

    words: Words
    source: Source


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from. `text` is the citation that a person reads ("RGPD, art. 17(3)(b)")."""

    id: str
    text: Words
    pack: str
    since: date
    until: date | None = None
    binding: Binding = "law"
    mark: Mark = "K"
    link: str = ""
    answers: tuple[str, ...] = ()
    """Ids of another law's sources in whose place this one stands here ("gdpr/15", with all that is part of it)."""
