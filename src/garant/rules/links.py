"""How a map writes in one line on what a table hangs, and back."""

from __future__ import annotations

from dataclasses import dataclass

from garant.rules.register import Link


@dataclass(frozen=True, slots=True)
class LinkText:
    """A link as written: `parent` is a kind of person or a table, not yet looked up."""

    parent: str
    columns: tuple[str, ...]
    parent_columns: tuple[str, ...]


def parse_of(text: str) -> LinkText | str:
    """PARENT via COLUMN[, COLUMN…], or PARENT via COLUMN = PARENT'S COLUMN[, …]. Else what is wrong with it."""
    parent, via, rest = text.partition(" via ")
    if not via or not parent.strip():
        return "This link does not say by which column (“via”)."
    pairs = _pairs(rest)
    if isinstance(pairs, str):
        return pairs
    return LinkText(parent.strip(), tuple(left for left, _ in pairs), tuple(right for _, right in pairs if right))


def parse_shared(text: str) -> LinkText | str:
    """PARENT.COLUMN[, PARENT.COLUMN…], each perhaps with = COLUMN of this table. Else what is wrong with it."""
    pairs = _pairs(text)
    if isinstance(pairs, str):
        return pairs
    split = [left.rpartition(".") for left, _ in pairs]
    if not all(parent and column for parent, _, column in split):
        return "This link does not name a parent and its column."
    parents = {parent.strip() for parent, _, _ in split}
    if len(parents) > 1:
        return "This link names two parents."
    return LinkText(parents.pop(), tuple(r for _, r in pairs if r), tuple(column.strip() for _, _, column in split))


def _pairs(text: str) -> list[tuple[str, str]] | str:
    """ "a = b, c = d" or "a, b"."""
    pairs = []
    for each in text.split(","):
        left, equals, right = (part.strip() for part in each.partition("="))
        if not left or (equals and not right) or "=" in right:
            return "A column is missing in this link."
        pairs.append((left, right))
    if len({bool(right) for _, right in pairs}) > 1:
        return "This link gives the parent’s column for some columns only."
    return pairs


def link_text(link: Link) -> str:
    """A link as a map writes it."""
    if link.kind == "shared":
        ends = link.columns or ("",) * len(link.parent_columns)
        return ", ".join(
            f"{link.parent}.{p}" + (f" = {c}" if c else "") for p, c in zip(link.parent_columns, ends, strict=True)
        )
    ends = link.parent_columns or ("",) * len(link.columns)
    pairs = [c + (f" = {p}" if p else "") for c, p in zip(link.columns, ends, strict=True)]
    return f"{link.parent} via {', '.join(pairs)}"
