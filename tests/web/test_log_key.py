"""Where a receipt says that the key of the log is published, it is."""

from __future__ import annotations

from django.test import Client

from garant.actions import evidence
from garant.rules import receipts
from tests.actions.conftest import World


def test_a_receipt_verifies_strictly_with_the_key_that_the_site_publishes(world: World, stranger: Client) -> None:
    """C4: given Alice's receipt and the key read from the site, then strict verification passes."""
    receipt = evidence.receipt(world.house, world.run(world.identified("access")))
    served = stranger.get("/.well-known/garant-log-key")
    assert (served.status_code, served["Content-Type"]) == (200, "text/plain; charset=utf-8")
    verdict = receipts.verify(receipt, served.content.decode().strip())
    assert verdict.level == "anchored"
