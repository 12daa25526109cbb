"""An instance of two organisations at the command line: each command speaks for one and reaches one."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connections

from garant.config import read_settings
from garant.ledger import organisations
from tests.cli.commands import Terminal, filed, plan, refused, run, snapshot
from tests.ledgers import switch


@pytest.fixture
def two(garant: Terminal) -> Terminal:
    """The same instance with Maison Perrin beside Boutique Lormel; commands speak for Lormel unless they say so."""
    settings = read_settings(garant.folder / "inst", {})
    switch(settings)
    now = datetime(2026, 11, 23, tzinfo=UTC)
    organisations.create("Maison Perrin", "dpo@perrin.example", "FR", "Europe/Paris", "fr", (12, 31), now)
    connections.close_all()
    garant.env["GARANT_ORGANISATION"] = "Boutique Lormel"
    return garant


def test_no_command_of_one_reaches_the_other(two: Terminal) -> None:
    """A1. Given Alice's requests at Boutique Lormel, one closed and one planned, when every command is typed for Maison
    Perrin with Lormel's references, fingerprints and store, then each exits with 1 or 2 and no file of hers is made;
    its lists are empty, and Lormel's request runs on as it was agreed.
    """
    closed, planned = filed(two, "access"), filed(two, "erasure")
    assert run(two, closed).status == 0
    agreed = plan(two, planned)["fingerprint"]
    before = {name: data for name, data in snapshot(two.folder).items() if "ledger" not in name}
    perrin = {"env": {"GARANT_ORGANISATION": "Maison Perrin"}}
    identify = ("--method", "in-person", "--by", "Paul", "--reason", "Vue.")
    for words in (
        ("request", "show", closed),
        ("request", "identify", planned, *identify),
        ("request", "choose", planned, "0" * 16),
        ("request", "plan", planned),
        ("request", "run", planned, "--agree", agreed),
        ("request", "package", closed, "--out", "a.zip"),
        ("evidence", "receipt", closed, "--out", "a.json"),
        ("store", "grants", "shop"),
        ("store", "propose", "shop"),
        ("register", "apply", "shop.yaml"),
    ):
        assert refused(two, *words, status=1, **perrin)["error"] == "NotFound", words
    assert two.well("request", "list", "--all", "--json", **perrin).json == []
    assert two.well("store", "list", "--json", **perrin).json == []
    exported = two.well("register", "export", "--json", **perrin).json["documents"]
    assert ("garant: register/1" in exported, "garant: map/1" in exported) == (True, False)
    two.well("worker", "--once", **perrin)
    assert {name: data for name, data in snapshot(two.folder).items() if "ledger" not in name} == before
    said = two("request", "run", planned, "--agree", agreed, "--organisation", "Boutique Lormel", "--json")
    assert (said.status, said.json["requests"][0]["state"]) == (0, "closed")


def test_a_command_that_does_not_say_which_is_asked(two: Terminal) -> None:
    """Given two organisations, when neither --organisation nor GARANT_ORGANISATION says which, then the command exits
    with 2 and names both; a third name is refused the same way.
    """
    del two.env["GARANT_ORGANISATION"]
    told = refused(two, "request", "list", status=2)
    assert "Boutique Lormel" in told["remedy"]
    assert "Maison Perrin" in told["remedy"]
    assert "no organisation" in refused(two, "request", "list", "--organisation", "Au Bon Coin", status=2)["cause"]
