"""The ends of our own data (A7): how long each lasts stands in the packs; the worker carries them out once a day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from garant.actions import stores
from garant.actions.instance import Instance
from garant.ledger import ends
from garant.ledger.values import Request


def carry_out(house: Instance) -> Mapping[str, int]:
    """Let go of everything of ours whose end has come, once a day and process; returns how many of each."""
    today = house.today()
    if house.ends_on == today:
        return {}
    before = house.clock() - timedelta(days=house.law().durations["staff-log"])
    gone = ends.let_go(house.keyring, house.clock(), today, sign_ins_before=before)
    gone["copies"] = stores.end_copies(house)
    house.ends_on = today
    return gone


def from_closing(house: Instance, closed: Iterable[Request]) -> None:
    """A case lasts from its closing, not from its receipt. In the transaction that closes it."""
    until = house.today() + timedelta(days=house.law().durations["case"])
    house.keyring.set_end([r.key for r in closed], until)
