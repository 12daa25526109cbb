"""What each right came to, from what a run found, did and read again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from garant.actions.batch import Batch
from garant.ledger.values import Contact, OutcomeCode, Request
from garant.rules import requests as life
from garant.rules.decisions import reached
from garant.rules.tally import Totals


@dataclass(frozen=True, slots=True)
class Seen:
    """One person's results. `left`: identifying values still found where nothing keeps them; `changes`: how many of the
    asked rectifications were made."""

    found: bool
    by_hand: bool
    totals: Totals
    left: int
    changes: int
    asked_changes: int
    withheld: int
    undecided: int


def ended(request: Request, seen: Seen) -> Request:
    """The request with an outcome for each right that was still open."""
    rights = tuple(
        replace(r, state="done", outcome=_outcome(r.right, seen), detail={**r.detail, **_detail(r.right, seen)})
        if r.state == "open"
        else r
        for r in request.rights
    )
    return replace(request, rights=rights)


def _outcome(right: str, seen: Seen) -> OutcomeCode:
    code: Any
    if not seen.found and seen.by_hand:
        return "partly"  # what was found by hand stands in the letter; our systems hold nothing
    if right == "erasure":
        totals = seen.totals
        code = life.outcome_of_erasure(
            found=seen.found,
            erased=totals.erase + totals.mask,
            kept=totals.keep + totals.mask,  # a masked row still holds what documents must name
            undecided=totals.undecided,
            left=seen.left,
        )
    elif right == "rectification":
        code = life.outcome_of_rectification(found=seen.found, asked=seen.asked_changes, done=seen.changes)
    else:
        code = life.outcome_of_reading(found=seen.found, withheld=seen.withheld, undecided=seen.undecided)
    outcome: OutcomeCode = code
    return outcome


def _detail(right: str, seen: Seen) -> dict[str, Any]:
    if right != "erasure":
        return {}
    t = seen.totals
    return {"rows": {"erase": t.erase, "mask": t.mask, "keep": t.keep, "undecided": t.undecided}, "left": seen.left}


@dataclass(frozen=True, slots=True)
class Made:
    """An asked rectification that was made, and read again: what stood there before, and the stores it was made in."""

    asked: Mapping[str, str]
    old: str
    stores: tuple[str, ...]


def made(
    batch: Batch, number: int, contact: Contact, left: Mapping[str, Mapping[str, int]], recipient: str = ""
) -> tuple[Made, ...]:
    """The asked rectifications that reading again showed. `left`: store → "table.column" → rows that are not right.

    `recipient`: only those of data that were given to it.
    """
    found: list[Made] = []
    for asked in contact.changes:
        old, stores = asked.get("old", ""), []
        for store in left:
            map = batch.map(store)
            mine = [
                c
                for c in batch.changes(store, number)
                if map.tables[c.table].columns[c.column].category == asked["field"]
                and c.new == asked["new"]
                and (not recipient or recipient in map.activities[map.tables[c.table].activity].recipients)
            ]
            if mine and not any(f"{c.table}.{c.column}" in left[store] for c in mine):
                stores.append(store)
                old = old or str(mine[0].old or "")
        if stores:
            found.append(Made(asked, old, tuple(stores)))
    return tuple(found)


def verified(batch: Batch) -> dict[str, dict[UUID, Mapping[str, Any]]]:
    """Store → request → what reading again showed: {"left": "table.column" → rows, "on": the day}."""
    return {store: batch.get(f"verified:{store}") for store in batch.record.body["stores"]}


def on_documents(batch: Batch, contact: Contact) -> bool:
    """Whether a rectified field also stands on issued documents, which are never rewritten (E1)."""
    fields = {c["field"] for c in contact.changes}
    return any(
        not rewritable
        for store in batch.record.body["stores"]
        for field in fields
        for _, _, rewritable in reached(batch.map(store), field)
    )
